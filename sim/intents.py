"""Intents: what customers have decided to do in the coming tick, handed to the world as columns."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOTHING = -1
"""mode of somebody who decided for nothing, after a look into the app or without"""


@dataclass(frozen=True, slots=True)
class Intents:
    """One row a person, sorted by (time, person); n rows.

    The lines of row i are ``sku[line[i] : line[i] + units[i]]``: products of one unit each.
    """

    time: NDArray[np.int64]
    """store entry, or end of the app session; ms"""
    person: NDArray[np.int64]
    member: NDArray[np.int64]
    """id a store sees, -1 when it does not recognise the person"""
    trigger: NDArray[np.int8]
    browsed: NDArray[np.bool_]
    """looked into the app first"""
    mode: NDArray[np.int8]
    """`facts.Mode`, or NOTHING"""
    site: NDArray[np.int64]
    """store entered, store to collect at, store riders start from, warehouse; -1 for NOTHING"""
    second: NDArray[np.int64]
    """node that may ship a parcel instead of ``site``; -1 for none"""
    x: NDArray[np.int64]
    """home, metres east"""
    y: NDArray[np.int64]
    """home, metres north"""
    units: NDArray[np.int64]
    """basket lines asked for; 0 only of who walks in and finds that nothing fits"""
    line: NDArray[np.int64]
    """where the row's lines begin in ``sku``"""
    marks: NDArray[np.float64]
    """four uniforms a row, shape (n, 4): the luck of whatever service the basket needs"""
    scores: NDArray[np.float64]
    """the same marks as standard normal scores, shape (n, 4)"""
    sku: NDArray[np.int64]
    """products, shared by all parts of a day"""

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.time.size

    def part(self, rows: slice | NDArray[np.bool_]) -> "Intents":
        """Return some rows; columns of consecutive ones are views."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _ROW_COLUMNS}
        return Intents(**columns, sku=self.sku)

    def decided(self, rows: slice, mode: NDArray[np.int8], site: NDArray[np.int64]) -> "Intents":
        """Return consecutive rows that have settled on ``mode`` and ``site``, shape (rows,); the others are views."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _UNDECIDED}
        return Intents(**columns, mode=mode, site=site, sku=self.sku)

    def with_more(self, rows: NDArray[np.int64], sku: NDArray[np.int64]) -> "Intents":
        """Return the same rows, of which ``rows`` ask for one unit more each: of ``sku``, in their last line."""
        if not rows.size:
            return self
        _, lines = self.lines(rows)
        more = self.units[rows] + 1
        units, line = self.units.copy(), self.line.copy()
        units[rows], line[rows] = more, self.sku.size + more.cumsum() - more
        longer = np.insert(lines, self.units[rows].cumsum(), sku)
        return replace(self, units=units, line=line, sku=np.concatenate((self.sku, longer)))

    def lines(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (owner, sku) of all lines of ``rows``; owners are positions in ``rows``."""
        units = self.units[rows]
        return np.arange(rows.size).repeat(units), self.sku[ranges(self.line[rows], units)]


_ROW_COLUMNS = tuple(field.name for field in fields(Intents) if field.name != "sku")
_UNDECIDED = tuple(name for name in _ROW_COLUMNS if name not in ("mode", "site"))


def ranges(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return first[i] .. first[i] + counts[i] - 1 for every i, one after another."""
    ends = counts.cumsum()
    if not ends.size:
        return np.empty(0, np.int64)
    return np.arange(ends[-1]) + (first - ends + counts).repeat(counts)
