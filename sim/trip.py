"""A trip: one rider fetches orders of one store and brings them door by door, leg by leg on the world's clock."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import simpy

from sim.errand import Errand
from sim.pace import Pace, Stops
from sim.station import Call


@dataclass(slots=True)
class Trip:
    """Errands of one store in the order of their doors; times in ms."""

    errands: Sequence[Errand]
    from_x: int
    """where it begins, metres east"""
    from_y: int
    """and north"""
    start: int = 0
    """set off, empty"""
    loaded: int = 0
    """left the store"""
    empty: int = 0
    """metres without goods"""
    full: int = 0
    """metres with goods"""
    at_counter: bool = False
    """the rider stands in the store"""
    next: int = 0
    """row of the errand whose door comes next"""


class Rides:
    """Carries trips out.

    Args:
        env: the world's clock.
        pace: asked at the beginning of every leg.
        stops: times spent standing.
        sd: standard deviation of the logarithm of riding times.
        hear: told of each errand at its door, and of each trip that ended.
    """

    def __init__(
        self,
        env: simpy.Environment,
        pace: Pace,
        stops: Stops,
        sd: float,
        hear: tuple[Callable[[Trip, Errand], None], Callable[[Trip], None]],
    ) -> None:
        self._env = env
        self._pace = pace
        self._stops = stops
        self._sd = sd
        self._handed_over, self._done = hear

    def set_off(self, trip: Trip) -> None:
        """Ride to the store."""
        first = trip.errands[0]
        trip.start = int(self._env.now)
        trip.empty = straight(trip.from_x, trip.from_y, first.from_x, first.from_y)
        Call(self._env, self._leg(trip.empty, first) + self._stops.arriving, self._arrive, trip)

    def goods_ready(self, trip: Trip) -> None:
        """Load if the rider is there and every order is bagged."""
        if trip.at_counter and all(errand.bagged for errand in trip.errands):
            Call(self._env, self._stops.leaving, self._load, trip)

    def _arrive(self, trip: Trip) -> None:
        trip.at_counter = True
        self.goods_ready(trip)

    def _load(self, trip: Trip) -> None:
        trip.loaded = int(self._env.now)
        first = trip.errands[0]
        self._ride_on(trip, first.from_x, first.from_y, 0)

    def _ride_on(self, trip: Trip, x: int, y: int, pause: int) -> None:
        errand = trip.errands[trip.next]
        away = straight(x, y, errand.to_x, errand.to_y)
        trip.full += away
        Call(self._env, pause + self._leg(away, errand) + self._stops.at_door, self._at_door, trip)

    def _at_door(self, trip: Trip) -> None:
        errand = trip.errands[trip.next]
        trip.next += 1
        self._handed_over(trip, errand)
        pause = self._stops.after_door
        if trip.next < len(trip.errands):
            self._ride_on(trip, errand.to_x, errand.to_y, pause)
        elif pause:
            Call(self._env, pause, self._done, trip)
        else:
            self._done(trip)

    def _leg(self, metres: int, errand: Errand) -> int:
        slowness = math.exp(self._sd * errand.luck - self._sd**2 / 2)
        return self._pace.leg(int(self._env.now), metres, slowness)


def straight(x0: int, y0: int, x1: int, y1: int) -> int:
    """Return metres in a straight line."""
    return round(math.hypot(x1 - x0, y1 - y0))
