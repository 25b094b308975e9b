"""Supply: every midnight, node by node and product by product, up to the level; trucks and suppliers as processes."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from naive.forecast import MADE, WEEK, Forecast
from naive.freshness import Load
from naive.luck import lognormal
from simpy import Event

from sim.facts import Account, Delivery, Vehicle
from sim.suppliers import SupplierSpec
from sim.supply import Link
from sim.units import DAY, KM

if TYPE_CHECKING:
    from naive.town import Town

    from scenarios.schema import Scenario


class Supply:
    """Nightly replenishment.

    Args:
        town: whose shelves it fills.
        scenario: as the planner said.
        daily: units a day that leave each node at first, by node and product.
    """

    def __init__(self, town: "Town", scenario: "Scenario", daily: list[list[float]]) -> None:
        self.town = town
        self.spec = scenario.policies.replenishment
        shelves = zip(town.shelves, daily, strict=True)
        self.forecasts = [Forecast(shelf, units, self.spec, scenario.policies.forecast) for shelf, units in shelves]
        named = {"": SupplierSpec(), **scenario.places.suppliers}
        keys = sorted(named)
        self.suppliers = [named[key] for key in keys]
        self.brought: list[list[int]] = [[] for _ in keys]
        """products of each supplier"""
        for sku, key in enumerate(town.supplier_of):
            self.brought[keys.index(key)].append(sku)

    def learn(self) -> None:
        """Take the day's sales into the expectation."""
        for forecast in self.forecasts:
            forecast.learn()

    def review_nightly(self) -> Generator[Event, None, None]:
        """Order for all nodes at midnight, for ever."""
        town = self.town
        while True:
            if not town.env.now // DAY % WEEK:
                self.note_forecasts()
            for slot in town.warehouses:
                self.send_trucks(slot)
                for number in range(len(self.suppliers)):
                    self.order_of(slot, number)
            yield town.env.timeout(DAY)

    def order_of(self, slot: int, number: int) -> None:
        """Order a warehouse's goods of one supplier."""
        spec, skus = self.suppliers[number], self.brought[number]
        lead = spec.lead / DAY
        missing = self.forecasts[slot].wanted(skus, lead, (spec.lead_cv * lead) ** 2, self.spec.warehouse_cover / DAY)
        if missing:
            self.town.shelves[slot].expect(self.by_sku(missing))
            self.town.env.process(self.supplier(slot, number, missing))

    def send_trucks(self, slot: int) -> None:
        """Load what the stores ask for; in proportion where the warehouse is short."""
        town, cover = self.town, self.spec.cover / DAY
        links = [link for link in town.links if link.warehouse == slot]
        asked = [self.forecasts[link.store].wanted(town.skus, 1.0, 0.0, cover) for link in links]
        total = [0] * len(town.skus)
        for missing in asked:
            for sku, units in missing.items():
                total[sku] += units
        there = town.shelves[slot].loose.copy()
        for link, missing in zip(links, asked, strict=True):
            units = self.by_sku(
                {sku: n * there[sku] // total[sku] if total[sku] > there[sku] else n for sku, n in missing.items()}
            )
            if any(units):
                town.shelves[slot].load(town.shelves[link.store], units)
                town.env.process(self.truck(link, units, town.shelves[slot].ages.take(units)))

    def truck(self, link: Link, units: list[int], ages: Load) -> Generator[Event, None, None]:
        """Drive to a store."""
        town, trucks = self.town, self.town.trucks
        start = town.env.now
        yield town.env.timeout(trucks.arrives)
        shelf = town.shelves[link.store]
        shelf.receive(units, units)
        shelf.ages.shelve(ages)
        cost = 2 * link.metres * trucks.cost_per_km // KM
        town.notes.book(Account.SUPPLY, link.warehouse, -cost)
        times = (start, start, town.env.now)
        facts = (0, Vehicle.TRUCK, link.warehouse, link.store, sum(units), *times, link.metres, link.metres, cost)
        town.notes.trips.append(facts)

    def supplier(self, slot: int, number: int, missing: dict[int, int]) -> Generator[Event, None, None]:
        """Bring goods to a warehouse: some days late, some lines left out."""
        town, spec, ordered = self.town, self.suppliers[number], self.town.env.now
        slip = round((lognormal(town.rng, spec.lead, spec.lead_cv) - spec.lead) / DAY)
        delivered = {sku: n if town.rng.random() < spec.fill else 0 for sku, n in missing.items()}
        yield town.env.timeout(max(spec.lead + slip * DAY, spec.lead % DAY or DAY))
        shelf, aboard = town.shelves[slot], self.by_sku(delivered)
        shelf.receive(self.by_sku(missing), aboard)
        shelf.ages.shelve(shelf.ages.fresh(aboard))
        units = (sum(missing.values()), sum(delivered.values()))
        town.notes.deliveries.append((slot, number, Delivery.USUAL, ordered, town.env.now, *units, 0))

    def note_forecasts(self) -> None:
        """Write down what the coming weeks are expected to bring."""
        for weeks in MADE:
            week = self.town.env.now // DAY // WEEK + weeks - 1
            for node, forecast in enumerate(self.forecasts):
                worth = forecast.coming_week(weeks)
                self.town.notes.forecasts.extend(
                    (week, weeks, node, sku, daily * worth) for sku, daily in enumerate(forecast.daily)
                )

    def by_sku(self, units: dict[int, int]) -> list[int]:
        """Return units of every product."""
        return [units.get(sku, 0) for sku in self.town.skus]
