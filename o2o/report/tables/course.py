"""The course of a run: sales, orders and punctuality by measured week."""

import pandas as pd

from o2o.report.evidence import Evidence
from sim.facts import Mode
from sim.units import DAY

MODE_NAMES = {"walk_in": "Walk-in", "collect": "Collect", "instant": "Instant", "parcel": "Parcel"}
"""mode -> what reports call it"""


def daily_sales(evidence: Evidence) -> pd.DataFrame:
    """Return net sales a day, in CNY, as means of measured weeks: date, mean, lo, hi.

    A week cut short by the end of the warm-up or of the run counts the days it has.
    """
    weeks = evidence.weeks("E49n")
    for column in ("mean", "lo", "hi"):
        weeks[column] /= weeks["days"]
    return weeks


def on_time(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the on-time-in-promise rate in per cent by measured week, for each mode that promised anything."""
    tables = {mode: evidence.weeks("K04", f"mode:{mode}") for mode in MODE_NAMES}
    for table in tables.values():
        # Student's interval does not know that a share ends at 0 and 100 %.
        table[["lo", "hi"]] = table[["lo", "hi"]].clip(0, 100)
    return {mode: table for mode, table in tables.items() if table["mean"].notna().any()}


def daily_orders(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return orders placed a day as means of measured weeks (date, mean), for each mode that had any.

    They are counted in the facts of one replication.
    """
    rows = evidence.ask(
        "orders",
        f"SELECT mode, CAST(placed // {7 * DAY} AS BIGINT) AS week, count(*) AS orders FROM facts"
        " WHERE placed >= measured_from() GROUP BY mode, week ORDER BY mode, week",
    )
    if rows.empty:
        return {}
    frame = evidence.weeks("E49n")[["week", "days", "date"]]
    found = {}
    for mode, orders in rows.groupby("mode"):
        table = frame.merge(orders, on="week", how="left").fillna({"orders": 0})
        table = table[table["week"] >= orders["week"].min()]
        found[Mode(int(str(mode))).name.lower()] = table.assign(mean=table["orders"] / table["days"])
    return found
