"""Load by hour of the day: how busy crews and riders are, and how many wait."""

import pandas as pd

from o2o.report.evidence import Evidence
from sim.facts import Task
from sim.units import HOUR

_BY_HOUR = f"""
SELECT site, CAST(hour % 24 AS BIGINT) AS clock, sum(paid) / {HOUR}.0 AS paid, sum(busy) / {HOUR}.0 AS busy,
    sum(queue) / {HOUR}.0 AS waiting, max(queue_max) AS longest
FROM facts WHERE task = {{task}} AND hour::BIGINT * {HOUR} >= measured_from() GROUP BY site, clock ORDER BY site, clock
"""


def by_hour(evidence: Evidence, task: Task) -> pd.DataFrame:
    """Return site, name, clock (hour of the day), paid and busy people, waiting (all means), longest queue seen.

    Means are over the measured days of one replication; an hour without a record counts as idle.
    """
    rows = evidence.ask("staff_hours", _BY_HOUR.format(task=int(task)))
    if rows.empty:
        return rows
    known = evidence.dimensions
    for column in ("paid", "busy", "waiting"):
        rows[column] = rows[column].astype(float) / (known.days - known.warm_up)
    return rows.assign(name=[known.sites[site].name for site in rows["site"]])


def grid(rows: pd.DataFrame, value: "pd.Series[float]") -> pd.DataFrame:
    """Return ``value`` of ``rows`` as a table with a row a site, by name, and a column an hour, first to last."""
    if rows.empty:
        return pd.DataFrame()
    wide = rows.assign(value=value).pivot(index=["site", "name"], columns="clock", values="value").sort_index()
    return wide.droplevel("site").reindex(columns=range(rows["clock"].min(), rows["clock"].max() + 1))
