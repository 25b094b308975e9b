"""Assignment: which site sends which line of which order, packages and splits counted; one batch at a time.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimize.assignment_case import Assignment, AssignmentPlan, Prices, no_prices
from optimize.assignment_checker import check_assignment
from optimize.assignment_cost import cost_of
from optimize.assignment_model import Formulation, formulate
from optimize.backends import Effort
from optimize.checker import refuse
from optimize.errors import PlanInputError
from optimize.explain import accepted, believed
from optimize.model import Model, Reals
from optimize.solution import Proof, Status, relative_gap
from optimize.solving import USUAL_EFFORT, Solver, solve

SNAP = 1e-6
"""distance from a whole number at which a value without integers counts as whole"""


def assign(
    case: Assignment,
    prices: Prices | None = None,
    solver: Solver = Solver.HIGHS,
    effort: Effort = USUAL_EFFORT,
) -> AssignmentPlan:
    """Return the cheapest way to serve all orders of ``case`` together.

    Args:
        case: orders that are there; their weights must be 1.
        prices: what stock and picking are worth to later orders; worth nothing when left out.
        solver: the solver to ask first.
        effort: how hard it tries.

    Raises:
        InfeasiblePlanError: orders of which nothing may be left out ask for more than there is.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    if (case.weight != 1.0).any():
        raise PlanInputError("orders with a weight are a forecast: give it to optimize.fluid")
    worth = prices or no_prices(case)
    formulation = formulate(case, worth)
    plan = read(case, formulation, worth, _relaxed_first(formulation, solver, effort))
    refuse(check_assignment(case, plan, worth))
    return plan


def _relaxed_first(formulation: Formulation, solver: Solver, effort: Effort) -> tuple[Reals, Proof]:
    """Return the best values, and how good they are.

    Without whole numbers most orders come out whole all the same, and a hundred times sooner. Those that do are kept,
    the others are decided together; only when that leaves a gap is the whole model solved.
    """
    model = formulation.model
    relaxed = solve(replace(model, integer=np.zeros_like(model.integer)), solver, effort)
    if relaxed.status is not Status.OPTIMAL:
        return accepted(model, solver, effort)
    values, bound = believed(relaxed, effort)
    broken = np.abs(values - np.rint(values)) > SNAP
    if not broken.any():
        return np.rint(values), bound
    kept = ~np.isin(formulation.owner, formulation.owner[broken])
    rest = solve(_with_kept(model, kept, values), solver, effort)
    if rest.values is not None and rest.objective is not None:
        settled, proof = believed(rest, effort)
        proof = replace(proof, bound=min(bound.bound, proof.objective))
        if relative_gap(proof.objective, proof.bound) <= effort.gap:
            return settled, replace(proof, proven=True)
    return accepted(model, solver, effort)


def _with_kept(model: Model, kept: NDArray[np.bool_], values: Reals) -> Model:
    whole = np.rint(values)
    return replace(model, low=np.where(kept, whole, model.low), high=np.where(kept, whole, model.high))


def read(case: Assignment, formulation: Formulation, prices: Prices, answer: tuple[Reals, Proof]) -> AssignmentPlan:
    """Return the plan that the model's values mean."""
    values, proof = answer
    units = np.rint(values[formulation.send]).astype(np.int64)
    sent = np.flatnonzero(units)
    found = formulation.ways
    plan = AssignmentPlan(
        line=found.line[sent],
        site=found.site[sent],
        sku=found.sku[sent],
        units=units[sent],
        left=np.rint(values[formulation.left]).astype(np.int64),
        proof=proof,
    )
    # A solver that stops early may pay for packages with nothing in them; nobody sends those.
    return replace(plan, proof=replace(proof, objective=max(cost_of(case, plan, prices), proof.bound)))
