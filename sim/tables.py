"""Tables: columns of numbers that grow row by row, each column with its unit and meaning."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.backing import room_for


@dataclass(frozen=True)
class Column:
    """One column: numpy type, unit and meaning; ``codes`` names the values of an enumeration."""

    dtype: str
    unit: str
    meaning: str
    optional: bool = False
    codes: type[IntEnum] | None = None
    blank: int | None = None
    """value of a row that says nothing of this column; None where every row must speak"""


_ROOM = 1 << 17
"""Rows a new table has room for; memory nobody has written to costs nothing."""
_AT_ONCE = 1 << 18
"""Rows of a part"""


class Table:
    """One growable table; columns are numpy arrays, in memory or, when they are large, on the disk."""

    __slots__ = ("_arrays", "_backing", "_blanks", "_capacity", "_due", "_rows", "_unsaid", "name")

    def __init__(self, name: str, columns: Mapping[str, Column]) -> None:
        self.name = name
        self._rows = 0
        self._capacity = _ROOM
        self._blanks = {key: column.blank for key, column in columns.items() if column.blank is not None}
        self._due = columns.keys() - self._blanks.keys()
        self._unsaid: dict[tuple[str, ...], list[str]] = {}
        """columns that stand at their blanks when those are named, as far as asked before"""
        self._backing = room_for({key: np.dtype(column.dtype) for key, column in columns.items()}, _ROOM)
        self._arrays = self._backing.columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._rows

    def __getitem__(self, column: str) -> NDArray[Any]:
        """Return a live view of ``column``; a later `append` may move the table, so fetch it afresh."""
        return self._arrays[column][: self._rows]

    def append(self, rows: int, **columns: object) -> int:
        """Add ``rows`` rows from arrays or scalars and return the first new row's number.

        A column that is not named stands at the blank of its description; one without a blank must be named.

        Raises:
            KeyError: a column is missing or unknown.
            ValueError: a column is neither one value nor ``rows`` of them.
        """
        named = tuple(columns)
        unsaid = self._unsaid.get(named)
        if unsaid is None:
            unsaid = self._unsaid[named] = self._left_out(named)
        first, end = self._rows, self._rows + rows
        if end > self._capacity:
            self._grow(end)
        arrays, shape = self._arrays, (rows,)
        for key, values in columns.items():
            if isinstance(values, np.ndarray):
                # An array of one would be spread over all rows in silence.
                if values.shape != shape and values.ndim:
                    raise ValueError(f"table {self.name}: column {key} has shape {values.shape}, not {shape}")
            elif isinstance(values, int):
                values = int(values)  # numpy asks an enumeration's member a dozen questions, a number none
            arrays[key][first:end] = values
        for key in unsaid:
            arrays[key][first:end] = self._blanks[key]
        self._rows = end
        return first

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Keep the rows where ``rows`` is true, in order; shape (len(self),)."""
        if rows.all():
            return
        left = int(rows.argmin())
        for part in self.parts(left):
            kept = rows[part]
            end = left + int(kept.sum())
            for array in self._arrays.values():
                array[left:end] = array[part][kept]
            left = end
        self._rows = left

    def parts(self, first: int = 0) -> Iterator[slice]:
        """Yield the rows from ``first`` on, some at a time; what lies on the disk is put away after each part."""
        for start in range(first, self._rows, _AT_ONCE):
            yield slice(start, min(start + _AT_ONCE, self._rows))
            self.put_away()

    def put_away(self) -> None:
        """Give back the memory of columns that lie on the disk, until they are used again."""
        self._backing.put_away()

    def let_go(self) -> None:
        """Forget all rows; columns that were handed out live as long as somebody holds them."""
        self._rows = self._capacity = 0
        self._backing = room_for({}, 0)
        self._arrays = self._backing.columns

    def _left_out(self, named: tuple[str, ...]) -> list[str]:
        """Return the columns that are not ``named`` and need not be."""
        if not self._due <= set(named) <= self._arrays.keys():
            odd = sorted((self._due - set(named)) | (set(named) - self._arrays.keys()))
            raise KeyError(f"table {self.name}: columns {odd} are missing or unknown")
        return sorted(self._blanks.keys() - set(named))

    def _grow(self, rows: int) -> None:
        if not self._backing.extend(rows):
            self._move(max(rows, 2 * self._capacity))
        self._capacity = self._backing.rows

    def _move(self, rows: int) -> None:
        """Move into larger room, column by column."""
        larger = room_for({key: array.dtype for key, array in self._arrays.items()}, rows)
        for key, array in self._arrays.items():
            larger.columns[key][: self._rows] = array[: self._rows]
            self.put_away()
            larger.put_away()
        self._backing, self._arrays = larger, larger.columns

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return all columns, cut to the rows there are."""
        return {key: array[: self._rows] for key, array in self._arrays.items()}


def as_columns(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    """Return rows of ``width`` whole numbers as columns, shape (width, n)."""
    flat = np.fromiter(chain.from_iterable(rows), np.int64, width * len(rows))
    return flat.reshape(-1, width).T
