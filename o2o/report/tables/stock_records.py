"""Stock records of one replication, day by day: how many are right, and what is asked for in vain."""

import pandas as pd

from o2o.report.evidence import Evidence

RIGHT, HIGH, LOW = "true", "too high", "too low"
EMPTY, WRONG, OVERSOLD = "sold out, and known", "not there, but recorded", "promised, not found"

_SHELVES = """
SELECT day, count(*) AS shelves, sum(CAST(record = physical AS INT)) AS right,
    sum(CAST(record > physical AS INT)) AS high
FROM facts WHERE site < {stores} GROUP BY day ORDER BY day
"""
_MISSED = """
SELECT day, sum(short) AS short, sum(CASE WHEN record > physical THEN short ELSE 0 END) AS wrong,
    sum(oversold) AS oversold
FROM facts WHERE site < {stores} GROUP BY day ORDER BY day
"""


def shelves(evidence: Evidence) -> pd.DataFrame:
    """Return the shares of store shelves in per cent whose record is true, too high and too low, by date."""
    rows = evidence.ask("stock_days", _SHELVES.format(stores=_stores(evidence)))
    if rows.empty:
        return rows
    share = 100.0 / rows["shelves"].astype(float)
    right, high = rows["right"] * share, rows["high"] * share
    return pd.DataFrame({RIGHT: right, HIGH: high, LOW: 100.0 - right - high}).set_index(_dates(evidence, rows))


def missed(evidence: Evidence) -> pd.DataFrame:
    """Return the units a day that stores' customers did not get, by date and by what the record said of the shelf."""
    rows = evidence.ask("stock_days", _MISSED.format(stores=_stores(evidence)))
    if rows.empty:
        return rows
    units = rows.astype(float)
    parts = {EMPTY: units["short"] - units["wrong"], WRONG: units["wrong"], OVERSOLD: units["oversold"]}
    return pd.DataFrame(parts).set_index(_dates(evidence, rows))


def _stores(evidence: Evidence) -> int:
    return sum(site.kind == "store" for site in evidence.dimensions.sites)


def _dates(evidence: Evidence, rows: pd.DataFrame) -> pd.DatetimeIndex:
    return evidence.dates(rows["day"].to_numpy("int64"))
