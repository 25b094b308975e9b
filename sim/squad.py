"""The squad: riders at work, each in exactly one place: idle, out on trips, or on a break."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sim.dispatch import Riders, Terms
from sim.tables import as_columns
from sim.trip import Trip

FOREVER = 1 << 60
"""shift end of a rider whom a roster may call back any time"""


@dataclass(slots=True, eq=False)
class Rider:
    """A rider and what was assigned to them."""

    number: int
    x: int
    """where the rider is free next, metres east"""
    y: int
    """and north"""
    until: int = FOREVER
    """last moment for leaving a store with goods, ms"""
    free: int = 0
    """when all that was assigned is expected to be done, ms"""
    trips: deque[Trip] = field(default_factory=deque)
    """the first is under way"""

    def expect(self, trip: Trip, now: int, terms: Terms) -> None:
        """Reckon when and where the rider is free after ``trip``, too."""
        errands = trip.errands
        stops = [(self.x, self.y), (errands[0].from_x, errands[0].from_y), *((one.to_x, one.to_y) for one in errands)]
        ways = [math.hypot(stop[0] - start[0], stop[1] - start[1]) for start, stop in pairwise(stops)]
        empty, *full = terms.ride(np.array(ways)).tolist()
        there = max(self.free, now) + empty + terms.arriving
        leaves = max(there, *(errand.ready for errand in errands)) + terms.leaving
        self.free = leaves + sum(full) + len(errands) * (terms.at_door + terms.after_door)
        self.x, self.y = stops[-1]

    def begin_anew(self, ended: Trip, now: int, terms: Terms) -> None:
        """Reckon anew from where and when ``ended`` truly ended."""
        last = ended.errands[-1]
        self.x, self.y, self.free = last.to_x, last.to_y, now
        for trip in self.trips:
            self.expect(trip, now, terms)


class Squad:
    """Idle riders, riders out and riders on a break; a roster sets how many there are.

    Args:
        base: metres east and north where shifts begin.
    """

    def __init__(self, base: tuple[int, int]) -> None:
        self.size = 0
        self.idle: list[Rider] = []
        self.out: dict[int, Rider] = {}
        self.resting: list[Rider] = []
        self.due: dict[int, Rider] = {}
        """riders whose shift is known and has not begun; trips may be waiting for them"""
        self.called = 0
        """riders who ever came to work"""
        self.gone = 0
        """and who went home"""
        self._base = base
        self._breaks = 0

    @property
    def present(self) -> int:
        """Return how many are at work, breaks included."""
        return len(self.idle) + len(self.out) + len(self.resting)

    def resize(self, size: int) -> None:
        """Put ``size`` riders to work; those who are out finish their trips first."""
        self.size = size
        while self.present < size:
            self.sign_on(*self._base)
        for group in (self.idle, self.resting):
            while group and self.present > size:
                group.pop()
                self.gone += 1

    def rest(self, riders: int) -> None:
        """Let ``riders`` of them have a break; who is out begins it after their trips."""
        self._breaks = riders
        while self.idle and len(self.resting) < riders:
            self.resting.append(self.idle.pop(0))
        while len(self.resting) > riders:
            self.idle.append(self.resting.pop(0))

    def sign_on(self, x: int, y: int) -> None:
        """Put a new rider to work, idle at ``x``, ``y``."""
        self.idle.append(Rider(self.called, x, y))
        self.called += 1

    def announce(self, rider: Rider) -> None:
        """Hear of a rider who begins at ``rider.free``: `begin` says so."""
        self.due[rider.number] = rider

    def begin(self, rider: Rider) -> None:
        """Put a rider to work whose shift was announced."""
        del self.due[rider.number]
        self.called += 1
        self.size += 1
        self.idle.append(rider)

    def sign_off(self, rider: Rider) -> None:
        """Send a rider with a shift of their own home; who is out goes home after the last trip."""
        self.size -= 1
        if rider in self.idle:
            self.idle.remove(rider)
            self.gone += 1

    def leave(self, rider: Rider) -> None:
        """Move a rider from idle to out."""
        self.idle.remove(rider)
        self.out[rider.number] = rider

    def back(self, rider: Rider, now: int) -> None:
        """Move a rider who has done all trips to idle, into a break or home."""
        over = self.present > self.size if rider.until == FOREVER else now >= rider.until
        del self.out[rider.number]
        if over:
            self.gone += 1
        elif len(self.resting) < self._breaks:
            self.resting.append(rider)
        else:
            self.idle.append(rider)


def rider_columns(riders: Sequence[Rider], now: int) -> Riders:
    """Return riders as a rule sees them; who is out is not free before the next moment."""
    rows = []
    for r in riders:
        soonest = now + 1 if r.trips else now
        rows.append((r.number, r.x, r.y, r.free if r.free > soonest else soonest, r.until))
    return Riders(*as_columns(rows, 5))
