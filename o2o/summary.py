"""The summary of a run: each core figure's mean over replications with its 95 % interval."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from o2o.kpis import CORE, REGISTRY

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
            return f"{_number(self.mean)} {self.unit}"
        return f"{_number(self.mean)} [{_number(self.lo)}, {_number(self.hi)}] {self.unit}"

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {"mean": self.mean, "lo": self.lo, "hi": self.hi, "unit": self.unit}


def summary(run: "Run", kpis: Iterable[str] = CORE) -> list[Line]:
    """Return a line for each of ``kpis``, for the whole chain over all measured days."""
    table = run.kpis()
    values = {str(kpi): rows["value"].to_numpy(dtype=float) for kpi, rows in table.groupby("kpi")}
    return [_line(kpi, values) for kpi in kpis]


def _line(kpi: str, values: Mapping[str, np.ndarray[Any, Any]]) -> Line:
    known = REGISTRY[kpi]
    mean, lo, hi = interval(values.get(kpi, np.zeros(0)))
    return Line(kpi, known.name, known.unit, mean, lo, hi)


def interval(values: np.ndarray[Any, Any]) -> tuple[float | None, float | None, float | None]:
    """Return mean, lower and upper end of the 95 % Student interval; None where ``values`` do not give one.

    A figure that is missing in a replication is missing here: a mean over the others would be biased.
    """
    if not values.size or np.isnan(values).any():
        return None, None, None
    mean = float(values.mean())
    if values.size < 2:
        return mean, None, None
    from scipy.special import stdtrit

    half = float(stdtrit(values.size - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(values.size)
    return mean, mean - half, mean + half


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
