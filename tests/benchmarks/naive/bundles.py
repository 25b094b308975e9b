"""Bundles: orders of a store share a trip where that saves time, and trips find riders by least cost.

The rule of `sim.rolling_batch`, for goods that are at the counter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import dist
from typing import TYPE_CHECKING

from scipy.optimize import linear_sum_assignment

from sim.units import HOUR, MINUTE

if TYPE_CHECKING:
    from naive.riders import Errand, Rider

    from sim.places import FleetSpec

LEFT_BEHIND = 2 * HOUR
"""cost of an order without a rider"""
SOON = 10 * MINUTE
"""riders free within it count when load is judged"""


@dataclass(slots=True)
class Bundle:
    """Orders of one store in the order of their doors."""

    errands: tuple["Errand", ...]
    after: float
    """ms from leaving the counter to each hand-over, added up"""
    busy: float
    """ms from leaving the counter until the rider is free"""


class Batch:
    """One decision: what waits, who might ride, and how long ways take now."""

    def __init__(
        self, now: float, errands: Sequence["Errand"], riders: Sequence["Rider"], spec: "FleetSpec", speed: float
    ) -> None:
        self.now = now
        self.errands = errands
        self.riders = riders
        self.spec = spec
        self.speed = speed
        soon = sum(rider.free <= now + SOON for rider in riders)
        self.price = max(len(errands) / max(soon, 1) - 1.0, 0.0)
        """ms of orders' time that a ms of a rider's is worth"""

    def trips(self) -> list[tuple["Rider", tuple["Errand", ...]]]:
        """Return which idle rider takes which orders now."""
        bundles = self.bundles()
        costs = [[self.cost(rider, bundle) for bundle in bundles] for rider in self.riders]
        matches = zip(*linear_sum_assignment(costs), strict=True)
        pairs = [(self.riders[row], bundles[column].errands) for row, column in matches]
        return [(rider, errands) for rider, errands in pairs if rider.free <= self.now]

    def bundles(self) -> list[Bundle]:
        """Return all errands, each in one bundle."""
        by_store: dict[int, list[Bundle]] = {}
        for errand in sorted(self.errands, key=lambda one: one.ready):
            self.add(by_store.setdefault(errand.order.site, []), errand)
        return [bundle for group in by_store.values() for bundle in group]

    def add(self, group: list[Bundle], errand: "Errand") -> None:
        """Put an errand into the bundle of its store where that saves most, or into one of its own."""
        alone = self.bundle((errand,))
        best, most = None, 0.0
        for nth, bundle in enumerate(group):
            if len(bundle.errands) < self.spec.capacity:
                together = self.bundle((*bundle.errands, errand))
                saved = self.weight(bundle) + self.weight(alone) - self.weight(together)
                if saved > most:
                    best, most = (nth, together), saved
        if best is None:
            group.append(alone)
        else:
            group[best[0]] = best[1]

    def bundle(self, errands: tuple["Errand", ...]) -> Bundle:
        """Return orders in the order in which their doors are reached soonest."""
        return min(map(self.tour, permutations(errands)), key=lambda one: one.after)

    def tour(self, errands: tuple["Errand", ...]) -> Bundle:
        """Return orders in the order given."""
        spec, at = self.spec, errands[0].store
        clock = after = 0.0
        for errand in errands:
            clock += self.ride(dist(at, errand.home)) + spec.at_door
            after += clock
            clock += spec.after_door
            at = errand.home
        return Bundle(errands, after, clock)

    def weight(self, bundle: Bundle) -> float:
        """Return the time of its orders, and a rider's at its price; the way to the store is taken as long as back."""
        return len(bundle.errands) * self.leaving + bundle.after + self.price * (self.spec.at_store + 2 * bundle.busy)

    def cost(self, rider: "Rider", bundle: Bundle) -> float:
        """Return what a match costs: time until the doors, less the orders' age, and the rider's time at its price."""
        first, n = bundle.errands[0], len(bundle.errands)
        fetched = rider.free + self.ride(dist((rider.x, rider.y), first.store)) + self.spec.at_store - self.leaving
        leaves = max(fetched, self.now) + self.leaving
        age = sum(self.now - errand.since for errand in bundle.errands)
        work = self.price * (leaves + bundle.busy - rider.free)
        return n * (leaves - self.now) + bundle.after - age + work - LEFT_BEHIND * n * (1 + self.price)

    def ride(self, metres: float) -> float:
        """Return ms for a way."""
        return metres * HOUR / self.speed

    @property
    def leaving(self) -> int:
        """Return ms in the store once the goods are in hand."""
        return self.spec.at_store - self.spec.at_store // 2
