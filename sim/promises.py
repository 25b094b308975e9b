"""Promises: when an online order is due, and what bringing it costs the customer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.carrier import Carrier
from sim.city import City
from sim.facts import Mode
from sim.intents import Intents
from sim.levers import Levers
from sim.orders import Rows
from sim.presale import Presale
from sim.quotes import Quotes
from sim.slots import Slots
from sim.units import DAY, HOUR

PARCEL_HANDLING = 3 * HOUR
"""a parcel ordered this long before the cut-off is promised for today's truck (planner's choice)"""

Times = NDArray[np.int64]


@dataclass(frozen=True)
class Due:
    """When orders are promised for, and when their nodes may begin; n rows, ms."""

    promise: Times
    begins: Times

    def of(self, rows: NDArray[np.bool_]) -> "Due":
        """Return some of them."""
        return Due(self.promise[rows], self.begins[rows])


class Promises:
    """Quotes by the levers' live values.

    Args:
        levers: promises and fees.
        city: when stores open.
        carrier: days in transit.
        quotes: what waits at the stores.
        presale: which stores sell ahead.
    """

    def __init__(self, levers: Levers, city: City, carrier: Carrier, quotes: Quotes, presale: Presale) -> None:
        stores = [city.places.stores[key] for key in city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes for store in stores], np.int64)
        self._levers = levers
        self._carrier = carrier
        self._quotes = quotes
        self._presale = presale
        hours = self._opens, self._closes
        self._slots = Slots(levers["collect.slot"], levers["collect.slot_orders"], *hours)
        self._rides = Slots(levers["instant.slot"], levers["instant.slot_orders"], *hours)

    def due(self, intents: Intents, rows: Rows) -> Due:
        """Return when the online orders ``rows`` are due: in minutes, after opening, at a slot, or in days."""
        due = np.empty(rows.size, np.int64)
        mode = intents.mode[rows]
        for way, quote in ((Mode.COLLECT, self._collect), (Mode.INSTANT, self._instant), (Mode.PARCEL, self._parcel)):
            chosen = mode == way
            if chosen.any():
                due[chosen] = quote(intents, rows[chosen])
        return Due(due, self._begins(intents, rows, due))

    def fee(self, mode: NDArray[np.int8], site: NDArray[np.int64]) -> Times:
        """Return delivery fees in fen; collecting is free."""
        instant = self._levers["instant.fee"]
        by_rider = instant[np.minimum(site, instant.size - 1)]
        fee = np.where(mode == Mode.INSTANT, by_rider, np.where(mode == Mode.PARCEL, self._levers["parcel.fee"][0], 0))
        return fee.astype(np.int64)

    def _instant(self, intents: Intents, rows: Rows) -> Times:
        store = intents.site[rows]
        promise = self._levers["instant.promise"][store].astype(np.int64)
        ready = intents.time[rows] + promise + self._load(intents, rows)
        length = self._levers["instant.slot"][store].astype(np.int64)
        return self._rides.fit(store, ready) + length if length.any() else ready

    def _begins(self, intents: Intents, rows: Rows, due: Times) -> Times:
        """Return when orders may reach their nodes: at once, when a booked slot begins, or with the truck."""
        site, mode, time = intents.site[rows], intents.mode[rows], intents.time[rows]
        slots = self._levers["instant.slot"]
        if slots.any():
            rides = mode == Mode.INSTANT
            length = slots[np.where(rides, site, 0)].astype(np.int64)
            time = np.where(rides & (length > 0), due - length, time)
        ahead = self._presale.ahead(site, mode)
        return time if ahead is None else np.where(ahead, self._presale.truck(site, time), time)

    def _load(self, intents: Intents, rows: Rows) -> Times:
        """Return what the work that waits at each store adds to its promise, ms."""
        weight, site = self._levers["promise.load"], intents.site[rows]
        if not weight.any():
            return np.zeros(rows.size, np.int64)
        return np.rint(weight[site] * self._quotes.wait(site, intents.units[rows])).astype(np.int64)

    def _collect(self, intents: Intents, rows: Rows) -> Times:
        """Return when the order will be ready: the promise counts from opening, and a slot may be later."""
        store, time = intents.site[rows], intents.time[rows]
        day, clock = np.divmod(time, DAY)
        later = (day + (clock >= self._closes[store])) * DAY + self._opens[store]
        open_now = (clock >= self._opens[store]) & (clock < self._closes[store])
        begins = np.where(open_now, time, later)
        ahead = self._presale.ahead(store, intents.mode[rows])
        if ahead is not None:
            begins = np.where(ahead, self._presale.truck(store, time) // DAY * DAY + self._opens[store], begins)
        ready = begins + self._levers["collect.promise"][store].astype(np.int64)
        return self._slots.fit(store, ready + self._load(intents, rows))

    def _parcel(self, intents: Intents, rows: Rows) -> Times:
        site = intents.site[rows]
        days = self._carrier.days(site, intents.x[rows], intents.y[rows])
        return self._carrier.due(site, intents.time[rows], PARCEL_HANDLING, days)
