"""The rolling batch: orders of a store share a trip where that saves riders' time, and trips find riders by least cost.

After Reyes et al. 2018 (rolling horizon, bundles sized by load, linear assignment, late commitment): at every decision
all orders that are or will soon be ready are bundled and matched with all riders, busy ones at the time and place where
they will be free; but only trips whose rider must set off now are committed. The rest is decided afresh next time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from sim.bundling import Bundle, Bundler
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
        bundles = Bundler(now, errands, terms, price).bundles()
        fetched, cost = _Case(now, errands, riders, terms, price).costs(bundles)
        trips = []
        for rider, nth in matches(cost):
            bundle = bundles[nth]
            idle = riders.free[rider] <= now
            due_off = fetched[rider, nth] + self._every >= bundle.ready
            if idle and due_off and cost[rider, nth] < _NEVER / 2:
                trips.append(Assignment(rider, bundle.rows))
        return trips


@dataclass(frozen=True)
class _Case:
    """What a decision is about."""

    now: int
    errands: Errands
    riders: Riders
    terms: Terms
    price: float
    """ms of orders' time that a ms of a rider's is worth"""

    def costs(self, bundles: Sequence[Bundle]) -> tuple[Whole, NDArray[np.float64]]:
        """Return when each rider could be at each counter, and what each match costs; shape (riders, bundles), ms.

        The cost is the time until the doors, less the age of the orders, and the rider's time at its price. An order
        that finds no rider costs two hours, so that as many as possible find one.
        """
        errands, riders, terms, now = self.errands, self.riders, self.terms, self.now
        since = errands.since.tolist()
        rows = [
            (one.rows[0], one.ready, len(one.rows), one.waits, sum(now - since[row] for row in one.rows), one.busy)
            for one in bundles
        ]
        first, ready, orders, rides, age, busy = np.array(rows, np.int64).T
        free = riders.free[:, None]
        east, north = riders.x[:, None] - errands.from_x[first], riders.y[:, None] - errands.from_y[first]
        there = free + terms.ride(np.hypot(east, north)) + terms.arriving
        fetched = np.maximum(there, ready)
        leaves = fetched + terms.leaving
        work = leaves + busy - free
        cost = orders * (leaves - now) + rides - age + self.price * work - _LEFT_BEHIND * orders * (1 + self.price)
        return there, np.where(fetched <= riders.until[:, None], cost, _NEVER)


def matches(cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return (row, column) of the assignment of least cost, shape (riders, bundles), by row."""
    if cost.shape[1] == 1:
        return [(int(cost.argmin()), 0)]  # as the solver finds it, too, and sooner: the first of the cheapest
    rows, columns = linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _price(now: int, waiting: int, riders: Riders) -> float:
    """Return what a rider's time is worth: the orders beyond one for each rider who is free soon."""
    soon = int((riders.free <= now + _SOON).sum())
    return max(waiting / max(soon, 1) - 1.0, 0.0)
