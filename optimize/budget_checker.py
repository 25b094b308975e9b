"""The checker of budget plans: month by month from the planner's data in exact fractions; knows no model, no solver."""

from collections.abc import Iterator
from fractions import Fraction

from optimize.budget_case import BudgetPlan, Curve, Programme
from optimize.checker import NOISE, exact, over

Found = Iterator[str]
Begins = dict[tuple[int, int], int]
"""initiative and scope -> month"""


def check_budget(data: Programme, plan: BudgetPlan, noise: Fraction = NOISE) -> list[str]:
    """Return everything in which ``plan`` is not a plan for ``data``, or is worth something else than it says."""
    begins = {(p.initiative, p.scope): p.month for p in plan.purchases}
    if len(begins) != len(plan.purchases):
        return ["a scope of an initiative is bought twice"]
    return [
        *_dates(data, begins),
        *_rules(data, begins),
        *_phases(data, begins, noise),
        *_categories(data, begins, noise),
        *_pools(data, begins, noise),
        *_spend(data, plan, begins, noise),
        *_worths(data, plan, begins, noise),
    ]


def _named(data: Programme, key: tuple[int, int]) -> str:
    return f"{data.initiatives[key[0]]} in {data.scopes[key[1]]}"


def _live(data: Programme, begins: Begins, key: tuple[int, int], month: int) -> bool:
    return key in begins and begins[key] + int(data.months[key]) <= month


def _paid_months(data: Programme, begins: Begins, key: tuple[int, int]) -> range:
    return range(begins[key], begins[key] + max(1, int(data.months[key])))


def _bill(data: Programme, key: tuple[int, int]) -> Fraction:
    return exact(data.cost[key]) / max(1, int(data.months[key]))


def _dates(data: Programme, begins: Begins) -> Found:
    horizon = len(data.phase)
    for key, month in begins.items():
        initiative, scope = key
        if not 0 <= month < horizon or not data.may_begin[initiative][month]:
            yield f"{_named(data, key)} may not begin in month {month + 1}"
        elif _paid_months(data, begins, key)[-1] >= horizon or not _live(data, begins, key, horizon - 1):
            yield f"{_named(data, key)} begins in month {month + 1}, too late to be live by the end"
        if scope == 0:
            continue
        below = (initiative, scope - 1)
        ready = begins.get(below, horizon)
        if data.pilot_months is not None:
            ready += int(data.months[below]) + data.pilot_months
        if month < ready:
            yield f"{_named(data, key)} begins before {data.scopes[scope - 1]} allow it"


def _rules(data: Programme, begins: Begins) -> Found:
    bought = {initiative for initiative, _ in begins}
    for need in data.needs:
        for (initiative, scope), month in begins.items():
            if initiative != need.initiative:
                continue
            if not any(_live(data, begins, (other, scope), month) for other in need.one_of):
                others = " or ".join(data.initiatives[other] for other in need.one_of)
                yield f"{_named(data, (initiative, scope))} begins before {others} is live there"
    for first, second in data.exclusions:
        if first in bought and second in bought:
            yield f"{data.initiatives[first]} and {data.initiatives[second]} exclude each other"
    for initiative in data.required:
        if initiative not in bought:
            yield f"{data.initiatives[initiative]} is required and not bought"


def _arrivals(data: Programme, begins: Begins) -> list[Fraction]:
    money, arrivals = data.envelope, []
    for month in range(len(data.phase)):
        revenue = exact(money.revenue[month])
        if data.revenue_gain is not None:
            live = [key for key in begins if _live(data, begins, key, month)]
            revenue += sum((exact(data.revenue_gain[key]) for key in live), Fraction(0))
        arrivals.append(exact(money.fixed[month]) + exact(money.revenue_share[month]) * revenue)
    return arrivals


def _phases(data: Programme, begins: Begins, noise: Fraction) -> Found:
    money, arrivals = data.envelope, _arrivals(data, begins)
    left = Fraction(0)
    for phase, name in enumerate(data.phases):
        months = [month for month in range(len(data.phase)) if data.phase[month] == phase]
        came = sum((arrivals[month] for month in months), Fraction(0))
        if money.phase_share is not None:
            came = exact(money.phase_share[phase]) * sum(arrivals)
        spent = sum(
            (_bill(data, key) for key in begins for month in _paid_months(data, begins, key) if month in months),
            Fraction(0),
        )
        room = exact(money.carried) * left + (1 - exact(money.reserve)) * came
        if over(spent, room, noise):
            yield f"phase {name} spends {float(spent):g} fen of {float(room):g}"
        left = max(Fraction(0), room - spent)


def _categories(data: Programme, begins: Begins, noise: Fraction) -> Found:
    total = sum(_arrivals(data, begins), Fraction(0))
    for category, name in enumerate(data.categories):
        spent = sum((exact(data.cost[key]) for key in begins if data.belongs()[key[0]] == category), Fraction(0))
        most = exact(data.envelope.category_share[category]) * total
        if data.envelope.category_share[category] < 1 and over(spent, most, noise):
            yield f"category {name} spends {float(spent):g} fen of {float(most):g}"


def _pools(data: Programme, begins: Begins, noise: Fraction) -> Found:
    if data.people is None or data.people_limit is None:
        return
    for pool, name in enumerate(data.pools):
        for month in range(len(data.phase)):
            working = [key for key in begins if month in _paid_months(data, begins, key)]
            busy = sum((exact(data.people[pool][key]) for key in working), Fraction(0))
            if over(busy, exact(data.people_limit[pool][month]), noise):
                there = float(data.people_limit[pool][month])
                yield f"month {month + 1} needs {float(busy):g} people of {name}, there are {there:g}"


def _spend(data: Programme, plan: BudgetPlan, begins: Begins, noise: Fraction) -> Found:
    for month in range(len(data.phase)):
        working = [key for key in begins if month in _paid_months(data, begins, key)]
        spent = sum((_bill(data, key) for key in working), Fraction(0))
        if over(abs(spent - exact(plan.spend[month])), Fraction(0), noise * max(Fraction(1), spent)):
            yield f"the plan says month {month + 1} costs {plan.spend[month]:g} fen, the data say {float(spent):g}"


def _worths(data: Programme, plan: BudgetPlan, begins: Begins, noise: Fraction) -> Found:
    worths = [_worth(data, begins, outcome) for outcome in range(len(data.chance))]
    # What cancels in a worth leaves its rounding behind: noise is a share of what was added up.
    size = max(Fraction(1), sum((exact(data.cost[key]) for key in begins), Fraction(0)), *map(abs, worths))
    for outcome, worth in enumerate(worths):
        if over(abs(worth - exact(plan.worth[outcome])), Fraction(0), noise * size):
            said = f"{plan.worth[outcome]:.10g} fen in outcome {outcome + 1}"
            yield f"the plan says it is worth {said}, the data say {float(worth):.10g}"
    chance = [exact(p) for p in data.chance]
    mean = sum((p * worth for p, worth in zip(chance, worths, strict=True)), Fraction(0))
    aversion = exact(data.aversion)
    value = (1 - aversion) * mean + aversion * _tail(data, worths)
    if over(abs(value - exact(plan.proof.objective)), Fraction(0), noise * size):
        yield f"the plan says its value is {plan.proof.objective:.10g} fen, the data say {float(value):.10g}"


def _tail(data: Programme, worths: list[Fraction]) -> Fraction:
    left, total = exact(data.tail), Fraction(0)
    for worth, p in sorted(zip(worths, data.chance, strict=True)):
        part = min(left, exact(p))
        total, left = total + part * worth, left - part
    return total / exact(data.tail)


def _worth(data: Programme, begins: Begins, outcome: int) -> Fraction:
    total = Fraction(0)
    for month in range(len(data.phase)):
        weight = exact(data.discount[month])
        for key in begins:
            if month in _paid_months(data, begins, key):
                total -= weight * _bill(data, key) * exact(data.overrun[outcome][key[0]])
        if month == len(data.phase) - 1:
            weight += exact(data.after)
        total += weight * _monthly(data, begins, outcome, month)
    return total


def _monthly(data: Programme, begins: Begins, outcome: int, month: int) -> Fraction:
    live = [key for key in begins if _live(data, begins, key, month)]
    in_curves = {member for curve in data.curves for member in curve.members}
    gains = {key: exact(data.gain[outcome][key]) for key in live}
    total = sum((gain for key, gain in gains.items() if key[0] not in in_curves), Fraction(0))
    for joint in data.joints:
        for scope in range(len(data.scopes)):
            if all((member, scope) in live for member in joint.members):
                total += exact(joint.gain[outcome][scope])
    for curve in data.curves:
        members = [gain for key, gain in gains.items() if key[0] in curve.members]
        total += _through(curve, sum(members, Fraction(0)))
    return total


def _through(curve: Curve, gain: Fraction) -> Fraction:
    if gain < 0:
        return gain * exact(curve.slope[0])
    total = Fraction(0)
    for width, slope in zip(curve.width, curve.slope, strict=True):
        part = gain if width == float("inf") else min(gain, exact(width))
        total, gain = total + part * exact(slope), gain - part
    return total
