"""Ways to buy: the alternatives of a need, what each is worth to the person, and which one is chosen.

Eight alternatives have fixed places, so that each keeps its own noise whatever else is on offer: walking into
one of the three nearest stores, collecting at one of the nearest two, riders, a parcel, buying nothing here.
What does not depend on the moment is worked out in the morning; queues and the stock that the app shows are
looked up when a person decides.
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
from sim.samplers import gumbel
from sim.units import CNY, DAY, HOUR
from sim.view import View

_WALK, _COLLECT, _RIDERS, _PARCEL, _NONE = 0, 3, 5, 6, 7
_MODES = np.array([*[Mode.WALK_IN] * NEAR, Mode.COLLECT, Mode.COLLECT, Mode.INSTANT, Mode.PARCEL, NOTHING], np.int8)
_PARCEL_HOURS = 30.0
"""usual hours from ordering a parcel to the door when transit takes a day"""
_WEIGHTS = ("wait", "price", "fee", "lead", "missing", "habit", "satisfaction", "trust", "outside", "idle")

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]


@dataclass(frozen=True)
class Choices:
    """The alternatives of a day's occasions; n rows, eight lanes."""

    site: Slots
    """node of each alternative, -1 for none"""
    merit: Floats
    """liking, way, price, fee, lead time, memory and noise; minus infinity where the way is closed"""
    wait: Floats
    """weight of a minute in a queue, shape (n,)"""
    missing: Floats
    """weight of a basket that is not there"""


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
        self._weights = {name: people.by_segment([getattr(s.choice, name) for s in specs]) for name in _WEIGHTS}
        self._reached: list[bytes] = []

    def reach(self) -> None:
        """Find, for every home, the store whose riders reach it and the store that may ship its parcels."""
        levers = self._levers
        state = [levers[name].tobytes() for name in ("store.open", "instant", "instant.radius", "ship_from_store")]
        if state == self._reached:
            return
        self._reached = state
        people, stores = self._people, len(self._city.store_keys)
        places = self._city.site_xy[:stores]
        fleets = np.array([store in self._city.fleet_of for store in range(stores)])
        running = levers["store.open"] > 0
        radius = np.where(running & (levers["instant"] > 0) & fleets, levers["instant.radius"], -1.0)
        people.rider_store[:] = _nearest_within(people, places, radius)
        ships = np.where(running & (levers["ship_from_store"] > 0), np.inf, -1.0)
        people.parcel_store[:] = _nearest_within(people, places, ships)

    def prepare(self, today: Occasions) -> Choices:
        """Return the day's alternatives, as far as they do not depend on the moment."""
        people, who = self._people, today.person
        site = np.full((who.size, 8), NEVER, np.int64)
        site[:, _WALK:_COLLECT] = people.near[who]
        there = (today.at != NEVER).nonzero()[0]
        site[there, _WALK] = today.at[there]
        site[:, _COLLECT:_RIDERS] = people.near[who, :2]
        site[:, _RIDERS] = people.rider_store[who]
        site[:, _PARCEL] = people.depot[who]
        merit = gumbel(today.noise)
        merit[:, _NONE] += self._of(who, "outside") + (today.trigger != Trigger.NEED) * self._of(who, "idle")
        merit[:, _NONE] += self._of(who, "trust") * ~people.customer[who]
        clock = today.time % DAY
        self._value_walks(merit[:, :_COLLECT], who, site[:, :_COLLECT], clock)
        looks = today.browses.nonzero()[0]
        online = np.full((who.size, _NONE - _COLLECT), -np.inf)
        online[looks] = self._value_online(merit[looks, _COLLECT:_NONE], who[looks], site[looks], clock[looks])
        merit[:, _COLLECT:_NONE] = online
        merit[:, :_NONE] += self._memory(who, site)
        merit[there, _WALK] += people.way[who[there], 0]  # no way to go: an errand has brought them
        merit[there, _WALK + 1 : _NONE] = -np.inf
        return Choices(site, merit, self._of(who, "wait"), self._of(who, "missing"))

    def decide(self, today: Occasions, choices: Choices, rows: slice, view: View) -> tuple[NDArray[np.int8], Slots]:
        """Return mode and node that each of ``rows`` decides for, by the state of ``view``."""
        site = choices.site[rows]
        worth = choices.merit[rows].copy()
        worth[:, :_COLLECT] -= choices.wait[rows, None] * view.wait[site[:, :_COLLECT]]
        if view.saving.any():
            cheaper = np.log1p(-view.saving)[site[:, :_COLLECT]]
            worth[:, :_COLLECT] -= self._of(today.person[rows], "price")[:, None] * cheaper
        self._mind_stock(worth, site, today, choices, rows, view)
        lane = worth.argmax(axis=1)
        return _MODES[lane], site[np.arange(lane.size), lane]

    def _value_walks(self, merit: Floats, who: Slots, store: Slots, clock: Slots) -> None:
        """Add liking, way and price of the near stores; a closed store is out of the question."""
        people, levers = self._people, self._levers
        merit += people.taste[who, :1] - people.way[who]
        merit -= self._of(who, "price")[:, None] * np.log(levers["price.factor"])[store]
        merit[~self._at_work(store, clock)] = -np.inf

    def _value_online(self, merit: Floats, who: Slots, site: Slots, clock: Slots) -> Floats:
        """Return the worth of collecting, riders and a parcel to those who look into the app, shape (n, 4)."""
        people, levers = self._people, self._levers
        taste, fee, lead = people.taste[who], self._of(who, "fee"), self._of(who, "lead")
        store = site[:, _COLLECT:_PARCEL]
        merit[:, :3] -= self._of(who, "price")[:, None] * np.log(levers["price.factor"])[store]
        ready = _patience(levers["collect.promise"] / HOUR)[store[:, :2]]
        collects = (store[:, :2] >= 0) & (levers["collect"] * levers["store.open"] > 0)[store[:, :2]]
        if levers["presale"].any():
            ready, in_time = self._presale(store[:, :2], clock, ready)
            collects &= in_time
        merit[:, :2] += taste[:, 1:2] - people.way[who, :2] - lead[:, None] * ready
        brought = _patience(levers["instant.promise"] / HOUR)[store[:, 2]]
        merit[:, 2] += taste[:, 2] - fee * (levers["instant.fee"] / CNY)[store[:, 2]] - lead * brought
        merit += people.comfort[who, None]
        hours = _patience(np.array([_PARCEL_HOURS]))
        merit[:, 3] += taste[:, 3] - fee * levers["parcel.fee"][0] / CNY - lead * hours
        merit[:, :2][~collects] = -np.inf
        merit[~self._at_work(store[:, 2], clock), 2] = -np.inf
        if not levers["parcel"][0]:
            merit[:, 3] = -np.inf
        return merit

    def _presale(self, store: Slots, clock: Slots, ready: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return how the lead weighs where stores sell ahead, and which may still be ordered from; shape (n, 2)."""
        levers = self._levers
        ahead = levers["presale"][store] > 0
        hours = (DAY - clock[:, None] + self._opens[store] + levers["collect.promise"][store]) / HOUR
        in_time = ~ahead | (clock[:, None] < levers["presale.cutoff"][store])
        return np.where(ahead, _patience(hours), ready), in_time

    def _at_work(self, store: Slots, clock: Slots) -> NDArray[np.bool_]:
        """Return whether each store is there, running, and open at ``clock``; shape of ``store``."""
        clock = clock.reshape(clock.shape + (1,) * (store.ndim - 1))
        running = (store >= 0) & (self._levers["store.open"] > 0)[store]
        return running & (self._opens[store] <= clock) & (clock < self._closes[store])

    def _memory(self, who: Slots, site: Slots) -> Floats:
        """Return what habit and remembered satisfaction add to each way, shape (n, 7)."""
        people, modes = self._people, _MODES[:_NONE]
        same = (people.last_mode[who, None] == modes).astype(np.float64)
        same += people.last_site[who, None] == site[:, :_NONE]
        same *= 0.5 * self._of(who, "habit")[:, None]
        same += self._of(who, "satisfaction")[:, None] * people.satisfaction[who][:, modes]
        return same

    def _mind_stock(
        self, worth: Floats, site: Slots, today: Occasions, choices: Choices, rows: slice, view: View
    ) -> None:
        """Take off for units that the app shows as gone; a store's shelves are known where it shows them, too."""
        row, lane = (worth[:, _COLLECT:_NONE] > -np.inf).nonzero()
        lane += _COLLECT
        ahead = self._levers["presale"] > 0
        if ahead.any():
            # What is sold ahead comes by truck, whatever lies there now.
            kept = (lane >= _RIDERS) | ~ahead[np.minimum(site[row, lane], ahead.size - 1)]
            row, lane = row[kept], lane[kept]
        shows = self._levers["virtual_store"] > 0
        if shows.any():
            walks = (worth[:, :_COLLECT] > -np.inf) & today.browses[rows][:, None] & shows[site[:, :_COLLECT]]
            row, lane = (np.concatenate(pair) for pair in zip((row, lane), walks.nonzero(), strict=True))
        if not row.size:
            return
        units = today.units[rows][row]
        sku = today.sku[ranges(today.line[rows][row], units)]
        cell = (site[row, lane] * self._skus).repeat(units) + sku
        ends = units.cumsum()
        there = np.add.reduceat(view.shown[cell], ends - units, dtype=np.int64)
        worth[row, lane] -= choices.missing[rows][row] * (1.0 - there / units)

    def _of(self, who: Slots, name: str) -> Floats:
        """Return a weight of each person's segment, shape (n,)."""
        return self._weights[name][self._people.segment[who]]


def _patience(hours: Floats) -> Floats:
    """Return how much a lead time weighs: nothing up to half an hour, then its logarithm."""
    return np.log2(1.0 + np.maximum(hours - 0.5, 0.0))


def _nearest_within(people: People, places: Slots, radius: Floats) -> NDArray[np.int16]:
    """Return the nearest store within its radius, -1 for none; a negative radius reaches nobody."""
    best = np.full(people.count, NEVER, np.int16)
    shortest = np.full(people.count, np.inf)
    for store in (radius >= 0).nonzero()[0]:
        away = metres(places[store, 0], places[store, 1], people.home_x, people.home_y)
        nearer = (away <= radius[store]) & (away < shortest)
        best[nearer] = store
        shortest[nearer] = away[nearer]
    return best
