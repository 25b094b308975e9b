"""The town: the naive twin of an engine's world on its first morning, stepped day by day."""

from collections.abc import Generator, Sequence
from itertools import accumulate
from math import dist
from random import Random

import mesa
import numpy as np
import simpy
from naive.complaints import Complaints
from naive.customer import Customer
from naive.hours import read_hourly
from naive.notes import Notes
from naive.online import Order, note
from naive.records import close_records, close_shorts, count_shelves
from naive.returns import Returns
from naive.riders import Fleet
from naive.shelf import Shelf
from naive.store import Site, Store, Warehouse
from naive.supply import Supply
from numpy.typing import NDArray
from simpy import Event

from agents.population import Population
from o2o.construction import build
from scenarios.schema import Scenario
from sim.facts import Account, Mode
from sim.random_field import RandomField
from sim.record_keeping import neighbours
from sim.units import DAY, HOUR

HANDLING = 3 * HOUR
"""as in sim.promises"""


class Town(mesa.Model):  # type: ignore[misc]  # mesa has no types
    """A Mesa model with an agent for every customer and a SimPy clock.

    It starts from the same people, stock and demand of the days as the engine's replication, and has its own luck
    from then on. What the compared cities leave out, it leaves out: docs/performance.md says what that is.

    Args:
        scenario: the city, with all mechanisms of `operations`.
        replication: whose people and days it shares.
    """

    def __init__(self, scenario: Scenario, replication: int, kind: type[Customer] = Customer) -> None:
        super().__init__()
        population = build(scenario, replication)
        population.world.begin_day(0)
        self.rng = Random(replication + 1)
        self.env = simpy.Environment(initial_time=0)
        self.notes = Notes()
        self.under_way: dict[int, Order] = {}
        """online orders not yet written down, by number"""
        self.day = 0
        self.demand: list[float] = []
        """of today, by zone"""
        self.errands_today: dict[Customer, tuple[int, int]] = {}
        """who will be in a store anyway: where, and when"""
        self._settle_terms(scenario, population)
        self._furnish(scenario, population)
        self._staff(scenario, population)
        self._serve(scenario, population)
        self._days = demand_of(scenario, population, replication)
        for row in range(population.people.count):
            kind(self, population.people, row)
        population.forget()

    def live(self, days: int) -> None:
        """Live through ``days`` more days."""
        for _ in range(days):
            self.begin_day(self.day)
            self.agents.do("step")
            self.env.run(until=(self.day + 1) * DAY)
            self.end_day()
            self.day += 1

    def begin_day(self, day: int) -> None:
        """Begin ``day``."""
        self.day = day
        self.demand = self._days[day]
        self.errands_today = self.returns.errands.pop(day, {})
        if self.information.record_counts:
            for store in self.stores:
                self.env.process(count_shelves(self, store))

    def end_day(self) -> None:
        """Put goods back, learn, let records and goods grow old, write the stock and the money down."""
        for site, shelf in zip(self.sites, self.shelves, strict=True):
            for units in site.left_behind:
                shelf.shelve(units)
            site.left_behind.clear()
            close_shorts(shelf)
        self.returns.close_day()
        self.complaints.close_day(self.day)
        self.supply.learn()
        for store in self.stores:
            close_records(self, store)
        for shelf in self.shelves:
            for sku, units in shelf.ages.end_day(shelf.physical, shelf.loose).items():
                shelf.waste(sku, units)
                self.notes.book(Account.WASTE, shelf.node, -units * self.cost[sku])
            shelf.note(self.day, self.notes)
        self.notes.close_day(self.day)

    def close(self) -> None:
        """End the run: orders still under way are written down as far as they have come."""
        for order in list(self.under_way.values()):
            note(self, order)

    def worth(self, units: Sequence[int]) -> tuple[int, int]:
        """Return price and cost of ``units``, fen."""
        return sum(self.price[sku] for sku in units), sum(self.cost[sku] for sku in units)

    def note_lines(self, number: int, basket: Sequence[int], found: Sequence[bool]) -> None:
        """Write the lines of an order down."""
        price = self.price
        self.notes.order_lines.extend(
            (number, sku, 1, there, price[sku]) for sku, there in zip(basket, found, strict=True)
        )

    def fee(self, mode: int) -> int:
        """Return the delivery fee."""
        if mode == Mode.INSTANT:
            return self.offers.instant_fee
        return self.offers.parcel_fee if mode == Mode.PARCEL else 0

    def promise(self, customer: Customer, mode: int, site: int) -> int:
        """Return when an order placed now is promised for."""
        now = int(self.env.now)
        if mode == Mode.INSTANT:
            return now + self.offers.instant_promise
        day, clock = divmod(now, DAY)
        if mode == Mode.COLLECT:
            store = self.stores[site]
            if clock < store.opens:
                now = day * DAY + store.opens
            elif clock >= store.closes:
                now = (day + 1) * DAY + store.opens
            return now + self.offers.collect_promise
        leaves = day + (clock + HANDLING > self.cutoff[site])
        return (leaves + self.transit(customer, site)) * DAY + self.carrier.delivers_to

    def arrival(self, customer: Customer, site: int) -> int:
        """Return when a parcel that leaves now is at the door."""
        late = self.rng.random() < self.carrier.slip
        hours = self.carrier.delivers_to - self.carrier.delivers_from
        clock = self.carrier.delivers_from + int(self.rng.random() * hours)
        return (int(self.env.now) // DAY + self.transit(customer, site) + late) * DAY + clock

    def transit(self, customer: Customer, site: int) -> int:
        """Return a parcel's days on the road."""
        away = dist(self.places[site], customer.home)
        return 1 + (away > self.carrier.first_zone) + (away > self.carrier.second_zone)

    def _settle_terms(self, scenario: Scenario, population: Population) -> None:
        """Read what the planner says, and where levers stand."""
        places, levers = scenario.places, population.world.levers
        self.offers, self.memory = scenario.offers, scenario.people.memory
        self.information, self.match_rate = scenario.information, scenario.information.match_rate
        self.routing, self.dispatch = scenario.policies.routing, scenario.policies.dispatch
        self.carrier, self.trucks = places.carrier, places.trucks
        self.store_work, self.warehouse_work = places.store_work, places.warehouse_work
        self.alert_delay = int(levers["alert.delay"][0])
        self.tells_customers = bool(levers["alert.customers"][0])
        self.returns_window = int(levers["returns.window"][0])
        self.hours = [list(accumulate(spec.needs.hours)) for spec in population.people.specs]

    def _furnish(self, scenario: Scenario, population: Population) -> None:
        """Put goods in place."""
        world = population.world
        catalog, city = world.catalog, world.city
        self.skus = range(len(catalog.ids))
        self.cumulative: list[float] = catalog.cumulative.tolist()
        self.price: list[int] = catalog.price.tolist()
        self.cost: list[int] = catalog.cost.tolist()
        self.supplier_of = catalog.suppliers
        self.taken_for: list[int] = neighbours(catalog.categories).tolist()
        """the product that a scan may record instead"""
        lives = {sku: days for sku, days in enumerate(catalog.shelf_life.tolist()) if days}
        opening = enumerate(rows(world.stock.physical, city.nodes))
        latency = self.information.sync_latency
        self.shelves = [Shelf(self.env, node, row.tolist(), lives, latency) for node, row in opening]
        self.places: list[tuple[int, int]] = [(x, y) for x, y in city.site_xy.tolist()]
        self.links, self.fleet_of = city.links, city.fleet_of

    def _staff(self, scenario: Scenario, population: Population) -> None:
        """Open stores, warehouses and fleets."""
        city, places, env = population.world.city, scenario.places, self.env
        credit = population.world.levers["org.credit_store"].tolist()
        weekday = scenario.calendar.start.weekday()
        self.stores = [
            Store(env, slot, places.stores[key], places.store_work, weekday, credit[slot])
            for slot, key in enumerate(city.store_keys)
        ]
        self.warehouses = {
            slot: Warehouse(env, slot, places.warehouses[key], weekday)
            for slot, key in enumerate(city.warehouse_keys, len(self.stores))
        }
        self.sites: list[Site] = [*self.stores, *self.warehouses.values()]
        self.fleets = {
            slot: Fleet(self, slot, places.fleets[key], weekday) for slot, key in enumerate(city.fleet_keys, city.nodes)
        }
        cutoffs = [depot.cutoff for depot in self.warehouses.values()]
        self.cutoff = [min(cutoffs)] * len(self.stores) + cutoffs
        """when the carrier's truck leaves each node"""

    def _serve(self, scenario: Scenario, population: Population) -> None:
        """Begin with what goes on every day."""
        levers, env = population.world.levers, self.env
        daily = population.world.goods._supply._ordering.forecast.daily.tolist()
        self.supply = Supply(self, scenario, daily)
        open_ways = (bool(levers["returns.pickup"][0]), (levers["returns.store"] > 0).tolist())
        self.returns = Returns(self, scenario, population.world.catalog, open_ways)
        self.complaints = Complaints(self, scenario, float(levers["bot.share"][0]), levers["pick.errors"].tolist())
        env.process(self.supply.review_nightly())
        env.process(read_hourly(self))
        for site in self.sites:
            env.process(self._trucks_leave(site))

    def _trucks_leave(self, site: Site) -> Generator[Event, Event, None]:
        """Let the carrier take what is packed at every cut-off, for ever."""
        yield self.env.timeout(self.cutoff[site.slot])
        while True:
            for parcel in site.docked:
                parcel.succeed()
            site.docked.clear()
            yield self.env.timeout(DAY)


def rows(cells: NDArray[np.int64], nodes: int) -> NDArray[np.int64]:
    """Return units by node and product."""
    return cells.reshape(nodes, -1)


def demand_of(scenario: Scenario, population: Population, replication: int) -> list[list[float]]:
    """Return each zone's factor on each day: the same days as the engine's."""
    calendar, field = population.world.calendar, RandomField(scenario.experiment.seed, replication)
    zones = len(population.world.city.zone_keys)
    shocks = calendar.shocks(field.purpose("city.day"), field.purpose("zone.day"), zones)
    factors: list[list[float]] = (calendar.demand()[:, None] * shocks).tolist()
    return factors
