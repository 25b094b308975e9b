"""Wishes: what orders ask for at all the nodes that might ship them, and what others ask for before them.

Most orders of a stretch of time do not compete: whatever others take, enough is left at every node, or there was
nothing anyway. Such an order is clear, and may be settled before those that come earlier.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import runs
from sim.intents import Intents
from sim.orders import Rows
from sim.stock import Cells, Stock, Units

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wishes:
    """The lines of n orders at their candidates; L lines, k candidates."""

    begins: Units
    """first line of each order, shape (n,)"""
    owner: Units
    """place of each line's order, shape (L,)"""
    nth: Units
    """lines of the same product before it in its order, shape (L,)"""
    cells: Cells
    """of each line at each candidate, shape (L, k); any where there is none"""
    free: Units
    """units there when the order comes, if no other of these orders takes any, shape (L, k); 0 where there is none"""

    @property
    def has(self) -> Flags:
        """Return which candidates could serve each line, shape (L, k)."""
        return self.free > self.nth[:, None]

    def found(self) -> Units:
        """Return the lines that each candidate alone could serve, shape (n, k)."""
        return np.add.reduceat(self.has, self.begins, axis=0, dtype=np.int64)

    def most(self) -> Units:
        """Return the lines that all candidates together could serve, shape (n,)."""
        return np.add.reduceat(self.free.sum(axis=1) > self.nth, self.begins, dtype=np.int64)

    def clear(self) -> Flags:
        """Return which orders find the same, whatever the others take before them; shape (n,)."""
        some = self.free > 0
        cells, place = np.unique(self.cells, return_inverse=True)
        others = np.bincount(place.reshape(-1), some.reshape(-1), cells.size)[place.reshape(self.cells.shape)] - 1
        sure = ~some | (self.free - others > self.nth[:, None])
        return np.logical_and.reduceat(sure.all(axis=1), self.begins)


class Claims:
    """What is asked for before a row of a stretch of time: by settled rows, and by orders routed so far.

    Args:
        stock: as it is before any of them.
        intents: of the stretch.
        rows: the settled ones among them.
    """

    def __init__(self, stock: Stock, intents: Intents, rows: Rows) -> None:
        owner, sku = intents.lines(rows)
        self._stock = stock
        self._span = len(intents)
        self._free = stock.free
        self._asked = np.sort(stock.cells(intents.site[rows][owner], sku) * self._span + rows[owner])

    def left_for(self, row: int, nodes: Units, sku: Units) -> Units:
        """Return the units of each product that are left at each node when ``row`` comes, shape (nodes, lines)."""
        return self._left(self._stock.cells(nodes[:, None], sku), row)

    def wishes(self, intents: Intents, rows: Rows, candidates: Units) -> Wishes:
        """Return what ``rows`` ask for at their candidates, shape (rows, k), -1 where there are fewer."""
        owner, sku = intents.lines(rows)
        nodes, units = candidates[owner], intents.units[rows]
        cells = self._stock.cells(nodes, sku[:, None])
        free = np.where(nodes >= 0, self._left(np.maximum(cells, 0), rows[owner, None]), 0)
        return Wishes(units.cumsum() - units, owner, _nth_within(owner, sku, self._stock.skus), cells, free)

    def take(self, nodes: Units, sku: Units, left: Units) -> None:
        """Take the units that lines find at their nodes; ``left`` is what they find there, shapes (lines,)."""
        cells = self._stock.cells(nodes, sku)
        found = cells[left > nth_of(cells.tolist())]
        np.subtract.at(self._free, found, 1)

    def grant(self, cells: Cells, rows: Rows) -> None:
        """Let ``rows`` have units of ``cells``; only who comes later minds; shapes alike."""
        self._asked = np.sort(np.concatenate((self._asked, cells * self._span + rows)))

    def _left(self, cells: Cells, row: int | Rows) -> Units:
        first = cells * self._span
        before = np.searchsorted(self._asked, first + row) - np.searchsorted(self._asked, first)
        return np.maximum(self._free[cells] - before, 0)


def nth_of(keys: Iterable[int]) -> Units:
    """Return how many earlier keys are the same, for each."""
    seen: Counter[int] = Counter()
    nth = []
    for key in keys:
        nth.append(seen[key])
        seen[key] += 1
    return np.array(nth, np.int64)


def _nth_within(owner: Units, sku: Units, skus: int) -> Units:
    """Return how many earlier lines of the same owner ask for the same product; shapes alike."""
    key = owner * skus + sku
    order = np.argsort(key, kind="stable")
    nth = np.empty(key.size, np.int64)
    nth[order] = runs.ranks(key[order])
    return nth
