"""Explanations: the limits that clash, by how much, and what pays without end, in the caller's words."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.backends import Effort
from optimize.errors import InfeasiblePlanError, SolverFailedError, UnboundedPlanError
from optimize.explain import Repair, accepted, clashing, repairs
from optimize.model import Aim, Draft, Origin, Sense
from optimize.solving import Solver

BOTH = pytest.mark.parametrize("solver", list(Solver), ids=lambda solver: solver.value)


def two_shops(*, budget=100.0, demand=(30.0, 40.0), space=25.0, whole=False):
    """Return a plan that must serve both shops from a budget and from shelf space, 2 CNY a unit."""
    draft = Draft(Aim.LEAST)
    shops = ("north", "south")
    stock = draft.columns("stock at", (shops,), cost=2.0, integer=whole)
    extra = draft.columns("overflow at", (shops,), cost=3.0)
    need = draft.rows("demand at", (shops,), Sense.AT_LEAST, demand, Origin.LIMIT)
    draft.enter(need, stock, 1.0)
    shelf = draft.rows("shelf space at", (shops,), Sense.AT_MOST, [space, 1000.0], Origin.LIMIT)
    draft.enter(shelf, stock, 1.0)
    draft.enter(draft.rows("budget, CNY", (), Sense.AT_MOST, budget, Origin.LIMIT), stock, 2.0)
    draft.enter(draft.rows("overflow is counted once", (), Sense.AT_LEAST, 0.0, Origin.LAW), extra, 1.0)
    return draft.model()


@BOTH
def test_only_the_limits_that_clash_are_named_and_the_repair_is_the_smallest(solver):
    model = two_shops(budget=200.0)
    with pytest.raises(InfeasiblePlanError) as told:
        accepted(model, solver)
    # 30 wanted on 25 places: the demand moves by 5 of 30, the shelf by 5 of 25.
    assert told.value.clashing == ("demand at north: at least 30", "shelf space at north: at most 25")
    assert told.value.repairs == ("lower 'demand at north' by 5, from 30 to 25",)
    assert told.value.exit_code == 4
    assert "budget" not in str(told.value)
    assert told.value.to_json()["clashing"] == ["demand at north: at least 30", "shelf space at north: at most 25"]


def test_three_limits_that_only_clash_together_are_all_named():
    model = two_shops(space=35.0)
    # Together the demands cost 140; the budget holds 100.
    assert [model.row(row) for row in clashing(model)] == ["demand at north", "demand at south", "budget, CNY"]
    assert [(model.row(repair.row), round(repair.by, 6)) for repair in repairs(model)] == [("budget, CNY", 40.0)]


def test_a_repair_of_each_limit_makes_the_model_feasible():
    model = two_shops()
    moves = repairs(model)
    assert len(moves) == 2
    limit = model.limit.copy()
    for move in moves:
        limit[move.row] += move.by
    _, proof = accepted(replace(model, limit=limit))
    assert proof.objective > 0


def test_limits_that_clash_for_whole_numbers_alone_are_found():
    model = two_shops(budget=1000.0, demand=(24.5, 40.0), space=24.6, whole=True)
    assert [model.row(row) for row in clashing(model)] == ["demand at north", "shelf space at north"]
    (repair,) = repairs(model)
    # The shelf moves by 0.4 of 24.6, the demand would by 0.5 of 24.5.
    assert repair == Repair(row=2, by=pytest.approx(0.4))


def test_data_that_contradict_each_other_without_any_limit_are_told_so():
    draft = Draft(Aim.LEAST)
    x = draft.columns("stock", (), high=1.0)
    draft.enter(draft.rows("stock is two", (), Sense.EQUAL, 2.0, Origin.LAW), x, 1.0)
    with pytest.raises(InfeasiblePlanError, match="contradict each other"):
        accepted(draft.model())


@BOTH
def test_what_pays_without_end_is_named(solver):
    draft = Draft(Aim.MOST)
    stock = draft.columns("stock of", (("tea", "rice", "salt"),), cost=[1.0, 2.0, -1.0])
    draft.enter(draft.rows("shelf", (), Sense.AT_MOST, 9.0, Origin.LIMIT), stock[0], 1.0)
    with pytest.raises(UnboundedPlanError, match=r"nothing limits\n  stock of rice\ngive") as told:
        accepted(draft.model(), solver)
    assert told.value.exit_code == 4


def test_a_solver_that_stops_empty_handed_is_no_plan_and_the_way_out_is_told():
    draft = Draft(Aim.LEAST)
    weights = np.array(
        [[31.0, 47, 83, 59, 71, 97, 13, 89, 67, 43, 29, 61], [53.0, 37, 79, 11, 73, 41, 17, 19, 23, 7, 5, 3]]
    )
    take = draft.columns("take", (tuple("abcdefghijkl"),), high=1, integer=True)
    total = draft.rows("sum", (("one", "two"),), Sense.EQUAL, np.floor(weights.sum(axis=1) / 2), Origin.LIMIT)
    draft.enter(total[:, None], take, weights)
    with pytest.raises(SolverFailedError, match="allow more of them"):
        accepted(draft.model(), Solver.CBC, Effort(wall_seconds=0.0))
