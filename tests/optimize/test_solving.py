"""Solving: the twelve situations in which a solver's own word misleads, and what we say instead."""

import os
import sys
from dataclasses import replace

import highspy
import numpy as np
import pulp
import pytest
from numpy.random import PCG64, Generator

from optimize import solving
from optimize.backends import Effort, as_pulp
from optimize.errors import PlanInputError, PlanRefusedError, SolverFailedError
from optimize.model import Aim, Draft, Origin, Sense
from optimize.solution import Solution, Status, relative_gap
from optimize.solving import Solver, available, misses, solve

BOTH = pytest.mark.parametrize("solver", list(Solver), ids=lambda solver: solver.value)


def names(count, word="item"):
    return tuple(f"{word} {k}" for k in range(count))


def packing(seed=3, items=30, limits=20, aim=Aim.MOST):
    """Return a packing model that no solver finishes at its first node."""
    rng = Generator(PCG64(seed))
    draft = Draft(aim)
    take = draft.columns("take", (names(items),), cost=rng.integers(5, 60, items), high=3, integer=True)
    room = draft.rows("room", (names(limits, "box"),), Sense.AT_MOST, 300.0, Origin.LIMIT)
    draft.enter(room[:, None], take, rng.integers(5, 60, (limits, items)))
    return draft.model()


def little(*, cost=1.0, weight=1.0, limit=10.0, sense=Sense.AT_MOST, aim=Aim.MOST, high=np.inf, integer=False):
    """Return one decision under one limit."""
    draft = Draft(aim)
    x = draft.columns("stock of tea", (), cost=cost, high=high, integer=integer)
    draft.enter(draft.rows("shelf", (), sense, limit, Origin.LIMIT), x, weight)
    return draft.model()


@BOTH
def test_a_proven_plan_is_called_optimal_and_has_no_gap(solver):
    found = solve(packing(), solver)
    assert found.status is Status.OPTIMAL
    assert (found.objective, found.bound, found.gap) == (387.0, 387.0, 0.0)
    assert found.values.tolist() == np.rint(found.values).tolist()


@BOTH
def test_a_node_limit_gives_a_feasible_plan_with_its_bound_and_gap(solver):
    # PuLP calls this "Optimal" for CBC and raises KeyError for HiGHS.
    found = solve(packing(), solver, Effort(nodes=1))
    assert found.status is Status.FEASIBLE
    assert found.objective <= 387.0 <= found.bound
    assert found.gap == (found.bound - found.objective) / found.objective > 0.001
    assert found.reproducible


@BOTH
def test_a_plan_cut_short_by_the_clock_is_marked_as_not_reproducible(solver):
    found = solve(packing(items=80, limits=60), solver, Effort(wall_seconds=0.3))
    assert found.status in (Status.FEASIBLE, Status.NO_PLAN)
    assert not found.reproducible


@BOTH
def test_a_limit_before_any_plan_gives_no_plan(solver):
    # Whole numbers whose weighted sum must be hit exactly: no heuristic finds a plan at the first node.
    rng = Generator(PCG64(1))
    draft = Draft(Aim.LEAST)
    take = draft.columns("take", (names(40),), high=1, integer=True)
    exact = draft.rows("sum", (names(4),), Sense.EQUAL, 0.0, Origin.LIMIT)
    weights = rng.integers(1, 100, (4, 40)).astype(float)
    draft.enter(exact[:, None], take, weights)
    model = replace(draft.model(), limit=np.floor(weights.sum(axis=1) / 2))
    found = solve(model, solver, Effort(nodes=1))
    assert (found.status, found.values, found.objective, found.gap) == (Status.NO_PLAN, None, None, None)


def test_another_number_of_threads_in_the_process_before_does_not_silence_highs():
    # Untouched, HiGHS answers "Not Solved" and 0 here, without an error.
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.setOptionValue("threads", 2)
    engine.addVar(0, 1)
    engine.run()
    assert solve(packing()).objective == 387.0
    assert solve(packing(), effort=Effort(threads=2)).objective == 387.0
    assert solve(packing()).objective == 387.0


@BOTH
@pytest.mark.parametrize("integer", [False, True])
def test_an_infeasible_model_shows_no_values(solver, integer):
    # CBC leaves 2.0 in such a variable.
    found = solve(little(weight=2.0, sense=Sense.EQUAL, limit=3.0, high=1.0, integer=integer), solver)
    assert (found.status, found.values, found.objective, found.bound) == (Status.INFEASIBLE, None, None, None)


@BOTH
def test_whole_numbers_alone_can_make_a_model_infeasible(solver):
    model = little(weight=2.0, sense=Sense.EQUAL, limit=3.0, integer=True)
    assert solve(model, solver).status is Status.INFEASIBLE


@BOTH
@pytest.mark.parametrize("integer", [False, True])
def test_an_unbounded_model_is_called_so(solver, integer):
    found = solve(little(sense=Sense.AT_LEAST, integer=integer), solver)
    assert (found.status, found.values) == (Status.UNBOUNDED, None)


def test_an_empty_model_is_refused_before_any_solver_sees_it():
    with pytest.raises(PlanInputError, match="nothing to decide"):
        solve(Draft(Aim.LEAST).model())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": 1e308}, r"cost of 'stock of tea': 1e\+308 is out of scale"),
        ({"weight": 1e308}, r"weight of 'stock of tea' in 'shelf': 1e\+308 is out of scale"),
        ({"limit": 1e308}, r"limit of 'shelf': 1e\+308"),
        ({"high": 1e308}, r"greatest value of 'stock of tea': 1e\+308"),
        ({"weight": 1e-9}, r"weight of 'stock of tea' in 'shelf': 1e-09 is out of scale"),
        ({"cost": np.nan}, "cost of 'stock of tea': not a number"),
        ({"limit": np.nan}, "limit of 'shelf': not a number"),
        ({"high": np.nan}, "greatest value of 'stock of tea': not a number"),
        ({"cost": np.inf}, "cost of 'stock of tea': infinite"),
        ({"weight": np.inf}, "weight of 'stock of tea' in 'shelf': infinite"),
        ({"limit": np.inf}, "limit of 'shelf': infinite"),
        ({"high": -1.0}, "least value 0 is above greatest value -1"),
    ],
)
def test_a_number_no_solver_can_take_is_an_input_error_that_names_the_cell(change, words):
    with pytest.raises(PlanInputError, match=words) as told:
        solve(little(**change))
    assert told.value.exit_code == 3


def test_all_odd_numbers_are_told_at_once_and_the_rest_counted():
    draft = Draft(Aim.LEAST)
    draft.columns("x", (names(60),), cost=np.nan)
    with pytest.raises(PlanInputError, match=r"'x item 49'.*\n  and 10 more"):
        solve(draft.model())


@BOTH
@pytest.mark.parametrize("words", [("a-b", "a_b"), ("a", "a"), ("上海 店/1", "上海_店_1"), ("x\n free", "end")])
def test_names_that_clash_or_mean_something_to_a_solver_never_reach_it(solver, words):
    # Equal names kill CBC without a hint and overwrite each other's values in HiGHS.
    draft = Draft(Aim.MOST)
    x = draft.columns("", (words,), cost=[1.0, 2.0], high=[3.0, 4.0])
    draft.enter(draft.rows("", (words,), Sense.AT_MOST, [2.0, 3.0], Origin.LIMIT), x, 1.0)
    model = draft.model()
    assert solve(model, solver).values.tolist() == [2.0, 3.0]
    problem = as_pulp(model)
    assert [variable.name for variable in problem.variables()] == ["x000000", "x000001"]
    assert list(problem._constraints) == ["c000000", "c000001"]


def test_a_missing_solver_is_named_with_the_one_that_is_there(monkeypatch):
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", os.devnull)
    assert available() == [Solver.HIGHS]
    with pytest.raises(SolverFailedError, match="CBC is not installed here; choose HiGHS, or install") as told:
        solve(little(), Solver.CBC)
    assert told.value.exit_code == 5
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(SolverFailedError, match="HiGHS is not installed here; install the package highspy"):
        solve(little(), Solver.HIGHS)


def test_cbc_plans_without_highs(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    assert available() == [Solver.CBC]
    assert solve(little(), Solver.CBC).objective == 10.0


def test_when_a_solver_breaks_down_the_other_takes_over_and_says_so(monkeypatch, tmp_path):
    broken = tmp_path / "cbc"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(0o700)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(broken))
    found = solve(little(), Solver.CBC)
    assert (found.status, found.solver, found.objective) == (Status.OPTIMAL, "HiGHS", 10.0)
    assert "CBC failed" in found.notes[0]


def test_a_plan_that_breaks_a_limit_is_refused_whatever_the_solver_calls_it(monkeypatch, tmp_path):
    liar = tmp_path / "cbc"
    liar.write_text(
        '#!/bin/sh\nfor last; do :; done\necho "Optimal - objective value 99" > "$last"\n'
        'echo "      0 X0000000                    99                       1" >> "$last"\n',
        encoding="utf-8",
    )
    liar.chmod(0o700)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(liar))
    found = solve(little(), Solver.CBC)
    assert (found.solver, found.objective) == ("HiGHS", 10.0)
    assert found.notes == ("CBC failed (CBC calls a plan proven that breaks 'shelf'), HiGHS took over",)
    monkeypatch.setattr(solving, "available", lambda: [Solver.CBC])
    with pytest.raises(PlanRefusedError, match="CBC calls a plan proven that breaks 'shelf'") as told:
        solve(little(), Solver.CBC)
    assert told.value.exit_code == 5


@BOTH
def test_a_row_without_cells_and_a_column_without_rows_are_taken_as_they_stand(solver):
    draft = Draft(Aim.LEAST)
    draft.columns("idle", (), low=2.0, high=5.0)
    draft.rows("empty", (), Sense.AT_MOST, 1.0, Origin.LIMIT)
    assert solve(draft.model(), solver).status is Status.OPTIMAL


def test_values_that_break_a_row_or_a_range_are_seen():
    model = little(high=8.0)
    assert misses(model, np.array([8.0])) == []
    assert misses(model, np.array([8.1])) == ["the range of 'stock of tea'"]
    assert misses(model, np.array([np.nan])) == ["'shelf'", "the range of 'stock of tea'"]
    assert misses(little(), np.array([10.1])) == ["'shelf'"]
    assert misses(little(sense=Sense.EQUAL), np.array([9.9])) == ["'shelf'"]
    assert misses(little(sense=Sense.AT_LEAST), np.array([9.9])) == ["'shelf'"]


def test_the_gap_is_a_share_of_the_objective():
    assert relative_gap(80.0, 100.0) == 0.25
    assert relative_gap(0.0, 0.0) == 0.0
    assert relative_gap(0.0, 1.0) == np.inf
    assert Solution(status=Status.NO_PLAN, solver="CBC", seconds=0.0).gap is None


@BOTH
@pytest.mark.parametrize("aim", list(Aim), ids=lambda aim: aim.name)
def test_the_duals_of_a_model_without_integers_are_what_one_more_unit_is_worth(solver, aim):
    turn = -aim.value
    draft = Draft(aim)
    goods = draft.columns("make", (("bread", "cake"),), cost=np.array([3.0, 5.0]) * turn)
    limits = draft.rows("hours", (("oven", "bench", "shop"),), Sense.AT_MOST, [4.0, 12.0, 18.0], Origin.LIMIT)
    draft.enter(limits[:, None], goods, np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 2.0]]))
    model = draft.model()
    base = solve(model, solver)
    for row in range(3):
        limit = model.limit.copy()
        limit[row] += 1.0
        worth = solve(replace(model, limit=limit), solver).objective - base.objective
        assert base.duals[row] == pytest.approx(worth, abs=1e-6)
    # Hillier and Lieberman's glass company: 0, 3/2 and 1.
    assert np.abs(base.duals).tolist() == pytest.approx([0.0, 1.5, 1.0])
    assert solve(packing(), solver).duals is None


@BOTH
def test_the_same_model_and_node_limit_give_the_same_plan_again(solver):
    first, again = (solve(packing(items=40), solver, Effort(nodes=5)) for _ in range(2))
    assert (first.values.tolist(), first.bound) == (again.values.tolist(), again.bound)
