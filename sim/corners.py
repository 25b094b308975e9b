"""Corners: parts of a store's floor where shoppers do something else than fill their basket: try, taste, look, rest.

The lever ``corners.area`` gives them their share of the sales floor, and the shelves lose it (`sim.shelf_room`). Each
holds so many people at a time; who finds it full passes by. Who stays is in the store for longer, may take a unit along
that nobody had planned, if it lies on the shelf, and may log in to the corner's Wi-Fi, which tells the firm whose visit
it is. People go there first, as they enter; at most to one corner a visit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.corner_audit import CornerAudit
from sim.facts import NEVER, Task
from sim.host import Host
from sim.intents import Intents
from sim.orders import Rows
from sim.samplers import normal, scattered, ticks
from sim.seats import Seats, Times
from sim.spec import spec
from sim.station import Station
from sim.units import DAY, MINUTE, Duration, Factor, Share

_WHICH, _STAY, _TAKES, _WHAT, _LOGIN = range(5)
"""lanes of the luck"""
LANES = 5

Luck = Callable[[Rows, int], NDArray[np.float64]]
"""People (rows) and a day -> uniforms, shape (n, LANES)."""
Known = Callable[[Rows], NDArray[np.bool_]]
"""People (rows) -> who has an account, and so can agree to be known by it; shape (n,)."""
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@spec
class CornerSpec:
    """A part of stores' floors for something else than filling a basket, once the lever corners.area gives it room."""

    visited: Share
    """of those who walk in, go there; the corners of a store come to 1 at most"""
    dwell: Duration = 10 * MINUTE
    """mean time that they stay; scatters as other times of stores do"""
    m2_a_head: Factor = 2.0
    """floor that each of them needs, square metres; as many have room as the corner's floor allows"""
    split: Factor = 1.0
    """its part of the floor given to corners, relative to the store's other corners"""
    takes: Share = 0.0
    """of those who stay, take a unit along that they had not planned, if it is on the shelf"""
    categories: tuple[str, ...] = ()
    """product classes that unit is of, by the products' popularity; any when empty"""
    wifi: Share = 0.0
    """of those who stay and have bought here before, log in, and agree to be known by it"""
    stores: tuple[str, ...] | Literal["all"] = "all"
    """keys of the stores that have it"""


@dataclass(frozen=True)
class _Party:
    """Those of a stretch of time who go to corners; n rows, in order of time."""

    person: Rows
    visit: Rows
    site: Rows
    corner: Rows
    came: Times
    luck: Floats
    """shape (n, LANES)"""

    def of(self, rows: Flags | Rows) -> "_Party":
        """Return some of them."""
        return _Party(*(getattr(self, column.name)[rows] for column in fields(self)))


class Corners:
    """All stores' corners.

    Args:
        world: what they are built on to.
        corners: by key, in the order of their slots.
        luck: who goes where, stays how long, takes what, logs in.
        known: who has an account.
    """

    def __init__(self, world: Host, corners: Mapping[str, CornerSpec], luck: Luck, known: Known) -> None:
        self._world, self._luck, self._known = world, luck, known
        self._area = world.levers["corners.area"]
        self._cv = world.city.places.store_work.cv
        specs = [corners[key] for key in sorted(corners)]
        offered = np.array([[_has(spec, key) for spec in specs] for key in world.city.store_keys])
        self._upto = np.cumsum(offered * [spec.visited for spec in specs], axis=1)
        """chance to go to a corner or one before it, shape (stores, corners)"""
        self._heads = _heads(world, specs, offered)
        """people who would have room if the whole floor were the corners', shape (stores, corners)"""
        self._dwell, self._takes, self._wifi = (
            np.array([getattr(spec, name) for spec in specs], np.float64) for name in ("dwell", "takes", "wifi")
        )
        self._upto_sku = np.array([_upto_sku(world, spec.categories) for spec in specs])
        self._seats: defaultdict[int, Seats] = defaultdict(Seats)
        self._table = world.facts["corners"]
        self._first, self._stay = 0, np.zeros(0, np.int64)
        self._audit = CornerAudit(world)

    def lead(self, intents: Intents, rows: Rows, visit: Rows) -> Intents:
        """Let shoppers go to corners, and return the intents with what they take along.

        Args:
            intents: all of a stretch of time.
            rows: the shoppers among them.
            visit: rows of their visits, one after another; shape of ``rows``.
        """
        self._first, self._stay = int(visit[0]) if visit.size else 0, np.zeros(visit.size, np.int64)
        site = intents.site[rows]
        places = (self._area[:, None] * self._heads + 1e-9).astype(np.int64)
        if not places[site].any():
            return intents
        luck = self._luck(intents.person[rows], int(intents.time[rows[0]]) // DAY)
        corner = (luck[:, _WHICH, None] >= self._upto[site]).sum(axis=1)
        # A last column of no places: for those who go to no corner.
        room = np.pad(places, ((0, 0), (0, 1)))[site, corner]
        going = np.flatnonzero(room)
        party = _Party(intents.person[rows], visit, site, corner, intents.time[rows], luck).of(going)
        sku = self._receive(party, room[going])
        took = sku != NEVER
        return intents.with_more(rows[going][took], sku[took])

    def stays(self, visit: Rows) -> Times:
        """Return how long shoppers of the stretch that was led last stay in corners, ms; shape of ``visit``."""
        return self._stay[visit - self._first]

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none: nobody of the crew serves there."""
        return {}

    def close_day(self, day: int) -> None:
        """Note which rows are to be audited."""
        self._audit.close_day(day)

    def balances(self) -> Iterator[Balance]:
        """Yield: nobody had a place that was not there; what was taken along is in baskets; logins show in visits."""
        return self._audit.balances()

    def _receive(self, party: _Party, places: Rows) -> Rows:
        """Give places to those who come while there are any; return what each takes along, -1 for nothing."""
        stay = ticks(self._dwell[party.corner] * scattered(normal(party.luck[:, _STAY]), self._cv))
        there = self._seat(party, stay, places)
        sku = np.where(there, self._taken(party), NEVER)
        login = there & (party.luck[:, _LOGIN] < self._wifi[party.corner]) & self._known(party.person)
        self._tell(party.of(login))
        self._stay[(party.visit - self._first)[there]] = stay[there]
        self._table.append(
            party.visit.size,
            visit=party.visit,
            site=party.site,
            corner=party.corner,
            came=party.came,
            left=np.where(there, party.came + stay, NEVER),
            places=places,
            sku=sku,
            login=login,
        )
        return sku

    def _tell(self, logged_in: _Party) -> None:
        """Let the firm know whose visits these are; what they buy is not linked by it."""
        self._world.facts["visits"]["member"][logged_in.visit] = logged_in.person

    def _seat(self, party: _Party, stay: Times, places: Rows) -> Flags:
        """Return who finds a place, corner by corner in the order of coming."""
        found = np.zeros(stay.size, bool)
        cell = party.site * self._takes.size + party.corner
        for key in np.unique(cell).tolist():
            rows = np.flatnonzero(cell == key)
            found[rows] = self._seats[key].offer(party.came[rows], stay[rows], int(places[rows[0]]))
        return found

    def _taken(self, party: _Party) -> Rows:
        """Return the product that each would take along, -1 for nothing: also where the shelf has none of it."""
        would = np.flatnonzero(party.luck[:, _TAKES] < self._takes[party.corner])
        some = party.of(would)
        drawn = (some.luck[:, _WHAT, None] >= self._upto_sku[some.corner]).sum(axis=1)
        stock = self._world.stock
        lies = (drawn < stock.skus) & (stock.loose[stock.cells(some.site, np.minimum(drawn, stock.skus - 1))] > 0)
        sku = np.full(party.visit.size, NEVER, np.int64)
        sku[would[lies]] = drawn[lies]
        return sku


def _has(spec: CornerSpec, store: str) -> bool:
    return spec.stores == "all" or store in spec.stores


def _heads(world: Host, specs: Sequence[CornerSpec], offered: Flags) -> Floats:
    """Return the people who would have room at each store and corner if the whole floor were the corners'."""
    floor = np.array([world.city.places.stores[key].floor_m2 for key in world.city.store_keys], np.float64)
    split = offered * [spec.split for spec in specs]
    share = np.divide(split, split.sum(axis=1, keepdims=True), out=np.zeros_like(split), where=split > 0)
    return np.asarray(floor[:, None] * share / [spec.m2_a_head for spec in specs])


def _upto_sku(world: Host, categories: tuple[str, ...]) -> Floats:
    """Return the cumulative chance that a unit taken along is of each product, shape (skus,)."""
    of = np.array([not categories or each in categories for each in world.catalog.categories])
    weight = world.catalog.share * of
    return np.asarray(np.cumsum(weight) / weight.sum())
