"""Owed units: promises to online orders that no unit stands behind, in the order in which they were given."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from sim.stock import Stock

Owed = tuple[int, int, int]
"""Order, its line, the cell."""


class OwedUnits:
    """Remembers who is owed what, until it arrives or is found to be missing.

    Args:
        stock: whose count of owed units it explains.
    """

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._by_order: dict[int, list[Owed]] = {}
        self._by_cell: dict[int, deque[Owed]] = {}

    def __contains__(self, order: int) -> bool:
        """Return whether ``order`` is owed anything."""
        return order in self._by_order

    def add(self, owed: Owed) -> None:
        """Remember a unit that was just promised; `Stock.promise` counts it."""
        self._by_order.setdefault(owed[0], []).append(owed)
        self._by_cell.setdefault(owed[2], deque()).append(owed)

    def take(self, order: int) -> list[Owed]:
        """Return what ``order`` is owed and forget it."""
        taken = self._by_order.pop(order, [])
        for owed in taken:
            self._by_cell[owed[2]].remove(owed)
        return taken

    def forget(self, orders: NDArray[np.int64]) -> NDArray[np.int64]:
        """Forget what ``orders`` are owed; return the cells, for `Stock` to owe it no more."""
        return np.array([cell for order in orders.tolist() for _, _, cell in self.take(order)], np.int64)

    def serve(self) -> None:
        """Set units that have arrived aside for those who were promised them first."""
        for cell in list(self._by_cell):
            queue = self._by_cell[cell]
            for _ in range(min(len(queue), int(self._stock.loose[cell])) if queue else 0):
                owed = queue.popleft()
                self._stock.honour(cell)
                left = self._by_order[owed[0]]
                left.remove(owed)
                if not left:
                    del self._by_order[owed[0]]
            if not queue:
                del self._by_cell[cell]
