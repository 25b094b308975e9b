"""Supply: at night stores order from a warehouse, warehouses from suppliers; trucks bring it in the morning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.alerts import Alerts
from sim.facts import Facts
from sim.forecasting import Forecasting
from sim.levers import Levers
from sim.markdown import NO_MARKDOWN, Markdown
from sim.places import TruckSpec
from sim.policies import Replenishment
from sim.popups import Seasons
from sim.replenishment import Outlook
from sim.road import Road
from sim.sales_seen import SalesSeen
from sim.station import Process
from sim.stock import Units
from sim.suppliers import Consignment, Suppliers
from sim.transhipment import Shelves, Transhipment
from sim.truck_trips import TruckTrips
from sim.units import DAY


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
    forecast: Forecasting
    suppliers: Suppliers
    transhipment: Transhipment
    oldest_first: float = 1.0
    """share of perishable units that leave a shelf oldest first"""
    markdown: Markdown = NO_MARKDOWN
    """reduced prices that make it more"""
    seasons: Seasons = field(default_factory=Seasons.none)
    """when stores are there"""


class Supply:
    """Nightly replenishment of all nodes.

    Args:
        road: on which goods move.
        links: every store once.
        leads: warehouse slot -> supplier's lead time in ms.
        ordering: how nodes order.
        trucks: when trucks arrive and what they cost.
        facts: where trips, deliveries and alerts are noted.
        levers: which warehouses let trucks leave, what they see of sales, and what is counted that is on the way.
    """

    def __init__(
        self,
        road: Road,
        links: tuple[Link, ...],
        leads: Mapping[int, int],
        ordering: Ordering,
        trucks: TruckSpec,
        facts: Facts,
        levers: Levers,
    ) -> None:
        self._road = road
        self._env, self._stock = road.env, road.stock
        self._links = links
        self._leads = leads
        self._ordering = ordering
        self._ships, self._counts = levers["warehouse.open"], levers["supply.line_seen"]
        self._team, self._delay = levers["response.team"], levers["response.delay"]
        stores = {warehouse: [link.store for link in links if link.warehouse == warehouse] for warehouse in leads}
        self.makers = ordering.suppliers.makers
        """suppliers that make to stock"""
        self._sales = SalesSeen(stores, levers["supply.share_pos"])
        self._arrives = trucks.arrives
        self._trips = TruckTrips(trucks, facts["trips"])
        self._deliveries, self._making = facts["deliveries"], facts["making"]
        self._forecasts = facts["forecasts"]
        self._expected = ordering.forecast.tonight()
        self._alerts = Alerts(road.env, road.stock, self.opening(), facts)
        self.cost: list[tuple[int, int]] = []
        """(node, fen) of trucks and premiums since the world last looked"""
        self.bills: list[int] = []
        """fen of the goods of suppliers' deliveries since then"""

    def opening(self) -> Units:
        """Return the stock that every node would have ordered when it was empty; shape (cells,)."""
        rows = np.zeros((self._stock.sites, self._stock.skus), np.int64)
        nothing = np.zeros(self._stock.skus, np.int64)
        for site in [*(link.store for link in self._links), *self._leads]:
            if not self._ordering.seasons.there(site, 0):
                continue
            rows[site] = self._ordering.rules[site].order(nothing, self._outlook(site))
        return rows.reshape(-1)

    def learn(self) -> None:
        """Take yesterday's sales into the forecast (before the stock's day is closed)."""
        self._ordering.forecast.learn(*self._sales.of(self._stock.day, self._stock.sites))
        if self.makers.at_work:
            self.makers.hear(self._sales.by_warehouse(self._stock.day, self._stock.sites))

    def review_nightly(self) -> Process:
        """Order for every store and warehouse at midnight, for ever."""
        while True:
            self._review()
            yield self._env.timeout(DAY)

    def _review(self) -> None:
        self._ordering.forecast.note(self._forecasts)
        self._expected = self._ordering.forecast.tonight()
        self._alerts.review(self._ordering.forecast.daily)
        self.makers.begin_night()
        for warehouse, lead in self._leads.items():
            self._send_trucks(warehouse)
            units = self._asks(warehouse)
            number = warehouse - len(self._links)
            for consignment in self._ordering.suppliers.send(self._today, number, lead, units):
                self._consign(warehouse, consignment)
        self.makers.end_night(self._today, self._making)
        self._tranship()
        self._bring_home()

    @property
    def _today(self) -> int:
        return int(self._env.now) // DAY

    def _send_trucks(self, warehouse: int) -> None:
        links = [link for link in self._links if link.warehouse == warehouse]
        if not links or not self._ships[warehouse - len(self._links)]:
            return
        asked = np.array([self._asks(link.store) for link in links])
        for link, units in zip(links, self._ration(warehouse, asked), strict=True):
            if units.any():
                self._drive((warehouse, link.store), link.metres, units)

    def _tranship(self) -> None:
        """Let stores help each other out with what they have to spare."""
        if not self._ordering.transhipment.wanted():
            return
        stores, shape = len(self._links), (self._stock.sites, self._stock.skus)
        position = (self._stock.free + self._stock.in_transit).reshape(shape)[:stores]
        loose = self._stock.loose.reshape(shape)[:stores]
        shelves = Shelves(position, loose, self._expected.daily[:stores])
        for transfer in self._ordering.transhipment.transfers(shelves):
            self._drive((transfer.giver, transfer.taker), transfer.metres, transfer.units)

    def _bring_home(self) -> None:
        """Fetch what stores that are gone have left."""
        for link in (self._links[store] for store in self._ordering.seasons.gone(self._today)):
            left = self._stock.loose[link.store * self._stock.skus : (link.store + 1) * self._stock.skus]
            if left.any():
                self._drive((link.store, link.warehouse), link.metres, left)

    def _drive(self, way: tuple[int, int], metres: int, units: Units) -> None:
        """Load ``units`` at one node for another; they are unloaded when trucks arrive."""
        arrived = partial(self._unloaded, way, metres, int(units.sum()), int(self._env.now))
        self._road.carry(*way, units, self._arrives, arrived)

    def _asks(self, site: int) -> Units:
        """Return what a node orders tonight; between its reviews what its response team has noticed is short."""
        if not self._ordering.seasons.there(site, self._today):
            return np.zeros(self._stock.skus, np.int64)
        if self._today % self._ordering.review[site]:
            return self._exceptions(site)
        return self._missing(site)

    def _exceptions(self, site: int) -> Units:
        """Return what a response team orders out of turn: products whose alert it has noticed."""
        if not self._team[site]:
            return np.zeros(self._stock.skus, np.int64)
        noticed = self._alerts.noticed(site, int(self._env.now - self._delay[0]))
        return np.where(noticed, self._missing(site), 0)

    def _missing(self, site: int) -> Units:
        """Return what the node's rule orders."""
        position = self._stock.position(site, float(self._counts[site]))
        return self._ordering.rules[site].order(position, self._outlook(site))

    def _outlook(self, site: int) -> Outlook:
        # A truck that leaves at midnight serves the day that begins.
        outlook = self._expected.outlook(site)
        if site in self._leads:
            return self._ordering.suppliers.outlook(outlook, self._leads[site])
        return outlook

    def _ration(self, warehouse: int, asked: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what each store gets, shape of ``asked``: in proportion where the warehouse is short."""
        row = slice(warehouse * self._stock.skus, (warehouse + 1) * self._stock.skus)
        there = self._stock.loose[row]
        total = asked.sum(axis=0)
        return np.where(total > there, asked * there // np.maximum(total, 1), asked)

    def _unloaded(self, way: tuple[int, int], metres: int, units: int, start: int) -> None:
        """Note a truck's trip, whose goods are on the shelf; who sent it pays."""
        source, target = way
        self._alerts.restocked(target)
        self.cost.append((source, self._trips.note(way, metres, units, (start, int(self._env.now)))))

    def _consign(self, warehouse: int, consignment: Consignment) -> None:
        """Announce a supplier's goods and let them come."""
        row = self._deliveries.append(
            1,
            site=warehouse,
            supplier=consignment.supplier,
            kind=consignment.kind,
            ordered=int(self._env.now),
            units=int(consignment.ordered.sum()),
            delivered=int(consignment.delivered.sum()),
            premium=consignment.premium,
        )
        arrived = partial(self._delivered, warehouse, row, consignment)
        self._road.supply(warehouse, consignment.ordered, consignment.delivered, consignment.after, arrived)

    def _delivered(self, warehouse: int, row: int, consignment: Consignment) -> None:
        self._alerts.restocked(warehouse)
        self._deliveries["arrived"][row] = int(self._env.now)
        self.bills.append(consignment.goods)
        if consignment.premium:
            self.cost.append((warehouse, consignment.premium))
