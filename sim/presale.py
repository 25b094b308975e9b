"""Pre-sale: orders of today are brought by tomorrow's truck, and collected; nothing of it ever lies on the shelf.

Where a store sells ahead (the lever ``presale``), what is ordered to be collected there by ``presale.cutoff`` takes no
unit off the shelf. The night's replenishment brings the units on top of what the shelf needs; the morning's truck sets
them aside before anybody else asks. What the warehouse cannot send is owed as any other promise: it comes with a later
truck, or the picker does not find it and it is refunded. Row S113 (002, section 3.2b): order a day before, collect next
day.
"""

import numpy as np
from numpy.typing import NDArray

from sim.facts import Mode
from sim.levers import Levers
from sim.owed_units import OwedUnits
from sim.stock import Stock
from sim.units import DAY

Times = NDArray[np.int64]
Flags = NDArray[np.bool_]


Ahead = tuple[int, int, int, int]
"""Order, its line, the cell, and the truck that is to bring the unit, ms."""


class Presale:
    """What is sold ahead and has not come yet.

    Args:
        stock: whose replenishment brings it.
        levers: where and until when.
        arrives: when trucks come, ms after midnight.
    """

    def __init__(self, stock: Stock, levers: Levers, arrives: int) -> None:
        self._stock = stock
        self._on, self._cutoff = levers["presale"], levers["presale.cutoff"]
        self._arrives = arrives
        self._waiting: list[Ahead] = []

    def ahead(self, site: NDArray[np.int64], mode: NDArray[np.int8]) -> Flags | None:
        """Return which orders are sold ahead; None where no store does so. Shapes alike."""
        if not self._on.any():
            return None
        collected = mode == Mode.COLLECT
        return collected & (self._on[np.where(collected, site, 0)] > 0)

    def truck(self, store: NDArray[np.int64], time: Times) -> Times:
        """Return when the truck comes that brings orders of ``time``; shapes alike."""
        day, clock = np.divmod(time, DAY)
        late = clock >= self._cutoff[np.minimum(store, self._cutoff.size - 1)]
        return (day + 1 + late) * DAY + self._arrives

    def book(self, units: list[Ahead]) -> None:
        """Promise units that are still to come."""
        self._stock.order_ahead(np.array([cell for _, _, cell, _ in units], np.int64))
        self._waiting += units

    def arrive(self, now: int, owed: OwedUnits) -> None:
        """Set aside what the trucks until ``now`` have brought, in the order of the orders."""
        if not self._waiting:
            return
        due = [unit for unit in self._waiting if unit[3] < now]
        if not due:
            return
        self._waiting = [unit for unit in self._waiting if unit[3] >= now]
        there = self._stock.take_ahead(np.array([cell for _, _, cell, _ in due], np.int64))
        for (order, line, cell, _), found in zip(due, there.tolist(), strict=True):
            if not found:
                owed.add((order, line, cell))
