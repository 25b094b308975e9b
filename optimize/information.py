"""The value of information: what planning for many demands is worth, and what knowing them in advance would be."""

from dataclasses import dataclass, replace

import numpy as np

from optimize.backends import Effort
from optimize.explain import accepted, believed
from optimize.placement import Formulation, formulate
from optimize.placement_case import Placement
from optimize.solution import Status
from optimize.solving import USUAL_EFFORT, Solver, solve
from sim.units import CNY


@dataclass(frozen=True)
class InformationValue:
    """Expected values in fen under three states of knowledge (Birge and Louveaux 2011, chapter 4)."""

    wait_and_see: float
    """every scenario known in advance: the clairvoyant's value"""
    here_and_now: float
    """one plan for all scenarios, the best there is"""
    mean_value: float | None
    """the plan for mean demand, lived through all scenarios; None when it cannot keep the limits there"""

    @property
    def perfect_information(self) -> float:
        """Return what knowing the scenario in advance would add (EVPI)."""
        return self.wait_and_see - self.here_and_now

    @property
    def stochastic_solution(self) -> float | None:
        """Return what planning for all scenarios adds to planning for their mean (VSS)."""
        return None if self.mean_value is None else self.here_and_now - self.mean_value

    @property
    def captured(self) -> float | None:
        """Return the share of the gap between the mean's plan and the clairvoyant that the best plan closes."""
        if self.mean_value is None or self.wait_and_see == self.mean_value:
            return None
        return (self.here_and_now - self.mean_value) / (self.wait_and_see - self.mean_value)


def value_information(
    case: Placement, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT
) -> InformationValue:
    """Return the values of ``case`` under perfect, usual and mean knowledge of demand.

    Service floors stay expectations over all scenarios, so knowing more never costs.

    Raises:
        PlanningError: as in `optimize.placement.place`.
    """
    nothing = np.zeros(len(case.chance), np.int64)
    everything = np.arange(len(case.chance), dtype=np.int64)
    shared = formulate(case, nothing)
    _, clairvoyant = accepted(formulate(case, everything).model, solver, effort)
    _, planner = accepted(shared.model, solver, effort)
    return InformationValue(
        # Its bound, not its objective: nobody can do better even where the solver stopped early.
        wait_and_see=clairvoyant.bound * CNY,
        here_and_now=planner.objective * CNY,
        mean_value=_mean_value(case, shared, solver, effort),
    )


def _mean_value(case: Placement, shared: Formulation, solver: Solver, effort: Effort) -> float | None:
    mean = replace(case, demand=np.tensordot(case.chance, case.demand, 1)[None], chance=np.ones(1))
    values, _ = accepted(formulate(mean, np.zeros(1, np.int64)).model, solver, effort)
    # The first columns are stock and enabling, in the same order in both models.
    decided = shared.stock.size + shared.enabled.size
    low, high = shared.model.low.copy(), shared.model.high.copy()
    low[:decided] = high[:decided] = values[:decided]
    lived = solve(replace(shared.model, low=low, high=high), solver, effort)
    if lived.status is Status.INFEASIBLE:
        return None
    _, proof = believed(lived, effort)
    return proof.objective * CNY
