"""Gates: what planning the rest of a programme anew is worth, once a gate shows what initiatives really bring (S224).

Until the gate the plan runs as it is; there every outcome is told apart, and what has not begun is planned for the one
that is true: an upper end, since a gate's evidence has errors.
"""

from dataclasses import replace

import numpy as np

from optimize.backends import Effort
from optimize.budget import formulate
from optimize.budget_bounds import only
from optimize.budget_case import Programme, Purchase
from optimize.budget_schedule import Flags, Schedule, weighed
from optimize.explain import accepted
from optimize.model import Reals
from optimize.solving import USUAL_EFFORT, Solver
from sim.units import CNY


def replanned(
    case: Programme,
    purchases: tuple[Purchase, ...],
    gate: int,
    solver: Solver = Solver.HIGHS,
    effort: Effort = USUAL_EFFORT,
) -> Reals:
    """Return the present value in fen of each outcome when the rest is planned anew in month ``gate``, shape (O,).

    Raises:
        PlanningError: as in `optimize.budget.plan_budget`.
    """
    begun = Schedule(case, purchases).begun
    return np.array([_known(case, outcome, begun, (gate, solver, effort)) for outcome in range(len(case.chance))])


def value_of_gate(case: Programme, purchases: tuple[Purchase, ...], gate: int, effort: Effort = USUAL_EFFORT) -> float:
    """Return by how many fen the plan that is made anew at the gate beats the frozen one; never below 0.

    Raises:
        PlanningError: as in `optimize.budget.plan_budget`.
    """
    frozen = weighed(case, Schedule(case, purchases).worth)
    return max(0.0, weighed(case, replanned(case, purchases, gate, effort=effort)) - frozen)


def _known(case: Programme, outcome: int, begun: Flags, how: tuple[int, Solver, Effort]) -> float:
    """Return what the best plan that begins like ``begun`` until the gate is worth when ``outcome`` is certain, fen."""
    gate, solver, effort = how
    formulation = formulate(only(case, outcome))
    low, high = formulation.model.low.copy(), formulation.model.high.copy()
    past = formulation.begun[:, :, :gate]
    low[past] = high[past] = begun[:, :, :gate]
    _, proof = accepted(replace(formulation.model, low=low, high=high), solver, effort)
    return proof.objective * CNY
