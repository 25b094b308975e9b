"""Reserves by hand and on random programmes: what is held back covers overruns up to its size."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.backends import Effort
from optimize.budget import plan_budget
from optimize.budget_reserve import best_reserve, breach, reserves
from optimize.errors import PlanInputError

EXACT = Effort(gap=1e-9)


@pytest.fixture
def risky(plain_programme):
    """A thing of 900 fen out of 1,000, which costs a fifth more in three of ten outcomes; it brings 4,000 fen."""
    case = plain_programme(cost=900.0, share=None)
    return replace(case, chance=np.array([0.7, 0.3]), gain=np.full((2, 1, 1), 1000.0), overrun=np.array([[1.0], [1.2]]))


@pytest.mark.requirement("S218")
def test_a_thing_that_may_cost_a_fifth_more_breaks_the_budget_unless_that_is_held_back(risky):
    """By hand: 900 or 1,080 fen. Of 1,000, 950 are enough to plan with, 850 are not; 1,100 pay both bills."""
    tight = reserves(risky, [0.0, 0.05, 0.15])
    assert [len(one.plan.purchases) for one in tight] == [1, 1, 0]
    assert [one.breach for one in tight] == pytest.approx([0.3, 0.3, 0.0])
    assert best_reserve(tight, allowed=0.3).share == 0.0
    assert best_reserve(tight, allowed=0.1).share == 0.15
    roomy = replace(risky, envelope=replace(risky.envelope, fixed=np.array([1100.0, 0, 0, 0])))
    chosen = best_reserve(reserves(roomy, [0.0, 0.1, 0.3]), allowed=0.0)
    assert (chosen.share, len(chosen.plan.purchases), chosen.breach) == (0.0, 1, 0.0)


def test_a_chance_that_no_share_keeps_is_refused_with_the_safest(risky):
    with pytest.raises(PlanInputError, match=r"0\.1 or less, the safest has 0\.3"):
        best_reserve(reserves(risky, [0.0, 0.05]), allowed=0.1)


@pytest.mark.requirement("S218")
def test_a_reserve_covers_every_overrun_up_to_its_size_and_no_more(programmes):
    broken = 0
    for seed in range(6000, 6012):
        case = programmes(seed, initiatives=4)
        reserve = case.envelope.reserve
        bought = plan_budget(case, effort=EXACT).purchases
        covered = replace(case, overrun=np.full(case.overrun.shape, 1.0 / (1.0 - reserve)))
        assert breach(covered, bought) == 0.0
        broken += breach(replace(case, overrun=case.overrun * 0.0 + 3.0), bought) == pytest.approx(1.0)
    assert broken > 3, "plans leave so much that nothing is shown"
