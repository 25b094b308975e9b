"""Stations: jobs wait for a place and for somebody of the crew; driven by callbacks, not by processes.

A `Crew` is people on a roster; the stations it serves are offered free hands in order of priority, first come
first served within each. A job costs one event to end its service, and one more if it may lose patience.
Every station keeps the integrals of its queue and of its busy places, so that Little's law is an identity of
integers: the integral of the number present = the times in the system of all jobs, whole or so far.
"""

from collections import deque
from collections.abc import Callable, Generator
from heapq import heappush
from typing import Any

import simpy
from simpy.events import NORMAL, Event

from sim.clock import Call as Call
from sim.clock import Happening

Served = tuple[int, int, int]
"""A job, when its service began, when it ended."""
Done = Callable[[Served], object]
"""Hears of a service that ended; a list's ``append`` will do."""
GaveUp = Callable[[int], None]
"""Called with the job that lost patience; the clock says when."""
Process = Generator[Event, Any, None]


class _End(Happening):
    """The end of a service; used again and again by its station."""

    __slots__ = ("began", "done", "ended", "job", "station")
    job: int
    began: int
    ended: int
    done: Done

    def __init__(self, station: "Station") -> None:
        self.station = station

    def happen(self) -> None:
        """Let the job go and offer the free hand to who waits."""
        station, now = self.station, self.ended
        crew = station.crew
        busy = station.busy
        # As `_account` does, without the call: every service ends here.
        span = now - station._since
        if span:
            station.busy_area += span * busy
            if station.waiting:
                station.queue_area += span * station.waiting
            station._since = now
        station.busy = busy - 1
        station.left += now
        if crew.busy > crew.size:
            crew.paid_time()  # somebody works past the shift: paid until now
        crew.busy -= 1
        self.done((self.job, self.began, now))
        station._ends.append(self)
        if crew.waiting:
            crew.offer()


class Crew:
    """People who serve several stations; ``size`` of them are at work."""

    __slots__ = ("_paid_since", "busy", "env", "paid", "size", "stations", "waiting")

    def __init__(self, env: simpy.Environment, size: int) -> None:
        self.env = env
        self.size = size
        self.busy = 0
        self.waiting = 0
        """jobs that wait at any of the stations"""
        self.stations: list[Station] = []
        """in order of priority"""
        self.paid = 0
        """person-milliseconds at work until `_paid_since`"""
        self._paid_since = int(env.now)

    def resize(self, size: int) -> None:
        """Change how many are at work; those who serve finish their job first.

        Raises:
            ValueError: fewer than nobody.
        """
        if size < 0:
            raise ValueError(f"a crew cannot have {size} people")
        self.paid_time()
        self.size = size
        self.offer()

    def paid_time(self) -> int:
        """Return person-milliseconds paid so far: on the roster, or finishing a job after its end."""
        now = int(self.env.now)
        self.paid += (now - self._paid_since) * max(self.size, self.busy)
        self._paid_since = now
        return self.paid

    def offer(self) -> None:
        """Put free hands to work where somebody waits and a place is free."""
        while self.waiting and self.busy < self.size:
            for station in self.stations:
                if station.waiting and station.busy < station.places:
                    station.start_next()
                    break
            else:
                return


class Station:
    """A queue with ``places`` (tills, benches), served by a crew.

    Args:
        env: the world's clock.
        crew: whose hands a job needs; stations made earlier for a crew come first.
        places: jobs served at the same time, at most.
        room: jobs that may wait, at most; None for as many as come.
    """

    __slots__ = (
        "_agenda",
        "_ends",
        "_number",
        "_queue",
        "_since",
        "arrived",
        "busy",
        "busy_area",
        "crew",
        "env",
        "left",
        "places",
        "queue_area",
        "queue_max",
        "room",
        "waiting",
    )

    def __init__(self, env: simpy.Environment, crew: Crew, places: int, room: int | None = None) -> None:
        self.env = env
        self.crew = crew
        self.places = places
        self.room = room
        self.busy = 0
        self.waiting = 0
        self.queue_max = 0
        self.queue_area = 0
        """job-milliseconds spent waiting, until `_since`"""
        self.busy_area = 0
        """job-milliseconds spent in service, until `_since`"""
        self.arrived = 0
        """sum of the arrival times of all jobs let in"""
        self.left = 0
        """sum of the departure times of all jobs gone"""
        self._since = int(env.now)
        self._queue: deque[list[Any]] = deque()
        self._ends: list[_End] = []
        self._agenda: Any = env._queue  # SimPy's type knows events of its own only
        self._number = env._eid.__next__
        crew.stations.append(self)

    def join(
        self, job: int, service: int, done: Done, patience: int | None = None, gave_up: GaveUp | None = None
    ) -> bool:
        """Let ``job`` in, to be served for ``service`` ms; return False when the waiting room is full.

        A job that is still waiting after ``patience`` ms leaves, and ``gave_up`` hears of it.
        """
        now: int = self.env._now  # type: ignore[assignment]  # whole, though SimPy says float
        crew, busy, waiting = self.crew, self.busy, self.waiting
        # As `_account` does, without the call: every job passes here.
        span = now - self._since
        if span:
            self.busy_area += span * busy
            if waiting:
                self.queue_area += span * waiting
            self._since = now
        if not waiting and busy < self.places and crew.busy < crew.size:
            self.arrived += now
            self._begin(job, service, done)
            return True
        if self.room is not None and waiting >= self.room:
            return False
        self.arrived += now
        entry = [job, service, done, gave_up]
        self._queue.append(entry)
        self.crew.waiting += 1
        self.waiting += 1
        if self.waiting > self.queue_max:
            self.queue_max = self.waiting
        if patience is not None:
            Call(self.env, patience, self._tire, entry)
        return True

    def start_next(self) -> None:
        """Begin serving the first job that still waits."""
        self._account()
        entry = self._queue.popleft()
        while entry[2] is None:  # gave up earlier: its time has been accounted for
            entry = self._queue.popleft()
        self.waiting -= 1
        self.crew.waiting -= 1
        job, service, done, _ = entry
        entry[2] = None
        self._begin(job, service, done)

    def move_places(self, places: int) -> None:
        """Open or close places; a job in service stays until it is done."""
        self.places = places
        self.crew.offer()

    def present_time(self) -> tuple[int, int]:
        """Return Little's two sides: the integral of the number present, and the times in system so far."""
        self._account()
        present = self.waiting + self.busy
        return self.queue_area + self.busy_area, self.left - self.arrived + present * self._since

    def read(self) -> tuple[int, int, int]:
        """Return (busy, queue) job-milliseconds so far and the longest queue since the last reading."""
        self._account()
        longest, self.queue_max = self.queue_max, self.waiting
        return self.busy_area, self.queue_area, longest

    def idle_since(self, busy: int, queue: int) -> bool:
        """Return whether nobody has been here since busy and queued time were ``busy`` and ``queue``."""
        return not self.busy and not self.waiting and self.busy_area == busy and self.queue_area == queue

    def _account(self) -> None:
        # The property behind `now` costs as much as the rest of this method; times are whole here.
        now: int = self.env._now  # type: ignore[assignment]  # whole, though SimPy says float
        span = now - self._since
        if span:
            self.busy_area += span * self.busy
            if self.waiting:
                self.queue_area += span * self.waiting
            self._since = now

    def _begin(self, job: int, service: int, done: Done) -> None:
        now = self._since
        self.busy += 1
        self.crew.busy += 1
        ends = self._ends
        end = ends.pop() if ends else _End(self)
        end.job, end.began, end.done = job, now, done
        end.ended = ended = now + service
        heappush(self._agenda, (ended, NORMAL, self._number(), end))

    def _tire(self, entry: list[Any]) -> None:
        if entry[2] is None:
            return
        self._account()
        job, _, _, gave_up = entry
        entry[2] = None
        self.waiting -= 1
        self.crew.waiting -= 1
        self.left += self._since
        if gave_up is not None:
            gave_up(job)


def unlimited(env: simpy.Environment) -> Crew:
    """Return a crew that never runs out, for stations limited by their places alone (self-checkouts)."""
    return Crew(env, 1 << 30)
