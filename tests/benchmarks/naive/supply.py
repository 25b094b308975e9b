"""Supply: every midnight, node by node and product by product, up to the level; trucks and suppliers as processes."""

from collections.abc import Generator
from math import ceil, sqrt
from typing import TYPE_CHECKING

from naive.shelf import Shelf
from simpy import Event

from sim.facts import Account, Vehicle
from sim.replenishment import ReplenishmentSpec
from sim.supply import Link
from sim.units import DAY, KM

if TYPE_CHECKING:
    from naive.town import Town


class Supply:
    """Nightly replenishment.

    Args:
        town: whose shelves it fills.
        spec: as the planner said.
        daily: units a day that leave each node, by node and product.
    """

    def __init__(self, town: "Town", spec: ReplenishmentSpec, daily: list[list[float]]) -> None:
        self.town = town
        self.spec = spec
        self.daily = daily

    def learn(self) -> None:
        """Smooth the day's sales into the expectation."""
        smoothing = self.spec.smoothing
        for shelf, daily in zip(self.town.shelves, self.daily, strict=True):
            for sku, before in enumerate(daily):
                daily[sku] = before + smoothing * (shelf.sold[sku] + shelf.shipped[sku] - before)

    def review_nightly(self) -> Generator[Event, None, None]:
        """Order for all nodes at midnight, for ever."""
        while True:
            for slot, depot in self.town.warehouses.items():
                self.send_trucks(slot)
                units = self.wanted(slot, depot.supplier_lead / DAY, self.spec.warehouse_cover / DAY)
                if any(units):
                    self.town.shelves[slot].expect(units)
                    self.town.env.process(self.supplier(slot, units, depot.supplier_lead))
            yield self.town.env.timeout(DAY)

    def wanted(self, node: int, lead: float, cover: float) -> list[int]:
        """Return what is missing to a node's level; ``lead``, ``cover``: days."""
        shelf, days = self.town.shelves[node], lead + cover
        safety, facing = self.spec.safety, self.spec.facing
        units = []
        for daily, free, coming in zip(self.daily[node], shelf.free, shelf.in_transit, strict=True):
            mean = daily * days
            level = max(ceil(mean + safety * sqrt(mean)), facing)
            units.append(max(level - free - coming, 0))
        return units

    def send_trucks(self, slot: int) -> None:
        """Load what the stores ask for; in proportion where the warehouse is short."""
        links = [link for link in self.town.links if link.warehouse == slot]
        cover = self.spec.cover / DAY
        asked = [self.wanted(link.store, 1.0, cover) for link in links]
        free = self.town.shelves[slot].free.copy()
        total = [sum(units) for units in zip(*asked, strict=True)]
        for link, units in zip(links, asked, strict=True):
            sent = [
                n * there // all_asked if all_asked > there else n
                for n, there, all_asked in zip(units, free, total, strict=True)
            ]
            if any(sent):
                self.town.shelves[slot].load(self.town.shelves[link.store], sent)
                self.town.env.process(self.truck(link, sent, self.town.shelves[link.store]))

    def truck(self, link: Link, units: list[int], shelf: Shelf) -> Generator[Event, None, None]:
        """Drive to a store."""
        town, trucks = self.town, self.town.trucks
        start = town.env.now
        yield town.env.timeout(trucks.arrives)
        shelf.receive(units)
        cost = 2 * link.metres * trucks.cost_per_km // KM
        town.notes.book(Account.SUPPLY, link.warehouse, -cost)
        times = (start, start, town.env.now)
        facts = (0, Vehicle.TRUCK, link.warehouse, link.store, sum(units), *times, link.metres, link.metres, cost)
        town.notes.trips.append(facts)

    def supplier(self, slot: int, units: list[int], lead: int) -> Generator[Event, None, None]:
        """Bring goods to a warehouse."""
        yield self.town.env.timeout(lead)
        self.town.shelves[slot].receive(units)
