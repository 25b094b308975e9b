"""Supply: every night stores order up to their level from a warehouse, warehouses from suppliers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import Facts, Vehicle
from sim.places import TruckSpec
from sim.policies import OrderUpTo, OrderUpToSpec, Rates
from sim.station import Process
from sim.stock import Stock, Units
from sim.units import DAY, KM


@dataclass(frozen=True)
class Link:
    """A store and the warehouse that replenishes it."""

    store: int
    warehouse: int
    metres: int


class Supply:
    """Nightly replenishment of all nodes.

    Args:
        env: the world's clock.
        stock: the stock that moves.
        links: every store once.
        leads: warehouse slot -> supplier's lead time in ms.
        spec: the replenishment rule's settings.
        trucks: when trucks arrive and what they cost.
        daily: expected units a day that leave each node, shape (sites, skus).
        facts: where truck trips are noted.
    """

    def __init__(
        self,
        env: simpy.Environment,
        stock: Stock,
        links: tuple[Link, ...],
        leads: Mapping[int, int],
        spec: OrderUpToSpec,
        trucks: TruckSpec,
        daily: Rates,
        facts: Facts,
    ) -> None:
        self._env = env
        self._stock = stock
        self._links = links
        self._leads = leads
        self._trucks = trucks
        self._trips = facts["trips"]
        self._smoothing = spec.smoothing
        self.daily = daily
        self.stores = OrderUpTo(spec.cover, spec.safety, spec.facing)
        self.warehouses = OrderUpTo(spec.warehouse_cover, spec.safety, spec.facing)
        self.cost: list[tuple[int, int]] = []
        """(warehouse, fen) of trucks since the world last looked"""

    def opening(self) -> Units:
        """Return the stock that every node would have ordered itself up to; shape (cells,)."""
        rows = np.empty(self.daily.shape, np.int64)
        for link in self._links:
            rows[link.store] = self.stores.level(self.daily[link.store], 1.0)
        for site, lead in self._leads.items():
            rows[site] = self.warehouses.level(self.daily[site], lead / DAY)
        return rows.reshape(-1)

    def learn(self) -> None:
        """Smooth yesterday's sales into the expectation (before the stock's day is closed)."""
        day = self._stock.day
        left = (day["sold"] + day["shipped"]).reshape(self.daily.shape)
        self.daily += self._smoothing * (left - self.daily)

    def review_nightly(self) -> Process:
        """Order for every store and warehouse at midnight, for ever."""
        while True:
            self._review()
            yield self._env.timeout(DAY)

    def _review(self) -> None:
        for warehouse, lead in self._leads.items():
            self._send_trucks(warehouse)
            position = self._stock.position(warehouse)
            units = self.warehouses.order(position, self.daily[warehouse], lead / DAY)
            if units.any():
                self._stock.expect(warehouse, units)
                self._env.process(self._supplier(warehouse, units, lead))

    def _send_trucks(self, warehouse: int) -> None:
        links = [link for link in self._links if link.warehouse == warehouse]
        if not links:
            return
        asked = np.array([self._asks(link) for link in links])
        for link, units in zip(links, self._ration(warehouse, asked), strict=True):
            if units.any():
                self._stock.send(warehouse, link.store, units)
                self._env.process(self._truck(link, units))

    def _asks(self, link: Link) -> Units:
        return self.stores.order(self._stock.position(link.store), self.daily[link.store], 1.0)

    def _ration(self, warehouse: int, asked: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what each store gets, shape of ``asked``: in proportion where the warehouse is short."""
        row = slice(warehouse * self._stock.skus, (warehouse + 1) * self._stock.skus)
        free = self._stock.free[row]
        total = asked.sum(axis=0)
        return np.where(total > free, asked * free // np.maximum(total, 1), asked)

    def _truck(self, link: Link, units: Units) -> Process:
        start = int(self._env.now)
        yield self._env.timeout(self._trucks.arrives)
        self._stock.receive(link.store, units)
        cost = 2 * link.metres * self._trucks.cost_per_km // KM
        self.cost.append((link.warehouse, cost))
        self._trips.append(
            1,
            vehicle=0,
            kind=Vehicle.TRUCK,
            fleet=link.warehouse,
            site=link.store,
            orders=int(units.sum()),
            stops=1,
            start=start,
            loaded=start,
            end=int(self._env.now),
            metres_empty=link.metres,
            metres_loaded=link.metres,
            cost=cost,
            co2=2 * link.metres * self._trucks.co2_per_km // KM,
        )

    def _supplier(self, warehouse: int, units: Units, lead: int) -> Process:
        yield self._env.timeout(lead)
        self._stock.receive(warehouse, units)
