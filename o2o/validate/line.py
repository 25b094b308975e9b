"""The line: jobs drawn from the random field, sent by a `Feed` to real `Station`s, and what became of them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.recursions import NEVER, Paths, Times
from sim.feed import Feed
from sim.random_field import Purpose
from sim.samplers import exponential, ticks
from sim.station import Crew, Served, Station

UNIT = 60_000
"""ticks in a unit of time: a minute"""
LONG_AFTER = 1 << 60

Sampler = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""uniforms -> times with mean 1"""


class Window(NamedTuple):
    """The counted stretch: jobs from ``first`` on, time from ``opens`` to ``closes``."""

    first: int
    opens: int
    closes: int


class Areas(NamedTuple):
    """Job-ticks spent waiting and in service inside the window; shape (replications,)."""

    queue: NDArray[np.int64]
    busy: NDArray[np.int64]


def window(rate: float, jobs: int, warm: int) -> Window:
    """Return the window after ``warm`` jobs that almost surely closes before the last of ``jobs`` arrives."""
    # SimPy's clock cannot be run to where it stands: the window opens one tick after the start at the earliest.
    return Window(warm, max(1, round(warm / rate * UNIT)), round((jobs - 6 * np.sqrt(jobs)) / rate * UNIT))


def arrivals(purpose: Purpose, rate: float, shape: tuple[int, int], ordinal: int) -> Times:
    """Return Poisson arrival times, shape (jobs, replications)."""
    u = purpose.dense(shape[0] * shape[1], ordinal).reshape(shape)
    return np.cumsum(ticks(exponential(u, UNIT / rate)), axis=0)


def services(purpose: Purpose, sampler: Sampler, shape: tuple[int, int], ordinal: int) -> Times:
    """Return service times with mean one `UNIT`."""
    return ticks(UNIT * sampler(purpose.dense(shape[0] * shape[1], ordinal).reshape(shape)))


def through_station(
    arrive: Times,
    service: Times,
    servers: int,
    counted: Window,
    *,
    room: int | None = None,
    patience: Times | None = None,
) -> tuple[Paths, Areas]:
    """Return what a `Station` with a `Crew` of ``servers`` does, one replication (column) after another."""
    begin, end = np.full_like(arrive, NEVER), np.full_like(arrive, NEVER)
    queue, busy = (np.zeros(arrive.shape[1], np.int64) for _ in range(2))
    for nth in range(arrive.shape[1]):
        env = simpy.Environment(initial_time=0)
        feed = Feed(env)
        station = Station(env, Crew(env, servers), 1 << 20, room)
        limits = None if patience is None else patience[:, nth].tolist()
        began, ended = _serve(feed, station, arrive[:, nth], service[:, nth], limits)
        feed.run_until(counted.opens)
        before = station.read()
        feed.run_until(counted.closes)
        after = station.read()
        feed.run_out()
        begin[:, nth], end[:, nth] = began, ended
        busy[nth], queue[nth] = after[0] - before[0], after[1] - before[1]
    return Paths(arrive, begin, end), Areas(queue, busy)


def _serve(
    feed: Feed, station: Station, arrive: Times, service: Times, patience: list[int] | None
) -> tuple[list[int], list[int]]:
    """Return lists that fill, as the clock runs, with when each job began and ended."""
    began, ended = [NEVER] * arrive.size, [NEVER] * arrive.size

    def done(served: Served) -> None:
        job, start, stop = served
        began[job], ended[job] = start, stop

    def join(job: int, time: int) -> None:
        station.join(job, time, done, patience=None if patience is None else patience[job])

    feed.source(join).add(arrive, np.arange(arrive.size), service)
    return began, ended


def areas_of(paths: Paths, leave: Times, counted: Window) -> Areas:
    """Return the same areas from when jobs arrived, began, ended or, unserved, left."""
    served = paths.begin != NEVER
    queue = _overlap(paths.arrive, np.where(served, paths.begin, leave), counted)
    busy = _overlap(paths.begin, paths.end, counted)
    return Areas(queue, busy)


def _overlap(start: Times, stop: Times, counted: Window) -> NDArray[np.int64]:
    clipped = np.clip(stop, counted.opens, counted.closes) - np.clip(start, counted.opens, counted.closes)
    total: NDArray[np.int64] = clipped.sum(axis=0)
    return total
