"""Solving: the one way to call a solver; every answer is read, checked and named by us."""

import time
from dataclasses import replace
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pulp
from numpy.typing import NDArray

from optimize import scale
from optimize.backends import Answer, Backend, Effort, Verdict, cbc, highs
from optimize.errors import PlanRefusedError, SolverFailedError
from optimize.model import Model, Sense
from optimize.solution import Solution, Status

ROUGH = 1e-6
"""Share of a row's size by which a solver's values may miss it: their own tolerances, and CBC's eight digits."""


class Solver(Enum):
    """The solvers we know; neither is always faster, so each model chooses."""

    HIGHS = "HiGHS"
    CBC = "CBC"


_BACKENDS: dict[Solver, Backend] = {Solver.HIGHS: highs, Solver.CBC: cbc}
_PACKAGES = {Solver.HIGHS: "the package highspy", Solver.CBC: "the package pulp, which brings it"}
_STATUS = {
    Verdict.PROVEN: Status.OPTIMAL,
    Verdict.STOPPED: Status.FEASIBLE,
    Verdict.EMPTY_HANDED: Status.NO_PLAN,
    Verdict.INFEASIBLE: Status.INFEASIBLE,
    Verdict.UNBOUNDED: Status.UNBOUNDED,
}
USUAL_EFFORT = Effort()


def available() -> list[Solver]:
    """Return the solvers that can run here."""
    there = {
        Solver.HIGHS: find_spec("highspy") is not None,
        Solver.CBC: Path(pulp.PULP_CBC_CMD.pulp_cbc_path).is_file(),
    }
    return [solver for solver in Solver if there[solver]]


def solve(model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Solution:
    """Return what ``solver`` finds for ``model``, or the other solver when this one breaks down or breaks the model.

    Raises:
        PlanInputError: numbers no solver can be trusted with, or nothing to decide.
        SolverFailedError: the solver is not installed, or no solver gave an answer that holds.
    """
    scale.check(model)
    there = available()
    if solver not in there:
        way_out = f"choose {there[0].value}, or install" if there else "install"
        raise SolverFailedError(
            f"solver {solver.value} is not installed here; {way_out} {_PACKAGES[solver]} again; "
            "simulations need no solver"
        )
    try:
        return _solve_with(model, solver, effort)
    except SolverFailedError as broken:
        rest = [other for other in there if other is not solver]
        if not rest:
            raise
        solution = _solve_with(model, rest[0], effort)
        note = f"{solver.value} failed ({str(broken).splitlines()[0]}), {rest[0].value} took over"
        return replace(solution, notes=(*solution.notes, note))


def _solve_with(model: Model, solver: Solver, effort: Effort) -> Solution:
    began = time.perf_counter()
    answer = _BACKENDS[solver](model, effort)
    if answer.verdict is Verdict.DOUBTFUL:
        answer = Answer(_settled(model, solver, effort))
    return _said(model, answer, solver, time.perf_counter() - began)


def _settled(model: Model, solver: Solver, effort: Effort) -> Verdict:
    """Return whether a model is infeasible or unbounded: without costs only one of the two can be."""
    answer = _BACKENDS[solver](replace(model, cost=np.zeros_like(model.cost)), effort)
    if answer.verdict is Verdict.PROVEN:
        return Verdict.UNBOUNDED
    # Without costs nothing pays, so what is still in doubt can only be infeasible.
    return Verdict.INFEASIBLE if answer.verdict is Verdict.DOUBTFUL else answer.verdict


def _said(model: Model, answer: Answer, solver: Solver, seconds: float) -> Solution:
    status = _STATUS[answer.verdict]
    named = Solution(status=status, solver=solver.value, seconds=seconds, reproducible=not answer.by_clock)
    if answer.values is None:
        return named
    values = np.where(model.integer, np.rint(answer.values), answer.values)
    broken = misses(model, values)
    if broken:
        raise PlanRefusedError(f"{solver.value} calls a plan {answer.verdict.value} that breaks {broken[0]}")
    turn = model.aim.value
    objective = model.base + float(np.dot(model.cost, values))
    bound = objective if answer.bound is None else model.base + answer.bound * turn
    if answer.bound is None and answer.verdict is Verdict.STOPPED:
        bound = -np.inf * turn
    duals = None if answer.duals is None else answer.duals * turn
    return replace(named, objective=objective, bound=_outside(bound, objective, turn), values=values, duals=duals)


def _outside(bound: float, objective: float, turn: int) -> float:
    """Return the bound, moved onto the objective where a solver's rounding puts it a hair inside."""
    return min(bound, objective) if turn > 0 else max(bound, objective)


def misses(model: Model, values: NDArray[np.float64]) -> list[str]:
    """Return the rows and columns that ``values`` break by more than `ROUGH` of their size, worst first."""
    left = model.matrix @ values
    size = 1.0 + np.abs(model.limit) + abs(model.matrix) @ np.abs(values)
    over = np.where(model.sense == Sense.AT_LEAST.value, model.limit - left, left - model.limit)
    by = np.where(model.sense == Sense.EQUAL.value, np.abs(over), over) / size
    outside = np.maximum(model.low - values, values - model.high) / (1.0 + np.abs(values))
    found = [(by[k], f"'{model.row(k)}'") for k in np.flatnonzero(~(by <= ROUGH)).tolist()]
    found += [(outside[k], f"the range of '{model.column(k)}'") for k in np.flatnonzero(~(outside <= ROUGH)).tolist()]
    return [words for _, words in sorted(found, key=lambda pair: -pair[0])]
