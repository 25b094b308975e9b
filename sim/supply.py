"""Supply: at night stores order from a warehouse, warehouses from suppliers; trucks bring it in the morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import Facts, Vehicle
from sim.forecast import Smoothed
from sim.places import TruckSpec
from sim.policies import Replenishment
from sim.replenishment import Outlook
from sim.station import Process
from sim.stock import Stock, Units
from sim.units import DAY, KM


@dataclass(frozen=True)
class Link:
    """A store and the warehouse that replenishes it."""

    store: int
    warehouse: int
    metres: int


@dataclass(frozen=True)
class Ordering:
    """How every node orders; by site slot."""

    rules: Sequence[Replenishment]
    review: Sequence[int]
    """days from one order to the next"""
    forecast: Smoothed


class Supply:
    """Nightly replenishment of all nodes.

    Args:
        env: the world's clock.
        stock: the stock that moves.
        links: every store once.
        leads: warehouse slot -> supplier's lead time in ms.
        ordering: how nodes order.
        trucks: when trucks arrive and what they cost.
        facts: where truck trips are noted.
        ships: warehouse slot -> the lever that lets trucks leave it, shape (1,), read live.
    """

    def __init__(
        self,
        env: simpy.Environment,
        stock: Stock,
        links: tuple[Link, ...],
        leads: Mapping[int, int],
        ordering: Ordering,
        trucks: TruckSpec,
        facts: Facts,
        ships: Mapping[int, NDArray[np.float64]],
    ) -> None:
        self._env = env
        self._stock = stock
        self._links = links
        self._leads = leads
        self._ordering = ordering
        self._ships = ships
        self._trucks = trucks
        self._trips = facts["trips"]
        self.cost: list[tuple[int, int]] = []
        """(warehouse, fen) of trucks since the world last looked"""

    def opening(self) -> Units:
        """Return the stock that every node would have ordered when it was empty; shape (cells,)."""
        rows = np.zeros((self._stock.sites, self._stock.skus), np.int64)
        nothing = np.zeros(self._stock.skus, np.int64)
        for site in [*(link.store for link in self._links), *self._leads]:
            rows[site] = self._ordering.rules[site].order(nothing, self._outlook(site))
        return rows.reshape(-1)

    def learn(self) -> None:
        """Take yesterday's sales into the forecast (before the stock's day is closed)."""
        day = self._stock.day
        left = day["sold"] + day["shipped"]
        self._ordering.forecast.learn(left.reshape(self._stock.sites, self._stock.skus))

    def review_nightly(self) -> Process:
        """Order for every store and warehouse at midnight, for ever."""
        while True:
            self._review()
            yield self._env.timeout(DAY)

    def _review(self) -> None:
        for warehouse, lead in self._leads.items():
            self._send_trucks(warehouse)
            units = self._asks(warehouse)
            if units.any():
                self._stock.expect(warehouse, units)
                self._env.process(self._supplier(warehouse, units, lead))

    def _send_trucks(self, warehouse: int) -> None:
        links = [link for link in self._links if link.warehouse == warehouse]
        if not links or not self._ships[warehouse][0]:
            return
        asked = np.array([self._asks(link.store) for link in links])
        for link, units in zip(links, self._ration(warehouse, asked), strict=True):
            if units.any():
                self._stock.send(warehouse, link.store, units)
                self._env.process(self._truck(link, units))

    def _asks(self, site: int) -> Units:
        """Return what a node orders tonight; nothing between its reviews."""
        if self._env.now // DAY % self._ordering.review[site]:
            return np.zeros(self._stock.skus, np.int64)
        return self._ordering.rules[site].order(self._stock.position(site), self._outlook(site))

    def _outlook(self, site: int) -> Outlook:
        daily = self._ordering.forecast.daily[site]
        # A truck that leaves at midnight serves the day that begins.
        days = self._leads[site] / DAY if site in self._leads else 1.0
        return Outlook(daily, daily, days)

    def _ration(self, warehouse: int, asked: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what each store gets, shape of ``asked``: in proportion where the warehouse is short."""
        row = slice(warehouse * self._stock.skus, (warehouse + 1) * self._stock.skus)
        there = self._stock.loose[row]
        total = asked.sum(axis=0)
        return np.where(total > there, asked * there // np.maximum(total, 1), asked)

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
