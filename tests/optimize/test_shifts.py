"""Shifts: brute force, both solvers, hand-made weeks, labour rules that clash, and what more staff may not change."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.check_shifts import check_shifts
from optimize.errors import InfeasiblePlanError, PlanInputError
from optimize.shifts import formulate, hour_by_hour, roster
from optimize.shifts_case import Shifts
from optimize.solving import Solver, solve
from optimize.staffing import delay_chance, needed


def week(seed, *, times=4, patterns=4, roles=1, kinds=1):
    rng = Generator(PCG64(seed))
    works = np.zeros((patterns, times), bool)
    for p in range(patterns):
        start = rng.integers(0, times)
        works[p, start : start + rng.integers(1, 3)] = True
    can = rng.random((kinds, roles)) < 0.6
    can[0, 0] = True
    return Shifts(
        times=tuple(f"hour {t}" for t in range(times)),
        roles=tuple(f"role {r}" for r in range(roles)),
        kinds=tuple(f"kind {j}" for j in range(kinds)),
        patterns=tuple(f"shift {p}" for p in range(patterns)),
        weight=rng.choice([2.0, 5.0], times),
        need=rng.integers(0, 3, (roles, times)).astype(float),
        short_cost=rng.integers(1_000, 9_000, roles).astype(float),
        can=can,
        works=works,
        cost=rng.integers(2_000, 30_000, (kinds, patterns)).astype(float),
        least=np.zeros(times),
        most=np.where(rng.random(times) < 0.2, 2.0, np.inf),
        people=np.full(kinds, np.inf),
    )


def best_by_hand(case):
    """Return the least cost, by trying every staffing; who does what is one kind and role here, or tried, too."""
    shape, most = case.cost.shape, int(case.need.sum(axis=0).max())
    found = np.inf
    for counts in product(range(most + 1), repeat=shape[0] * shape[1]):
        staff = np.array(counts).reshape(shape)
        there = staff @ case.works
        if (there.sum(axis=0) < case.least).any() or (there.sum(axis=0) > case.most).any():
            continue
        lost = sum(case.weight[t] * least_missing(case, there[:, t], t) for t in range(len(case.times)))
        found = min(found, float((staff * case.cost).sum()) + lost)
    return found


def least_missing(case, people, t):
    """Return the least cost of missing people at one coming of a time, by trying who does what."""
    places = [(j, r) for j in range(len(case.kinds)) for r in range(len(case.roles)) if case.can[j, r]]
    best = np.inf
    for counts in product(range(int(people.max(initial=0)) + 1), repeat=len(places)):
        doing = np.zeros(case.can.shape)
        for (j, r), count in zip(places, counts, strict=True):
            doing[j, r] = count
        if (doing.sum(axis=1) <= people).all():
            best = min(best, float(case.short_cost @ np.maximum(case.need[:, t] - doing.sum(axis=0), 0)))
    return best


def agrees(seed, solvers):
    # One kind on four shifts, and two kinds with two roles on two, in turn.
    case = week(seed) if seed % 4 else week(seed, times=3, patterns=2, roles=2, kinds=2)
    best = best_by_hand(case)
    for solver in solvers:
        plan = roster(case, solver)
        assert plan.proof.proven
        assert plan.proof.objective == pytest.approx(best, rel=1e-6)
        assert hour_by_hour(case) <= plan.proof.objective * (1 + 1e-9)
    return plan.staff.any()


@pytest.mark.requirement("S116")
def test_the_roster_is_as_cheap_as_the_best_that_trying_all_finds():
    assert sum(agrees(seed, [Solver.HIGHS] if seed % 5 else list(Solver)) for seed in range(20)) > 10


@pytest.mark.slow
def test_the_roster_is_as_cheap_as_the_best_that_trying_all_finds_a_thousand_times():
    assert sum(agrees(seed, list(Solver)) for seed in range(1000, 2000)) > 500


def hand(**changes):
    """Return a day of four hours: two people are needed in the two of the middle; shifts of two and three hours."""
    works = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 1, 0], [0, 1, 1, 1]], bool)
    parts = {
        "times": ("9", "10", "11", "12"),
        "roles": ("till",),
        "kinds": ("crew",),
        "patterns": ("9-11", "10-12", "11-13", "9-12", "10-13"),
        "weight": np.ones(4),
        "need": np.array([[1.0, 2.0, 2.0, 1.0]]),
        "short_cost": np.array([9_000.0]),
        "can": np.ones((1, 1), bool),
        "works": works,
        "cost": works.sum(axis=1)[None] * 2_800.0,
        "least": np.zeros(4),
        "most": np.full(4, np.inf),
        "people": np.full(1, np.inf),
    }
    return Shifts(**parts | changes)


def test_a_day_is_covered_without_an_idle_hour():
    # 6 hours are needed and 9-11 + 10-12 + 11-13, or 9-12 + 10-13, cover just them.
    plan = roster(hand())
    assert plan.proof.objective == 6 * 2_800
    assert plan.staff.sum() in (2, 3)


def test_an_hour_is_left_short_when_nobody_comes_for_less():
    # One more hour than a shift has: a second shift of two hours costs 5600, the missing hour 5000.
    one = hand(need=np.array([[1.0, 1.0, 1.0, 1.0]]), short_cost=np.array([2_799.0]))
    assert roster(one).proof.objective == pytest.approx(min(4 * 2_800, 4 * 2_799))
    assert roster(replace(one, short_cost=np.array([5_000.0]))).proof.objective == 4 * 2_800


def test_staff_who_can_do_two_roles_save_what_separate_roles_would_cost():
    # Tills need one at 9 and 10, picking one at 11 and 12: one shared person a half, or one for each role.
    need = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    works = np.array([[1, 1, 1, 1]], bool)
    parts = {
        "roles": ("till", "pick"),
        "patterns": ("9-13",),
        "need": need,
        "short_cost": np.full(2, 90_000.0),
        "works": works,
    }
    both = {"kinds": ("till crew", "pickers"), "can": np.eye(2, dtype=bool), "people": np.full(2, np.inf)}
    apart = hand(**parts, **both, cost=np.full((2, 1), 9.0))
    shared = replace(
        apart, kinds=("crew",), can=np.ones((1, 2), bool), people=np.full(1, np.inf), cost=np.array([[9.0]])
    )
    assert (roster(apart).proof.objective, roster(shared).proof.objective) == (18.0, 9.0)


def test_more_people_allowed_or_longer_shifts_never_cost_more():
    lower = 0
    for seed in range(50, 80):
        case = week(seed)
        now = roster(case).proof.objective
        free = roster(replace(case, most=np.full(len(case.times), np.inf))).proof.objective
        longer = np.concatenate([case.works, case.works.any(axis=0)[None]])
        more = replace(
            case,
            works=longer,
            patterns=(*case.patterns, "all day"),
            cost=np.concatenate([case.cost, case.cost.min(axis=1, keepdims=True)], axis=1),
        )
        cheap = roster(more).proof.objective
        assert max(free, cheap) <= now + 1e-6
        lower += cheap < now - 1
    assert lower > 5


def test_the_bound_lies_between_relaxation_and_roster():
    for seed in range(90, 100):
        case = week(seed, times=6, patterns=8)
        model = formulate(case).model
        relaxed = solve(replace(model, integer=np.zeros_like(model.integer)))
        plan = roster(case)
        assert relaxed.objective * 100 <= plan.proof.bound + 1e-4 <= plan.proof.objective + 2e-4


def test_rules_that_clash_are_named_in_the_planners_words():
    with pytest.raises(InfeasiblePlanError) as told:
        roster(hand(least=np.array([1.0, 1.0, 1.0, 1.0]), people=np.array([1.0])))
    assert any("shifts filled by crew: at most 1" in line for line in told.value.clashing)
    assert any("people at work at least" in line for line in told.value.clashing)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"need": np.array([[1.0, np.nan, 2.0, 1.0]])}, "need of till, 10: nan"),
        ({"need": np.array([[1.0, 0.5, 2.0, 1.0]])}, "need of till, 10: 0.5 is not whole"),
        ({"cost": np.full((1, 5), -1.0)}, "cost of crew, 9-11: -1 is negative"),
        ({"people": np.array([-1.0])}, "people of crew: -1 is negative"),
        ({"least": np.full(4, 3.0), "most": np.full(4, 2.0)}, "at least 3 people and at most 2"),
        ({"patterns": (), "works": np.zeros((0, 4), bool), "cost": np.zeros((1, 0))}, "no shift patterns"),
        ({"short_cost": np.array([1e308])}, None),
    ],
)
def test_data_that_make_no_sense_are_refused_by_name(change, words):
    with pytest.raises(PlanInputError, match=words):
        roster(hand(**change))


def waiting(work):
    """Return the same day without fixed hours: ``work`` must be done by noon, of it the last hour's from 11 on."""
    windows = np.array([[1, 1, 1, 0], [0, 0, 1, 0]], bool)
    return hand(need=np.zeros((1, 4)), windows=windows, work=np.array([work]))


def test_work_that_may_wait_is_done_by_the_fewest_hours_within_its_window():
    # Three hours by noon, one of them in the last: two people from 10 to 12, or one from 9 and one more, are 4 or 5.
    plan = roster(waiting([3.0, 1.0]))
    assert plan.proof.objective == 3 * 2_800
    assert plan.staff[0].tolist() == [0, 0, 0, 1, 0], "9-12 holds all three"
    # Two of them in the last hour: both people must be there.
    plan = roster(waiting([4.0, 2.0]))
    assert plan.proof.objective == 4 * 2_800
    assert plan.staff[0].tolist() == [0, 2, 0, 0, 0]
    assert hour_by_hour(waiting([4.0, 2.0])) == 4 * 2_800
    assert check_shifts(waiting([4.0, 2.0]), plan) == []
    assert any("window 2" in line for line in check_shifts(waiting([4.0, 3.0]), plan))
    with pytest.raises(PlanInputError, match="work that may wait"):
        waiting([np.nan, 1.0])


def test_work_that_may_wait_costs_no_more_than_the_same_work_hour_by_hour():
    for seed in range(10):
        case = week(seed)
        times = len(case.times)
        free = replace(
            case,
            need=np.zeros_like(case.need),
            most=np.full(times, np.inf),
            weight=np.full(times, 5.0),
            windows=np.ones((1, times), bool),
            work=case.need.sum(axis=1)[:, None],
            works=np.vstack([case.works, np.ones((1, times), bool)]),
            patterns=(*case.patterns, "all day"),
            cost=np.hstack([case.cost, [[30_000.0]]]),
        )
        fixed = replace(free, windows=np.zeros((0, 0), bool), work=np.zeros((1, 0)), need=case.need)
        fixed = replace(fixed, short_cost=np.full(1, 1e7))
        assert roster(free).proof.objective <= roster(fixed).proof.objective


def test_every_way_of_spoiling_a_roster_is_seen():
    case = hand(least=np.array([1.0, 1.0, 1.0, 1.0]), most=np.full(4, 3.0), people=np.array([4.0]))
    plan = roster(case)
    assert check_shifts(case, plan) == []
    spoilt = {
        "busy": replace(plan, doing=plan.doing + 1),
        "at least": replace(plan, staff=np.zeros_like(plan.staff), doing=np.zeros_like(plan.doing)),
        "at most": replace(plan, staff=plan.staff + 2),
        "filled": replace(plan, staff=plan.staff + 3),
        "costs": replace(plan, proof=replace(plan.proof, objective=plan.proof.objective + 1)),
        "work 9-11": replace(plan, staff=np.where(np.arange(5) == 0, -1, plan.staff)),
    }
    for words, broken in spoilt.items():
        assert any(words in finding for finding in check_shifts(case, broken)), words


def test_erlangs_chance_to_wait_and_the_people_it_asks_for():
    # M/M/1: the chance to wait is the load; M/M/2 at load 1: 1/3 (Erlang C by hand).
    assert delay_chance(0.5, 1) == pytest.approx(0.5)
    assert delay_chance(1.0, 2) == pytest.approx(1 / 3)
    assert delay_chance(3.0, 2) == 1.0
    # One person at load 0.5 begins 1 - 0.5 exp(-0.5 * 3 / 2) = 0.764 of jobs in time, two 0.9895.
    assert needed(0.5, 2.0, 3.0, 0.75) == 1
    assert needed(0.5, 2.0, 3.0, 0.80) == 2
    assert needed(0.0, 2.0, 3.0, 0.99) == 0


@pytest.mark.parametrize(
    "figures", [(np.nan, 1, 1, 0.5), (1e308, 1, 1, 0.5), (-1, 1, 1, 0.5), (1, 0, 1, 0.5), (1, 1, 1, 1)]
)
def test_loads_that_make_no_sense_are_refused(figures):
    with pytest.raises(PlanInputError):
        needed(*figures)
