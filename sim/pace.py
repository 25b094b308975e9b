"""Pace: how long riders take for a way, by the fleet's speed, the hour's traffic and the day's weather."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.dispatch import Terms, Whole
from sim.places import FleetSpec
from sim.units import DAY, HOUR


class Stops(NamedTuple):
    """Times a trip spends standing, ms."""

    arriving: int
    """at the store, before the goods are in hand"""
    leaving: int
    """and after"""
    at_door: int
    """from the stop to the customer's hands"""
    after_door: int = 0
    """from there until the rider rides on"""


class Pace(Protocol):
    """Turns metres into times."""

    def leg(self, now: int, metres: int, slowness: float) -> int:
        """Return ms for a leg that begins ``now``; ``slowness`` is 1 on average."""
        ...

    def ways(self, now: int, metres: NDArray[np.float64]) -> Whole:
        """Return ms for ways of average luck, any shape."""
        ...


class CityPace:
    """The fleet's speed, slower in its rush hours and by the lever ``riders.speed``.

    Args:
        spec: what the planner said.
        factor: the lever, shape (1,), read live.
    """

    def __init__(self, spec: FleetSpec, factor: NDArray[np.float64]) -> None:
        self._speed = spec.speed
        self._factor = factor
        self._rush = tuple(spec.rush.values())

    def speed(self, now: int) -> float:
        """Return metres an hour."""
        clock = now % DAY
        speed = self._speed * float(self._factor[0])
        for hours in self._rush:
            if hours.start <= clock < hours.end:
                speed *= hours.speed
        return speed

    def leg(self, now: int, metres: int, slowness: float) -> int:
        """Return ms for a leg that begins ``now``: the speed of its first moment holds for all of it."""
        return round(metres * HOUR / self.speed(now) * slowness)

    def ways(self, now: int, metres: NDArray[np.float64]) -> Whole:
        """Return ms for ways of average luck."""
        return np.rint(metres * HOUR / self.speed(now)).astype(np.int64)


def terms_at(now: int, pace: Pace, stops: Stops, capacity: int) -> Terms:
    """Return what a dispatch rule may know of times and loads."""
    ride: Callable[[NDArray[np.float64]], Whole] = partial(pace.ways, now)
    return Terms(ride, *stops, capacity)
