"""Decompositions: of what several changes bring together, how much is owed to each; row S149.

Every choice of the changes is simulated under the same luck, so each replication has shares of its own, which sum to
that replication's difference; their intervals are those of any paired difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.compare import CompareError
from o2o.errors import UsageProblemError
from o2o.kpis import CORE, REGISTRY
from o2o.outcomes import RunLike, figure, outcomes, plain
from o2o.shapley import shapley
from o2o.statistics import Interval, mean_interval


@dataclass(frozen=True)
class Amount:
    """A mean over replications with its 95 % interval; None where it does not apply or one replication tells."""

    mean: float | None
    lo: float | None
    hi: float | None

    @property
    def shown(self) -> bool:
        """Return whether the interval excludes zero."""
        return self.lo is not None and self.hi is not None and not self.lo <= 0 <= self.hi

    def __str__(self) -> str:
        """Return the amount for people."""
        if self.lo is None or self.hi is None:
            return figure(self.mean)
        return f"{figure(self.mean)} [{figure(self.lo)}, {figure(self.hi)}]"

    def to_json(self) -> dict[str, float | None]:
        """Return plain data."""
        return {"mean": self.mean, "lo": self.lo, "hi": self.hi}


@dataclass(frozen=True)
class Share:
    """What one change brings to one KPI."""

    change: str
    share: Amount
    """on average over all orders of making the changes"""
    alone: Amount
    """by itself"""
    last: Amount
    """on top of all the others"""


@dataclass(frozen=True)
class Parts:
    """One KPI without and with all changes; the shares sum to the difference."""

    kpi: str
    before: Amount
    after: Amount
    difference: Amount
    shares: tuple[Share, ...]

    @property
    def moved(self) -> bool:
        """Return whether all changes together, or one of them, are shown to move the figure."""
        return self.difference.shown or any(part.share.shown for part in self.shares)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        known = REGISTRY[self.kpi]
        return {
            "kpi": self.kpi,
            "name": known.name,
            "unit": known.unit,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "difference": self.difference.to_json(),
            "shares": [
                {
                    "change": part.change,
                    "share": part.share.to_json(),
                    "alone": part.alone.to_json(),
                    "last": part.last.to_json(),
                }
                for part in self.shares
            ],
        }


@dataclass(frozen=True)
class Decomposition:
    """What ``changes`` bring to a scenario, KPI by KPI."""

    name: str
    """of the scenario without them"""
    changes: tuple[str, ...]
    period: str
    scope: str
    replications: int
    rows: tuple[Parts, ...]

    def row(self, kpi: str) -> Parts:
        """Return the parts of ``kpi``; KeyError when it was not measured."""
        return {row.kpi: row for row in self.rows}[kpi]

    def only(self, kpis: Sequence[str]) -> "Decomposition":
        """Return the figures named; without any, the core figures that the changes are shown to move.

        Raises:
            UsageProblemError: one of ``kpis`` was not measured.
        """
        unknown = sorted(set(kpis) - {row.kpi for row in self.rows})
        if unknown:
            raise UsageProblemError(
                f"no figure {', '.join(unknown)} was measured for scope '{self.scope}' in period '{self.period}'; "
                "docs/kpis.md lists all figures"
            )
        wanted = kpis or [row.kpi for row in self.rows if row.kpi in CORE and row.moved]
        return replace(self, rows=tuple(row for row in self.rows if row.kpi in wanted))

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data, missing figures as null."""
        return {
            "name": self.name,
            "changes": list(self.changes),
            "period": self.period,
            "scope": self.scope,
            "replications": self.replications,
            "kpis": [row.to_json() for row in self.rows],
        }


def parts_of(
    runs: Sequence[RunLike], changes: Sequence[str], period: str = "total", scope: str = "chain"
) -> Decomposition:
    """Return what ``changes`` bring, from the ``runs`` of every choice of them as `o2o.choices.runs_with` returns them.

    Raises:
        CompareError: nothing was measured for this scope and period.
    """
    measured = [outcomes(run, period, scope) for run in runs]
    kpis = [kpi for kpi in measured[0].values if all(kpi in found.values for found in measured)]
    if not kpis:
        raise CompareError(f"nothing was measured for scope '{scope}' in period '{period}' in all of the runs")
    rows = tuple(_parts(kpi, changes, np.stack([found.values[kpi] for found in measured])) for kpi in kpis)
    number = len(measured[0].replications)
    return Decomposition(runs[0].name, tuple(changes), period, scope, number, rows)


def _parts(kpi: str, changes: Sequence[str], worth: NDArray[np.float64]) -> Parts:
    """Return the parts of one KPI; ``worth`` has shape (choices, replications)."""
    everything = len(worth) - 1
    shares = (
        Share(change, _amount(owed), _amount(worth[1 << k] - worth[0]), _amount(worth[-1] - worth[everything ^ 1 << k]))
        for k, (change, owed) in enumerate(zip(changes, shapley(worth), strict=True))
    )
    return Parts(kpi, _amount(worth[0]), _amount(worth[-1]), _amount(worth[-1] - worth[0]), tuple(shares))


def _amount(values: NDArray[np.float64]) -> Amount:
    found: Interval = mean_interval(values)
    return Amount(*(plain(float(end)) for end in (found.mean, found.lo, found.hi)))
