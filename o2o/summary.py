"""The summary of a run: each core figure's mean over replications with its 95 % interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from o2o.kpis import CORE, REGISTRY
from o2o.outcomes import figure, plain
from o2o.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from o2o.archive import Run


@dataclass(frozen=True)
class Line:
    """One KPI over the replications; None where it does not apply or an interval needs a second replication."""

    kpi: str
    name: str
    unit: str
    mean: float | None
    lo: float | None
    hi: float | None

    def shown(self) -> str:
        """Return the figure in words for a terminal."""
        if self.mean is None:
            return "n/a"
        if self.lo is None or self.hi is None:
            return figure(self.mean, self.unit)
        return f"{figure(self.mean)} [{figure(self.lo)}, {figure(self.hi)}] {self.unit}"

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {"mean": self.mean, "lo": self.lo, "hi": self.hi, "unit": self.unit}


def summary(run: "Run", kpis: Iterable[str] = CORE) -> list[Line]:
    """Return a line for each of ``kpis``, for the whole chain over all measured days."""
    values = {str(kpi): rows["value"].to_numpy(dtype=float) for kpi, rows in run.kpis().groupby("kpi")}
    return [_line(kpi, mean_interval(values.get(kpi, []))) for kpi in kpis]


def _line(kpi: str, interval: Interval) -> Line:
    known = REGISTRY[kpi]
    return Line(
        kpi, known.name, known.unit, plain(interval.mean.item()), plain(interval.lo.item()), plain(interval.hi.item())
    )
