"""Comparison of two runs: paired differences under common luck, their intervals, and a verdict in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.errors import WorkbenchError
from o2o.kpis import REGISTRY
from o2o.outcomes import Outcomes, RunLike, calendar, figure, outcomes, plain, version
from o2o.statistics import Interval, holm, mean_interval, p_values, paired_interval, replications_to_resolve
from o2o.statistics import welch_interval as independent_interval

NOT_COMMON = "not common random numbers"
FEW = 10
"""replications below which skewed figures have noticeably narrow intervals (validity row T02)"""


class CompareError(WorkbenchError):
    """Two runs that do not describe the same days cannot be compared."""

    exit_code = 3
    kind = "comparison"


@dataclass(frozen=True)
class Row:
    """One KPI of both runs; None where it does not apply or too few replications tell."""

    kpi: str
    a: float | None
    b: float | None
    difference: float | None
    """b less a"""
    lo: float | None
    hi: float | None
    """ends of the 95 % interval of the difference"""
    p: float | None
    """p-value corrected for the number of KPIs compared (Holm)"""
    verdict: str
    """better, worse, changed, or no difference shown and what would show it"""

    def to_json(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "kpi": self.kpi,
            "name": REGISTRY[self.kpi].name,
            "unit": REGISTRY[self.kpi].unit,
            "a": self.a,
            "b": self.b,
            "difference": self.difference,
            "lo": self.lo,
            "hi": self.hi,
            "p_holm": self.p,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Comparison:
    """Run ``b`` against run ``a``."""

    a: str
    b: str
    period: str
    scope: str
    replications: int
    """those used, of each run"""
    common_luck: bool
    """replication k of both runs shared its random numbers"""
    notes: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def row(self, kpi: str) -> Row:
        """Return the row of ``kpi``; KeyError when it was not compared."""
        found = {row.kpi: row for row in self.rows}
        return found[kpi]

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data, missing figures as null."""
        return {
            "a": self.a,
            "b": self.b,
            "period": self.period,
            "scope": self.scope,
            "replications": self.replications,
            "common_random_numbers": self.common_luck,
            "notes": list(self.notes),
            "pairs": [row.to_json() for row in self.rows],
        }

    def to_text(self) -> str:
        """Return a table for a terminal."""
        head = ("KPI", "", "a", "b", "b - a", "95 % interval", "", "verdict")
        lines = [head, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        shown = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        ]
        return "\n".join(
            [f"a = {self.a}", f"b = {self.b}", f"{self.scope}, {self.period}", "", *shown, "", *self._foot()]
        )

    def _foot(self) -> list[str]:
        luck = "paired under common random numbers" if self.common_luck else NOT_COMMON
        return [
            f"{self.replications} replications, {luck}; * holds when corrected for the number of KPIs (Holm, 5 %)",
            *(f"note: {note}" for note in self.notes),
        ]


def _cells(row: Row) -> tuple[str, ...]:
    known = REGISTRY[row.kpi]
    interval = f"[{figure(row.lo)}, {figure(row.hi)}]" if row.lo is not None else "-"
    star = "*" if row.p is not None and row.p <= 0.05 else ""
    name = f"{known.name} ({known.unit})"
    return row.kpi, name, figure(row.a), figure(row.b), figure(row.difference), interval, star, row.verdict


def compare(a: RunLike, b: RunLike, period: str = "total", scope: str = "chain") -> Comparison:
    """Return what changes from run ``a`` to run ``b``, KPI by KPI.

    Runs with one seed share their luck and are paired by replication; runs with different seeds are compared as
    independent ones and flagged "not common random numbers".

    Raises:
        CompareError: other days were simulated, or nothing was measured for this scope and period in both.
    """
    _same_days(a, b)
    of_a, of_b = outcomes(a, period, scope), outcomes(b, period, scope)
    kpis = [kpi for kpi in of_a.values if kpi in of_b.values]
    if not kpis:
        raise CompareError(
            f"runs {a.name} and {b.name} have no KPI for scope '{scope}' in period '{period}' in common: a scope is "
            "chain, site:<key>, segment:<key>, mode:<mode> or channel:<channel>, a period total, week:<k> or day:<d>"
        )
    notes = list(_notes(a, b, of_a, of_b))
    common = a.seed == b.seed
    if common:
        shared = tuple(replication for replication in of_a.replications if replication in of_b.replications)
        of_a, of_b = of_a.only(shared), of_b.only(shared)
    number = min(len(of_a.replications), len(of_b.replications))
    if number < FEW:
        notes.append(
            f"{number} replications: for skewed figures such as waits take a 95 % interval as one of about 92 %"
        )
    rows = _rows(of_a.values, of_b.values, kpis, common)
    return Comparison(a.name, b.name, period, scope, number, common, tuple(notes), rows)


def _same_days(a: RunLike, b: RunLike) -> None:
    days_a, days_b = calendar(a), calendar(b)
    unlike = [f"calendar.{key}: {days_a[key]} and {days_b[key]}" for key in days_a if days_a[key] != days_b[key]]
    if unlike:
        raise CompareError(
            f"runs {a.name} and {b.name} cannot be compared, they simulate other days ({'; '.join(unlike)}); "
            "run both scenarios with one calendar, for example with --set calendar.days=..."
        )


def _notes(a: RunLike, b: RunLike, of_a: Outcomes, of_b: Outcomes) -> Iterator[str]:
    if a.seed != b.seed:
        yield f"{NOT_COMMON}: seeds {a.seed} and {b.seed}; intervals are wider than with one seed"
    elif of_a.replications != of_b.replications:
        shared = len(set(of_a.replications) & set(of_b.replications))
        yield f"{len(of_a.replications)} and {len(of_b.replications)} replications; the {shared} both have are paired"
    if version(a) != version(b):
        yield f"made by different versions of the program, {version(a)} and {version(b)}: differences may come from it"
    odd = [kpi for kpi in REGISTRY if (kpi in of_a.values) != (kpi in of_b.values)]
    if odd:
        yield f"measured in only one of the runs: {', '.join(odd)}"


def _rows(
    of_a: Mapping[str, NDArray[np.float64]], of_b: Mapping[str, NDArray[np.float64]], kpis: list[str], common: bool
) -> tuple[Row, ...]:
    a, b = (np.stack([side[kpi] for kpi in kpis], axis=1) for side in (of_a, of_b))
    if not (len(a) and len(b)):
        raise CompareError("the runs have no replication in common: run one of them again with more replications")
    interval = paired_interval(a, b) if common else independent_interval(a, b)
    means = mean_interval(a).mean, mean_interval(b).mean
    corrected = holm(p_values(interval))
    alike = (a == b).all(axis=0) if a.shape == b.shape and common else np.zeros(len(kpis), bool)
    return tuple(
        Row(
            kpi,
            plain(means[0][k]),
            plain(means[1][k]),
            plain(interval.mean[k]),
            plain(interval.lo[k]),
            plain(interval.hi[k]),
            plain(corrected[k]),
            "no difference shown; equal in every replication" if alike[k] else verdict(kpi, interval, k),
        )
        for k, kpi in enumerate(kpis)
    )


def verdict(kpi: str, interval: Interval, place: int) -> str:
    """Return what the 95 % interval of a difference says about ``kpi``.

    "N more replications would show x" means: with so many more, the interval would shrink to the difference x seen
    now; the difference itself may of course move.
    """
    known = REGISTRY[kpi]
    difference, lo, hi = (float(side[place]) for side in (interval.mean, interval.lo, interval.hi))
    if np.isnan(difference):
        return "not applicable in some or all replications"
    if np.isnan(lo):
        return "no difference shown; an interval needs at least 2 replications"
    if lo <= 0 <= hi:
        return _undecided(float(interval.sd[place]), difference, interval.n, known.unit)
    if known.direction == "none":
        return "changed"
    return "better" if (difference > 0) == (known.direction == "up") else "worse"


def _undecided(sd: float, difference: float, n: int, unit: str) -> str:
    needed = replications_to_resolve(sd, difference)
    if needed is None:
        return "no difference shown; no number of replications in reach would show it"
    more = max(1, needed - n)
    return (
        f"no difference shown; {more:,} more replication{'s' * (more > 1)} would show {figure(abs(difference), unit)}"
    )
