"""Evidence: what a finished run says, asked table by table; nothing is simulated or guessed here."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from o2o.durable import canonical_json
from o2o.kpis import REGISTRY
from o2o.statistics import mean_interval
from o2o.summary import Line, summary
from sim.dimensions import Dimensions
from sim.units import DAY

if TYPE_CHECKING:
    from o2o.archive import Run


@dataclass(frozen=True)
class Evidence:
    """A run and the questions a report asks of it."""

    run: "Run"

    @property
    def dimensions(self) -> Dimensions:
        """Return the names behind the slots."""
        return self.run.dimensions

    @cached_property
    def tree(self) -> dict[str, Any]:
        """Return the resolved scenario; keys in order, whether the run was just made or read from disk."""
        tree: dict[str, Any] = json.loads(canonical_json(self.run.tree))
        return tree

    @cached_property
    def origins(self) -> dict[str, str]:
        """Return dotted path -> file:line:column, paths in order."""
        return dict(sorted(self.run.origins.items()))

    @cached_property
    def kept(self) -> int | None:
        """Return the replication whose facts are shown, the first that was kept; None when none was."""
        names = [name for name in self.run.manifest.files if name.startswith("facts/orders-r")]
        numbers = sorted(int(name.removesuffix(".parquet").rpartition("-r")[2]) for name in names)
        return numbers[0] if numbers else None

    def ask(self, table: str, sql: str) -> pd.DataFrame:
        """Return the answer to ``sql``, which reads the fact table as ``facts``; empty when no facts were kept.

        ``measured_from()`` stands for the end of the warm-up in ms.
        """
        if self.kept is None:
            return pd.DataFrame()
        return self._query(f"facts/{table}-r{self.kept:04d}.parquet", sql)

    def _query(self, file: str, sql: str) -> pd.DataFrame:
        known = self.dimensions
        first = known.warm_up * DAY
        # One thread and ordered answers: equal runs must give equal pages.
        with duckdb.connect(":memory:", config={"threads": 1}) as database:
            facts = database.read_parquet(str(self.run.path(file)))
            facts.create_view("facts")
            database.execute(f"CREATE MACRO measured_from() AS {first}::BIGINT")
            return database.execute(sql).df()

    def weeks(self, kpi: str, scope: str = "chain") -> pd.DataFrame:
        """Return a KPI by measured week: week, date of its middle, days, mean, lo, hi over replications."""
        rows = self._over_time("week", kpi, scope)
        begin = rows["week"].to_numpy(np.int64) * 7
        first, last = np.maximum(begin, self.dimensions.warm_up), np.minimum(begin + 7, self.dimensions.days)
        return rows.assign(days=last - first, date=self.dates((first + last - 1) // 2))

    def days(self, kpi: str, scope: str = "chain") -> pd.DataFrame:
        """Return a KPI by day, those of the warm-up too: day, date, mean, lo, hi over replications."""
        rows = self._over_time("day", kpi, scope)
        return rows.assign(date=self.dates(rows["day"].to_numpy(np.int64)))

    def values(self, kpi: str) -> NDArray[np.float64]:
        """Return a KPI of the kept replication, for the whole chain, by day; shape (days,)."""
        table = self._kpis
        mine = (table["replication"] == self.kept) & (table["grain"] == "day") & (table["scope"] == "chain")
        return table[mine & (table["kpi"] == kpi)].sort_values("number")["value"].to_numpy(np.float64)

    def _over_time(self, grain: str, kpi: str, scope: str) -> pd.DataFrame:
        table = self._kpis
        rows = table[(table["grain"] == grain) & (table["kpi"] == kpi) & (table["scope"] == scope)]
        wide = rows.pivot(index="replication", columns="number", values="value").sort_index(axis=1)
        interval = mean_interval(wide.to_numpy(np.float64)) if len(wide) else mean_interval(np.zeros((1, 0)))
        return pd.DataFrame(
            {grain: wide.columns.to_numpy(np.int64), "mean": interval.mean, "lo": interval.lo, "hi": interval.hi}
        )

    @cached_property
    def lines(self) -> list[Line]:
        """Return every KPI of the register for the whole chain over all measured days."""
        return summary(self.run, REGISTRY)

    def totals(self, kpi: str) -> dict[str, float]:
        """Return scope -> a KPI over all measured days, the mean over replications; what does not apply is left out."""
        rows = self._query(
            "kpis.parquet",
            "SELECT scope, avg(value) AS value FROM facts"
            f" WHERE period = 'total' AND kpi = '{kpi}' AND value IS NOT NULL GROUP BY scope ORDER BY scope",
        )
        return dict(zip(rows["scope"].tolist(), rows["value"].tolist(), strict=True))

    def plan(self, model: str) -> dict[str, NDArray[np.float64]]:
        """Return step -> CNY by replication, of the ladder of a plan that the run used; see `o2o.worth.ladder`."""
        rows = self._query(
            "kpis.parquet", f"SELECT kpi, value FROM facts WHERE scope = 'plan:{model}' ORDER BY replication"
        )
        return {str(step): group["value"].to_numpy(np.float64) for step, group in rows.groupby("kpi", sort=False)}

    @cached_property
    def _kpis(self) -> pd.DataFrame:
        return self._query(
            "kpis.parquet",
            "SELECT replication, scope, kpi, value, split_part(period, ':', 1) AS grain,"
            " CAST(split_part(period, ':', 2) AS BIGINT) AS number FROM facts"
            " WHERE period <> 'total' AND (scope = 'chain' OR scope LIKE 'mode:%')",
        )

    def dates(self, days: NDArray[np.int64]) -> pd.DatetimeIndex:
        """Return the dates of simulated days."""
        return pd.DatetimeIndex(np.datetime64(self.dimensions.start) + days.astype("timedelta64[D]"))
