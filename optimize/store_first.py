"""Store first: the plain way to route an order, as a rule for streams; what bid prices are measured against.

The same rule answers in the simulation (`sim.routing_rules.StoreFirst`): seed document 002, section 3.1c, row S118.
"""

import numpy as np
from numpy.typing import NDArray

from optimize.assignment_case import Assignment
from optimize.model import Reals, Slots
from optimize.stream import Lines, Situation
from optimize.subsets import LEFT_OUT


class StoreFirst:
    """The nearest store that has the whole order; else who has most of it, other sites before stores, then the nearest.

    Args:
        case: the kinds of orders.
        store: which sites are stores, shape (N,).
        away: metres from each order's customer to each site, shape (O, N).
    """

    def __init__(self, case: Assignment, store: NDArray[np.bool_], away: Reals) -> None:
        self._case = case
        self._lines = Lines(case)
        self._store = store
        self._away = np.where(np.isfinite(case.package_cost), away, np.inf)

    def choose(self, order: int, now: Situation) -> Slots:
        """Return one site for all lines that it has, `LEFT_OUT` for the others."""
        span, away = self._lines[order], self._away[order]
        has = (now.stock[:, self._case.sku[span]] >= self._lines.needed[span]) & np.isfinite(away)[:, None]
        found = has.sum(axis=1)
        whole = self._store & (found == has.shape[1])
        best = np.lexsort((away, self._store, -found, ~whole))[0]
        return np.where(has[best], best, LEFT_OUT)
