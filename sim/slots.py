"""Slots: stretches of the opening hours in which a store hands over no more than so many orders."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from sim.units import DAY

Times = NDArray[np.int64]


class Slots:
    """Gives each scheduled order the first slot that has room.

    Args:
        length: of the slots by store, ms, live; 0 for none.
        room: orders that a slot holds, live.
        opens: opening time of each store, ms after midnight.
        closes: closing time; the last slot ends by then.
    """

    def __init__(self, length: NDArray[np.float64], room: NDArray[np.float64], opens: Times, closes: Times) -> None:
        self._length, self._room = length, room
        self._opens, self._closes = opens.tolist(), closes.tolist()
        self._taken: Counter[tuple[int, int]] = Counter()

    def fit(self, store: NDArray[np.int64], ready: Times) -> Times:
        """Return when each order's slot begins, not before it can be ``ready``; unchanged where there are no slots."""
        if not self._length.any():
            return ready
        begins = ready.copy()
        for row in self._length[store].nonzero()[0].tolist():
            site, time = int(store[row]), int(ready[row])
            begins[row] = self._next(site, time)
        return begins

    def _next(self, site: int, time: int) -> int:
        """Take the first slot of ``site`` that begins at ``time`` or later and has room."""
        length, room = int(self._length[site]), int(self._room[site])
        a_day = max((self._closes[site] - self._opens[site]) // length, 1)
        day, clock = divmod(time, DAY)
        nth = max(-((self._opens[site] - clock) // length), 0)
        while True:
            if nth >= a_day:
                day, nth = day + 1, 0
            begin = day * DAY + self._opens[site] + nth * length
            if self._taken[site, begin] < room:
                self._taken[site, begin] += 1
                return begin
            nth += 1
