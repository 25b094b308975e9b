"""People: the columns that hold every customer and prospect, and how they are drawn at birth."""

from collections.abc import Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from agents.segments import SegmentSpec
from sim.city import City
from sim.facts import NEVER
from sim.places import metres
from sim.random_field import RandomField
from sim.samplers import gamma, normal, pick

NEAR = 3
"""stores that a person considers walking into; goods are collected at the first two of them"""
_PROSPECTS = 1 << 23
"""prospects' slots begin here within a segment, so that more customers never renumber them"""


class People:
    """Everybody, one row a person; segments in the order of their keys, customers before prospects.

    Args:
        segments: by key.
        city: where homes, stores and warehouses are.
        field: the luck of birth: homes, rates and tastes.
    """

    def __init__(self, segments: Mapping[str, SegmentSpec], city: City, field: RandomField) -> None:
        self.keys = tuple(sorted(segments))
        self.specs = tuple(segments[key] for key in self.keys)
        counts = [(spec.customers, spec.prospects) for spec in self.specs]
        total = sum(map(sum, counts))
        if total == 0:
            raise ValueError("people: at least one customer or prospect is needed")
        self.count = total
        sizes = [sum(pair) for pair in counts]
        self.segment = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
        self.entity = np.concatenate([_slots(key, *pair) for key, pair in zip(self.keys, counts, strict=True)])
        self.customer = np.concatenate([np.arange(a + b) < a for a, b in counts])
        """buys here"""
        self.known = self.customer.copy()
        """bought here before the run began"""
        self.runs = _runs(self.keys, counts)
        """(first row, rows, first entity) of each run of consecutive entities"""
        self._settle(city, field)
        self._give_tastes(field)
        self._begin_memory()

    def nbytes(self) -> int:
        """Return the bytes that all columns take."""
        return sum(array.nbytes for array in vars(self).values() if isinstance(array, np.ndarray))

    def by_segment(self, values: list[float]) -> NDArray[np.float64]:
        """Return a parameter of each segment as an array to be indexed by `segment`."""
        return np.array(values, np.float64)

    def _settle(self, city: City, field: RandomField) -> None:
        """Give homes: a zone by weight, then a normal scatter around its centre."""
        marks = field.purpose("customer.home").marks(self.entity, 0, 3)
        weight = np.array([city.zones[key].weight for key in city.zone_keys])
        radius = np.array([city.zones[key].radius for key in city.zone_keys], np.float64)
        zone = pick(marks[:, 0], np.cumsum(weight) / weight.sum())
        self.zone = zone.astype(np.int16)
        self.home_x = np.rint(city.zone_xy[zone, 0] + normal(marks[:, 1], 0.0, radius[zone])).astype(np.int32)
        self.home_y = np.rint(city.zone_xy[zone, 1] + normal(marks[:, 2], 0.0, radius[zone])).astype(np.int32)
        stores = len(city.store_keys)
        # Nobody plans a way to a store that will be gone: those live from passers-by.
        stores_there = [city.places.stores[key].walk_ins and key not in city.places.popups for key in city.store_keys]
        walkable = np.flatnonzero(stores_there)
        near, away = _nearest(self.home_x, self.home_y, city.site_xy[walkable], NEAR)
        self.near = np.where(near < 0, NEVER, walkable[near]).astype(np.int16)
        depots, _ = _nearest(self.home_x, self.home_y, city.site_xy[stores : city.nodes], 1)
        self.depot = (stores + depots[:, 0]).astype(np.int16)
        decay = self.by_segment([spec.choice.distance for spec in self.specs])[self.segment]
        self.way = (decay[:, None] * np.log1p(away / 1000.0)).astype(np.float32)
        """what the way to each near store takes off its utility, shape (people, NEAR)"""

    def _give_tastes(self, field: RandomField) -> None:
        marks = field.purpose("customer.taste").marks(self.entity, 0, 7)
        mean = np.array([[s.tastes.walk_in, s.tastes.collect, s.tastes.instant, s.tastes.parcel] for s in self.specs])
        spread = self.by_segment([spec.tastes.spread for spec in self.specs])[self.segment]
        self.taste = (mean[self.segment] + normal(marks[:, :4], 0.0, spread[:, None])).astype(np.float32)
        """liking of each mode, shape (people, 4)"""
        self.rate = np.empty(self.count, np.float32)
        """shopping needs a day"""
        self.app = np.empty(self.count, np.float32)
        """chance that a need begins in the app"""
        self.appetite = np.empty(self.count, np.float32)
        """personal shift of the logarithm of basket sizes"""
        for slot, spec in enumerate(self.specs):
            rows = self.segment == slot
            self.rate[rows] = gamma(marks[rows, 4], spec.needs.shape, spec.needs.per_year / 365.0)
            self.app[rows] = _share(marks[rows, 5], spec.tastes.app)
            self.appetite[rows] = normal(marks[rows, 6], 0.0, spec.basket.person_sd)

    def _begin_memory(self) -> None:
        self.satisfaction = np.zeros((self.count, 4), np.float32)
        """remembered satisfaction with each mode, -1 to 1"""
        self.last_mode = np.where(self.customer, 0, NEVER).astype(np.int8)
        self.last_site = np.where(self.customer, self.near[:, 0], NEVER).astype(np.int16)
        self.last_day = np.full(self.count, -30_000, np.int16)
        """day of the last purchase; long ago at the start"""
        self.first_order = np.full(self.count, NEVER, np.int64)
        self.won_by = np.full(self.count, NEVER, np.int8)
        self.rider_store = np.full(self.count, NEVER, np.int16)
        """nearest store whose riders reach this home, -1 for none"""
        self.parcel_store = np.full(self.count, NEVER, np.int16)
        """nearest store that may ship this person's parcels, -1 for none"""
        self.comfort = np.zeros(self.count, np.float32)
        """what easy returns add to the worth of buying online"""
        self.custom = np.zeros(self.count, bool)
        """decides for itself: handed over to an analyst's agent"""


def _slots(key: str, customers: int, prospects: int) -> NDArray[np.int64]:
    """Return random-field slots that neither other segments nor more customers can move."""
    base = _base(key)
    return np.concatenate((base + np.arange(customers), base + _PROSPECTS + np.arange(prospects)))


def _base(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "little") << 24


def _runs(keys: tuple[str, ...], counts: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    runs, row = [], 0
    for key, (customers, prospects) in zip(keys, counts, strict=True):
        for rows, entity in ((customers, _base(key)), (prospects, _base(key) + _PROSPECTS)):
            if rows:
                runs.append((row, rows, entity))
            row += rows
    return runs


def _share(u: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """Return shares around ``mean``: half as wide again, cut to what a share can be (logit-normal)."""
    if mean in (0.0, 1.0):
        return np.full(u.size, mean)
    return 1.0 / (1.0 + np.exp(-(np.log(mean / (1.0 - mean)) + normal(u, 0.0, 1.0))))


def _nearest(
    x: NDArray[np.int32], y: NDArray[np.int32], sites: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Return slots of the nearest ``sites`` in order and their distances, shape (people, most); -1 where too few."""
    slots = np.full((x.size, most), NEVER, np.int16)
    away = np.full((x.size, most), np.iinfo(np.int32).max, np.int64)
    for first in range(0, x.size, 65_536):
        part = slice(first, first + 65_536)
        distance = metres(sites[:, 0], sites[:, 1], x[part, None], y[part, None])
        order = np.argsort(distance, axis=1, kind="stable")[:, :most]
        slots[part, : order.shape[1]] = order
        away[part, : order.shape[1]] = np.take_along_axis(distance, order, axis=1)
    return slots, away
