"""Bundling: orders of one store in one bag, where the time that saves a rider is worth more than what orders wait.

All ways between doors are measured at once; the rest is arithmetic on the few orders that wait in a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.dispatch import Errands, Terms, Whole
from sim.routes import shortest_latency

_ROUNDING = 2
"""ms by which a way by another door may seem shorter than the straight one"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Orders of one store in the order of their doors; times in ms."""

    rows: tuple[int, ...]
    """of `Errands`"""
    ready: int
    """when the last of them is at the counter"""
    waits: int
    """from leaving the counter to each hand-over, added up"""
    busy: int
    """from leaving the counter until the rider is free"""


@dataclass(frozen=True, slots=True)
class Bundles:
    """Bundles as columns; b of them, ms and metres."""

    rows: Sequence[tuple[int, ...]]
    """of `Errands`, in the order of their doors"""
    from_x: Whole
    """the store, metres east"""
    from_y: Whole
    """the store, metres north"""
    ready: Whole
    """when the last of the orders is at the counter"""
    orders: Whole
    waits: Whole
    """from leaving the counter to each hand-over, added up"""
    age: Whole
    """of the orders, added up"""
    busy: Whole
    """from leaving the counter until the rider is free"""


def bundled(now: int, errands: Errands, terms: Terms, price: float) -> Bundles:
    """Return all errands, each in one bundle: with others of its store where that saves time on balance.

    Args:
        now: ms since the start.
        errands: orders that wait.
        terms: what a trip costs in time.
        price: ms of orders' time that a ms of a rider's is worth.
    """
    if not price and terms.at_door + terms.after_door > _ROUNDING:
        return _apart(now, errands, terms)
    bundles = Bundler(now, errands, terms, price).bundles()
    since = errands.since.tolist()
    rows = [
        (one.rows[0], one.ready, len(one.rows), one.waits, sum(now - since[row] for row in one.rows), one.busy)
        for one in bundles
    ]
    first, *columns = np.array(rows, np.int64).T
    return Bundles([one.rows for one in bundles], errands.from_x[first], errands.from_y[first], *columns)


def _apart(now: int, errands: Errands, terms: Terms) -> Bundles:
    """Return every errand by itself: while riders' time is worth nothing, to share a trip only makes somebody wait."""
    row = np.array(_by_store(errands), np.int64)
    from_x, from_y = errands.from_x[row], errands.from_y[row]
    waits = terms.ride(np.hypot(errands.to_x[row] - from_x, errands.to_y[row] - from_y)) + terms.at_door
    alone = np.ones(row.size, np.int64)
    times = (errands.ready[row], alone, waits, now - errands.since[row], waits + terms.after_door)
    return Bundles([(one,) for one in row.tolist()], from_x, from_y, *times)


def _by_store(errands: Errands) -> list[int]:
    """Return the rows of errands as they get ready, those of one store together."""
    if len(errands) == 1:
        return [0]
    groups: dict[int, list[int]] = {}
    ready, site = errands.ready.tolist(), errands.site.tolist()
    for row in sorted(range(len(ready)), key=ready.__getitem__):
        groups.setdefault(site[row], []).append(row)
    return [row for group in groups.values() for row in group]


class Bundler:
    """Bundles the orders of one decision.

    Args:
        now: ms since the start.
        errands: orders that wait.
        terms: what a trip costs in time.
        price: ms of orders' time that a ms of a rider's is worth.
    """

    def __init__(self, now: int, errands: Errands, terms: Terms, price: float) -> None:
        self._now = now
        self._terms = terms
        self._price = price
        self._ready: list[int] = errands.ready.tolist()
        self._site: list[int] = errands.site.tolist()
        # A row for each door, and the ways from its own store in front.
        to_x, to_y = errands.to_x.astype(np.float64), errands.to_y.astype(np.float64)
        east = np.vstack((to_x - errands.from_x, to_x - to_x[:, None]))
        north = np.vstack((to_y - errands.from_y, to_y - to_y[:, None]))
        metres = np.hypot(east, north)
        self._metres: list[list[float]] = metres.tolist()
        self._ride: list[list[int]] = terms.ride(metres).tolist()

    def bundles(self) -> list[Bundle]:
        """Return all errands, each in one bundle: with others of its store where that saves time on balance."""
        by_store: dict[int, list[Bundle]] = {}
        for row in sorted(range(len(self._ready)), key=self._ready.__getitem__):
            self._add(by_store.setdefault(self._site[row], []), row)
        return [bundle for group in by_store.values() for bundle in group]

    def _add(self, group: list[Bundle], row: int) -> None:
        """Put an errand into the bundle of its store where that saves most, or into one of its own."""
        alone = self._bundle((row,))
        best, saves, together = -1, 0.0, alone
        for nth, bundle in enumerate(group):
            if len(bundle.rows) < self._terms.capacity:
                longer = self._bundle((*bundle.rows, row))
                saved = self._weight(bundle) + self._weight(alone) - self._weight(longer)
                if saved > saves:
                    best, saves, together = nth, saved, longer
        if best < 0:
            group.append(alone)
        else:
            group[best] = together

    def _bundle(self, rows: tuple[int, ...]) -> Bundle:
        """Return ``rows`` in the order in which their doors are reached soonest."""
        terms = self._terms
        tour = rows if len(rows) == 1 else tuple(rows[nth] for nth in self._tour(rows))
        clock = waits = 0
        ways = self._ride[0]
        for row in tour:
            clock += ways[row] + terms.at_door
            waits += clock
            clock += terms.after_door
            ways = self._ride[row + 1]
        return Bundle(tour, max(self._ready[row] for row in rows), waits, clock)

    def _tour(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """Return the places in ``rows`` of the doors in the order of their visit."""
        ways = [[0.0, *(self._metres[0][row] for row in rows)]]
        ways += [[0.0, *(self._metres[start + 1][row] for row in rows)] for start in rows]
        return shortest_latency(ways)

    def _weight(self, bundle: Bundle) -> float:
        """Return the time of its orders, and a rider's at its price; the way to the store is taken as long as back."""
        terms = self._terms
        leaves = max(bundle.ready, self._now) + terms.leaving
        waiting = len(bundle.rows) * (leaves - self._now) + float(bundle.waits)
        return waiting + self._price * (terms.arriving + terms.leaving + 2 * bundle.busy)
