"""Overflow: a third party's riders take what our own cannot, when they have somebody, at a fee that surges."""

from collections.abc import Callable

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.errand import Errand
from sim.pace import Pace, Stops
from sim.rider_terms import OverflowSpec
from sim.station import Call
from sim.trip import straight

Brought = Callable[[Errand, int, int, int], None]
"""Told of an errand at its door: when it was taken, when it left the store, the fee in fen."""
_HALVES = 1 << 16
"""a uniform of 32 bits holds two of 16: what riders answer is settled by the upper half, by the lower this"""


class Overflow:
    """Offers errands to a third party whose riders come from anywhere.

    Args:
        env: the world's clock.
        spec: what the planner said.
        levers: live arrays of shape (1,): share of askings that find somebody; factor on the fee.
        pace: how fast they ride.
        stops: times spent standing.
    """

    def __init__(
        self,
        env: simpy.Environment,
        spec: OverflowSpec,
        levers: tuple[NDArray[np.float64], NDArray[np.float64]],
        pace: Pace,
        stops: Stops,
    ) -> None:
        self.under_way = 0
        """errands with the third party's riders"""
        self._env = env
        self._spec = spec
        self._available, self._price = levers
        self._pace = pace
        self._stops = stops

    def takes(self, errand: Errand) -> bool:
        """Return whether somebody takes the errand now: once nobody ever having been there is too unlikely."""
        errand.unanswered *= 1.0 - float(self._available[0])
        return errand.unanswered < errand.mood * _HALVES % 1.0

    def bring(self, errand: Errand, slowness: float, brought: Brought) -> None:
        """Carry the errand out: their rider comes, loads and rides."""
        fee = round(self._spec.fee * float(self._price[0]) * (1.0 + self._spec.surge * self.under_way))
        self.under_way += 1
        now = int(self._env.now)
        loaded = now + round(self._spec.arrives * slowness) + self._stops.arriving + self._stops.leaving
        way = straight(errand.from_x, errand.from_y, errand.to_x, errand.to_y)
        end = loaded + self._pace.leg(now, way, slowness) + self._stops.at_door
        Call(self._env, end - now, self._at_door, (errand, now, loaded, fee, brought))

    def _at_door(self, ride: tuple[Errand, int, int, int, Brought]) -> None:
        errand, taken, loaded, fee, brought = ride
        self.under_way -= 1
        brought(errand, taken, loaded, fee)
