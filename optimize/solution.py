"""Solutions: what a solver found, said in our own words."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray


class Status(Enum):
    """What is known about a model after a solver ran."""

    OPTIMAL = "optimal"
    """proven best within the asked gap"""
    FEASIBLE = "feasible"
    """a plan with a gap: the solver stopped at a limit"""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_PLAN = "no plan"
    """stopped at a limit before any plan was found"""


@dataclass(frozen=True)
class Solution:
    """What a solver found; figures are None where the status leaves nothing to say."""

    status: Status
    solver: str
    seconds: float
    """wall time, for people only: never part of a result"""
    objective: float | None = None
    """recomputed from the values"""
    bound: float | None = None
    """no plan is better than this"""
    values: NDArray[np.float64] | None = None
    """shape (columns,), integer columns exactly whole"""
    duals: NDArray[np.float64] | None = None
    """change of the objective per unit of each row's limit, shape (rows,); only for models without integers"""
    reproducible: bool = True
    """False when the wall clock stopped the solver: another run may end elsewhere"""
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """Return |objective - bound| / |objective|: 0 when equal, infinite when nothing is known."""
        if self.objective is None or self.bound is None:
            return None
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class Proof:
    """How good a plan is, and who says so."""

    objective: float
    bound: float
    """no plan is better than this"""
    proven: bool
    """the gap is within what was asked; else the solver stopped at a limit"""
    solver: str
    reproducible: bool
    notes: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Return |objective - bound| / |objective|."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float, bound: float) -> float:
    """Return |objective - bound| / |objective|; infinite when only the objective is 0."""
    distance = abs(objective - bound)
    if distance == 0:
        return 0.0
    return distance / abs(objective) if objective else float("inf")
