"""Shelves: products that stand for replications of one shelf, reviewed period by period; demand that is short waits."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from sim.policies import Replenishment
from sim.replenishment import Level, Outlook
from sim.stock import Stock

Units = NDArray[np.int64]
Floats = NDArray[np.float64]


def fixed(units: int) -> Level:
    """Return a level that is the same whatever is expected."""
    return lambda outlook: np.full(outlook.daily.shape, units, np.int64)


class Shelves:
    """One node; its products are independent replications.

    The stock refuses what is not there; demand that waits is kept here, as a negative position.

    Args:
        rule: how the node orders.
        opening: units there at the start, shape (replications,).
        lead: periods from an order to its arrival.
    """

    def __init__(self, rule: Replenishment, opening: Units, lead: int = 0) -> None:
        self._rule = rule
        self._stock = Stock(1, opening.size)
        self._stock.start_with(opening)
        self._outlook = Outlook(np.zeros(opening.size), np.zeros(opening.size), 0.0)
        self._coming = deque([np.zeros_like(opening)] * lead)
        self.owed: Units = np.zeros_like(opening)
        """units that demand waits for, shape (replications,)"""

    @property
    def on_hand(self) -> Units:
        """Return units on the shelf, shape (replications,)."""
        return self._stock.physical.copy()

    def review(self) -> Units:
        """Order, shelve what was ordered a lead time ago and serve who waits; return the units ordered."""
        units = self._rule.order(self._stock.position(0) - self.owed, self._outlook)
        self._stock.expect(0, units)
        self._coming.append(units)
        self._stock.receive(0, self._coming.popleft())
        served = np.minimum(self.owed, self._stock.free)
        self._take(served)
        self.owed -= served
        return units

    def demand(self, units: Units) -> None:
        """Take what is asked for, and let wait what is not there; shape (replications,)."""
        got = np.minimum(units, self._stock.free)
        self._take(units)
        self.owed += units - got

    def _take(self, units: Units) -> None:
        cells = np.repeat(np.arange(units.size), units)
        got = self._stock.reserve(cells)
        self._stock.ship(cells[got])
