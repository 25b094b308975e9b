"""The KPI table: one row per period, scope and KPI."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Figures, Floats, Grain
from o2o.kpi.records import Records
from o2o.kpi.registry import REGISTRY
from sim.dimensions import Dimensions
from sim.facts import Columns

if TYPE_CHECKING:
    import pandas as pd

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class KpiTable:
    """Equally long columns; a missing value is nan."""

    period: Texts
    """"total", "week:3" (days 21 to 27 without warm-up days) or "day:17"; days count from 0"""
    scope: Texts
    """"chain", "site:<id>", "segment:<id>", "mode:<mode>" or "channel:<store|app>\""""
    kpi: Texts
    """id in the register"""
    value: Floats

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.value.size

    def get(self, kpi: str, scope: str = "chain", period: str = "total") -> float:
        """Return one value.

        Raises:
            KeyError: the table has no such row.
        """
        found = np.flatnonzero((self.kpi == kpi) & (self.scope == scope) & (self.period == period))
        if not found.size:
            raise KeyError(f"no value of {kpi} for {scope} in {period}")
        return float(self.value[found[0]])

    def frame(self, replication: int) -> "pd.DataFrame":
        """Return the rows as a run folder holds them: replication, period, scope, kpi, value."""
        import pandas as pd

        columns = {"period": self.period, "scope": self.scope, "kpi": self.kpi, "value": self.value}
        frame = pd.DataFrame(columns)
        frame.insert(0, "replication", np.int64(replication))
        return frame


def measure(
    facts: Mapping[str, Columns], dimensions: Dimensions, without_marketing: Mapping[str, Columns] | None = None
) -> KpiTable:
    """Return every KPI of one replication, for each period and scope that its definition allows.

    Args:
        facts: tables as `sim.facts.SCHEMA` says.
        dimensions: names behind the slots.
        without_marketing: facts of the twin world (same seed, same customers) with marketing switched off; K07 is
            missing without it.
    """
    twin = None if without_marketing is None else Records(without_marketing, dimensions)
    records = Records(facts, dimensions, twin)
    blocks = [block for kpi in REGISTRY.values() for block in _blocks(records.grain, kpi.id, kpi.measure(records))]
    period, scope, ids, value = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return KpiTable(period, scope, ids, value)


def _blocks(grain: Grain, kpi: str, figures: Figures) -> Iterator[tuple[Texts, Texts, Texts, Floats]]:
    """Yield the columns of each period and kind of scope."""
    days = [f"day:{day}" for day in range(grain.days)]
    weeks = [f"week:{week}" for week in grain.weeks]
    for names, tables in ((["total"], figures.total), (weeks, figures.week), (days, figures.day)):
        for kind, table in tables.items():
            scopes = _texts(grain.scopes[kind])
            ids = np.full(table.size, kpi, dtype=object)
            yield np.repeat(_texts(names), scopes.size), np.tile(scopes, len(names)), ids, table.ravel()


def _texts(values: "list[str] | tuple[str, ...]") -> Texts:
    """Return an array that refers to each text once."""
    return np.array(values, dtype=object)
