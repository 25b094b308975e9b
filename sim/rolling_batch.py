"""The rolling batch: orders of a store share a trip where that saves riders' time, and trips find riders by least cost.

After Reyes et al. 2018 (rolling horizon, bundles sized by load, linear assignment, late commitment): at every decision
all orders that are or will soon be ready are bundled and matched with all riders, busy ones at the time and place where
they will be free; but only trips whose rider must set off now are committed. The rest is decided afresh next time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from sim.bundling import Bundles, bundled
from sim.dispatch import Assignment, Errands, Riders, Terms, Whole
from sim.units import HOUR, MINUTE

_NEVER = 1e15
"""cost of a match that the rider's shift forbids, ms"""
_LEFT_BEHIND = 2 * HOUR
"""cost of an order without a rider"""
_SOON = 10 * MINUTE
"""riders free within it count when load is judged"""


class RollingBatch:
    """Bundles by store and assigns by cost.

    Args:
        every: ms until the next decision; riders who would still be on time then are not sent yet.
    """

    def __init__(self, every: int) -> None:
        self._every = every

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> list[Assignment]:
        """Return trips of idle riders who must set off before the next decision."""
        if not len(errands) or not (riders.free <= now).any():
            return []
        price = _price(now, len(errands), riders)
        bundles = bundled(now, errands, terms, price)
        fetched, cost = _Case(now, riders, terms, price).costs(bundles)
        trips = []
        for rider, nth in matches(cost):
            idle = riders.free[rider] <= now
            due_off = fetched[rider, nth] + self._every >= bundles.ready[nth]
            if idle and due_off and cost[rider, nth] < _NEVER / 2:
                trips.append(Assignment(rider, bundles.rows[nth]))
        return trips


@dataclass(frozen=True, slots=True)
class _Case:
    """What a decision is about."""

    now: int
    riders: Riders
    terms: Terms
    price: float
    """ms of orders' time that a ms of a rider's is worth"""

    def costs(self, bundles: Bundles) -> tuple[Whole, NDArray[np.float64]]:
        """Return when each rider could be at each counter, and what each match costs; shape (riders, bundles), ms.

        The cost is the time until the doors, less the age of the orders, and the rider's time at its price. An order
        that finds no rider costs two hours, so that as many as possible find one.
        """
        riders, terms, orders = self.riders, self.terms, bundles.orders
        free = riders.free[:, None]
        there = free + terms.ride(np.hypot(riders.x[:, None] - bundles.from_x, riders.y[:, None] - bundles.from_y))
        there += terms.arriving
        fetched = np.maximum(there, bundles.ready)
        leaves = fetched + terms.leaving
        cost = orders * (leaves - self.now) + bundles.waits - bundles.age
        if self.price:
            cost = cost + self.price * (leaves + bundles.busy - free)
        cost = cost - _LEFT_BEHIND * orders * (1 + self.price)
        return there, np.where(fetched <= riders.until[:, None], cost, _NEVER)


def matches(cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return (row, column) of the assignment of least cost, shape (riders, bundles), by row."""
    if cost.shape[1] == 1:
        return [(int(cost.argmin()), 0)]  # as the solver finds it, too, and sooner: the first of the cheapest
    rows, columns = linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _price(now: int, waiting: int, riders: Riders) -> float:
    """Return what a rider's time is worth: the orders beyond one for each rider who is free soon."""
    soon = int(np.count_nonzero(riders.free <= now + _SOON))
    return max(waiting / max(soon, 1) - 1.0, 0.0)
