"""Pick shorts: the picker stands before an empty shelf, though the system has promised a unit of it.

What is missing is cut from the order and refunded; an order with nothing left is cancelled. The picker reports the
empty shelf, and at night its record is set right.
"""

import numpy as np
from numpy.typing import NDArray

from sim.facts import NEVER, CancelReason, Facts
from sim.orders import Orders, Rows
from sim.stock import Stock
from sim.tables import as_columns


class PickShorts:
    """Finds out which promises no unit stands behind.

    Args:
        orders: whose lines are cut.
        stock: whose shelves are empty.
        facts: where shorts are noted.
    """

    def __init__(self, orders: Orders, stock: Stock, facts: Facts) -> None:
        self._orders = orders
        self._owed = orders.owed
        self._stock = stock
        self._table = facts["pick_shorts"]
        self._missed: list[tuple[int, int, int, int]] = []
        self._gone: list[tuple[int, int]] = []
        self._paid_back: dict[int, int] = {}

    def in_doubt(self, order: int) -> bool:
        """Return whether a unit of ``order`` is not there so far; only the picker will know."""
        return order in self._owed

    def nothing_found(self, order: int, time: int) -> bool:
        """Hear that ``order`` was picked at ``time``; return whether none of its units was there."""
        missing = self._owed.take(order)
        self._missed += [(*owed, time) for owed in missing]
        if not missing or len(missing) < self._orders.table["got"][order]:
            return False
        self._gone.append((order, time))
        return True

    def settle(self) -> tuple[Rows, NDArray[np.int64], Rows]:
        """Cut the lines not found; return the order of each, fen paid back for it, and the orders cancelled."""
        self._forget()
        rows, lines, cells, times = as_columns(self._missed, 4)
        gone, when = as_columns(self._gone, 2)
        self._missed.clear()
        self._gone.clear()
        if not rows.size:
            return rows, rows, gone
        self._stock.fail(cells)
        self._stock.correct(cells)
        price = self._orders.cut(rows, lines)
        site, sku = np.divmod(cells, self._stock.skus)
        self._table.append(rows.size, order=rows, site=site, sku=sku, found_out=times, price=price)
        self._orders.cancel(gone, when, CancelReason.OVERSOLD)
        for order, fen in zip(rows.tolist(), price.tolist(), strict=True):
            self._paid_back[order] = self._paid_back.get(order, 0) + fen
        return rows, price, gone

    def _forget(self) -> None:
        """Forget what was paid back for orders that have been delivered: they cannot be cancelled any more."""
        orders = np.fromiter(self._paid_back, np.int64, len(self._paid_back))
        for order in orders[self._orders.table["delivered"][orders] != NEVER].tolist():
            del self._paid_back[order]

    def paid_back(self, orders: Rows) -> NDArray[np.int64]:
        """Return, and forget, the fen that each of the cancelled ``orders`` got back for single units before."""
        before = self._paid_back
        return np.array([before.pop(order, 0) for order in orders.tolist()] if before else [0] * orders.size, np.int64)
