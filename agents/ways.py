"""Ways to buy: the alternatives of a need, what each is worth to the person, and which one is chosen.

Eight alternatives have fixed places, so that each keeps its own noise whatever else is on offer: walking into
one of the three nearest stores, collecting at one of the nearest two, riders, a parcel, buying nothing here.
What does not depend on the moment is worked out once a day; queues, stock and memory are looked up when a
person decides.
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
    """liking, way, price, fee, lead time and noise; minus infinity where the way is closed"""
    wait: Floats
    """weight of a minute in a queue, shape (n,)"""
    missing: Floats
    """weight of a basket that is not there"""
    habit: Floats
    """half the weight of habit"""
    satisfaction: Floats
    """weight of remembered satisfaction"""


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
        state = [levers[name].tobytes() for name in ("instant", "instant.radius", "ship_from_store")]
        if state == self._reached:
            return
        self._reached = state
        people, stores = self._people, len(self._city.store_keys)
        places = self._city.site_xy[:stores]
        fleets = np.array([store in self._city.fleet_of for store in range(stores)])
        radius = np.where((levers["instant"] > 0) & fleets, levers["instant.radius"], -1.0)
        people.rider_store[:] = _nearest_within(people, places, radius)
        ships = np.where(levers["ship_from_store"] > 0, np.inf, -1.0)
        people.parcel_store[:] = _nearest_within(people, places, ships)

    def prepare(self, today: Occasions) -> Choices:
        """Return the day's alternatives, as far as they do not depend on the moment."""
        people, who = self._people, today.person
        segment = people.segment[who]
        weight = {name: values[segment] for name, values in self._weights.items()}
        site = np.full((who.size, 8), NEVER, np.int64)
        site[:, _WALK:_COLLECT] = people.near[who]
        site[:, _COLLECT:_RIDERS] = people.near[who, :2]
        site[:, _RIDERS] = people.rider_store[who]
        site[:, _PARCEL] = people.depot[who]
        merit = gumbel(today.noise)
        self._add_merits(merit, who, site, weight)
        merit[:, _NONE] += weight["outside"] + (today.trigger != Trigger.NEED) * weight["idle"]
        merit[:, _NONE] += weight["trust"] * ~people.customer[who]
        merit[~self._allowed(site, today.time % DAY, today.browses)] = -np.inf
        return Choices(site, merit, weight["wait"], weight["missing"], 0.5 * weight["habit"], weight["satisfaction"])

    def decide(self, today: Occasions, choices: Choices, rows: slice, view: View) -> tuple[NDArray[np.int8], Slots]:
        """Return mode and node that each of ``rows`` decides for, by the state of ``view``."""
        who, site = today.person[rows], choices.site[rows]
        worth = choices.merit[rows].copy()
        worth[:, :_COLLECT] -= choices.wait[rows, None] * view.wait[site[:, :_COLLECT]]
        self._mind_memory(worth, who, site, choices, rows)
        self._mind_stock(worth, site, today, choices, rows, view)
        lane = worth.argmax(axis=1)
        return _MODES[lane], site[np.arange(lane.size), lane]

    def _add_merits(self, merit: Floats, who: Slots, site: Slots, weight: dict[str, Floats]) -> None:
        """Add liking, way, price, fee and lead time of every alternative."""
        people, levers = self._people, self._levers
        taste = people.taste[who]
        fee, lead = weight["fee"], weight["lead"]
        store = site[:, :_PARCEL]
        merit[:, :_PARCEL] -= weight["price"][:, None] * np.log(levers["price.factor"])[store]
        merit[:, :_COLLECT] += taste[:, :1] - people.way[who]
        ready = _patience(levers["collect.promise"] / HOUR)[store[:, _COLLECT:_RIDERS]]
        merit[:, _COLLECT:_RIDERS] += taste[:, 1:2] - people.way[who, :2] - lead[:, None] * ready
        riders = store[:, _RIDERS]
        brought = _patience(levers["instant.promise"] / HOUR)[riders]
        merit[:, _RIDERS] += taste[:, 2] - fee * (levers["instant.fee"] / CNY)[riders] - lead * brought
        hours = _patience(np.array([_PARCEL_HOURS]))
        merit[:, _PARCEL] += taste[:, 3] - fee * levers["parcel.fee"][0] / CNY - lead * hours

    def _allowed(self, site: Slots, clock: Slots, browses: NDArray[np.bool_]) -> NDArray[np.bool_]:
        levers = self._levers
        store = site[:, :_PARCEL]
        running = (store >= 0) & (levers["store.open"] > 0)[store]
        at_work = (self._opens[store] <= clock[:, None]) & (clock[:, None] < self._closes[store])
        allowed = np.ones(site.shape, bool)
        allowed[:, :_COLLECT] = (running & at_work)[:, :_COLLECT]
        collect = running & (levers["collect"] > 0)[store]
        allowed[:, _COLLECT:_RIDERS] = collect[:, _COLLECT:_RIDERS] & browses[:, None]
        allowed[:, _RIDERS] = (running & at_work)[:, _RIDERS] & browses
        allowed[:, _PARCEL] = browses & (levers["parcel"][0] > 0)
        return allowed

    def _mind_memory(self, worth: Floats, who: Slots, site: Slots, choices: Choices, rows: slice) -> None:
        """Add habit and remembered satisfaction."""
        people, modes = self._people, _MODES[:_NONE]
        same = (people.last_mode[who, None] == modes).astype(np.float64)
        same += people.last_site[who, None] == site[:, :_NONE]
        worth[:, :_NONE] += choices.habit[rows, None] * same
        worth[:, :_NONE] += choices.satisfaction[rows, None] * people.satisfaction[who][:, modes]

    def _mind_stock(
        self, worth: Floats, site: Slots, today: Occasions, choices: Choices, rows: slice, view: View
    ) -> None:
        """Take off for units that the app shows as gone; nobody knows a store's shelves from outside."""
        row, lane = (worth[:, _COLLECT:_NONE] > -np.inf).nonzero()
        if not row.size:
            return
        lane += _COLLECT
        units = today.units[rows][row]
        sku = today.sku[ranges(today.line[rows][row], units)]
        cell = (site[row, lane] * self._skus).repeat(units) + sku
        ends = units.cumsum()
        there = np.add.reduceat(view.shown[cell], ends - units, dtype=np.int64)
        worth[row, lane] -= choices.missing[rows][row] * (1.0 - there / units)


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
