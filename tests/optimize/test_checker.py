"""The checker: every way in which a placement plan may be spoiled is seen, in exact arithmetic."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optimize.checker import check_placement, refuse
from optimize.errors import PlanRefusedError
from optimize.placement import place
from optimize.placement_case import Reach


@pytest.fixture(scope="module")
def case(chain):
    """Return a chain whose store 1 ships once enabled, and whose plan uses all there is to use."""
    made = chain(11, skus=2, nodes=2, zones=2, scenarios=2)
    return replace(
        made,
        demand=np.array([[[2.0, 3.0], [1.0, 2.0]], [[4.0, 1.0], [3.0, 3.0]]]),
        reach=np.array([[Reach.ALWAYS.value, Reach.NEVER.value], [Reach.ENABLED.value, Reach.ALWAYS.value]]),
        price=made.unit_cost + 900,
        holding_cost=np.zeros((2, 2)),
        sending_cost=np.array([[250.0, 0.0], [0.0, 0.0]]),
        enabling_cost=np.array([0.0, 50.0]),
        capacity=np.array([4.0, 30.0]),
        available=np.array([5.0, 5.0]),
        litres=np.ones(2),
        budget=6_000.0,
    )


@pytest.fixture(scope="module")
def plan(case):
    return place(case)


def test_a_sound_plan_has_no_finding_at_a_milliardth(case, plan):
    assert plan.enabled.tolist() == [False, True]
    assert check_placement(case, plan, Fraction(1, 10**9)) == []
    refuse([])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: {"enabled": np.array([False, False])}, "node 1 may not send"),
        (lambda plan: {"stock": plan.stock - 1}, "it holds"),
        (lambda plan: {"stock": plan.stock + 10}, "can be had"),
        (lambda plan: {"stock": plan.stock + 10}, "it has room for"),
        (lambda plan: {"stock": plan.stock + 10}, "fen of 6000"),
        (lambda plan: {"stock": plan.stock + 0.5}, "stock of sku 0 at node 0 is"),
        (lambda plan: {"stock": -plan.stock - 1}, "stock of sku 0 at node 0 is -"),
        (lambda plan: {"flows": tuple(flow._replace(units=flow.units + 9) for flow in plan.flows)}, "asked for less"),
        (lambda plan: {"flows": tuple(flow._replace(units=-flow.units) for flow in plan.flows)}, "may not send -"),
        (lambda plan: {"flows": (plan.flows[0]._replace(node=0, zone=1),)}, "node 0 may not send"),
        (lambda plan: {"flows": plan.flows[:-1]}, "says its value in fen is"),
        (lambda plan: {"proof": replace(plan.proof, objective=plan.proof.objective + 1)}, "says its value in fen is"),
    ],
)
def test_a_spoiled_plan_is_seen(case, plan, spoil, words):
    found = check_placement(case, replace(plan, **spoil(plan)))
    assert any(words in finding for finding in found)
    with pytest.raises(PlanRefusedError, match="try the other solver"):
        refuse(found)


def test_a_missed_service_floor_is_seen(case, plan):
    found = check_placement(replace(case, service_floor=np.array([1.0, 1.0])), plan)
    assert any("the floor is 1" in finding for finding in found)


def test_one_unit_too_many_is_seen_among_millions(kiosk):
    case = replace(kiosk([5e6, 5e6], whole=True), available=np.array([4e6]))
    plan = place(case)
    assert plan.stock.tolist() == [[4e6]]
    assert check_placement(replace(case, available=np.array([4e6 - 1])), plan)
