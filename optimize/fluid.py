"""The fluid: what the expected orders would cost if they came in as a stream, and what a unit of stock is worth then.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimize.assignment_case import Assignment, Prices, no_prices
from optimize.assignment_model import formulate
from optimize.backends import Effort
from optimize.errors import SolverFailedError
from optimize.explain import believed, infeasible
from optimize.model import Reals
from optimize.solution import Status
from optimize.solving import USUAL_EFFORT, Solver, solve


@dataclass(frozen=True)
class Fluid:
    """The relaxation in which orders may be served in parts."""

    cost: float
    """no way of serving the expected orders costs less"""
    prices: Prices
    """bid prices: what one more unit of stock, or of picking, would save"""
    sent: Reals
    """units from each site for each line, shape (L, N)"""


def fluid(case: Assignment, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Fluid:
    """Return the fluid of ``case``, whose weights say how many of each order are expected.

    For orders that are there (weights of 1) the cost is a bound on `optimize.assignment.assign`; for expected ones it
    is a bound on the mean cost of every policy, however clever (Jasin and Sinha 2015).

    Raises:
        InfeasiblePlanError: orders of which nothing may be left out ask for more than there is.
        PlanningError: impossible data, or a solver without a plan.
    """
    formulation = formulate(case, no_prices(case))
    model = replace(formulation.model, integer=np.zeros_like(formulation.model.integer))
    solution = solve(model, solver, effort)
    if solution.status is Status.INFEASIBLE:
        raise infeasible(model, solver, effort)
    values, proof = believed(solution, effort)
    if solution.duals is None:
        raise SolverFailedError(f"{solution.solver} stopped before the bid prices were known; allow more time")
    # One more unit lowers the cost: a limit of a minimum has a dual of 0 or less.
    worth = np.maximum(-solution.duals, 0.0)
    stock, picking = np.zeros(case.stock.size), np.zeros(len(case.sites))
    stock[formulation.cells] = worth[formulation.stock_rows]
    picking[formulation.busy] = worth[formulation.picking_rows]
    sent = np.zeros((case.order.size, len(case.sites)))
    np.add.at(sent, (formulation.ways.line, formulation.ways.site), values[formulation.send])
    return Fluid(proof.objective, Prices(stock.reshape(case.stock.shape), picking), sent)
