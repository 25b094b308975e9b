"""The money of phased budgets: prices against differences, carry-over and revenue by hand, what cannot be paid."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.backends import Effort
from optimize.budget import formulate, plan_budget
from optimize.budget_bounds import RULES, prices_of_rules, shadow_prices
from optimize.budget_case import Purchase
from optimize.errors import InfeasiblePlanError
from optimize.solving import solve

EXACT = Effort(gap=1e-9)


@pytest.mark.requirement("S216")
def test_shadow_prices_are_what_the_relaxation_gains_per_unit_of_a_limit(programmes):
    compared = 0
    for seed in range(4000, 4012):
        case = programmes(seed, initiatives=5, months=6)
        model = formulate(case).model
        relaxed = replace(model, integer=np.zeros_like(model.integer))
        at = solve(relaxed)
        for row in np.flatnonzero(model.movable):
            step = 1e-4
            moved = []
            for by in (-step, step):
                limit = model.limit.copy()
                limit[row] += by
                moved.append(solve(replace(relaxed, limit=limit)).objective)
            if None in moved:
                continue
            up, down = (moved[1] - at.objective) / step, (at.objective - moved[0]) / step
            # Where the basis changes on the way the dual lies between the two slopes.
            assert min(up, down) - 1e-4 <= at.duals[row] <= max(up, down) + 1e-4
            compared += abs(up - down) < 1e-4 and abs(at.duals[row]) > 1e-6
        assert {price.limit for price in shadow_prices(case)} <= {model.row(k) for k in range(len(model.limit))}
    assert compared >= 10


def test_lifting_a_rule_never_costs(programmes):
    gained = dict.fromkeys(RULES, 0.0)
    for seed in range(5000, 5016):
        for name, gain in prices_of_rules(programmes(seed, initiatives=4), effort=EXACT).items():
            assert gain >= -1e-3, name
            gained[name] += gain
    assert {"phase shares", "category shares", "reserve", "pools of people"} <= {n for n, g in gained.items() if g > 1}


@pytest.mark.requirement("S216")
def test_money_left_by_a_phase_is_carried_to_the_next(plain_programme):
    """By hand: 1000 fen in halves, a thing of 800 fen in the second phase needs 300 of the first."""
    case = plain_programme(cost=800.0, share=(0.5, 0.5))
    late = replace(case, may_begin=np.array([[False, False, True, True]]))
    assert [p.month for p in plan_budget(late).purchases] == [2]
    assert plan_budget(replace(late, envelope=replace(late.envelope, carried=0.5))).purchases == ()
    assert plan_budget(replace(late, envelope=replace(late.envelope, carried=0.6))).purchases == (Purchase(0, 0, 2),)
    assert plan_budget(case).purchases == (Purchase(0, 0, 2),), "the first half alone cannot pay it"


@pytest.mark.requirement("S214", "S215")
def test_budget_as_a_share_of_revenue_grows_with_what_initiatives_sell(plain_programme):
    """By hand: 5 % of 10,000 fen a month pays 450 fen by month 1 only if the first sells 9,000 more in month 0."""
    case = plain_programme(cost=450.0, share=None, initiatives=2)
    money = replace(case.envelope, fixed=np.zeros(4), revenue=np.full(4, 10_000.0), revenue_share=np.full(4, 0.05))
    case = replace(
        case,
        cost=np.array([[500.0], [1250.0]]),
        envelope=money,
        gain=np.array([[[1.0], [5000.0]]]),
        may_begin=np.array([[True, False, False, False], [False, False, False, True]]),
        phase=np.arange(4),
        phases=tuple("abcd"),
    )
    assert plan_budget(case).purchases == (Purchase(1, 0, 3),), "2000 fen arrive, either can be paid, not both"
    grown = replace(case, revenue_gain=np.array([[5_000.0], [0.0]]), gain=np.array([[[200.0], [5000.0]]]))
    # 500 a month and 250 more a month once the first is live: 3000 in all, 1750 paid.
    assert plan_budget(grown).purchases == (Purchase(0, 0, 0), Purchase(1, 0, 3))


def test_what_is_required_and_cannot_be_paid_is_told_with_the_repair(plain_programme):
    case = replace(plain_programme(cost=1600.0, share=None), required=(0,))
    with pytest.raises(InfeasiblePlanError) as refused:
        plan_budget(case)
    assert any("money in CNY of phase" in words for words in refused.value.clashing)
    assert "raise" in str(refused.value)
    assert "by 6, from" in str(refused.value)
