"""Explanations: which limits clash and by how much, and what pays without end, in the caller's words."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack

from optimize.backends import Effort
from optimize.errors import InfeasiblePlanError, SolverFailedError, UnboundedPlanError, listed
from optimize.model import Aim, Block, Model, Sense
from optimize.scale import SMALLEST
from optimize.solution import Proof, Solution, Status
from optimize.solving import USUAL_EFFORT, Solver, solve

STRAIN = 1e-6
"""Least share of a limit by which it must be moved to count as broken."""


@dataclass(frozen=True)
class Repair:
    """One limit and how far it must move for a plan to exist."""

    row: int
    by: float
    """added to the limit: positive raises it, negative lowers it"""


def accepted(
    model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT
) -> tuple[NDArray[np.float64], Proof]:
    """Return the best values found for ``model``, shape (columns,), and how good they are.

    Raises:
        InfeasiblePlanError: no plan; the clashing limits and the least repair are named.
        UnboundedPlanError: a plan could earn without end; what has no limit is named.
        SolverFailedError: the solver stopped without a plan, or no solver's plan holds.
    """
    solution = solve(model, solver, effort)
    if solution.status is Status.INFEASIBLE:
        raise infeasible(model, solver, effort)
    if solution.status is Status.UNBOUNDED:
        raise UnboundedPlanError(
            "the plan would earn without end: nothing limits\n"
            f"{listed(endless(model, solver, effort))}\ngive these a limit, a budget or a demand"
        )
    return believed(solution, effort)


def believed(solution: Solution, effort: Effort) -> tuple[NDArray[np.float64], Proof]:
    """Return the values of ``solution`` and how good they are.

    Raises:
        SolverFailedError: it holds no plan.
    """
    if solution.values is None or solution.objective is None or solution.bound is None:
        raise SolverFailedError(
            f"{solution.solver} found no plan within {effort.nodes} nodes and {effort.wall_seconds:g} s; "
            "allow more of them, ask for fewer products or sites, or accept a wider gap"
        )
    return solution.values, _proof(solution, solution.objective, solution.bound)


def _proof(solution: Solution, objective: float, bound: float) -> Proof:
    return Proof(
        objective=objective,
        bound=bound,
        proven=solution.status is Status.OPTIMAL,
        solver=solution.solver,
        reproducible=solution.reproducible,
        notes=solution.notes,
    )


def infeasible(model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> InfeasiblePlanError:
    """Return the error that explains why no plan satisfies ``model``."""
    clash = [_limit(model, row) for row in clashing(model, solver, effort)]
    change = [_repair(model, repair) for repair in repairs(model, solver, effort)]
    message = (
        f"no plan satisfies all limits. These cannot hold together:\n{listed(clash)}"
        if clash
        else "no plan exists even without any limit: the ranges of what may be decided contradict each other"
    )
    if change:
        message += f"\nthe smallest change that makes a plan possible:\n{listed(change)}"
    return InfeasiblePlanError(message, clash, change)


def clashing(model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> list[int]:
    """Return limits that no plan satisfies together, none of which can be left out.

    An elastic filter (Chinneck 2008, Feasibility and Infeasibility in Optimization, chapter 6) gathers suspects, then
    each is left out in turn and stays out while the rest still clash.
    """
    suspects: list[int] = []
    while found := [repair.row for repair in _stretched(model, suspects, solver, effort)]:
        suspects += found
    kept = list(suspects)
    for row in suspects:
        without = [other for other in kept if other != row]
        if solve(_only(model, without), solver, effort).status is Status.INFEASIBLE:
            kept = without
    return sorted(kept)


def repairs(model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> list[Repair]:
    """Return the least moves of limits, as shares of their sizes, after which a plan exists."""
    return _stretched(model, [], solver, effort)


def _only(model: Model, rows: list[int]) -> Model:
    """Return the model with its laws and, of its limits, ``rows`` alone; no costs."""
    keep = ~model.movable
    keep[rows] = True
    return _with_rows(replace(model, cost=np.zeros_like(model.cost)), keep)


def _with_rows(model: Model, keep: NDArray[np.bool_]) -> Model:
    block = Block("row", (tuple(str(k) for k in range(int(keep.sum()))),), 0)
    return replace(
        model,
        matrix=csr_array(model.matrix[keep]),
        sense=model.sense[keep],
        limit=model.limit[keep],
        movable=model.movable[keep],
        row_blocks=(block,),
    )


def _stretched(model: Model, firm: list[int], solver: Solver, effort: Effort) -> list[Repair]:
    """Return the moves that the elastic model needs when its rows ``firm`` may not move; none when it has no plan.

    Whole numbers are asked for only when the limits hold together without them.
    """
    easy = _elastic(replace(model, integer=np.zeros_like(model.integer)), firm)
    found = _moves(model, easy, solver, effort)
    return found or (_moves(model, _elastic(model, firm), solver, effort) if model.integer.any() else [])


def _moves(model: Model, elastic: Model, solver: Solver, effort: Effort) -> list[Repair]:
    solution = solve(elastic, solver, effort)
    if solution.values is None:
        return []
    rows = len(model.limit)
    up, down = np.split(solution.values[len(model.cost) :], 2)
    by = up - down
    strained = np.abs(by) > STRAIN * _sizes(model)
    return [Repair(row, float(by[row])) for row in range(rows) if strained[row]]


def _sizes(model: Model) -> NDArray[np.float64]:
    return np.maximum(1.0, np.abs(model.limit))


def _elastic(model: Model, firm: list[int]) -> Model:
    """Return the model whose limits may each move up or down, at a price of one per size of the limit."""
    rows = len(model.limit)
    loose = model.movable.copy()
    loose[firm] = False
    up = np.where(loose & (model.sense != Sense.AT_LEAST.value), np.inf, 0.0)
    down = np.where(loose & (model.sense != Sense.AT_MOST.value), np.inf, 0.0)
    unit = eye_array(rows, format="csr")
    moves = Block("move of limit", (("up", "down"), tuple(str(k) for k in range(rows))), len(model.cost))
    return replace(
        model,
        aim=Aim.LEAST,
        cost=np.concatenate([np.zeros_like(model.cost), np.tile(np.maximum(1.0 / _sizes(model), SMALLEST), 2)]),
        low=np.concatenate([model.low, np.zeros(2 * rows)]),
        high=np.concatenate([model.high, up, down]),
        integer=np.concatenate([model.integer, np.zeros(2 * rows, bool)]),
        matrix=csr_array(hstack([model.matrix, -unit, unit])),
        column_blocks=(*model.column_blocks, moves),
    )


def endless(model: Model, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> list[str]:
    """Return what grows along a direction that pays without end: a step in the model's recession cone."""
    cone = replace(
        model,
        low=np.where(np.isneginf(model.low), -1.0, 0.0),
        high=np.where(np.isposinf(model.high), 1.0, 0.0),
        limit=np.zeros_like(model.limit),
        integer=np.zeros_like(model.integer),
    )
    step = solve(cone, solver, effort).values
    return [] if step is None else [model.column(k) for k in np.flatnonzero(np.abs(step) > STRAIN).tolist()]


def _limit(model: Model, row: int) -> str:
    words = {Sense.AT_MOST.value: "at most", Sense.EQUAL.value: "exactly", Sense.AT_LEAST.value: "at least"}
    return f"{model.row(row)}: {words[int(model.sense[row])]} {model.limit[row]:,.10g}"


def _repair(model: Model, repair: Repair) -> str:
    verb = "raise" if repair.by > 0 else "lower"
    now = model.limit[repair.row]
    return f"{verb} '{model.row(repair.row)}' by {abs(repair.by):,.6g}, from {now:,.10g} to {now + repair.by:,.10g}"
