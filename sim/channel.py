"""The online channel: what it shows and what it accepts, by a stock record that is late and may lie.

Three levels of stock: the shelf, the system's record, and what the channel knows, which is the record as it was
``sync.latency`` ago less the channel's own orders since. A walk-in takes what lies on the shelf. An online line is
accepted when the channel knows of a unit that it may sell. If none lies there the unit is owed: nobody notices before
it is picked. With true records and no latency the three levels are one, and nothing is ever owed.

Where the online platform fails, its knowledge stands still until it is repaired (`sim.outages`).

Units may be kept back from the channel or from classes of orders (`sim.rations`). Races and latency: row S251.
"""

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sim import runs
from sim.facts import Mode
from sim.first_come import first_come
from sim.late_news import LateNews
from sim.levers import Levers
from sim.rations import Rations
from sim.stock import Cells, Stock, Units

_FOR_EVER = 1 << 62
Flags = NDArray[np.bool_]
Line = tuple[int, int, int, int]
"""Position among the lines, ms, mode, units kept from it."""


class Channel:
    """Shows stock and takes claims on it, in the order of arrival.

    Args:
        stock: shelves and records.
        levers: latency, and what stores keep back.
    """

    def __init__(self, stock: Stock, levers: Levers) -> None:
        self.stock = stock
        self._latency = levers["sync.latency"]
        self._rations = Rations(levers, stock.physical.size, stock.skus)
        self._news = LateNews(stock.physical.size)
        self._seen: Units | None = None
        self.unsynced: Callable[[int], int | None] = lambda now: None
        """time -> since when nothing new has been heard of; None where news flow"""
        self._since: int | None = None

    def shown(self, now: int) -> Flags:
        """Return which cells the app shows as in stock at ``now``; shape (cells,)."""
        if self.exact():
            return self.stock.free > 0
        self._news.hear(self._known(now))
        # What has changed since the last look is not known yet: its figures less the news of then say the same.
        free = self._seen if self._late() and self._seen is not None else self.stock.free
        return free - self._news.unheard > self._rations.kept()[Mode.INSTANT]

    def look(self, now: int) -> None:
        """Note what has changed since the last look or claim: arrivals, units sent away, put back or counted."""
        self._since = self.unsynced(now)
        if not self._late():
            self._news.hear(now)
            self._seen = None
            return
        free = self.stock.free
        if self._seen is not None:
            cells = (free != self._seen).nonzero()[0]
            self._news.note(np.full(cells.size, now), cells, (free - self._seen)[cells])
        self._seen = free

    def claim(self, cells: Cells, time: NDArray[np.int64], mode: NDArray[np.int8]) -> tuple[Flags, Flags]:
        """Take a unit for each line; return which lines got or were promised one, and which of them are owed it.

        Args:
            cells: what is asked for, in order of arrival.
            time: when, ms.
            mode: how; shapes alike.
        """
        if self.exact():
            return self.stock.reserve(cells), np.zeros(cells.size, bool)
        self._news.hear(self._known(int(time[0])) if time.size else -1)
        free, loose = self.stock.free, self.stock.loose
        got = first_come(loose, cells)
        owed = np.zeros(cells.size, bool)
        scarce = self._scarce(cells, mode, free, loose)
        if scarce.size:
            for position, accepted, backed in self._contested(scarce, (cells, time, mode), free, loose):
                got[position], owed[position] = accepted, accepted and not backed
        self.stock.promise(cells[got & ~owed], cells[owed], cells[~got])
        if self._late():
            taken = got & (mode == Mode.WALK_IN)
            self._news.note(time[taken], cells[taken], np.full(int(taken.sum()), -1))
            self._seen = free - np.bincount(cells[got], minlength=free.size)
        return got, owed

    def sure(self) -> Units:
        """Return how many units of each cell nobody is refused or promised in vain who asks for them; (cells,)."""
        believed = self.stock.free - self._news.arrived - self._rations.kept()[Mode.PARCEL]
        return np.minimum(self.stock.loose, believed)

    def exact(self) -> bool:
        """Return whether the channel knows all and keeps nothing back: who asks for a free unit gets it."""
        stock = self.stock
        if self._late() or not self._rations.none():
            return False
        return not (stock.discrepancy.any() or stock.owed.any())

    def _late(self) -> bool:
        """Return whether the channel knows less than what has happened."""
        return bool(self._latency[0]) or self._since is not None

    def _known(self, now: int) -> int:
        """Return until when the channel knows what has happened, ms."""
        return (now if self._since is None else self._since) - int(self._latency[0])

    def _scarce(self, cells: Cells, mode: NDArray[np.int8], free: Units, loose: Units) -> Cells:
        """Return the cells asked for online where shelf or record might not do for all who ask."""
        online = np.unique(cells[mode > Mode.WALK_IN])
        if not online.size:
            return online
        asked = np.bincount(cells, minlength=free.size)[online]
        believed = free[online] - self._news.arrived[online] - self._rations.kept()[Mode.PARCEL, online]
        return online[(asked > loose[online]) | (asked > believed)]

    def _contested(
        self, scarce: Cells, asked: tuple[Cells, NDArray[np.int64], NDArray[np.int8]], free: Units, loose: Units
    ) -> Iterator[tuple[int, bool, bool]]:
        """Yield (position, accepted, backed) of the lines ``asked`` (cells, times, modes) of ``scarce`` cells."""
        cells, time, mode = asked
        there = np.zeros(free.size, bool)
        there[scarce] = True
        rows = there[cells].nonzero()[0]
        rows = rows[np.argsort(cells[rows], kind="stable")]
        columns = (rows, time[rows], mode[rows], self._rations.kept()[mode[rows], cells[rows]])
        lines = list(zip(*(column.tolist() for column in columns), strict=True))
        pending, unheard = _by_cell(self._news.of(there)), self._news.unheard
        starts = np.flatnonzero(runs.starts(cells[rows]))
        lag = int(self._latency[0]) if self._since is None else _FOR_EVER
        for first, last in zip(starts.tolist(), [*starts[1:].tolist(), rows.size], strict=True):
            cell = int(cells[rows[first]])
            state = [int(loose[cell]), int(free[cell]), int(unheard[cell])]
            yield from _contest(lines[first:last], state, pending.get(cell, deque()), lag)


def _contest(
    lines: list[Line], state: list[int], pending: deque[tuple[int, int]], latency: int
) -> Iterator[tuple[int, bool, bool]]:
    """Yield what becomes of one cell's lines, in order of arrival; ``state``: loose, free and unheard units."""
    loose, free, unheard = state
    for position, time, mode, kept in lines:
        while pending and pending[0][0] + latency <= time:
            unheard -= pending.popleft()[1]
        there = loose > 0
        accepted = there if mode == Mode.WALK_IN else free - unheard > kept
        loose -= there and accepted
        free -= accepted
        if mode == Mode.WALK_IN and accepted:
            unheard -= 1
            pending.append((time, -1))
        yield position, accepted, there


def _by_cell(news: tuple[NDArray[np.int64], Cells, Units]) -> dict[int, deque[tuple[int, int]]]:
    found: dict[int, deque[tuple[int, int]]] = {}
    for time, cell, units in zip(*(column.tolist() for column in news), strict=True):
        found.setdefault(cell, deque()).append((time, units))
    return found
