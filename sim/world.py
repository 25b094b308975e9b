"""The world: one clock, all sites and queues; customers act on it through its verbs and see it through its view."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.admission import Admission
from sim.annex import Annex
from sim.audit import Audit
from sim.books import Books
from sim.calendar import Calendar
from sim.carrier import Carrier
from sim.catalog import Catalog
from sim.channel import Channel
from sim.city import City
from sim.collecting import Collecting
from sim.counting import Counting
from sim.cuts import Cuts
from sim.dispatched import Conduct
from sim.effort import Effort
from sim.experience import Experiences, Log, Purchases
from sim.facts import Facts, Task
from sim.feed import Deliver, Feed, Source
from sim.fleets import build_fleets, follow_fleet_rosters
from sim.floor import Floor
from sim.freshness import Freshness
from sim.fulfilment import Fulfilment
from sim.goods_flow import GoodsFlow
from sim.hours import Hours, Site
from sim.intents import Intents
from sim.levers import Change, Levers
from sim.order_centre import OrderCentre
from sim.orders import Orders
from sim.pick_shorts import PickShorts
from sim.presale import Presale
from sim.programme import Programme, RunningCost
from sim.promises import Promises
from sim.quotes import Quotes
from sim.reach import Reach, Sourcing
from sim.record_keeping import RecordKeeping, RecordLuck, neighbours
from sim.release import Release
from sim.road import Road
from sim.roster import follow_roster
from sim.routing import Router
from sim.settlement import Settlement
from sim.station import Crew, Station
from sim.stock import Stock
from sim.store import Store
from sim.supply import Ordering, Supply
from sim.units import DAY
from sim.view import ExpectedWaits, View
from sim.wages import Wages
from sim.walk_ins import WalkIns
from sim.warehouse import Warehouse
from sim.work_times import WorkTimes


class World:
    """The physical world of one replication; it draws no random number of its own.

    Args:
        calendar: the simulated days.
        city: what stands where.
        catalog: the products.
        levers: where every lever stands at the start.
        changes: lever changes by day, in order.
        running: what the plan's waves cost.
        ordering: how nodes order what they sell.
        sourcing: how the node of an order is chosen.
        luck: what happens to stock records.
        conduct: how riders are dispatched.
    """

    def __init__(
        self,
        calendar: Calendar,
        city: City,
        catalog: Catalog,
        levers: Levers,
        changes: Sequence[Change],
        running: Sequence[RunningCost],
        ordering: Ordering,
        sourcing: Sourcing,
        luck: RecordLuck,
        conduct: Conduct,
    ) -> None:
        self.env = simpy.Environment(initial_time=0)
        self.calendar = calendar
        self.city = city
        self.catalog = catalog
        self.levers = levers
        self.facts = Facts()
        self.stock = Stock(city.nodes, len(catalog.ids))
        self.books = Books(self.facts, city.sites)
        self.channel = Channel(self.stock, levers)
        presale = Presale(self.stock, levers, city.places.trucks.arrives)
        self.orders = Orders(self.facts, self.channel, catalog.price, catalog.cost, presale)
        self.shorts = PickShorts(self.orders, self.stock, self.facts)
        self.waits = ExpectedWaits(len(city.store_keys))
        self._log = Log()
        self._build_sites(sourcing, conduct, {change.lever for change in changes})
        self._build_supply(ordering)
        self._build_records(luck)
        self._programme = Programme(levers, changes, running, self.facts, self.books)
        self._settlement = Settlement(self, self._walk_ins, self._fulfilment, self.shorts, self._centre, self._log)
        promises = Promises(levers, city, self.carrier, self._router.quotes, presale)
        self.admission = Admission(self, self._router, promises, self._walk_ins, self._fulfilment, self._log)
        self._annexes: list[Annex] = []
        self._audit = Audit(self.orders, self.books, self.stock, self.crewed_stations(), self._fleets, self._annexes)
        leads = (depot.supplier_lead % DAY for depot in self._warehouses.values())
        self.cuts = Cuts({city.places.trucks.arrives, *leads, *self._suppliers.arrival_times()})

    def attach(self, annex: Annex) -> None:
        """Build a further part on to the world; before the first day."""
        self._annexes.append(annex)
        for site, stations in annex.stations().items():
            self._hours.watch(site, stations)

    def crews(self) -> dict[int, Crew]:
        """Return site slot -> crew of every store and warehouse."""
        return {slot: crew for slot, crew, _ in self._staffed_sites()}

    def desk(self, store: int) -> Station:
        """Return the pickup desk of a store."""
        return self._stores[store].desk

    def source(self, deliver: Deliver) -> Source:
        """Return a new source of jobs that come at their times."""
        return self._feed.source(deliver)

    def tell(self, lived: Experiences) -> None:
        """Let customers hear of what they lived through."""
        self._log.lived(lived)

    def view(self) -> View:
        """Return what customers can see now."""
        now = int(self.env.now)
        return View(now, self.waits.minutes, self.channel.shown(now), self.goods.saving)

    def begin_day(self, day: int) -> None:
        """Move the levers that the plan moves today."""
        self._programme.begin_day(day)
        self._fit_stations()
        self._counting.begin_day(day)

    def act(self, intents: Intents, until: int) -> None:
        """Let customers do what they intend before ``until`` and run the clock to it.

        Args:
            intents: in order of time, all between now and ``until``.
            until: ms since the start.
        """
        first = 0
        for cut in self.cuts.between(int(self.env.now), until):
            last = int(np.searchsorted(intents.time, cut))
            if last > first:
                self.admission.admit(intents.part(slice(first, last)))
            first = last
            self._feed.run_until(cut)
            self.orders.owed.serve()
            self.orders.presale.arrive(cut, self.orders.owed)
            self.channel.look(cut)
            self.waits.learn(*self._walk_ins.new_waits())

    def drain(self) -> tuple[Purchases, Experiences, NDArray[np.int64]]:
        """Return the day's purchases, experiences and app sessions (rows: person, visit)."""
        return self._log.drain()

    def end_day(self, day: int) -> None:
        """Close the day: settle baskets and orders, book wages, check every law, note the stock.

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        self._settlement.close_day(int(self.env.now))
        for annex in self._annexes:
            annex.close_day(day)
        self._wages.book()
        self.goods.pay()
        self.goods.learn()
        self._records.close_day(day)
        self.goods.throw_away()
        self.stock.close_day(day, self.facts["stock_days"])
        self.goods.check(day)
        self._audit.check(day, self._fulfilment.open_orders(), self._walk_ins.in_store())
        self._hours.flush()
        self._centre.flush()
        self.books.close_day(day)
        self.facts.put_away()

    def close(self) -> None:
        """End the run: hours so far are noted, baskets never paid are no orders."""
        self._hours.flush()
        self._centre.flush()
        self.orders.drop_unpaid()

    def crewed_stations(self) -> list[tuple[int, Mapping[Task, Station]]]:
        """Return (site slot, stations by task) of every store and warehouse."""
        return [(slot, stations) for slot, _, stations in self._staffed_sites()]

    def _staffed_sites(self) -> list[Site]:
        nodes: list[Store | Warehouse] = [*self._stores, *self._warehouses.values()]
        return [(node.slot, node.crew, node.stations()) for node in nodes]

    def _build_sites(self, sourcing: Sourcing, conduct: Conduct, moved: Collection[str]) -> None:
        city, places, env = self.city, self.city.places, self.env
        work = places.store_work
        self._stores = [Store(env, slot, places.stores[key], work) for slot, key in enumerate(city.store_keys)]
        first = len(self._stores)
        self._warehouses = {
            first + i: Warehouse(env, first + i, places.warehouses[key]) for i, key in enumerate(city.warehouse_keys)
        }
        self._fleets = build_fleets(env, city, self.facts, self.levers, conduct, moved)
        by_store = {store: self._fleets[slot - city.nodes] for store, slot in city.fleet_of.items()}
        cutoff = [depot.cutoff for depot in self._warehouses.values()]
        self._cutoff = np.array([min(cutoff)] * first + cutoff, np.int64)
        self.carrier = Carrier(env, places.carrier, self.orders, city.site_xy[: city.nodes], self._cutoff)
        self._router = self._build_router(sourcing)
        self._feed = Feed(env)
        floor = Floor(self._stores, work, self.levers)
        self._walk_ins = WalkIns(self._feed, env, floor, work, self.orders, self.facts)
        times = WorkTimes(work, places.warehouse_work, first, self.levers["pick.rate_mult"])
        credit, willing = self.levers["org.credit_store"], work.willing
        self._efforts = [Effort(store, credit[store.slot : store.slot + 1], willing) for store in self._stores]
        self._centre = self._order_centre()
        self._fulfilment = Fulfilment(
            self._feed,
            env,
            self._stores,
            Collecting(env, self._stores, self.levers),
            self._warehouses,
            by_store,
            self.carrier,
            self.orders,
            self.shorts,
            times,
            self._efforts,
            self._centre,
            city.site_xy,
        )
        self.pickups = self._fulfilment.pickups
        self._hours = Hours(env, self._staffed_sites(), self._fleets, self.facts)
        self._wages = Wages(city, self._hours, self.books)
        self._follow_rosters()
        env.process(self._hours.read_hourly())
        for site in range(city.nodes):
            env.process(self.carrier.leave_daily(site, self._node_open(site), self.levers["carrier.late"]))

    def _node_open(self, site: int) -> NDArray[np.float64]:
        """Return the live lever that lets goods leave a node, shape (1,); a store's parcels always may."""
        depot = site - len(self._stores)
        return self.levers["warehouse.open"][depot : depot + 1] if depot >= 0 else np.ones(1)

    def _build_router(self, sourcing: Sourcing) -> Router:
        quotes = Quotes(self.city, self.carrier, [*self._stores, *self._warehouses.values()])
        reach = Reach(self.city, self.levers, sourcing)
        return Router(self.channel, self.catalog.price, sourcing.rule, reach, quotes)

    def _order_centre(self) -> OrderCentre:
        release = Release(self.levers, {slot: depot.waves for slot, depot in self._warehouses.items()})
        return OrderCentre(self.env, self._router, release, self.orders, self.books, self.facts, self.levers)

    def _follow_rosters(self) -> None:
        weekday = self.calendar.weekday(0)
        staff = self.levers["staff.factor"]
        always = np.ones(1)
        for store, effort in zip(self._stores, self._efforts, strict=True):
            factor = staff[store.slot : store.slot + 1]
            self.env.process(follow_roster(self.env, effort, store.roster, weekday, factor))
        for depot in self._warehouses.values():
            self.env.process(follow_roster(self.env, depot.crew, depot.roster, weekday, always))
        follow_fleet_rosters(self.env, self._fleets, self.levers, weekday)

    def _build_supply(self, ordering: Ordering) -> None:
        leads = {slot: depot.supplier_lead for slot, depot in self._warehouses.items()}
        self._suppliers = ordering.suppliers
        freshness = Freshness(self.stock, self.catalog.shelf_life, ordering.oldest_first, ordering.markdown)
        road = Road(self.env, self.stock, freshness)
        supply = Supply(road, self.city.links, leads, ordering, self.city.places.trucks, self.facts, self.levers)
        self.goods = GoodsFlow(supply, road, freshness, ordering.markdown, self.catalog.cost, self.books)
        self.goods.start()

    def _build_records(self, luck: RecordLuck) -> None:
        skus, each = self.stock.skus, self.city.places.store_work.count
        self._counting = Counting(self._stores, self.levers, skus, each)
        neighbour = neighbours(self.catalog.categories)
        self._records = RecordKeeping(self.stock, self.levers, luck, self._counting, neighbour)

    def _fit_stations(self) -> None:
        staffed, kiosks = self.levers["tills.staffed"], self.levers["tills.self"]
        for store in self._stores:
            store.tills.move_places(int(staffed[store.slot]))
            store.fit_kiosks(int(kiosks[store.slot]))
        for effort in self._efforts:
            effort.lend_hands()
        for site, depot in self._warehouses.items():
            depot.work_if(bool(self._node_open(site)[0]))
