"""Record keeping: how a stock record comes to lie, and how counts set it right; all of it once a night.

Two things put a record wrong. Units are lost unseen, and the system goes on believing in them. And scans go to the
wrong product: of two similar ones (neighbours of one category in the catalogue) the one is recorded for the other, at
tills and at the receiving door; one record is then too high and the other too low by the same number of units.

Source: the two main causes named by DeHoratius and Raman (2008) beside misplaced goods, which act as lost ones do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.counting import Counting
from sim.levers import Levers
from sim.samplers import binomial
from sim.stock import Stock, Units

Uniforms = NDArray[np.float64]
Nightly = Callable[[int], Uniforms]
"""Day -> a uniform for each cell."""


@dataclass(frozen=True)
class RecordLuck:
    """The luck of the shelves, drawn outside the world."""

    shrink: Nightly
    """which units are lost"""
    till: Nightly
    """which sales are scanned wrongly"""
    door: Nightly
    """which arrivals are"""


class RecordKeeping:
    """Lets records go wrong and sets them right, store by store; warehouses keep true records.

    Args:
        stock: whose shelves and records.
        levers: shares of units, by store.
        luck: of each night.
        counting: tells which shelves were counted.
        neighbour: product -> the one it is taken for, shape (skus,).
    """

    def __init__(
        self, stock: Stock, levers: Levers, luck: RecordLuck, counting: Counting, neighbour: NDArray[np.int64]
    ) -> None:
        self._stock = stock
        self._shrink, self._misscan = levers["record.shrink"], levers["record.misscan"]
        self._luck = luck
        self._counting = counting
        site, sku = np.divmod(np.arange(stock.sites * stock.skus), stock.skus)
        self._taken_for = site * stock.skus + neighbour[sku]

    def close_day(self, day: int) -> None:
        """Enter the day's counts, then lose and misread units: tonight's errors await the next count."""
        counted = self._counting.counted()
        if counted.size:
            self._stock.correct(counted)
        if self._shrink.any():
            self._stock.shrink(self._some_of(self._stock.loose, self._shrink, self._luck.shrink(day)))
        if self._misscan.any():
            self._misread(day)

    def _misread(self, day: int) -> None:
        flows, luck = self._stock.day, self._luck
        sold = self._some_of(flows["sold"], self._misscan, luck.till(day))
        received = self._some_of(flows["received"], self._misscan, luck.door(day))
        # A sale that was not recorded leaves the record too high, an arrival too low.
        too_high = sold - received
        units = too_high.copy()
        np.subtract.at(units, self._taken_for, too_high)
        self._stock.misread(units)

    def _some_of(self, units: Units, share: NDArray[np.float64], luck: Uniforms) -> Units:
        chance = np.zeros(units.size)
        chance[: share.size * self._stock.skus] = np.repeat(share, self._stock.skus)
        return binomial(luck, units, chance)


def neighbours(categories: Sequence[str]) -> NDArray[np.int64]:
    """Return the product that each is taken for: the next of its category, the first for the last; shape (skus,)."""
    kinds = np.array(categories)
    found = np.arange(kinds.size)
    for kind in dict.fromkeys(categories):
        rows = (kinds == kind).nonzero()[0]
        found[rows] = np.roll(rows, -1)
    return found
