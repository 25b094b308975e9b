"""Couriers' rounds: how many bags a day are fetched at customers' doors; who finds no room waits for a later day.

A bag is what goes back of one order. In the morning the day's round is made up: the bags that were wished for longest
ago come first, as many as there is room for; each is fetched at the time of day its customer had named. The rest keep
their place before all who wish later (row S152).
"""

import numpy as np
from numpy.typing import NDArray

from sim.runs import starts
from sim.units import DAY

Block = NDArray[np.int64]
"""Units as columns; shape (columns, units)."""

WISHED, ORDER, ROW = 0, 1, 2
"""columns of a block: when it is wished for (ms), row of ``orders``, row of ``returns``; more may follow"""

NONE: Block = np.empty((ROW + 1, 0), np.int64)
"""no unit"""


class PickupRounds:
    """Fetches bags, in the order of the wish.

    Args:
        room: bags that are fetched a day, live, shape (1,); 0: as many as there are.
    """

    def __init__(self, room: NDArray[np.float64]) -> None:
        self._room = room
        self._asked: list[Block] = []
        self.entrusted = 0
        """units to be fetched, ever"""
        self.fetched = 0
        """of them, those whose round has been made up"""

    def ask(self, units: Block) -> None:
        """Take in units to be fetched on days after today."""
        if units.size:
            self._asked.append(units)
            self.entrusted += units.shape[1]

    def waiting(self) -> int:
        """Return the units that no round has taken yet, those of later days included."""
        return sum(block.shape[1] for block in self._asked)

    def go(self, day: int) -> tuple[Block, Block]:
        """Make up the round of ``day``; return the units it fetches, and those that were wished for and must wait."""
        if not self._asked:
            return NONE, NONE
        units = np.concatenate(self._asked, axis=1)
        units = units[:, np.lexsort((units[ROW], units[ORDER], units[WISHED]))]
        due = int(np.searchsorted(units[WISHED], (day + 1) * DAY))
        bag = np.cumsum(starts(units[ORDER, :due])) - 1
        room = int(self._room[0])
        gone = int(np.searchsorted(bag, room)) if room else due
        self._asked = [units[:, gone:]] if gone < units.shape[1] else []
        self.fetched += gone
        return units[:, :gone], units[:, gone:due]


def at_its_time(wished: NDArray[np.int64], day: int) -> NDArray[np.int64]:
    """Return the time of day that was wished for, on ``day``; ms."""
    return day * DAY + wished % DAY
