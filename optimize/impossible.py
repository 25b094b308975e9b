"""Impossible figures: tables whose shape does not fit, cells that no plan can use; each by place, value and way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e13
"""of any figure of a case, in fen, units or minutes; no chain is larger, and no solver could be trusted with it"""


@dataclass(frozen=True)
class Numbered(Sequence[str]):
    """Words for things without a name of their own: "outcome 1", "outcome 2", and so on."""

    word: str
    total: int

    def __len__(self) -> int:
        """Return how many there are."""
        return self.total

    @overload
    def __getitem__(self, nth: int) -> str: ...
    @overload
    def __getitem__(self, nth: slice) -> list[str]: ...
    def __getitem__(self, nth: int | slice) -> str | list[str]:
        """Return the words of the ``nth``, counted from 0 as arrays are."""
        if isinstance(nth, slice):
            return [self[k] for k in range(*nth.indices(self.total))]
        return f"{self.word} {nth + 1}"


@dataclass(frozen=True)
class Table:
    """Figures of a case, and what they may be; a single figure has no axes."""

    name: str
    values: NDArray[Any]
    axes: tuple[Sequence[str], ...] = ()
    """the names along each axis; their numbers are the shape that is needed"""
    low: float = 0.0
    high: float = LARGEST
    endless: bool = False
    """inf stands for no limit"""
    whole: bool = False
    known: str = ""
    """what cells are numbers of, such as products, counted from 0; ``high`` is the last"""

    def misfit(self) -> str:
        """Return what is wrong with the table as a whole; empty when it can be looked into."""
        shape = tuple(len(axis) for axis in self.axes)
        if not isinstance(self.values, np.ndarray):
            return f"{self.name} is a {type(self.values).__name__}, needs an array of shape {shape}"
        if self.values.shape != shape:
            return f"{self.name} has shape {self.values.shape}, needs {shape}"
        if self.values.dtype.kind not in "biuf":
            return f"{self.name} holds no numbers but {self.values.dtype}; give it as numbers"
        return ""

    def cells(self) -> Iterator[str]:
        """Yield the first cell that no plan can use, with the way out, and how many there are."""
        values = self.values
        # Comparisons with nan are false, so this way round it is found, too.
        sound = (values >= self.low) & ((values <= self.high) | (np.isposinf(values) & self.endless))
        if self.whole:
            sound = sound & (values == np.rint(values))
        bad = np.argwhere(~sound)
        if len(bad):
            place = tuple(int(k) for k in bad[0])
            words = ", ".join(axis[k] for axis, k in zip(self.axes, place, strict=True))
            value = float(values[place])
            where = f"{self.name} of {words}" if words else self.name
            many = f" ({len(bad)} such)" if self.axes else ""
            yield f"{where}: {value:g} {self._reason(value)}{many}"

    def _reason(self, value: float) -> str:
        if np.isnan(value):
            return "is no number; fill the cell in"
        if self.known:
            return f"is none of the {self.high + 1:g} {self.known}; they are numbered from 0 to {self.high:g}"
        if value < self.low:
            word = "is negative" if self.low == 0 else f"is below {self.low:g}"
            return f"{word}; give {self.low:g} or more"
        if np.isinf(value):
            return "is infinite; give a number"
        if value > self.high:
            return self._too_high()
        return "is not whole; give a whole number"

    def _too_high(self) -> str:
        if self.high == LARGEST:
            return f"is out of scale; give at most {LARGEST:g}, or change the unit"
        if self.high == 1:
            return "is a share above 1; give one from 0 to 1"
        return f"is above {self.high:g}; give {self.high:g} or less"


def single(name: str, value: float, *, high: float = LARGEST, endless: bool = False) -> Table:
    """Return the table of one figure, 0 or more."""
    return Table(name, np.array(value), high=high, endless=endless)


def misfits(tables: Sequence[Table]) -> list[str]:
    """Return every table that cannot be looked into."""
    return [misfit for table in tables if (misfit := table.misfit())]


def impossible(tables: Sequence[Table]) -> list[str]:
    """Return every table with a cell that no plan can use."""
    return [finding for table in tables for finding in table.cells()]
