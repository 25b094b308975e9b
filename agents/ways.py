"""Ways to buy: the alternatives of a need, what each is worth to the person, and which one is chosen.

Eight alternatives have fixed places, so that each keeps its own noise whatever else is on offer: walking into
one of the three nearest stores, collecting at one of the nearest two, riders, a parcel, buying nothing here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.needs import Occasions
from agents.people import NEAR, People
from sim.city import City
from sim.facts import NEVER, Mode, Trigger
from sim.intents import NOTHING, ranges
from sim.levers import Levers
from sim.places import metres
from sim.samplers import choose
from sim.units import CNY, DAY, HOUR
from sim.view import View

_WALK, _COLLECT, _RIDERS, _PARCEL, _NONE = 0, 3, 5, 6, 7
_MODES = np.array([*[Mode.WALK_IN] * NEAR, Mode.COLLECT, Mode.COLLECT, Mode.INSTANT, Mode.PARCEL, NOTHING], np.int8)
_PARCEL_HOURS = 30.0
"""usual hours from ordering a parcel to the door when transit takes a day; each further day adds 24"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Decisions:
    """What each occasion comes to; n rows."""

    mode: NDArray[np.int8]
    site: NDArray[np.int64]


class Ways:
    """Values and chooses among the ways to buy.

    Args:
        people: everybody.
        city: where stores are and when they open.
        levers: what stores can do, fees and promises.
        skus: number of products.
    """

    def __init__(self, people: People, city: City, levers: Levers, skus: int) -> None:
        self._people = people
        self._levers = levers
        self._city = city
        self._skus = skus
        stores = [city.places.stores[key] for key in city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes for store in stores], np.int64)
        specs = people.specs
        self._weights = {
            name: people.by_segment([getattr(spec.choice, name) for spec in specs])
            for name in ("wait", "price", "fee", "lead", "missing", "habit", "satisfaction", "trust", "outside", "idle")
        }

    def reach(self) -> None:
        """Find, for every home, the store whose riders reach it and the store that may ship its parcels."""
        people, stores = self._people, len(self._city.store_keys)
        places = self._city.site_xy[:stores]
        fleets = np.array([store in self._city.fleet_of for store in range(stores)])
        radius = np.where((self._levers["instant"] > 0) & fleets, self._levers["instant.radius"], -1.0)
        people.rider_store[:] = _nearest_within(people, places, radius)
        ships = np.where(self._levers["ship_from_store"] > 0, np.inf, -1.0)
        people.parcel_store[:] = _nearest_within(people, places, ships)

    def decide(self, today: Occasions, rows: slice, view: View) -> Decisions:
        """Return what the occasions ``rows`` decide, by the state of ``view``."""
        who = today.person[rows]
        utility, allowed, sites = self._value(today, rows, who, view)
        lane = choose(utility, today.noise[rows], allowed)
        site = np.take_along_axis(sites, lane[:, None], axis=1)[:, 0]
        return Decisions(_MODES[lane], site)

    def _value(
        self, today: Occasions, rows: slice, who: NDArray[np.int64], view: View
    ) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
        people = self._people
        sites = np.full((who.size, 8), NEVER, np.int64)
        sites[:, _WALK:_COLLECT] = people.near[who]
        sites[:, _COLLECT:_RIDERS] = people.near[who, :2]
        sites[:, _RIDERS] = people.rider_store[who]
        sites[:, _PARCEL] = people.depot[who]
        browses = today.browses[rows]
        allowed = self._allowed(sites, today.time[rows] % DAY, browses)
        utility = self._merits(who, sites, view)
        self._mind_stock(utility, allowed, sites, today, rows, view)
        self._mind_memory(utility, who, sites)
        idle = today.trigger[rows] != Trigger.NEED
        weight = self._of(who, "outside") + idle * self._of(who, "idle")
        utility[:, _NONE] = weight + self._of(who, "trust") * ~people.customer[who]
        return utility, allowed, sites

    def _allowed(
        self, sites: NDArray[np.int64], clock: NDArray[np.int64], browses: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        levers = self._levers
        store = sites[:, :_PARCEL]
        running = (store >= 0) & (levers["store.open"][store] > 0)
        at_work = (self._opens[store] <= clock[:, None]) & (clock[:, None] < self._closes[store])
        allowed = np.ones(sites.shape, bool)
        allowed[:, :_COLLECT] = (running & at_work)[:, :_COLLECT]
        collect = running & (levers["collect"][store] > 0)
        allowed[:, _COLLECT:_RIDERS] = collect[:, _COLLECT:_RIDERS] & browses[:, None]
        allowed[:, _RIDERS] = (running & at_work)[:, _RIDERS] & browses
        allowed[:, _PARCEL] = browses & (levers["parcel"][0] > 0)
        return allowed

    def _merits(self, who: NDArray[np.int64], sites: NDArray[np.int64], view: View) -> Floats:
        """Return liking, way, waiting, price, fee and lead time of every alternative, shape (n, 8)."""
        people, levers = self._people, self._levers
        taste = people.taste[who].astype(np.float64)
        wait, price, fee, lead = (self._of(who, name) for name in ("wait", "price", "fee", "lead"))
        store = sites[:, :_PARCEL]
        level = price[:, None] * np.log(levers["price.factor"][store])
        merit = np.zeros(sites.shape)
        merit[:, :_PARCEL] -= level
        merit[:, :_COLLECT] += taste[:, :1] - people.way[who] - wait[:, None] * view.wait[store[:, :_COLLECT]]
        ready = levers["collect.promise"][store[:, _COLLECT:_RIDERS]] / HOUR
        merit[:, _COLLECT:_RIDERS] += taste[:, 1:2] - people.way[who, :2] - lead[:, None] * _patience(ready)
        riders = store[:, _RIDERS]
        hours = levers["instant.promise"][riders] / HOUR
        merit[:, _RIDERS] += taste[:, 2] - fee * levers["instant.fee"][riders] / CNY - lead * _patience(hours)
        parcel = fee * levers["parcel.fee"][0] / CNY
        merit[:, _PARCEL] = taste[:, 3] - parcel - lead * _patience(np.float64(_PARCEL_HOURS))
        return merit

    def _mind_stock(
        self,
        utility: Floats,
        allowed: NDArray[np.bool_],
        sites: NDArray[np.int64],
        today: Occasions,
        rows: slice,
        view: View,
    ) -> None:
        """Take off for units that the app shows as gone; nobody knows a store's shelves from outside."""
        for lane in range(_COLLECT, _NONE):
            asks = np.flatnonzero(allowed[:, lane])
            if not asks.size:
                continue
            units = today.units[rows][asks]
            sku = today.sku[ranges(today.line[rows][asks], units)]
            owner = np.repeat(np.arange(asks.size), units)
            there = view.shown[sites[asks, lane][owner] * self._skus + sku]
            gone = 1.0 - np.bincount(owner, weights=there, minlength=asks.size) / units
            utility[asks, lane] -= self._of(today.person[rows][asks], "missing") * gone

    def _mind_memory(self, utility: Floats, who: NDArray[np.int64], sites: NDArray[np.int64]) -> None:
        """Add habit and remembered satisfaction."""
        people = self._people
        half = 0.5 * self._of(who, "habit")[:, None]
        modes = _MODES[:_NONE]
        utility[:, :_NONE] += half * (people.last_mode[who][:, None] == modes)
        utility[:, :_NONE] += half * (people.last_site[who][:, None] == sites[:, :_NONE])
        utility[:, :_NONE] += self._of(who, "satisfaction")[:, None] * people.satisfaction[who][:, modes]

    def _of(self, who: NDArray[np.int64], name: str) -> Floats:
        return self._weights[name][self._people.segment[who]]


def _patience(hours: Floats) -> Floats:
    """Return how much a lead time weighs: nothing up to half an hour, then its logarithm."""
    return np.log2(1.0 + np.maximum(hours - 0.5, 0.0))


def _nearest_within(people: People, places: NDArray[np.int64], radius: Floats) -> NDArray[np.int16]:
    """Return the nearest store within its radius, -1 for none; a negative radius reaches nobody."""
    best = np.full(people.count, NEVER, np.int16)
    shortest = np.full(people.count, np.inf)
    for store in np.flatnonzero(radius >= 0):
        away = metres(places[store, 0], places[store, 1], people.home_x, people.home_y)
        nearer = (away <= radius[store]) & (away < shortest)
        best[nearer] = store
        shortest[nearer] = away[nearer]
    return best
