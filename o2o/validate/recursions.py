"""Recursions: what a queue must do with given arrivals and services, in a few lines, for many replications at once.

Arrays have shape (jobs, replications), times are integer ticks, jobs come in order of arrival.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]

NEVER = -1
"""start and end of a job that was not served"""


class Paths(NamedTuple):
    """When each job arrived, began and ended; `NEVER` where it was lost."""

    arrive: Times
    begin: Times
    end: Times


def first_come(arrive: Times, service: Times, servers: int, patience: Times | None = None) -> Paths:
    """Return the paths through ``servers`` in order of arrival (Kiefer and Wolfowitz 1955).

    Args:
        arrive: arrival times.
        service: service times.
        servers: how many serve.
        patience: longest wait each job accepts; None for any. With 0 it is a loss system.
    """
    jobs, replications = arrive.shape
    free = np.zeros((servers, replications), np.int64)
    column = np.arange(replications)
    begin, end = np.empty_like(arrive), np.empty_like(arrive)
    for job in range(jobs):
        soonest = free.argmin(axis=0) if servers > 1 else np.zeros(replications, np.intp)
        now = np.maximum(arrive[job], free[soonest, column])
        gone = now + service[job]
        if patience is not None:
            lost = now - arrive[job] > patience[job]
            gone = np.where(lost, free[soonest, column], gone)
            now = np.where(lost, NEVER, now)
        free[soonest, column] = gone
        begin[job], end[job] = now, np.where(now == NEVER, NEVER, gone)
    return Paths(arrive, begin, end)


def limited_room(arrive: Times, service: Times, most: int) -> Paths:
    """Return the paths through a single server where at most ``most`` jobs are present, the one served included."""
    jobs, replications = arrive.shape
    ends = np.zeros((most, replications), np.int64)
    begin, end = np.empty_like(arrive), np.empty_like(arrive)
    for job in range(jobs):
        lost = ends[0] > arrive[job]
        now = np.maximum(arrive[job], ends[-1])
        gone = now + service[job]
        ends = np.where(lost, ends, np.concatenate((ends[1:], gone[None])))
        begin[job], end[job] = np.where(lost, NEVER, now), np.where(lost, NEVER, gone)
    return Paths(arrive, begin, end)


def by_priority(arrive: list[int], service: list[int], rank: list[int], servers: int) -> list[int]:
    """Return when each job begins if the lowest rank, then the earliest, goes first; no two times may coincide."""
    free = [0] * servers
    begin = [NEVER] * len(arrive)
    waiting: list[tuple[int, int]] = []
    job = 0
    while job < len(arrive) or waiting:
        now = heappop(free)
        if not waiting:
            now = max(now, arrive[job])
        while job < len(arrive) and arrive[job] <= now:
            heappush(waiting, (rank[job], job))
            job += 1
        chosen = heappop(waiting)[1]
        begin[chosen] = now
        heappush(free, now + service[chosen])
    return begin
