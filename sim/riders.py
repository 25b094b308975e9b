"""Riders: a fleet on a roster; the nearest free rider takes the oldest order that waits."""

import math
from collections import deque

import simpy

from sim.errand import Errand
from sim.facts import Facts, Vehicle
from sim.fleet_census import Census
from sim.pace import Pace
from sim.places import FleetSpec
from sim.roster import Roster
from sim.station import Call
from sim.tables import as_columns

_RIDERS = 1 << 20
"""more than a fleet will ever call"""


Rider = tuple[int, int, int]
"""metres east and north where the last errand ended, and the rider's number"""


class Fleet:
    """Riders of one fleet who take one order at a time, as soon as one waits.

    Args:
        env: the world's clock.
        slot: the fleet's site slot.
        spec: what the planner said.
        base: metres east and north where shifts begin.
        facts: where trips are noted.
        pace: riding times.
    """

    ahead = 0
    """riders go when the goods are ready"""

    def __init__(
        self, env: simpy.Environment, slot: int, spec: FleetSpec, base: tuple[int, int], facts: Facts, pace: Pace
    ) -> None:
        self.slot = slot
        self.spec = spec
        self.roster = Roster(spec.shifts)
        self.size = 0
        self.riding = 0
        self.queue_max = 0
        self.delivered: list[tuple[int, int, int, int]] = []
        """(order, left the store, at the door, fen paid for the drop) since the world last looked"""
        self.refused: list[tuple[int, int]] = []
        """(order, when) that waited too long"""
        self._env = env
        self._base = base
        self._sd = math.sqrt(math.log1p(spec.cv**2))
        self._pace = pace
        self._trips = facts["trips"]
        self._noted: list[tuple[int, ...]] = []
        self._free: list[Rider] = []
        self._called = self._gone = self._taken = self._ended = 0
        self._waiting: deque[Errand] = deque()
        self._since = 0
        self._paid = 0
        self._busy = 0
        self._queue = 0

    @property
    def waiting(self) -> int:
        """Return how many errands wait for a rider."""
        return len(self._waiting)

    def resize(self, size: int) -> None:
        """Change how many riders are on the road; those who ride finish their errand first."""
        self._account()
        self.size = size
        while len(self._free) + self.riding < size:
            self._free.append((*self._base, self._called))
            self._called += 1
        while self._free and len(self._free) + self.riding > size:
            self._free.pop()
            self._gone += 1
        self._dispatch()

    def announce(self, errand: Errand) -> None:
        """Nobody is sent ahead of the goods."""

    def take(self, errand: Errand) -> None:
        """Accept an errand: it waits for the nearest free rider, at most ``spec.gives_up``."""
        self._account()
        self._taken += 1
        self._waiting.append(errand)
        self.queue_max = max(self.queue_max, len(self._waiting))
        self._dispatch()
        if errand.waiting:
            Call(self._env, self.spec.gives_up, self._tire, errand)

    def read(self) -> tuple[int, int, int, int]:
        """Return (paid, busy, queue) milliseconds so far and the longest queue since the last reading."""
        self._account()
        longest, self.queue_max = self.queue_max, len(self._waiting)
        return self._paid, self._busy, self._queue, longest

    def note_trips(self) -> None:
        """Write finished trips to the facts."""
        if not self._noted:
            return
        vehicle, site, start, loaded, end, empty, full = as_columns(self._noted, 7)
        self._trips.append(
            len(self._noted),
            vehicle=vehicle,
            kind=Vehicle.RIDER,
            fleet=self.slot,
            site=site,
            orders=1,
            stops=1,
            start=start,
            loaded=loaded,
            end=end,
            metres_empty=empty,
            metres_loaded=full,
            cost=self.spec.per_drop,
            co2=self.spec.co2_per_km * (empty + full) // 1_000,
        )
        self._noted.clear()

    def census(self) -> Census:
        """Return who and what is where."""
        return Census(
            called=self._called,
            gone=self._gone,
            idle=len(self._free),
            out=self.riding,
            resting=0,
            taken=self._taken,
            waiting=len(self._waiting),
            assigned=self.riding,
            outsourced=0,
            ended=self._ended,
            heaviest=1,
            capacity=1,
        )

    def _dispatch(self) -> None:
        while self._waiting and self._free:
            errand = self._waiting.popleft()
            errand.waiting = False
            self._ride(self._free.pop(self._nearest(errand)), errand)

    def _nearest(self, errand: Errand) -> int:
        """Return the place among the free of the rider nearest to the store; the lowest number on a tie."""
        x, y = errand.from_x, errand.from_y
        # Squared metres first, then the number, in one integer: this runs for every order over every free rider.
        away = [((rx - x) * (rx - x) + (ry - y) * (ry - y)) * _RIDERS + number for rx, ry, number in self._free]
        return away.index(min(away))

    def _ride(self, rider: Rider, errand: Errand) -> None:
        now = self._account()
        empty = _metres(rider[0], rider[1], errand.from_x, errand.from_y)
        full = _metres(errand.from_x, errand.from_y, errand.to_x, errand.to_y)
        slowness = math.exp(self._sd * errand.luck - self._sd**2 / 2)
        loaded = now + self._pace.leg(now, empty, slowness) + self.spec.at_store
        end = loaded + self._pace.leg(loaded, full, slowness) + self.spec.at_door
        self.riding += 1
        Call(self._env, end - now, self._arrive, (rider, errand, now, loaded, empty, full))

    def _arrive(self, ride: tuple[Rider, Errand, int, int, int, int]) -> None:
        rider, errand, start, loaded, empty, full = ride
        now = self._account()
        self.riding -= 1
        self._ended += 1
        self.delivered.append((errand.order, loaded, now, self.spec.per_drop))
        self._noted.append((rider[2], errand.site, start, loaded, now, empty, full))
        if len(self._free) + self.riding < self.size:  # else the shift is over
            self._free.append((errand.to_x, errand.to_y, rider[2]))
        else:
            self._gone += 1
        self._dispatch()

    def _tire(self, errand: Errand) -> None:
        if errand.waiting:
            now = self._account()
            errand.waiting = False
            self._ended += 1
            self._waiting.remove(errand)
            self.refused.append((errand.order, now))

    def _account(self) -> int:
        """Bring paid, busy and waiting time up to now, and return what time it is."""
        now: int = self._env._now  # type: ignore[assignment]  # whole, though SimPy says float
        span = now - self._since
        if span:
            self._paid += span * max(self.size, self.riding)
            self._busy += span * self.riding
            self._queue += span * len(self._waiting)
            self._since = now
        return now


def _metres(x0: int, y0: int, x1: int, y1: int) -> int:
    return round(math.hypot(x1 - x0, y1 - y0))
