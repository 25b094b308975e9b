"""Promises: when an online order is due, and what bringing it costs the customer."""

import numpy as np
from numpy.typing import NDArray

from sim.carrier import Carrier
from sim.city import City
from sim.facts import Mode
from sim.intents import Intents
from sim.levers import Levers
from sim.orders import Rows
from sim.quotes import Quotes
from sim.slots import Slots
from sim.units import DAY, HOUR

PARCEL_HANDLING = 3 * HOUR
"""a parcel ordered this long before the cut-off is promised for today's truck (planner's choice)"""

Times = NDArray[np.int64]


class Promises:
    """Quotes by the levers' live values.

    Args:
        levers: promises and fees.
        city: when stores open.
        carrier: days in transit.
        quotes: what waits at the stores.
    """

    def __init__(self, levers: Levers, city: City, carrier: Carrier, quotes: Quotes) -> None:
        stores = [city.places.stores[key] for key in city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes for store in stores], np.int64)
        self._levers = levers
        self._carrier = carrier
        self._quotes = quotes
        self._slots = Slots(levers, self._opens, self._closes)

    def due(self, intents: Intents, rows: Rows) -> Times:
        """Return when the online orders ``rows`` are due: in minutes, after opening, or in days."""
        due = np.empty(rows.size, np.int64)
        mode = intents.mode[rows]
        for way, quote in ((Mode.COLLECT, self._collect), (Mode.INSTANT, self._instant), (Mode.PARCEL, self._parcel)):
            chosen = mode == way
            if chosen.any():
                due[chosen] = quote(intents, rows[chosen])
        return due

    def fee(self, mode: NDArray[np.int8], site: NDArray[np.int64]) -> Times:
        """Return delivery fees in fen; collecting is free."""
        instant = self._levers["instant.fee"]
        by_rider = instant[np.minimum(site, instant.size - 1)]
        fee = np.where(mode == Mode.INSTANT, by_rider, np.where(mode == Mode.PARCEL, self._levers["parcel.fee"][0], 0))
        return fee.astype(np.int64)

    def _instant(self, intents: Intents, rows: Rows) -> Times:
        promise = self._levers["instant.promise"][intents.site[rows]].astype(np.int64)
        return intents.time[rows] + promise + self._load(intents, rows)

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
        ready = np.where(open_now, time, later) + self._levers["collect.promise"][store].astype(np.int64)
        return self._slots.fit(store, ready + self._load(intents, rows))

    def _parcel(self, intents: Intents, rows: Rows) -> Times:
        site = intents.site[rows]
        days = self._carrier.days(site, intents.x[rows], intents.y[rows])
        return self._carrier.due(site, intents.time[rows], PARCEL_HANDLING, days)
