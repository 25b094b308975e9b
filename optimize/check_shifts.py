"""The checker of rosters: counts people again from the planner's data, exactly; knows no model, no solver."""

from collections.abc import Iterator
from fractions import Fraction

from optimize.checker import NOISE, Exact, number, over
from optimize.shifts_case import Rosters, Shifts


def check_shifts(case: Shifts, plan: Rosters, noise: Fraction = NOISE) -> list[str]:
    """Return everything in which ``plan`` is no roster for ``case``, or costs something else than it says."""
    staff = [[number(count) for count in row] for row in plan.staff.tolist()]
    odd = [
        f"{count} people of {case.kinds[j]} work {case.patterns[p]}"
        for j, row in enumerate(staff)
        for p, count in enumerate(row)
        if count < 0 or count.denominator != 1
    ]
    return [
        *odd,
        *_present(case, plan, staff, noise),
        *_filled(case, staff, noise),
        *_undone(case, plan, noise),
        *_cost(case, plan, staff, noise),
    ]


def _at_work(case: Shifts, staff: list[list[Exact]], j: int, t: int) -> Exact:
    return sum(count for p, count in enumerate(staff[j]) if case.works[p][t])


def _present(case: Shifts, plan: Rosters, staff: list[list[Exact]], noise: Fraction) -> Iterator[str]:
    for t, time in enumerate(case.times):
        people = [_at_work(case, staff, j, t) for j in range(len(case.kinds))]
        for j, kind in enumerate(case.kinds):
            doing = [number(plan.doing[j][r][t]) for r in range(len(case.roles))]
            for r, role in enumerate(case.roles):
                if doing[r] < 0 or (not case.can[j][r] and over(doing[r], 0, noise)):
                    yield f"{time}: {float(doing[r]):g} of {kind} do {role}, which they cannot"
            if over(sum(doing), people[j], noise):
                yield f"{time}: {float(sum(doing)):g} of {kind} are busy, {people[j]} are at work"
        total = sum(people)
        if total < number(case.least[t]):
            yield f"{time}: {total} people are at work, at least {case.least[t]:g} are wanted"
        if case.most[t] != float("inf") and total > number(case.most[t]):
            yield f"{time}: {total} people are at work, at most {case.most[t]:g} are allowed"


def _filled(case: Shifts, staff: list[list[Exact]], noise: Fraction) -> Iterator[str]:
    for j, kind in enumerate(case.kinds):
        if case.people[j] != float("inf") and over(sum(staff[j]), number(case.people[j]), noise):
            yield f"{sum(staff[j])} shifts are filled by {kind}, {case.people[j]:g} can be"


def _cost(case: Shifts, plan: Rosters, staff: list[list[Exact]], noise: Fraction) -> Iterator[str]:
    cost: Exact = 0
    for j, row in enumerate(staff):
        cost += sum(count * number(case.cost[j][p]) for p, count in enumerate(row))
    for r in range(len(case.roles)):
        for t in range(len(case.times)):
            doing = sum(number(plan.doing[j][r][t]) for j in range(len(case.kinds)))
            missing = number(case.need[r][t]) - doing
            if missing > 0:
                cost += missing * number(case.short_cost[r]) * number(case.weight[t])
    said = number(plan.proof.objective)
    if over(cost - said, 0, noise * max(Fraction(1), Fraction(cost))) or over(said - cost, 0, noise * max(1, cost)):
        yield f"the roster says it costs {float(said):.10g}, the data say {float(cost):.10g}"


def _undone(case: Shifts, plan: Rosters, noise: Fraction) -> Iterator[str]:
    for w, window in enumerate(case.windows.tolist()):
        times = [t for t, inside in enumerate(window) if inside]
        for r, role in enumerate(case.roles):
            done = sum(number(plan.doing[j][r][t]) for j in range(len(case.kinds)) for t in times)
            if over(number(case.work[r][w]), done, noise):
                yield f"window {w + 1}: {float(done):g} of {case.work[r][w]:g} hours of {role} can be done"
