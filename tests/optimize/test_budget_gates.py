"""Gates: re-planning by hand, never worse than the frozen plan, as good as foresight at the start."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from optimize.budget import plan_budget
from optimize.budget_bounds import clairvoyant
from optimize.budget_case import Purchase
from optimize.budget_gates import replanned, value_of_gate
from optimize.budget_schedule import Schedule


@pytest.mark.requirement("S224")
def test_a_gate_lets_the_second_step_follow_what_the_first_has_shown(plain_programme):
    """A step of cost 1,000 brings 700 a month or loses 300: bought in month 2 it earns 400 or loses 1,600."""
    case = plain_programme(cost=1_000.0, share=None)
    case = replace(
        case,
        chance=np.array([0.5, 0.5]),
        gain=np.array([[[700.0]], [[-300.0]]]),
        overrun=np.ones((2, 1)),
        may_begin=np.array([[False, False, True, True]]),
        envelope=replace(case.envelope, fixed=np.array([2_000.0, 0, 0, 0])),
    )
    frozen = plan_budget(case)
    assert frozen.purchases == (), "on average it loses 600"
    assert replanned(case, (), 2).tolist() == pytest.approx([400.0, 0.0])
    assert value_of_gate(case, (), 2) == pytest.approx(200.0)
    # In month 3 one month of gains is left: it pays in no outcome.
    assert value_of_gate(case, (), 3) == pytest.approx(0.0)
    # What has begun before the gate is not taken back.
    assert replanned(case, (Purchase(0, 0, 2),), 3).tolist() == pytest.approx([400.0, -1_600.0])


def test_the_earlier_the_gate_the_better_from_foresight_down_to_the_frozen_plan(programmes):
    worth_something = 0
    for seed in range(12):
        case = replace(programmes(seed), aversion=0.0, required=())
        plan = plan_budget(case)
        worth = [float(case.chance @ replanned(case, plan.purchases, gate)) for gate in range(case.horizon + 1)]
        assert all(early >= late - 1.0 for early, late in pairwise(worth))
        assert worth[0] == pytest.approx(clairvoyant(case), rel=1e-6, abs=1.0)
        assert worth[-1] == pytest.approx(float(case.chance @ Schedule(case, plan.purchases).worth), rel=1e-6, abs=1.0)
        worth_something += worth[1] > worth[-1] + 1.0
    assert worth_something >= 2
