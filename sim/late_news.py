"""Late news: changes of stock that a system has not heard of yet, because its figures arrive with a delay."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from sim.stock import Cells, Units

Times = NDArray[np.int64]
News = tuple[Times, Cells, Units]
"""When, at which cells, by how many units what may be promised has changed; in order of time."""
_NONE = np.empty(0, np.int64)


class LateNews:
    """What has happened and is not known yet.

    Args:
        cells: number of cells.
    """

    def __init__(self, cells: int) -> None:
        self._log: deque[News] = deque()
        self.unheard: Units = np.zeros(cells, np.int64)
        """sum of the changes not heard of"""
        self.arrived: Units = np.zeros(cells, np.int64)
        """sum of those that only add"""

    def note(self, times: Times, cells: Cells, units: Units) -> None:
        """Keep changes, in order of time and not before earlier ones."""
        if times.size:
            self._log.append((times, cells, units))
            self._add(cells, units, 1)

    def hear(self, until: int) -> None:
        """Let all be known that happened at ``until`` or before."""
        while self._log and self._log[0][0][0] <= until:
            times, cells, units = self._log.popleft()
            known = int(np.searchsorted(times, until, side="right"))
            self._add(cells[:known], units[:known], -1)
            if known < times.size:
                self._log.appendleft((times[known:], cells[known:], units[known:]))
                return

    def of(self, cells: NDArray[np.bool_]) -> News:
        """Return what is not known of ``cells`` (true or false for each), in order of time."""
        columns = [np.concatenate((_NONE, *(part[nth][cells[part[1]]] for part in self._log))) for nth in range(3)]
        return columns[0], columns[1], columns[2]

    def _add(self, cells: Cells, units: Units, sign: int) -> None:
        np.add.at(self.unheard, cells, sign * units)
        np.add.at(self.arrived, cells, sign * np.maximum(units, 0))
