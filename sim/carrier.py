"""The carrier: takes parcels at the daily cut-off and brings them after some days."""

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import Mode
from sim.intents import Intents
from sim.orders import Orders, Rows
from sim.places import CarrierSpec, metres
from sim.station import Process
from sim.transit import transit_of
from sim.units import DAY, KM

_WAY, _DELAY = 2, 3
"""lanes of the marks"""


class Carrier:
    """Parcels between a node's dock and the customer's door.

    Args:
        env: the world's clock.
        spec: what the planner said.
        orders: the order tables.
        places: node slot -> metres east and north, shape (nodes, 2).
        cutoff: node slot -> time of day at which the carrier's truck leaves, shape (nodes,).
    """

    def __init__(
        self,
        env: simpy.Environment,
        spec: CarrierSpec,
        orders: Orders,
        places: NDArray[np.int64],
        cutoff: NDArray[np.int64],
    ) -> None:
        self._env = env
        self._spec = spec
        self._transit = transit_of(spec)
        self._orders = orders
        self._places = places
        self._cutoff = cutoff
        self._dock: dict[int, list[int]] = {site: [] for site in range(cutoff.size)}
        self._luck: dict[int, tuple[int, int, float, float]] = {}
        self._handed: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._riding = (np.empty(0, np.int64), np.empty(0, np.int64))

    def days(self, site: NDArray[np.integer], x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the days in transit that customers are told."""
        return self._transit.promised(metres(self._places[site, 0], self._places[site, 1], x, y))

    def price(self, site: NDArray[np.integer], x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return fen for carrying and packaging a parcel from a node to a home."""
        spec = self._spec
        away = metres(self._places[site, 0], self._places[site, 1], x, y)
        return spec.price + spec.packaging + away * spec.price_per_km // KM

    def due(
        self,
        site: NDArray[np.integer],
        time: NDArray[np.int64],
        ready: int | NDArray[np.int64],
        days: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the promise for parcels ordered at ``time``; today's truck needs ``ready`` ms till the cut-off."""
        day, clock = np.divmod(time, DAY)
        leaves = day + (clock + ready > self._cutoff[site])
        return (leaves + days) * DAY + self._spec.delivers_to

    def remember(self, intents: Intents, rows: Rows, orders: Rows) -> None:
        """Keep the address and the luck of orders that will become parcels; ``rows`` are theirs in ``intents``."""
        parcels = intents.mode[rows] == Mode.PARCEL
        rows = rows[parcels]
        marks = intents.marks
        columns = (intents.x[rows], intents.y[rows], marks[rows, _WAY], marks[rows, _DELAY])
        luck = zip(*(column.tolist() for column in columns), strict=True)
        self._luck.update(zip(orders[parcels].tolist(), luck, strict=True))

    def take(self, order: int, site: int) -> None:
        """Put a packed parcel on the dock."""
        self._dock[site].append(order)

    def forget(self, order: int) -> None:
        """Let go of an order that becomes no parcel after all."""
        self._luck.pop(order, None)

    def under_way(self) -> int:
        """Return parcels on docks and on the road."""
        return sum(map(len, self._dock.values())) + sum(rows.size for rows, _ in self._handed) + self._riding[0].size

    def leave_daily(self, site: int, is_open: NDArray[np.float64], late: NDArray[np.float64]) -> Process:
        """Wait for the cut-off, load the dock, for ever.

        Args:
            site: the dock's slot.
            is_open: whether goods may leave, the live value of a lever, shape (1,).
            late: days that parcels take longer than told, likewise.
        """
        clock = int(self._cutoff[site])
        while True:
            yield self._env.timeout((clock - int(self._env.now)) % DAY or DAY)
            if self._dock[site] and is_open[0]:
                self._load(site, int(late[0]))

    def settle_handed(self) -> Rows:
        """Return parcels handed over since the last call and put them on the road."""
        if not self._handed:
            return np.empty(0, np.int64)
        rows = np.concatenate([part for part, _ in self._handed])
        ends = np.concatenate([part for _, part in self._handed])
        self._handed.clear()
        self._riding = (np.concatenate((self._riding[0], rows)), np.concatenate((self._riding[1], ends)))
        return rows

    def settle_delivered(self, until: int) -> Rows:
        """Note parcels that reached their door before ``until`` and return them."""
        rows, ends = self._riding
        there = ends < until
        if not there.any():
            return np.empty(0, np.int64)
        self._riding = (rows[~there], ends[~there])
        self._orders.set("delivered", rows[there], ends[there])
        return rows[there]

    def _load(self, site: int, late: int) -> None:
        rows = np.array(self._dock[site], np.int64)
        self._dock[site].clear()
        x, y, slip, door = np.array([self._luck.pop(row) for row in rows.tolist()]).T
        now = int(self._env.now)
        from_here, home = np.full(rows.size, site), (x.astype(np.int64), y.astype(np.int64))
        away = metres(self._places[site, 0], self._places[site, 1], *home)
        days = self._transit.taken(away, slip) + late
        spec = self._spec
        clock = spec.delivers_from + np.floor(door * (spec.delivers_to - spec.delivers_from)).astype(np.int64)
        self._orders.set("handed", rows, now)
        self._orders.set("handling", rows, self.price(from_here, *home))
        self._handed.append((rows, (now // DAY + days) * DAY + clock))
