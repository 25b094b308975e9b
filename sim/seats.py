"""Seats: places for so many at a time; who finds them all taken passes by."""

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]


class Seats:
    """The places of one corner, in the order in which people come (a loss system, M/G/c/c where they come by chance).

    Source: Erlang 1917; Kendall's c/c says that nobody waits. Row Q39 of the validity page compares it with theory.
    """

    def __init__(self) -> None:
        self._leaving: list[int] = []
        """when those who sit will have gone, a heap"""

    def offer(self, came: Times, stay: Times, places: int) -> NDArray[np.bool_]:
        """Return who finds a place, and keeps it from ``came`` for ``stay``; a place is free when somebody leaves it.

        Args:
            came: ms, in order, and not before anybody who was asked earlier; shape (n,).
            stay: ms, shape (n,).
            places: how many there are now; who sits already stays when they become fewer.
        """
        found = np.zeros(came.size, bool)
        leaving = self._leaving
        for nth, (now, time) in enumerate(zip(came.tolist(), stay.tolist(), strict=True)):
            while leaving and leaving[0] <= now:
                heappop(leaving)
            if len(leaving) < places:
                heappush(leaving, now + time)
                found[nth] = True
        return found
