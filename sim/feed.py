"""The feed: runs the clock, and hands jobs to the world one by one at their times, between SimPy's events.

One process or event a job would keep SimPy's agenda deep and dear; the feed keeps future jobs in columns, beside it.
What lies beyond the stretch being simulated waits for its turn, so results do not depend on how a day is cut.
"""

from collections.abc import Callable
from itertools import chain, repeat
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.clock import run_until

Deliver = Callable[..., Any]
Columns = tuple[NDArray[np.int64], ...]
Block = NDArray[np.int64]
"""Jobs as columns, the time first; shape (columns, jobs)."""


class Source:
    """Future jobs of one kind, each a row of integers.

    Args:
        deliver: called with the row's columns at the row's time.
    """

    def __init__(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self._pending: list[Block] = []

    def __len__(self) -> int:
        """Return how many jobs wait beyond the stretch simulated so far."""
        return sum(block.shape[1] for block in self._pending)

    def add(self, time: NDArray[np.int64], *columns: NDArray[np.int64]) -> None:
        """Take jobs in; ``time`` is not before now; the first column breaks ties."""
        self._pending.append(np.array((time, *columns)))

    def due(self, until: int) -> Block | None:
        """Return the jobs due before ``until``, in order, if there are any; the others stay."""
        if not self._pending:
            return None
        block = np.concatenate(self._pending, axis=1)
        order = np.lexsort((block[1], block[0]))
        last = int(np.searchsorted(block[0], until, sorter=order))
        self._pending = [block[:, order[last:]]] if last < order.size else []
        return block[:, order[:last]] if last else None


class Feed:
    """The jobs of all sources of one clock; who comes at the instant of an event comes before it.

    Args:
        env: the world's clock.
    """

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._sources: list[Source] = []

    def source(self, deliver: Deliver) -> Source:
        """Return a new source; at the same instant the jobs of sources made earlier come first."""
        self._sources.append(Source(deliver))
        return self._sources[-1]

    def run_until(self, until: int) -> None:
        """Let all jobs come and everything on the agenda happen that is due before ``until``; then it is ``until``."""
        env, agenda = self._env, self._env._queue
        for time, deliver, row in self._due(until):
            if agenda and agenda[0][0] < time:
                run_until(env, time)
            env._now = time
            deliver(*row)
        run_until(env, until)

    def run_out(self) -> None:
        """Let all jobs come, and run the agenda until it is empty."""
        for time, deliver, row in self._due(1 << 62):
            run_until(self._env, time)
            deliver(*row)
        self._env.run()

    def _due(self, until: int) -> "zip[tuple[int, Deliver, list[int]]]":
        """Return (time, receiver, columns) of every job due before ``until``, in order."""
        due = [(source.deliver, block) for source in self._sources if (block := source.due(until)) is not None]
        times: list[int] = list(chain.from_iterable(block[0].tolist() for _, block in due))
        receivers = list(chain.from_iterable(repeat(deliver, block.shape[1]) for deliver, block in due))
        rows = list(chain.from_iterable(block[1:].T.tolist() for _, block in due))
        if len(due) > 1:
            order = np.argsort(times, kind="stable").tolist()
            times = list(map(times.__getitem__, order))
            receivers = list(map(receivers.__getitem__, order))
            rows = list(map(rows.__getitem__, order))
        return zip(times, receivers, rows, strict=True)
