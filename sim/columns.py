"""Columns of fact tables, in the kinds that occur again and again."""

from enum import IntEnum

from sim.tables import Column

NEVER = -1
"""has not happened, or does not apply"""


def slot(meaning: str, *, optional: bool = False, dtype: str = "i4") -> Column:
    """Return a column of slots: row numbers of some list."""
    return Column(dtype, "slot", meaning, optional)


def time(meaning: str, *, optional: bool = True) -> Column:
    """Return a column of times, ms since the start; an optional one is blank until it happens."""
    return Column("i8", "ms", meaning, optional, blank=NEVER if optional else None)


def fen(meaning: str, *, blank: int | None = None) -> Column:
    """Return a column of amounts of money."""
    return Column("i8", "fen", meaning, blank=blank)


def code(codes: type[IntEnum], meaning: str, *, optional: bool = False, blank: int | None = None) -> Column:
    """Return a column of codes."""
    return Column("i1", "code", meaning, optional, codes, blank)


def count(meaning: str, dtype: str = "i4", *, blank: int | None = None) -> Column:
    """Return a column of numbers of units."""
    return Column(dtype, "units", meaning, blank=blank)
