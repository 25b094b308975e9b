"""The feed: hands jobs to the world one by one at their times, with a single armed event.

One process or event a job would keep SimPy's agenda deep and dear; the feed keeps future jobs in columns.
What lies beyond the stretch being simulated waits for its turn, so results do not depend on how a day is cut.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.events import NORMAL, Event

from sim.clock import post


class _Next(Event):
    """The one armed event of a feed, used again and again."""

    __slots__ = ()

    def __init__(self, env: simpy.Environment) -> None:
        self.env, self._value, self._ok = env, None, True


class Feed:
    """Future jobs of one kind, each a row of integers.

    Args:
        env: the world's clock.
        deliver: called with the row's columns at the row's time.
    """

    def __init__(self, env: simpy.Environment, deliver: Callable[..., Any]) -> None:
        self._env = env
        self._deliver = deliver
        self._pending: list[tuple[NDArray[np.int64], ...]] = []
        self._rows: list[tuple[int, ...]] = []
        self._times: list[int] = []
        self._next = 0
        self._event = _Next(env)
        self._on_event: list[Any] = [self._hand_over]

    def __len__(self) -> int:
        """Return how many jobs are still to be handed over."""
        return len(self._rows) - self._next + sum(columns[0].size for columns in self._pending)

    def add(self, time: NDArray[np.int64], *columns: NDArray[np.int64]) -> None:
        """Take jobs in; ``time`` is not before now; the first column breaks ties."""
        self._pending.append((time, *columns))

    def arm(self, until: int) -> None:
        """Hand over, as the clock runs, all jobs due before ``until``."""
        if not self._pending:
            return
        columns = [np.concatenate(parts) for parts in zip(*self._pending, strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        due = int(np.searchsorted(columns[0], until, sorter=order))
        now, later = order[:due], order[due:]
        self._pending = [tuple(column[later] for column in columns)] if later.size else []
        if due:
            self._times = columns[0][now].tolist()
            self._rows = list(zip(*(column[now].tolist() for column in columns[1:]), strict=True))
            self._next = 0
            self._event.callbacks = self._on_event
            post(self._env, self._event, self._times[0] - int(self._env.now))

    def _hand_over(self, _: Event) -> None:
        times, i = self._times, self._next
        now = times[i]
        last = len(times)
        while i < last and times[i] == now:
            self._deliver(*self._rows[i])
            i += 1
        self._next = i
        if i < last:
            self._event.callbacks = self._on_event
            # As `post` does, without the call: every arrival passes here.
            heappush(self._env._queue, (times[i], NORMAL, next(self._env._eid), self._event))
