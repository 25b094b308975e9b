"""Walk-ins: shoppers fill a basket from the shelves, queue for a till, pay, or give up and leave it behind."""

from collections.abc import Callable

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import NEVER, Facts, Outcome
from sim.feed import Columns, Feed
from sim.floor import Floor
from sim.intents import Intents
from sim.orders import Orders, Rows
from sim.samplers import exponential, scattered, ticks
from sim.standard_work import StoreWorkSpec
from sim.station import Done, Served
from sim.stock import Stock
from sim.tables import as_columns
from sim.units import MINUTE

_DWELL, _TILL, _PATIENCE = 0, 1, 2
"""lanes of the marks"""


class WalkIns:
    """All shoppers of all stores.

    Args:
        feed: sends shoppers to the tills when their baskets are full.
        env: the world's clock.
        floor: the stores, and what shoppers need of their crews.
        work: standard times.
        orders: where baskets are kept.
        facts: where visits are noted.
    """

    def __init__(
        self,
        feed: Feed,
        env: simpy.Environment,
        floor: Floor,
        work: StoreWorkSpec,
        orders: Orders,
        facts: Facts,
    ) -> None:
        self._floor = floor
        self._stores = floor.stores
        self._ahead = floor.ahead
        self._limited = np.array([store.entry is not None for store in floor.stores])
        self._work = work
        self._orders = orders
        self._visits = facts["visits"]
        self._shopping = feed.source(self._ask if work.advice else self._queue_up)
        self._arriving = feed.source(self._come_in)
        self._env = env
        self._kiosk_limit = work.self_till_limit
        self._paid: list[tuple[int, ...]] = []
        self._paid_alone: Done = self._paid.append
        self._heard: list[NDArray[np.int64]] = []
        self._left: list[tuple[int, ...]] = []
        self._queueing: list[tuple[int, ...]] = []

    def tell_of_kiosks(self, hear: Callable[[int], object]) -> None:
        """Let ``hear`` know of every basket paid for at a self-checkout, by its order's row."""
        paid = self._paid.append

        def pay(served: Served) -> None:
            hear(served[0])
            paid(served)

        self._paid_alone = pay

    def enter(self, intents: Intents, rows: Rows, baskets: Rows, before: NDArray[np.int64] | None = None) -> Rows:
        """Let shoppers in whose baskets were filled on the shelves; return those who found nothing and leave.

        Args:
            intents: all of a stretch of time.
            rows: the shoppers among them.
            baskets: their orders' rows, shape of ``rows``.
            before: time in the store before they come to the shelves, ms, where there is any; shape of ``rows``.
        """
        table = self._orders.table
        got = table["got"][baskets].astype(np.int64)
        visit = table["visit"][baskets]
        work, scores = self._work, intents.scores[rows]
        shelves = work.dwell_base + work.dwell_line * intents.units[rows]
        scatter, site = scattered(scores[:, _DWELL], work.cv), intents.site[rows]
        queue = intents.time[rows] + self._floor.stay(site, shelves, scatter)
        if before is not None:
            queue += before
        self._visits["queue"][visit] = queue
        self._floor.needs(intents, rows, baskets, scatter)
        luck = scattered(scores[:, _TILL], work.cv)
        staffed = ticks(luck * (work.till_base + work.till_line * got))
        kiosk = ticks(luck * (work.self_till_base + work.self_till_line * got))
        patience = ticks(exponential(intents.marks[rows, _PATIENCE], work.patience))
        columns: tuple[NDArray[np.int64], ...] = (queue, baskets, site, got, staffed, kiosk, patience)
        empty = (got == 0).nonzero()[0]
        if empty.size:
            self._floor.forget(baskets[empty])
            gone = visit[empty]
            self._visits["leave"][gone] = queue[empty]
            self._visits["queue"][gone] = NEVER
            self._visits["outcome"][gone] = Outcome.NOTHING_LEFT
            columns = tuple(np.delete(column, empty) for column in columns)
        self._send(columns, np.delete(intents.time[rows], empty) if self._limited.any() else None)
        return empty

    def leave_again(self, intents: Intents, rows: Rows, visit: Rows) -> None:
        """Let shoppers look in who find that nothing fits; ``visit`` has the row of each one's visit."""
        site, scores = intents.site[rows], intents.scores[rows]
        usual = np.full(rows.size, self._work.dwell_base, np.int64)
        stay = self._floor.stay(site, usual, scattered(scores[:, _DWELL], self._work.cv))
        self._visits["site"][visit] = site
        self._visits["leave"][visit] = intents.time[rows] + stay
        self._visits["outcome"][visit] = Outcome.BROWSED

    def _send(self, columns: Columns, entry: NDArray[np.int64] | None) -> None:
        """Send shoppers to the tills when their baskets are full, or to the door of a store that limits entry."""
        limited = self._limited[columns[2]]
        if entry is None or not limited.any():
            self._shopping.add(*columns)
            return
        self._shopping.add(*(column[~limited] for column in columns))
        queue, *rest = (column[limited] for column in columns)
        self._visits["queue"][self._orders.table["visit"][rest[0]]] = entry[limited]
        self._arriving.add(entry[limited], *rest, queue - entry[limited])

    def new_waits(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return store and till wait in minutes of shoppers who paid since the last call."""
        self._write_queues()
        paid = as_columns(self._paid, 3)
        self._paid.clear()
        self._heard.append(paid)
        rows, served, _ = paid
        table = self._orders.table
        wait = served - self._visits["queue"][table["visit"][rows]]
        return table["site"][rows].astype(np.int64), wait / MINUTE

    def settle(self, stock: Stock) -> tuple[Rows, NDArray[np.int64], Rows, NDArray[np.int64]]:
        """Note who paid and who left since the last call.

        Returns:
            orders paid, their till waits in ms; baskets left behind (to be put back on the shelf), and the waits in ms
            that their shoppers lived through or, having looked ahead, would not begin.
        """
        self._write_queues()
        rows, served, end = np.concatenate((*self._heard, as_columns(self._paid, 3)), axis=1)
        behind, gone_at, seen = as_columns(self._left, 3)
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
        gave_up = seen == NEVER
        visits["outcome"][gone] = np.where(gave_up, Outcome.GAVE_UP, Outcome.TURNED_AWAY)
        waited = np.where(gave_up, gone_at - visits["queue"][gone], seen)
        visits["queue"][gone[~gave_up]] = NEVER
        return rows, served - visits["queue"][visit], behind, waited

    def in_store(self) -> int:
        """Return how many shoppers with a basket have neither paid nor left."""
        return len(self._shopping) + len(self._arriving) + sum(store.shoppers() for store in self._stores)

    def _come_in(self, basket: int, site: int, *rest: int) -> None:
        """Go among the shelves when the store is not full; who waits outside loses patience as in any queue."""
        entry = self._stores[site].entry
        if entry is not None:
            entry.join(basket, rest[-1], lambda _: self._fill(basket, site, *rest[:-1]), rest[-2], self._leave)

    def _fill(self, basket: int, site: int, *rest: int) -> None:
        self._note_queue(basket)
        self._ask(basket, site, *rest)

    def _ask(self, basket: int, site: int, *rest: int) -> None:
        """Ask somebody, then queue up."""
        if not self._floor.asks(self._stores[site], basket, rest[-1], lambda: self._advised(basket, site, *rest)):
            self._queue_up(basket, site, *rest)

    def _advised(self, basket: int, site: int, *rest: int) -> None:
        self._note_queue(basket)
        self._queue_up(basket, site, *rest)

    def _note_queue(self, basket: int) -> None:
        self._queueing.append((basket, int(self._env.now)))

    def _write_queues(self) -> None:
        """Write down who has begun to queue since the last call; of several times of one shopper the last counts."""
        if self._queueing:
            baskets, since = as_columns(self._queueing, 2)
            self._queueing.clear()
            self._visits["queue"][self._orders.table["visit"][baskets]] = since

    def _queue_up(self, basket: int, site: int, units: int, staffed: int, kiosk: int, patience: int) -> None:
        store = self._stores[site]
        alone = units <= self._kiosk_limit and store.kiosks_are_shorter()
        if self._ahead is not None:
            seen = self._ahead.turns_away(basket, store.self_tills if alone else store.tills, patience)
            if seen:
                self._floor.forget(np.array([basket]))
                self._left.append((basket, int(self._env.now), seen))
                return
        if not alone:
            store.tills.join(basket, staffed, self._paid.append, patience, self._leave)
        elif self._work.assist:
            self._floor.use_kiosk(store, basket, kiosk, patience, (self._paid_alone, self._leave))
        else:
            store.self_tills.join(basket, kiosk, self._paid_alone, patience, self._leave)

    def _leave(self, basket: int) -> None:
        self._left.append((basket, int(self._env.now), NEVER))
