"""Outcomes of a run: each KPI's values by replication, as comparisons and checks need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from o2o.kpis import REGISTRY

if TYPE_CHECKING:
    import pandas as pd


class RunLike(Protocol):
    """A finished run, as `o2o.archive.Run` is one."""

    @property
    def name(self) -> str:
        """Return the scenario's name."""

    @property
    def seed(self) -> int:
        """Return the seed of all luck."""

    @property
    def about(self) -> dict[str, Any]:
        """Return the manifest: ``calendar`` (start, days, warm_up) and ``program`` (version) are read."""

    def kpis(self, period: str | None = "total", scope: str | None = "chain") -> "pd.DataFrame":
        """Return replication, period, scope, kpi, value; None stands for all periods or scopes."""


@dataclass(frozen=True)
class Outcomes:
    """Values of one period and scope."""

    replications: tuple[int, ...]
    values: Mapping[str, NDArray[np.float64]]
    """KPI -> values in the order of ``replications``, nan where it does not apply; in the register's order"""

    def only(self, replications: tuple[int, ...]) -> "Outcomes":
        """Return the outcomes of some of the replications."""
        places = [self.replications.index(replication) for replication in replications]
        return Outcomes(replications, {kpi: values[places] for kpi, values in self.values.items()})


def outcomes(run: RunLike, period: str = "total", scope: str = "chain") -> Outcomes:
    """Return what ``run`` says about every KPI that it holds for ``scope`` in ``period``."""
    table = run.kpis(period, scope).pivot(index="replication", columns="kpi", values="value").sort_index()
    known = [kpi for kpi in REGISTRY if kpi in table.columns]
    values = {kpi: table[kpi].to_numpy(dtype=np.float64, na_value=np.nan) for kpi in known}
    return Outcomes(tuple(int(replication) for replication in table.index), values)


def calendar(run: RunLike) -> dict[str, Any]:
    """Return start, days and warm_up of ``run``."""
    held = run.about["calendar"]
    return {key: held[key] for key in ("start", "days", "warm_up")}


def version(run: RunLike) -> str:
    """Return the version of the program that simulated ``run``."""
    return str(run.about["program"]["version"])


def figure(value: float | None, unit: str = "") -> str:
    """Return ``value`` for people: four significant digits, whole numbers from 1,000 on; "n/a" when missing."""
    if value is None or np.isnan(value):
        return "n/a"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{shown} {unit}".rstrip()


def plain(value: float) -> float | None:
    """Return ``value`` fit for JSON: None where it is missing or infinite."""
    return float(value) if np.isfinite(value) else None
