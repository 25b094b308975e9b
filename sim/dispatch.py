"""Dispatch: which rider brings which waiting orders; a Protocol with one method, beside it the plain rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.spec import spec
from sim.units import Duration

Whole = NDArray[np.int64]

_NUMBERS = 1 << 20
"""more riders than a fleet will ever call"""


@dataclass(frozen=True, slots=True)
class Errands:
    """Orders that may be given to a rider now, in order of arrival; n rows of whole numbers, each shape (n,)."""

    order: Whole
    """the order's number"""
    site: Whole
    """slot of the store"""
    from_x: Whole
    """the store, metres east"""
    from_y: Whole
    """the store, metres north"""
    to_x: Whole
    """the door, metres east"""
    to_y: Whole
    """the door, metres north"""
    since: Whole
    """when the fleet heard of it, ms"""
    ready: Whole
    """when the goods are bagged, or are expected to be, ms"""
    due: Whole
    """promised at the door, ms"""

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.order.size


@dataclass(frozen=True, slots=True)
class Riders:
    """Riders at work, by number; m rows of whole numbers, each shape (m,)."""

    number: Whole
    """the rider's number"""
    x: Whole
    """where the rider is free next, metres east"""
    y: Whole
    """and north"""
    free: Whole
    """when the rider is, or is expected to be, done with all that was assigned before; never before now, ms"""
    until: Whole
    """last moment at which the rider leaves a store with goods, ms"""

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.number.size


@dataclass(frozen=True, slots=True)
class Terms:
    """What a trip costs in time, and what a rider can carry."""

    ride: Callable[[NDArray[np.float64]], Whole]
    """metres -> ms at the speed of the moment, without luck; any shape"""
    arriving: int
    """at the store, before the goods are in hand, ms"""
    leaving: int
    """and after, ms"""
    at_door: int
    """from the stop to the customer's hands, ms"""
    after_door: int
    """from there until the rider rides on, ms"""
    capacity: int
    """orders a rider carries at most"""


class Assignment(NamedTuple):
    """A trip: a rider fetches orders of one store and brings them door by door."""

    rider: int
    """row of `Riders`"""
    errands: tuple[int, ...]
    """rows of `Errands` in the order of their doors: all of one store, at most ``capacity``"""


class Dispatch(Protocol):
    """Decides which rider brings which orders."""

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> Sequence[Assignment]:
        """Return trips to commit to; errands in none of them wait for the next time.

        An errand is in one trip at most. A rider with several trips does them in the order given, after all that was
        assigned before; a rule that commits idle riders only looks at those with ``free == now``.

        Args:
            now: ms since the start.
            errands: orders that wait, in order of arrival.
            riders: those at work, busy ones included.
            terms: what a trip costs in time.
        """
        ...


class Nearest:
    """The oldest order goes to the idle rider nearest to its store; the lowest number on a tie."""

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> list[Assignment]:
        """Return one order a rider, as long as there are idle ones."""
        return _one_by_one(range(len(errands)), now, errands, riders)


class EarliestDue:
    """The order that is due first goes to the idle rider nearest to its store (Jackson 1955: earliest due date)."""

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> list[Assignment]:
        """Return one order a rider, as long as there are idle ones."""
        return _one_by_one(np.argsort(errands.due, kind="stable").tolist(), now, errands, riders)


class FirstCome:
    """Each order in turn goes to the rider who can fetch it earliest, busy or idle; the nearest on a tie.

    Source: the plain policy for the meal-delivery days of Reyes et al. 2018: no bundles, no look-ahead, no
    reassignment. An order that nobody can fetch within a shift stays behind.
    """

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> list[Assignment]:
        """Return one order a trip; a rider may get several trips."""
        if not len(riders):
            return []
        x, y, free = riders.x.astype(np.float64), riders.y.astype(np.float64), riders.free.copy()
        trips = []
        for row in range(len(errands)):
            away = np.hypot(x - errands.from_x[row], y - errands.from_y[row])
            fetched = np.maximum(free + terms.ride(away) + terms.arriving, errands.ready[row])
            allowed = fetched <= riders.until
            if not allowed.any():
                continue
            chosen = int(np.lexsort((riders.number, away, fetched, ~allowed))[0])
            trips.append(Assignment(chosen, (row,)))
            door = (float(errands.to_x[row]), float(errands.to_y[row]))
            way = np.hypot(errands.from_x[row] - door[0], errands.from_y[row] - door[1])
            x[chosen], y[chosen] = door
            stops = terms.leaving + terms.at_door + terms.after_door
            free[chosen] = fetched[chosen] + stops + int(terms.ride(np.asarray(way)))
        return trips


def _one_by_one(rows: Sequence[int], now: int, errands: Errands, riders: Riders) -> list[Assignment]:
    """Give each of ``rows`` in turn to the nearest idle rider."""
    idle = (riders.free <= now).nonzero()[0].tolist()
    trips = []
    for row in rows:
        if not idle:
            break
        east, north = riders.x[idle] - errands.from_x[row], riders.y[idle] - errands.from_y[row]
        # Squared metres first, then the number, in one whole number.
        nearest = int(np.argmin((east * east + north * north) * _NUMBERS + riders.number[idle]))
        trips.append(Assignment(idle.pop(nearest), (row,)))
    return trips


@spec
class DispatchSpec:
    """Which riders bring which orders."""

    rule: Literal["nearest", "earliest_due", "first_come", "rolling_batch", "optimised"] = "nearest"
    """nearest: the oldest order to the nearest idle rider; earliest_due: the order due first to the nearest idle rider;
    first_come: each order in turn to the rider who can fetch it earliest, busy ones included; rolling_batch: orders of
    a store share a trip where that saves time, trips find riders by least cost, at every decision afresh; optimised:
    bundles and riders are chosen together, lateness and riding weighed against each other"""
    every: Duration = 0
    """time between decisions; 0 to decide whenever an order or a rider turns up"""
    ahead: Duration = 0
    """a rider may be sent that long before the goods are expected at the counter; 0 to wait until they are there"""
