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

from sim.dispatch import Assignment, Errands, Riders, Terms, Whole
from sim.routes import visiting_order
from sim.units import HOUR, MINUTE

_NEVER = 1e15
"""cost of a match that the rider's shift forbids, ms"""
_LEFT_BEHIND = 2 * HOUR
"""cost of an order without a rider"""
_SOON = 10 * MINUTE
"""riders free within it count when load is judged"""


@dataclass(frozen=True)
class _Bundle:
    """Orders of one store in the order of their doors."""

    rows: tuple[int, ...]
    ready: int
    """when the last of them is at the counter"""
    after: Whole
    """ms from leaving the counter to each hand-over"""
    busy: int
    """ms from leaving the counter until the rider is free"""


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
        case = _Case(now, errands, riders, terms, _price(now, len(errands), riders))
        bundles = case.bundles()
        fetched, cost = case.costs(bundles)
        trips = []
        for rider, nth in zip(*linear_sum_assignment(cost), strict=True):
            bundle = bundles[nth]
            idle = riders.free[rider] <= now
            due_off = fetched[rider, nth] + self._every >= bundle.ready
            if idle and due_off and cost[rider, nth] < _NEVER / 2:
                trips.append(Assignment(int(rider), bundle.rows))
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

    def bundles(self) -> list[_Bundle]:
        """Return all errands, each in one bundle: with others of its store where that saves time on balance."""
        by_store: dict[int, list[_Bundle]] = {}
        for row in np.argsort(self.errands.ready, kind="stable").tolist():
            self._add(by_store.setdefault(int(self.errands.site[row]), []), row)
        return [bundle for group in by_store.values() for bundle in group]

    def costs(self, bundles: Sequence[_Bundle]) -> tuple[Whole, NDArray[np.float64]]:
        """Return when each rider could be at each counter, and what each match costs; shape (riders, bundles), ms.

        The cost is the time until the doors, less the age of the orders, and the rider's time at its price. An order
        that finds no rider costs two hours, so that as many as possible find one.
        """
        errands, riders, terms = self.errands, self.riders, self.terms
        first = np.array([bundle.rows[0] for bundle in bundles])
        east, north = (
            own[:, None] - store[first] for own, store in ((riders.x, errands.from_x), (riders.y, errands.from_y))
        )
        there = riders.free[:, None] + terms.ride(np.hypot(east, north)) + terms.arriving
        fetched = np.maximum(there, np.array([bundle.ready for bundle in bundles]))
        leaves = fetched + terms.leaving
        orders = np.array([len(bundle.rows) for bundle in bundles])
        rides = np.array([bundle.after.sum() for bundle in bundles])
        age = np.array([(self.now - errands.since[list(bundle.rows)]).sum() for bundle in bundles])
        work = leaves + np.array([bundle.busy for bundle in bundles]) - riders.free[:, None]
        cost = orders * (leaves - self.now) + rides - age + self.price * work - _LEFT_BEHIND * orders * (1 + self.price)
        return there, np.where(fetched <= riders.until[:, None], cost, _NEVER)

    def _add(self, group: list[_Bundle], row: int) -> None:
        """Put an errand into the bundle of its store where that saves most, or into one of its own."""
        alone = self._bundle((row,))
        best, saves = -1, 0.0
        for nth, bundle in enumerate(group):
            if len(bundle.rows) < self.terms.capacity:
                apart = self._weight(bundle) + self._weight(alone)
                saved = apart - self._weight(self._bundle((*bundle.rows, row)))
                if saved > saves:
                    best, saves = nth, saved
        if best < 0:
            group.append(alone)
        else:
            group[best] = self._bundle((*group[best].rows, row))

    def _bundle(self, rows: tuple[int, ...]) -> _Bundle:
        errands, terms, chosen = self.errands, self.terms, list(rows)
        store = (int(errands.from_x[chosen[0]]), int(errands.from_y[chosen[0]]))
        doors = np.stack((errands.to_x[chosen], errands.to_y[chosen]), axis=1)
        tour = list(visiting_order(store, doors))
        points = np.vstack(([store], doors[tour])).astype(np.float64)
        rides = terms.ride(np.hypot(*np.diff(points, axis=0).T))
        after = np.cumsum(rides + terms.at_door + terms.after_door) - terms.after_door
        ready = int(errands.ready[chosen].max())
        return _Bundle(tuple(chosen[nth] for nth in tour), ready, after, int(after[-1]) + terms.after_door)

    def _weight(self, bundle: _Bundle) -> float:
        """Return the time of its orders, and a rider's at its price; the way to the store is taken as long as back."""
        terms = self.terms
        leaves = max(bundle.ready, self.now) + terms.leaving
        waiting = len(bundle.rows) * (leaves - self.now) + float(bundle.after.sum())
        return waiting + self.price * (terms.arriving + terms.leaving + 2 * bundle.busy)


def _price(now: int, waiting: int, riders: Riders) -> float:
    """Return what a rider's time is worth: the orders beyond one for each rider who is free soon."""
    soon = int((riders.free <= now + _SOON).sum())
    return max(waiting / max(soon, 1) - 1.0, 0.0)
