"""Grain: facts added up by day, site, segment, mode and channel, and rolled up to weeks and the total."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.dimensions import Dimensions
from sim.facts import Mode, Touchpoint
from sim.units import DAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Slots = NDArray[np.integer]
Tally = Mapping[str, Floats]
"""Kind of scope -> sums, shape (days, scopes of that kind)."""

CHAIN = "chain"


@dataclass(frozen=True)
class Figures:
    """Values of one KPI: kind of scope -> array; the last axis is the scope. Missing values are nan."""

    total: Mapping[str, Floats]
    """shape (1, scopes)"""
    week: Mapping[str, Floats]
    """shape (weeks, scopes)"""
    day: Mapping[str, Floats]
    """shape (days, scopes)"""

    def over(self, unit: float) -> "Figures":
        """Return the values in ``unit``."""
        tables = (self.total, self.week, self.day)
        return Figures(*({kind: values / unit for kind, values in table.items()} for table in tables))


@dataclass(frozen=True)
class Grain:
    """Days, weeks and scopes of a run.

    Week k holds the days 7k to 7k + 6 from the start, without those of the warm-up. Daily figures cover the
    warm-up too, weekly and total ones do not.
    """

    dimensions: Dimensions

    @property
    def days(self) -> int:
        """Return the number of simulated days."""
        return self.dimensions.days

    @cached_property
    def scopes(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names of the scopes by kind."""
        return {
            CHAIN: (CHAIN,),
            "site": tuple(f"site:{site.id}" for site in self.dimensions.sites),
            "segment": tuple(f"segment:{name}" for name in self.dimensions.segments),
            "mode": tuple(f"mode:{mode.name.lower()}" for mode in Mode),
            "channel": tuple(f"channel:{point.name.lower()}" for point in Touchpoint),
        }

    @cached_property
    def week_starts(self) -> Ints:
        """Return the first measured day of each week."""
        first = self.dimensions.warm_up
        later = np.arange(first // 7 * 7 + 7, self.days, 7)
        return np.concatenate([[first], later]).astype(np.int64) if first < self.days else np.zeros(0, np.int64)

    @cached_property
    def weeks(self) -> Ints:
        """Return the numbers of the measured weeks."""
        return self.week_starts // 7

    def day_of(self, time: Ints) -> Ints:
        """Return the day of each time (ms); -1 where it has not happened."""
        return np.where(time < 0, -1, time // DAY)

    def rows(self, day: Ints, **slots: Slots) -> "Rows":
        """Return the rows of a table, ready to be added up by ``day`` and by the kinds named in ``slots``."""
        return Rows(self, day, slots)

    def constant(self, kinds: Tally, value: float = 1.0) -> Tally:
        """Return a tally that holds ``value`` for every day and scope of the kinds in ``kinds``."""
        return {kind: np.full(table.shape, value) for kind, table in kinds.items()}

    def rolled(self, tally: Floats) -> tuple[Floats, Floats]:
        """Return the sums of a (days, scopes) array over all measured days and over each measured week."""
        first = self.dimensions.warm_up
        total = tally[first:].sum(axis=0, keepdims=True)
        if not self.week_starts.size:
            return total, np.zeros((0, tally.shape[1]))
        return total, np.add.reduceat(tally, self.week_starts, axis=0)


class Rows:
    """Rows of one table with the cell (day, scope) that each belongs to; rows outside the run belong to none."""

    def __init__(self, grain: Grain, day: Ints, slots: Mapping[str, Slots]) -> None:
        self.grain = grain
        self._inside = (day >= 0) & (day < grain.days)
        self._day = day
        self._slots = slots
        self._cells: dict[str, Ints] = {}

    def sum(self, weight: NDArray[np.generic], *kinds: str) -> Tally:
        """Return the sums of ``weight`` (numbers, or true and false) by day and scope, of all kinds or those named.

        Whole numbers add up exactly below 2**53; everything is added in the order of the rows.
        """
        values = weight.astype(np.float64)
        return {kind: self._add(kind, values) for kind in kinds or (CHAIN, *self._slots)}

    def _add(self, kind: str, values: Floats) -> Floats:
        days, width = self.grain.days, len(self.grain.scopes[kind])
        sums: Floats = np.bincount(self.cells(kind), weights=values, minlength=days * width + 1).astype(np.float64)
        return sums[: days * width].reshape(days, width)

    def cells(self, kind: str) -> Ints:
        """Return day x scopes + scope of every row; days x scopes, one too many, for rows that belong to none."""
        if kind not in self._cells:
            days, width = self.grain.days, len(self.grain.scopes[kind])
            known, cell = self._inside, self._day
            if kind != CHAIN:
                slot = self._slots[kind]
                known, cell = known & (slot >= 0), cell * width + slot
            self._cells[kind] = np.where(known, cell, days * width)
        return self._cells[kind]


def quotient(above: Floats, below: Floats, scale: float = 1.0) -> Floats:
    """Return ``scale`` x above / below, nan where there is nothing below."""
    missing = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    return np.divide(scale * above, below, out=missing, where=below != 0)


def ratio(grain: Grain, above: Tally, below: Tally, scale: float = 1.0) -> Figures:
    """Return sums over sums for each period, in every kind of scope that both tallies have."""
    total, week, day = {}, {}, {}
    for kind in above:
        if kind in below:
            (all_above, week_above), (all_below, week_below) = grain.rolled(above[kind]), grain.rolled(below[kind])
            total[kind] = quotient(all_above, all_below, scale)
            week[kind] = quotient(week_above, week_below, scale)
            day[kind] = quotient(above[kind], below[kind], scale)
    return Figures(total, week, day)


def percent(grain: Grain, above: Tally, below: Tally) -> Figures:
    """Return `ratio` in per cent."""
    return ratio(grain, above, below, 100.0)


def amount(grain: Grain, tally: Tally, unit: float = 1.0) -> Figures:
    """Return sums over ``unit``: of all measured days, of each week, of each day."""
    total, week = {}, {}
    for kind, table in tally.items():
        whole, weeks = grain.rolled(table)
        total[kind], week[kind] = whole / unit, weeks / unit
    return Figures(total, week, {kind: table / unit for kind, table in tally.items()})


def per_day(grain: Grain, tally: Tally) -> Figures:
    """Return means over the days of each period."""
    return ratio(grain, tally, grain.constant(tally))


def less(first: Tally, second: Tally) -> Tally:
    """Return first minus second in the kinds of scope that both have."""
    return {kind: first[kind] - second[kind] for kind in first if kind in second}


def only(tally: Tally, *kinds: str) -> Tally:
    """Return the named kinds of scope of ``tally``."""
    return {kind: tally[kind] for kind in kinds if kind in tally}
