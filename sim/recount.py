"""Recount of returns: what the tables say of all of them, at the cost of a day's."""

import numpy as np
from numpy.typing import NDArray

from sim.facts import NEVER
from sim.tables import Table

_COLUMNS = ("inspected", "shelved", "refund")


class Recount:
    """Sums up ``returns`` and the returned ``order_lines``; rows before the first that is still open are summed once.

    Args:
        table: the returns.
        lines: the lines of orders, far too many to be looked through every night.
    """

    def __init__(self, table: Table, lines: Table) -> None:
        self._table = table
        self._lines = lines
        self._watermark = 0
        self._settled = np.zeros(3, np.int64)
        self._changed = np.empty(0, np.int64)
        self._noted = 0

    def change(self, lines: NDArray[np.int64]) -> None:
        """Hear that ``lines`` are about to be noted as returned."""
        self._noted += self._returned()
        self._changed = np.unique(lines)
        self._noted -= self._returned()

    def sums(self) -> tuple[int, int, int, int]:
        """Return units inspected, units shelved, fen refunded, and lines noted as returned."""
        columns = [self._table[name][self._watermark :] for name in _COLUMNS]
        over = columns[0] != NEVER
        rows = np.stack([over, columns[1] * over, columns[2]])
        found = self._settled + rows.sum(axis=1)
        done = over.size if over.all() else int(over.argmin())
        self._settled += rows[:, :done].sum(axis=1)
        self._watermark += done
        back, shelved, refund = found.tolist()
        return back, shelved, refund, self._noted + self._returned()

    def _returned(self) -> int:
        """Return how many of the lines changed last are noted as returned."""
        return int(self._lines["returned"][self._changed].sum())
