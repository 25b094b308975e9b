"""Walk-ins: shoppers fill a basket from the shelves, queue for a till, pay, or give up and leave it behind."""

from collections.abc import Sequence

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import NEVER, Facts, Outcome
from sim.feed import Feed
from sim.intents import Intents
from sim.orders import Orders, Rows
from sim.places import StoreWorkSpec
from sim.samplers import exponential, scattered, ticks
from sim.stock import Stock
from sim.store import Store
from sim.tables import as_columns
from sim.units import MINUTE

_DWELL, _TILL, _PATIENCE = 0, 1, 2
"""lanes of the marks"""


class WalkIns:
    """All shoppers of all stores.

    Args:
        feed: sends shoppers to the tills when their baskets are full.
        env: the world's clock.
        stores: by site slot.
        work: standard times.
        orders: where baskets are kept.
        facts: where visits are noted.
    """

    def __init__(
        self,
        feed: Feed,
        env: simpy.Environment,
        stores: Sequence[Store],
        work: StoreWorkSpec,
        orders: Orders,
        facts: Facts,
    ) -> None:
        self._stores = stores
        self._work = work
        self._orders = orders
        self._visits = facts["visits"]
        self._shopping = feed.source(self._queue_up)
        self._env = env
        self._kiosk_limit = work.self_till_limit
        self._paid: list[tuple[int, ...]] = []
        self._heard: list[NDArray[np.int64]] = []
        self._left: list[tuple[int, ...]] = []

    def enter(self, intents: Intents, rows: Rows, baskets: Rows) -> Rows:
        """Let shoppers in whose baskets were filled on the shelves; return those who found nothing and leave.

        Args:
            intents: all of a stretch of time.
            rows: the shoppers among them.
            baskets: their orders' rows, shape of ``rows``.
        """
        table = self._orders.table
        got = table["got"][baskets].astype(np.int64)
        visit = table["visit"][baskets]
        work, scores = self._work, intents.scores[rows]
        shelves = work.dwell_base + work.dwell_line * intents.units[rows]
        queue = intents.time[rows] + ticks(shelves * scattered(scores[:, _DWELL], work.cv))
        self._visits["queue"][visit] = queue
        luck = scattered(scores[:, _TILL], work.cv)
        staffed = ticks(luck * (work.till_base + work.till_line * got))
        kiosk = ticks(luck * (work.self_till_base + work.self_till_line * got))
        patience = ticks(exponential(intents.marks[rows, _PATIENCE], work.patience))
        columns: tuple[NDArray[np.int64], ...] = (queue, baskets, intents.site[rows], got, staffed, kiosk, patience)
        empty = (got == 0).nonzero()[0]
        if empty.size:
            gone = visit[empty]
            self._visits["leave"][gone] = queue[empty]
            self._visits["queue"][gone] = NEVER
            self._visits["outcome"][gone] = Outcome.NOTHING_LEFT
            columns = tuple(np.delete(column, empty) for column in columns)
        self._shopping.add(*columns)
        return empty

    def new_waits(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return store and till wait in minutes of shoppers who paid since the last call."""
        paid = as_columns(self._paid, 3)
        self._paid.clear()
        self._heard.append(paid)
        rows, served, _ = paid
        table = self._orders.table
        wait = served - self._visits["queue"][table["visit"][rows]]
        return table["site"][rows].astype(np.int64), wait / MINUTE

    def settle(self, stock: Stock) -> tuple[Rows, NDArray[np.int64], Rows]:
        """Note who paid and who left since the last call.

        Returns:
            orders paid, their till waits in ms, and baskets left behind (to be put back on the shelf).
        """
        rows, served, end = np.concatenate((*self._heard, as_columns(self._paid, 3)), axis=1)
        behind, gone_at = as_columns(self._left, 2)
        for log in (self._paid, self._left, self._heard):
            log.clear()
        orders, visits = self._orders, self._visits
        visit = orders.table["visit"][rows]
        visits["served"][visit] = served
        visits["leave"][visit] = end
        visits["outcome"][visit] = Outcome.BOUGHT
        for column in ("placed", "delivered"):
            orders.set(column, rows, end)
        stock.sell(orders.cells(rows))
        gone = orders.table["visit"][behind]
        visits["leave"][gone] = gone_at
        visits["outcome"][gone] = Outcome.GAVE_UP
        return rows, served - visits["queue"][visit], behind

    def in_store(self) -> int:
        """Return how many shoppers with a basket have neither paid nor left."""
        queues = sum(s.tills.waiting + s.tills.busy + s.self_tills.waiting + s.self_tills.busy for s in self._stores)
        return len(self._shopping) + queues

    def _queue_up(self, basket: int, site: int, units: int, staffed: int, kiosk: int, patience: int) -> None:
        store = self._stores[site]
        if units <= self._kiosk_limit and store.kiosks_are_shorter():
            store.self_tills.join(basket, kiosk, self._paid.append, patience, self._leave)
        else:
            store.tills.join(basket, staffed, self._paid.append, patience, self._leave)

    def _leave(self, basket: int) -> None:
        self._left.append((basket, int(self._env.now)))
