"""Intents: what customers have decided to do in the coming tick, handed to the world as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOTHING = -1
"""Mode of somebody who looked into the app and decided for nothing."""


@dataclass(frozen=True, slots=True)
class Intents:
    """One row a person, sorted by (time, person); n rows, ``units.sum()`` basket lines of one unit each."""

    time: NDArray[np.int64]
    """store entry, or end of the app session; ms"""
    person: NDArray[np.int64]
    member: NDArray[np.int64]
    """id the firm sees, -1 when not recognised"""
    trigger: NDArray[np.int8]
    browsed: NDArray[np.bool_]
    """looked into the app first"""
    mode: NDArray[np.int8]
    """`facts.Mode`, or NOTHING"""
    site: NDArray[np.int64]
    """store entered, store to collect at, store riders start from, warehouse; -1 for NOTHING"""
    second: NDArray[np.int64]
    """node that may ship the parcel instead of ``site``; -1 for none"""
    x: NDArray[np.int64]
    """home, metres east"""
    y: NDArray[np.int64]
    """home, metres north"""
    units: NDArray[np.int64]
    """basket lines asked for, at least 1"""
    sku: NDArray[np.int64]
    """products of all baskets, one after another"""
    marks: NDArray[np.float64]
    """four uniforms a row, shape (n, 4): the luck of whatever service the basket needs"""

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.time.size

    def part(self, rows: slice) -> "Intents":
        """Return consecutive rows with their lines."""
        ends = np.concatenate(([0], np.cumsum(self.units)))
        first, last, _ = rows.indices(len(self))
        lines = self.sku[ends[first] : ends[last]]
        columns = (getattr(self, name)[rows] for name in _ROW_COLUMNS)
        return Intents(*columns, lines, self.marks[rows])

    def select(self, keep: NDArray[np.bool_]) -> "Intents":
        """Return the rows where ``keep`` is true, with their lines."""
        lines = self.sku[np.repeat(keep, self.units)]
        columns = (getattr(self, name)[keep] for name in _ROW_COLUMNS)
        return Intents(*columns, lines, self.marks[keep])


_ROW_COLUMNS = ("time", "person", "member", "trigger", "browsed", "mode", "site", "second", "x", "y", "units")


def ranges(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return first[i] .. first[i] + counts[i] - 1 for every i, one after another."""
    ends = np.cumsum(counts)
    if not ends.size:
        return np.empty(0, np.int64)
    return np.arange(ends[-1]) + np.repeat(first - ends + counts, counts)
