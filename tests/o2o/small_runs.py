"""Finished runs in memory: figures written by hand, in the shape of a run folder's table."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class SmallRun:
    values: dict
    """KPI -> one value per replication, or (KPI, scope) -> the same"""
    name: str = "pilot"
    seed: int = 1
    first: int = 0
    """number of the first replication"""
    days: int = 28
    version: str = "0.1.0"
    about: dict = field(init=False)

    def __post_init__(self):
        calendar = {"start": "2026-03-02", "days": self.days, "warm_up": 7}
        object.__setattr__(self, "about", {"calendar": calendar, "program": {"version": self.version}})

    def kpis(self, period="total", scope="chain"):
        rows = [
            (self.first + k, "total", key[1] if isinstance(key, tuple) else "chain", kpi, value)
            for key, values in self.values.items()
            for kpi in [key[0] if isinstance(key, tuple) else key]
            for k, value in enumerate(values)
        ]
        table = pd.DataFrame(rows, columns=["replication", "period", "scope", "kpi", "value"])
        return table[(table["period"] == period) & (table["scope"] == scope)].reset_index(drop=True)
