"""Phased budget: every schedule tried by hand, published optima, both solvers, baseline and bound."""

import gzip
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from optimize.backends import Effort
from optimize.budget import formulate, plan_budget
from optimize.budget_bounds import clairvoyant, measure
from optimize.budget_case import Envelope, Programme
from optimize.solving import Solver, solve

DATA = Path(__file__).parent / "data"
EXACT = Effort(gap=1e-9)


def best_by_hand(case):
    """Return the highest value over all schedules, each lived through month by month in plain loops."""
    keys = [(k, s) for k in range(len(case.initiatives)) for s in range(len(case.scopes))]
    best = -np.inf
    for months in product([None, *range(case.horizon)], repeat=len(keys)):
        begins = {key: month for key, month in zip(keys, months, strict=True) if month is not None}
        if allowed(case, begins):
            best = max(best, value(case, begins))
    return best


def live(case, begins, key, month):
    return key in begins and month >= begins[key] + case.months[key]


def paid(case, begins, key, month):
    return key in begins and begins[key] <= month < begins[key] + max(1, case.months[key])


def allowed(case, begins):
    horizon, money = case.horizon, case.envelope
    for (k, s), month in begins.items():
        if not case.may_begin[k, month] or month + max(1, case.months[k, s]) > horizon:
            return False
        if not live(case, begins, (k, s), horizon - 1):
            return False
        if s and (k, s - 1) not in begins:
            return False
        if s and case.pilot_months is None and begins[k, s - 1] > month:
            return False
        if s and case.pilot_months is not None and not live(case, begins, (k, s - 1), month - case.pilot_months):
            return False
        for need in case.needs:
            if need.initiative == k and not any(live(case, begins, (j, s), month) for j in need.one_of):
                return False
    for a, b in case.exclusions:
        if (a, 0) in begins and (b, 0) in begins:
            return False
    bill = [
        sum(case.cost[key] / max(1, case.months[key]) for key in begins if paid(case, begins, key, m))
        for m in range(horizon)
    ]
    arrives = [
        money.fixed[m]
        + money.revenue_share[m]
        * (money.revenue[m] + sum(case.revenue_gain[key] for key in begins if live(case, begins, key, m)))
        for m in range(horizon)
    ]
    left = 0.0
    for phase in range(len(case.phases)):
        inside = [m for m in range(horizon) if case.phase[m] == phase]
        came = sum(arrives[m] for m in inside)
        if money.phase_share is not None:
            came = money.phase_share[phase] * sum(arrives)
        left = money.carried * left + (1 - money.reserve) * came - sum(bill[m] for m in inside)
        if left < -1e-6:
            return False
    for c, share in enumerate(money.category_share):
        spent = sum(case.cost[key] for key in begins if case.category[key[0]] == c)
        if share < 1 and spent > share * sum(arrives) + 1e-6:
            return False
    return all(
        sum(case.people[0][key] for key in begins if paid(case, begins, key, m)) <= case.people_limit[0, m]
        for m in range(horizon)
    )


def value(case, begins):
    worths = [outcome_worth(case, begins, o) for o in range(len(case.chance))]
    mean = sum(p * w for p, w in zip(case.chance, worths, strict=True))
    # The mean of the tail as its dual: the least mean over all reweightings by at most 1 / tail.
    tail, room = 0.0, 1.0
    for worth, p in sorted(zip(worths, case.chance, strict=True)):
        weight = min(room, p / case.tail)
        tail, room = tail + weight * worth, room - weight
    return (1 - case.aversion) * mean + case.aversion * tail


def outcome_worth(case, begins, o):
    total = 0.0
    for m in range(case.horizon):
        on = [key for key in begins if live(case, begins, key, m)]
        curved = {k for curve in case.curves for k in curve.members}
        earned = sum(case.gain[o][key] for key in on if key[0] not in curved)
        for joint in case.joints:
            earned += sum(g for s, g in enumerate(joint.gain[o]) if all((k, s) in on for k in joint.members))
        for curve in case.curves:
            raw = sum(case.gain[o][key] for key in on if key[0] in curve.members)
            knots = np.concatenate([[0.0], np.cumsum(curve.width[:-1])])
            heights = np.concatenate([[0.0], np.cumsum(curve.width[:-1] * curve.slope[:-1])])
            top = heights[-1] + curve.slope[-1] * (raw - knots[-1])
            earned += raw * curve.slope[0] if raw < 0 else (top if raw > knots[-1] else np.interp(raw, knots, heights))
        weight = case.discount[m] + (case.after if m == case.horizon - 1 else 0.0)
        bills = [
            case.cost[k] / max(1, case.months[k]) * case.overrun[o, k[0]] for k in begins if paid(case, begins, k, m)
        ]
        total += weight * earned - case.discount[m] * sum(bills)
    return total


@pytest.mark.requirement("S216", "S218", "S219", "S223")
@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(60, 1060), marks=pytest.mark.slow)], ids=len)
def test_the_model_finds_what_trying_every_schedule_finds(programmes, seeds):
    for seed in seeds:
        case = programmes(seed) if seed % 4 else programmes(seed, initiatives=3, scopes=2, months=2, outcomes=1)
        best = best_by_hand(case)
        for solver in [Solver.HIGHS] if seed % 5 else list(Solver):
            assert plan_budget(case, solver, EXACT).proof.objective == pytest.approx(best, rel=1e-6, abs=1e-3)


@pytest.fixture(scope="session")
def projects():
    """Return OR-Library's seven choices of research projects (Petersen 1967) as programmes, with their optima."""
    figures = iter(gzip.decompress((DATA / "mknap1.txt.gz").read_bytes()).split())

    def take(count):
        return np.array([float(next(figures)) for _ in range(count)])

    return [one_month(take) for _ in range(int(take(1)[0]))]


def one_month(take):
    """Return projects whose costs are people of several pools, all begun and live in the one month there is."""
    size, budgets, best = take(3)
    n, m = int(size), int(budgets)
    worth, need, limit = take(n), take(n * m).reshape(m, n, 1), take(m).reshape(m, 1)
    case = Programme(
        initiatives=tuple(f"project {k}" for k in range(n)),
        scopes=("all",),
        phases=("now",),
        phase=np.zeros(1, np.int64),
        chance=np.ones(1),
        cost=np.zeros((n, 1)),
        months=np.zeros((n, 1), np.int64),
        gain=worth.reshape(1, n, 1),
        overrun=np.ones((1, n)),
        may_begin=np.ones((n, 1), bool),
        discount=np.ones(1),
        envelope=Envelope(np.zeros(1), np.zeros(1), np.zeros(1), np.ones(1)),
        pools=tuple(f"budget {k}" for k in range(m)),
        people=need,
        people_limit=limit,
    )
    return case, best


@pytest.mark.parametrize("number", range(7))
def test_published_optima_of_project_choice_are_proven(projects, number):
    case, best = projects[number]
    plan = plan_budget(case, effort=EXACT)
    assert plan.proof.proven
    assert plan.proof.objective == pytest.approx(best, rel=1e-6)


def test_plan_lies_between_the_greedy_planner_and_the_clairvoyant(programmes):
    lower, higher = 0, 0
    for seed in range(2000, 2020):
        measured = measure(programmes(seed, initiatives=5, scopes=2, months=6, outcomes=3), effort=EXACT)
        low, high = measured.baseline.proof.objective, measured.clairvoyant
        assert low <= measured.plan.proof.objective + 1e-3
        assert measured.plan.proof.objective <= high + 1e-3
        lower += low < measured.plan.proof.objective - 1
        higher += measured.plan.proof.objective < high - 1
        if measured.gap_captured is not None:
            assert -1e-9 <= measured.gap_captured <= 1 + 1e-9
    assert lower >= 5
    assert higher >= 5


def test_both_solvers_prove_the_same_value_and_the_relaxation_is_worth_no_less(programmes):
    for seed in range(3000, 3006):
        case = programmes(seed, initiatives=6, scopes=2, months=6, outcomes=3)
        model = formulate(case).model
        relaxed = solve(replace(model, integer=np.zeros_like(model.integer)))
        first, second = (plan_budget(case, solver, EXACT).proof for solver in Solver)
        assert first.objective == pytest.approx(second.objective, rel=1e-6)
        for proof in (first, second):
            assert proof.objective <= proof.bound <= relaxed.objective * 100 + 1e-3


def test_a_hundred_fold_programme_is_worth_a_hundred_fold(programmes):
    case = programmes(7)
    money = case.envelope
    large = replace(
        case,
        cost=case.cost * 100,
        gain=case.gain * 100,
        revenue_gain=case.revenue_gain * 100,
        joints=tuple(replace(joint, gain=joint.gain * 100) for joint in case.joints),
        curves=tuple(replace(curve, width=curve.width * 100) for curve in case.curves),
        envelope=replace(money, fixed=money.fixed * 100, revenue=money.revenue * 100),
    )
    small, big = plan_budget(case, effort=EXACT), plan_budget(large, effort=EXACT)
    assert big.purchases == small.purchases
    assert big.proof.objective == pytest.approx(100 * small.proof.objective, rel=1e-9)


def test_knowing_the_outcome_is_worth_nothing_when_there_is_one(programmes):
    case = programmes(8, outcomes=1)
    assert clairvoyant(case, effort=EXACT) == pytest.approx(plan_budget(case, effort=EXACT).proof.bound, rel=1e-6)
