"""Reach: the nodes that may ship an order, stores by distance first, then warehouses by distance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.city import City
from sim.facts import NEVER, Mode
from sim.intents import Intents
from sim.levers import Levers
from sim.orders import Rows
from sim.places import metres
from sim.policies import Routing
from sim.stock import Units
from sim.units import DAY

Flags = NDArray[np.bool_]
_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Sourcing:
    """How the node of an order is chosen."""

    rule: Routing
    stores: int = 1
    """nearest stores considered, of those that may ship"""
    warehouses: int = 1
    """nearest warehouses considered"""


class Reach:
    """Knows who may ship what.

    Args:
        city: where nodes are and when stores open.
        levers: what stores can do, live.
        sourcing: how many nodes are considered.
    """

    def __init__(self, city: City, levers: Levers, sourcing: Sourcing) -> None:
        self._levers = levers
        self._stores, self._warehouses = sourcing.stores, sourcing.warehouses
        self._places = city.site_xy[: city.nodes]
        stores = [city.places.stores[key] for key in city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes for store in stores], np.int64)
        self._has_fleet = np.array([store in city.fleet_of for store in range(len(stores))])

    def open_choice(self, intents: Intents) -> Flags:
        """Return which rows more than one node might ship."""
        parcels = intents.mode == Mode.PARCEL
        if self._stores == self._warehouses == 1:
            parcels &= intents.second >= 0
        return parcels | (intents.mode == Mode.INSTANT) if self._stores > 1 else parcels

    def nodes(self, intents: Intents, rows: Rows) -> Units:
        """Return candidates of ``rows``, shape (rows, most); -1 where there are fewer, at least one each."""
        if self._stores == self._warehouses == 1:
            return np.stack((intents.second[rows], intents.site[rows]), axis=1)
        candidates = self.around(intents, rows)
        nobody = (candidates < 0).all(axis=1)
        candidates[nobody, 0] = intents.site[rows[nobody]]
        return candidates

    def around(self, intents: Intents, rows: Rows, more: int = 0) -> Units:
        """Return the nodes that may ship ``rows``, ``more`` of each kind than usual, by where customers live.

        Shape (rows, most); -1 where there are fewer.
        """
        east, north = self._places.T
        away = metres(east, north, intents.x[rows, None], intents.y[rows, None])
        parcels = intents.mode[rows] == Mode.PARCEL
        stores = self._opens.size
        rides = self._rides(intents.time[rows], away[:, :stores])
        ships = (self._levers["ship_from_store"] * self._levers["store.open"] > 0) & parcels[:, None]
        near = _nearest(away[:, :stores], np.where(parcels[:, None], ships, rides), self._stores + more)
        depots = np.broadcast_to(parcels[:, None], away[:, stores:].shape)
        far = _nearest(away[:, stores:], depots, self._warehouses + more)
        return np.concatenate((near, np.where(far >= 0, far + stores, NEVER)), axis=1)

    def _rides(self, time: NDArray[np.int64], away: Units) -> Flags:
        """Return which stores' riders reach each customer at ``time``, shape of ``away``."""
        levers, clock = self._levers, time[:, None] % DAY
        running = self._has_fleet & (levers["instant"] * levers["store.open"] > 0)
        return running & (away <= levers["instant.radius"]) & (self._opens <= clock) & (clock < self._closes)


def _nearest(away: Units, may: Flags, most: int) -> Units:
    """Return the columns of the nearest nodes that may, shape (rows, at most ``most``); -1 where there are fewer."""
    key = np.where(may, away, _FAR)
    order = np.argsort(key, axis=1, kind="stable")[:, :most]
    return np.where(np.take_along_axis(key, order, axis=1) < _FAR, order, NEVER)
