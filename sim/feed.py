"""The feed: hands jobs to the world one by one at their times, with a single armed event.

One process or event a job would keep SimPy's agenda deep and dear; the feed keeps future jobs in columns.
What lies beyond the stretch being simulated waits for its turn, so results do not depend on how a day is cut.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.station import Call


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
        self._next = 0

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
        due = columns[0] < until
        self._pending = [tuple(column[~due] for column in columns)] if not due.all() else []
        if not due.any():
            return
        columns = [column[due] for column in columns]
        order = np.lexsort((columns[1], columns[0]))
        self._rows = list(zip(*(column[order].tolist() for column in columns), strict=True))
        self._next = 0
        Call(self._env, self._rows[0][0] - int(self._env.now), self._hand_over, None)

    def _hand_over(self, _: None) -> None:
        rows, i = self._rows, self._next
        now = rows[i][0]
        last = len(rows)
        while i < last and rows[i][0] == now:
            self._deliver(*rows[i][1:])
            i += 1
        self._next = i
        if i < last:
            Call(self._env, rows[i][0] - now, self._hand_over, None)
