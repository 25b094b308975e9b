"""Admission: intents become visits, baskets and orders; stock is promised in the order of arrival."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experience import Experiences, Log, Purchases
from sim.facts import NEVER, Account, Mode, Outcome, Touchpoint
from sim.fulfilment import Fulfilment
from sim.intents import NOTHING, Intents
from sim.orders import Rows
from sim.policies import Rates, Routing, StoreFirst
from sim.units import DAY, HOUR, MINUTE
from sim.walk_ins import WalkIns

if TYPE_CHECKING:
    from sim.world import World

_SESSION = 3 * MINUTE
"""length of an app session (planner's choice)"""
_PARCEL_HANDLING = 3 * HOUR
"""a parcel ordered this long before the cut-off is promised for today's truck (planner's choice)"""


class Admission:
    """Lets customers in.

    Args:
        world: whose facts, stock and levers it uses.
        walk_ins: receives shoppers.
        fulfilment: receives online orders.
        log: what customers will hear of.
    """

    def __init__(self, world: "World", walk_ins: WalkIns, fulfilment: Fulfilment, log: Log) -> None:
        self._world = world
        self._walk_ins = walk_ins
        self._fulfilment = fulfilment
        self._log = log
        self._routing: Routing = StoreFirst()

    def admit(self, intents: Intents) -> None:
        """Take in the intents of one stretch of time, in order of time."""
        if not len(intents):
            return
        sessions = self._note_sessions(intents)
        buyers = intents.mode != NOTHING
        buying, session = intents.select(buyers), sessions[buyers]
        if not len(buying):
            return
        buying = self._routed(buying)
        walking = buying.mode == Mode.WALK_IN
        visit = session.copy()
        visit[walking] = self._note_visits(buying.select(walking), Touchpoint.STORE, Outcome.UNDER_WAY)
        rows = self._world.orders.open(buying, visit, self._price_level(buying))
        got = self._world.orders.table["got"][rows]
        visits = self._world.facts["visits"]
        visits["site"][visit] = buying.site
        visits["wanted"][visit] = buying.units
        visits["found"][visit] = got
        self._admit_walkers(buying.select(walking), rows[walking])
        self._admit_orders(buying.select(~walking), rows[~walking])

    def _note_sessions(self, intents: Intents) -> Rows:
        """Note app sessions; return each intent's session row, NEVER where the app was not opened."""
        opened = intents.browsed | (intents.mode > Mode.WALK_IN)
        looking = intents.select(opened)
        rows = np.full(len(intents), NEVER, np.int64)
        rows[opened] = self._note_visits(looking, Touchpoint.APP, Outcome.BROWSED)
        visits = self._world.facts["visits"]
        visits["arrive"][rows[opened]] = looking.time - _SESSION
        visits["leave"][rows[opened]] = looking.time
        self._log.looked(looking.person, rows[opened])
        return rows

    def _note_visits(self, intents: Intents, touchpoint: Touchpoint, outcome: Outcome) -> Rows:
        n = len(intents)
        first = self._world.facts["visits"].append(
            n,
            person=intents.person,
            member=np.where(touchpoint == Touchpoint.APP, intents.person, intents.member),
            touchpoint=touchpoint,
            trigger=intents.trigger,
            site=NEVER,
            arrive=intents.time,
            queue=NEVER,
            served=NEVER,
            leave=NEVER,
            outcome=outcome,
            wanted=0,
            found=0,
        )
        return np.arange(first, first + n)

    def _routed(self, buying: Intents) -> Intents:
        """Return the intents with the node that ships each parcel."""
        parcels = (buying.mode == Mode.PARCEL) & (buying.second >= 0)
        if not parcels.any():
            return buying
        chosen = buying.select(parcels)
        near, depot = (self._filled(chosen, node) for node in (chosen.second, chosen.site))
        buying.site[parcels] = self._routing.choose(chosen.second, chosen.site, near, depot)
        return buying

    def _filled(self, baskets: Intents, node: NDArray[np.int64]) -> Rates:
        """Return the share of each basket that is free at ``node``."""
        owner = np.repeat(np.arange(len(baskets)), baskets.units)
        free = self._world.stock.free[self._world.stock.cells(node[owner], baskets.sku)] > 0
        return np.bincount(owner, weights=free, minlength=len(baskets)) / baskets.units

    def _price_level(self, buying: Intents) -> Rates:
        stores = len(self._world.city.store_keys)
        factor = self._world.levers["price.factor"]
        return np.where(buying.site < stores, factor[np.minimum(buying.site, stores - 1)], 1.0)

    def _admit_walkers(self, walkers: Intents, rows: Rows) -> None:
        self._walk_ins.enter(walkers, rows)
        empty = self._world.orders.table["got"][rows] == 0
        self._world.orders.set("cancelled", rows[empty], walkers.time[empty])
        self._disappoint(walkers.select(empty))

    def _admit_orders(self, online: Intents, rows: Rows) -> None:
        if not len(online):
            return
        orders, books = self._world.orders, self._world.books
        some = orders.table["got"][rows] > 0
        fee = np.where(some, self._fee(online), 0)
        orders.set("fee", rows, fee)
        session = orders.table["visit"][rows]
        outcome = np.where(some, Outcome.BOUGHT, Outcome.NOTHING_LEFT)
        self._world.facts["visits"]["outcome"][session] = outcome
        self._fulfilment.accept(online, rows, self._due(online))
        books.book(Account.SALES, online.site, orders.table["goods"][rows])
        books.book(Account.DELIVERY_FEES, online.site, fee)
        paid = online.select(some)
        self._log.bought(Purchases(paid.person, paid.mode, paid.site, paid.time, paid.trigger))
        self._disappoint(online.select(~some))

    def _disappoint(self, intents: Intents) -> None:
        """Tell customers who found nothing."""
        n = len(intents)
        zero = np.zeros(n)
        self._log.lived(Experiences(intents.person, intents.mode, np.zeros(n, np.int64), zero, np.ones(n)))

    def _fee(self, online: Intents) -> NDArray[np.int64]:
        levers, stores = self._world.levers, len(self._world.city.store_keys)
        instant = levers["instant.fee"][np.minimum(online.site, stores - 1)]
        parcel = levers["parcel.fee"][0]
        by_mode = [instant, np.full(len(online), parcel)]
        return np.select([online.mode == Mode.INSTANT, online.mode == Mode.PARCEL], by_mode, 0.0).astype(np.int64)

    def _due(self, online: Intents) -> NDArray[np.int64]:
        """Return what is promised: minutes from a store, ready for collection, days by parcel."""
        world, stores = self._world, len(self._world.city.store_keys)
        store = np.minimum(online.site, stores - 1)
        instant = online.time + world.levers["instant.promise"][store].astype(np.int64)
        collect = self._open_from(online.time, store) + world.levers["collect.promise"][store].astype(np.int64)
        days = world.carrier.days(online.site, online.x, online.y)
        parcel = world.carrier.due(online.site, online.time, _PARCEL_HANDLING, days)
        return np.select([online.mode == Mode.INSTANT, online.mode == Mode.COLLECT], [instant, collect], parcel)

    def _open_from(self, time: NDArray[np.int64], store: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return when the store's crew can begin: now, or when it opens next."""
        opens, closes = self._world.hours_of_stores()
        day, clock = np.divmod(time, DAY)
        later = np.where(clock >= closes[store], (day + 1) * DAY + opens[store], day * DAY + opens[store])
        return np.where((clock >= opens[store]) & (clock < closes[store]), time, later)
