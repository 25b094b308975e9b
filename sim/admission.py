"""Admission: intents become visits, baskets and orders; stock is promised in the order of arrival."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.experience import Experiences, Log, Purchases
from sim.facts import NEVER, Account, CancelReason, Mode, Outcome, Touchpoint
from sim.fulfilment import Fulfilment
from sim.host import Host
from sim.intents import NOTHING, Intents
from sim.orders import Rows
from sim.promises import Due, Promises
from sim.replenishment import Rates
from sim.routing import Router
from sim.units import MINUTE
from sim.walk_ins import WalkIns

Accept = Callable[[Intents, Rows, Rows, Due], None]
"""Begins with orders: all of a stretch, the rows that ordered, the orders' rows, promised times."""
_SESSION = 3 * MINUTE
"""length of an app session (planner's choice)"""


class Aisle(Protocol):
    """Where shoppers may ask for what a shelf is short of."""

    def notice(self, intents: Intents, rows: Rows, baskets: Rows) -> None:
        """Hear of shoppers ``rows`` of a stretch of time, and of their orders' rows."""
        ...


class Corners(Protocol):
    """Where shoppers may go before they fill their basket."""

    def lead(self, intents: Intents, rows: Rows, visit: Rows) -> Intents:
        """Return a stretch of time with what the shoppers ``rows``, on their visits, take along from corners."""
        ...

    def stays(self, visit: Rows) -> NDArray[np.int64]:
        """Return how long shoppers of that stretch stay there, ms; shape of ``visit``."""
        ...


class Admission:
    """Lets customers in.

    Args:
        world: whose facts, stock and levers it uses.
        router: settles which node ships an order.
        promises: says when an order is due, and its fee.
        walk_ins: receives shoppers.
        fulfilment: receives online orders.
        log: what customers will hear of.
    """

    def __init__(
        self, world: Host, router: Router, promises: Promises, walk_ins: WalkIns, fulfilment: Fulfilment, log: Log
    ) -> None:
        self._orders = world.orders
        self._visits = world.facts["visits"]
        self._books = world.books
        self._price = world.levers["price.factor"]
        self.walk_ins = walk_ins
        self._fulfilment = fulfilment
        self._log = log
        self._promises = promises
        self.router = router
        self.aisle: Aisle | None = None
        """orders what shelves are short of, where there is one"""
        self.corners: Corners | None = None
        """where shoppers go first, where there are any"""

    def admit(self, intents: Intents) -> None:
        """Take in the intents of one stretch of time, in order of time."""
        mode = intents.mode
        looked = (intents.browsed | (mode > Mode.WALK_IN)).nonzero()[0]
        visit = np.full(len(intents), NEVER, np.int64)
        visit[looked] = self._note_sessions(intents, looked)
        walkers = (mode == Mode.WALK_IN).nonzero()[0]
        visit[walkers] = self._note_entries(intents, walkers)
        if self.corners is not None:
            intents = self.corners.lead(intents, walkers, visit[walkers])
        for part, source in self.router.parts(intents):
            self._let_buy(part, visit[source])

    def _let_buy(self, intents: Intents, visit: Rows) -> None:
        """Open the orders of routed intents; ``visit`` is the row of each one's visit."""
        buyers = ((intents.mode != NOTHING) & (intents.units > 0)).nonzero()[0]
        if not buyers.size:
            return
        walking = intents.mode[buyers] == Mode.WALK_IN
        walkers, online = buyers[walking], buyers[~walking]
        orders, there = self._orders.open(intents, buyers, visit[buyers], self._price_level(intents.site[buyers]))
        self._note_wishes(intents, buyers, visit[buyers], (orders, there))
        if walkers.size:
            self._admit_walkers(intents, walkers, orders[walking])
        if online.size:
            self._admit_orders(intents, online, orders[~walking], self._fulfilment.accept)

    def place(self, intents: Intents, visit: int, store: int) -> int:
        """Take the one online order of somebody in ``store``, at its prices, as the clock runs; return its row."""
        rows = np.zeros(1, np.int64)
        orders, _ = self._orders.open(intents, rows, np.array([visit]), self._price_level(np.array([store])))
        self._admit_orders(intents, rows, orders, self._fulfilment.accept_now)
        return int(orders[0])

    def _note_wishes(self, intents: Intents, rows: Rows, visit: Rows, opened: tuple[Rows, Rows]) -> None:
        """Note on each visit where the basket went first, what was wanted and what was there."""
        visits, (orders, there) = self._visits, opened
        first = np.r_[True, visit[1:] != visit[:-1]]
        begins = first.nonzero()[0]
        visits["site"][visit[begins]] = intents.site[rows[begins]]
        visits["wanted"][visit[begins]] = np.add.reduceat(intents.units[rows], begins)
        visits["found"][visit[begins]] = np.add.reduceat(there, begins)
        if begins.size < rows.size:
            part = ~first
            self._orders.set("part_of", orders[part], orders[begins[first.cumsum() - 1]][part])

    def _note_sessions(self, intents: Intents, rows: Rows) -> Rows:
        """Note app sessions; those who buy in the app are corrected by `_admit_orders`."""
        time, person = intents.time[rows], intents.person[rows]
        first = self._visits.append(
            rows.size,
            person=person,
            member=person,
            touchpoint=Touchpoint.APP,
            trigger=intents.trigger[rows],
            site=NEVER,
            arrive=time - _SESSION,
            leave=time,
            outcome=Outcome.BROWSED,
        )
        sessions = np.arange(first, first + rows.size)
        self._log.looked(person, sessions)
        return sessions

    def _note_entries(self, intents: Intents, rows: Rows) -> Rows:
        first = self._visits.append(
            rows.size,
            person=intents.person[rows],
            member=intents.member[rows],
            touchpoint=Touchpoint.STORE,
            trigger=intents.trigger[rows],
            site=NEVER,
            arrive=intents.time[rows],
            outcome=Outcome.UNDER_WAY,
        )
        visit = np.arange(first, first + rows.size)
        tried = (intents.units[rows] == 0).nonzero()[0]
        if tried.size:
            self.walk_ins.leave_again(intents, rows[tried], visit[tried])
        return visit

    def _price_level(self, site: NDArray[np.int64]) -> Rates:
        """Return shelf prices relative to the catalogue; warehouses sell at catalogue prices."""
        stores = self._price.size
        return np.where(site < stores, self._price[np.minimum(site, stores - 1)], 1.0)

    def _admit_walkers(self, intents: Intents, rows: Rows, orders: Rows) -> None:
        before = None if self.corners is None else self.corners.stays(self._orders.table["visit"][orders])
        empty = self.walk_ins.enter(intents, rows, orders, before)
        if self.aisle is not None:
            self.aisle.notice(intents, rows, orders)
        if empty.size:
            self._orders.set("cancelled", orders[empty], intents.time[rows[empty]])
            self._disappoint(intents, rows[empty])

    def _admit_orders(self, intents: Intents, rows: Rows, orders: Rows, accept: Accept) -> None:
        table, session = self._orders.table, self._orders.table["visit"][orders]
        self._visits["outcome"][session] = Outcome.BOUGHT
        due = self._promises.due(intents, rows)
        self._orders.set("promise", orders, due.promise)
        fee = self._promises.fee(intents.mode[rows], intents.site[rows])
        fee[table["part_of"][orders] != NEVER] = 0  # paid once, with the first package
        none = table["got"][orders] == 0
        if none.any():
            self._visits["outcome"][session[none]] = Outcome.NOTHING_LEFT
            self._orders.cancel(orders[none], intents.time[rows[none]], CancelReason.NO_STOCK)
            self._disappoint(intents, rows[none])
            rows, orders, due, fee = rows[~none], orders[~none], due.of(~none), fee[~none]
        self._orders.set("fee", orders, fee)
        accept(intents, rows, orders, due)
        site = intents.site[rows]
        self._books.book(Account.SALES, site, table["goods"][orders])
        self._books.book(Account.DELIVERY_FEES, site, fee)
        first = table["part_of"][orders] == NEVER
        mode, trigger = intents.mode[rows].astype(np.int64), intents.trigger[rows].astype(np.int64)
        columns = (intents.person[rows], mode, site, intents.time[rows], trigger)
        self._log.bought(Purchases(*(column[first] for column in columns)))

    def _disappoint(self, intents: Intents, rows: Rows) -> None:
        """Tell customers who found nothing."""
        n = rows.size
        person, mode = intents.person[rows], intents.mode[rows].astype(np.int64)
        self._log.lived(Experiences(person, mode, np.zeros(n, np.int64), np.zeros(n), np.ones(n), np.zeros(n, bool)))
