"""The order centre: learns of orders that went wrong, finds them another node, warns customers of late ones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.books import Books
from sim.facts import NEVER, Account, Facts, Mode, Trouble
from sim.levers import Levers
from sim.orders import Orders, Rows
from sim.release import Release
from sim.routing import Request, Router
from sim.station import Call
from sim.tables import as_columns


@dataclass(frozen=True)
class Stuck:
    """An order that its node cannot or will not serve."""

    order: int
    site: int
    trouble: Trouble
    x: int
    """home, metres east"""
    y: int


Moved = Callable[[int, int | None], None]
"""Hears of an order and the node that serves it now; None when nobody can."""


class OrderCentre:
    """Keeps orders moving.

    Args:
        env: the world's clock.
        router: chooses among the nodes that are left.
        release: says when an order reaches its node.
        orders: where orders are kept.
        books: where sales move along with their order.
        facts: where exceptions are noted.
        levers: how late the centre learns, and whether customers hear of it.
    """

    def __init__(
        self,
        env: simpy.Environment,
        router: Router,
        release: Release,
        orders: Orders,
        books: Books,
        facts: Facts,
        levers: Levers,
    ) -> None:
        self._env = env
        self._router = router
        self._release = release
        self._orders = orders
        self._books = books
        self._table = facts["exceptions"]
        self._delay, self._tells = levers["alert.delay"], levers["alert.customers"]
        self._tried: dict[int, set[int]] = {}
        self._noted: list[tuple[int, ...]] = []

    def allocate(self, placed: NDArray[np.int64], site: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return when orders ``placed`` for nodes ``site`` reach the people there, ms."""
        return self._release.times(placed, site)

    def report(self, stuck: Stuck, moved: Moved) -> None:
        """Take in an order that is stuck; once the centre has noticed, ``moved`` hears what became of it."""
        Call(self._env, int(self._delay[0]), self._notice, (stuck, int(self._env.now), moved))

    def warn(self, rows: Rows, late: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which orders' customers were told before an order came ``late`` ms after its promise.

        The centre notices a broken promise after its delay; an order that has come by then comes without a word.
        """
        told = np.zeros(rows.size, bool)
        if not self._tells[0]:
            return told
        delay = int(self._delay[0])
        told = late > delay
        late_rows = (late > 0).nonzero()[0]
        promise = self._orders.table["promise"]
        for row in late_rows.tolist():
            order, due = int(rows[row]), int(promise[rows[row]])
            noticed = due + delay if told[row] else NEVER
            self._noted.append((order, self._site(order), Trouble.LATE, due, noticed, NEVER))
        return told

    def flush(self) -> None:
        """Write the exceptions noted so far to the facts; forget where orders that are over were tried."""
        self._forget()
        if self._noted:
            order, site, trouble, arose, noticed, to = as_columns(self._noted, 6)
            self._table.append(
                len(self._noted), order=order, site=site, trouble=trouble, arose=arose, noticed=noticed, moved_to=to
            )
            self._noted.clear()

    def _forget(self) -> None:
        orders, table = np.fromiter(self._tried, np.int64, len(self._tried)), self._orders.table
        over = (table["delivered"][orders] != NEVER) | (table["cancelled"][orders] != NEVER)
        for order in orders[over].tolist():
            del self._tried[order]

    def _notice(self, case: tuple[Stuck, int, Moved]) -> None:
        stuck, arose, moved = case
        tried = self._tried.setdefault(stuck.order, set())
        tried.add(stuck.site)
        node = self._elsewhere(stuck, tried)
        if node is None:
            del self._tried[stuck.order]
        else:
            self._move(stuck.order, stuck.site, node)
        to = NEVER if node is None else node
        self._noted.append((stuck.order, stuck.site, stuck.trouble, arose, int(self._env.now), to))
        moved(stuck.order, node)

    def _elsewhere(self, stuck: Stuck, tried: set[int]) -> int | None:
        """Return a node, not yet tried, that has all that the order holds; goods to collect stay where they are."""
        mode = Mode(int(self._orders.table["mode"][stuck.order]))
        if mode == Mode.COLLECT:
            return None
        sku = self._orders.held(stuck.order)
        return self._router.another(Request(int(self._env.now), mode, stuck.site, stuck.x, stuck.y, sku), tried)

    def _move(self, order: int, old: int, new: int) -> None:
        """Let the order's units, sales and fee change nodes."""
        table = self._orders.table
        self._orders.move(order, new, int(self._env.now))
        for account, column in ((Account.SALES, "goods"), (Account.DELIVERY_FEES, "fee")):
            fen = int(table[column][order])
            self._books.book(account, [old, new], [-fen, fen])

    def _site(self, order: int) -> int:
        return int(self._orders.table["site"][order])
