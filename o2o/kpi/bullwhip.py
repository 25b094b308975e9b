"""Bullwhip: how much more orders swing than the sales that they follow."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Tally, quotient
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import stock_sums
from o2o.kpi.records import Flags, Records

_WINDOW = 7
"""days in a row whose units count as one: what a weekday brings does not count as a swing"""
_LEAST = 14
"""measured days without which nothing is said"""


def bullwhip(records: Records) -> Figures:
    """Return the variance of units ordered over that of units that left, both of seven days in a row."""
    asked = _asked(records)
    left = _left(records)
    found = {kind: quotient(_variance(records, asked[kind]), _variance(records, left[kind])) for kind in asked}
    return Figures(found, {}, {})


def _variance(records: Records, daily: Floats) -> Floats:
    """Return the variance of sums over seven days in a row without warm-up, nan for short runs, shape (1, scopes)."""
    days = daily[records.dimensions.warm_up :]
    if len(days) < _LEAST:
        return np.full((1, daily.shape[1]), np.nan)
    total = np.concatenate([np.zeros((1, daily.shape[1])), days.cumsum(axis=0)])
    return (total[_WINDOW:] - total[:-_WINDOW]).var(axis=0, keepdims=True)


def _asked(records: Records) -> Tally:
    """Return what warehouses ordered of suppliers, by day of order, and what came to stores, which is what they did."""
    orders = records.grain.rows(
        records.grain.day_of(records.column("deliveries", "ordered")), site=records.column("deliveries", "site")
    )
    tally = orders.sum(records.column("deliveries", "units"))
    (received,) = stock_sums(records, lambda part: (part.column("stock_days", "received"),), "site")
    return {"chain": tally["chain"], "site": np.where(_stores(records), received["site"], tally["site"])}


def _left(records: Records) -> Tally:
    """Return the units that customers took, by day; at warehouses also what left for stores."""

    def taken_and_moved(part: Records) -> tuple[Ints, Ints]:
        sold, shipped, sent = (part.column("stock_days", name) for name in ("sold", "shipped", "sent"))
        return sold + shipped - sent, sent

    taken, moved = stock_sums(records, taken_and_moved)
    return {"chain": taken["chain"], "site": taken["site"] + np.where(_stores(records), 0.0, moved["site"])}


def _stores(records: Records) -> Flags:
    return np.array([site.kind == "store" for site in records.dimensions.sites])


KPIS = (
    Kpi(
        id="E43b",
        name="Bullwhip",
        chinese="牛鞭效应",
        unit="ratio",
        direction="down",
        formula="variance of the units ordered of suppliers on seven days in a row / variance of the units that "
        "customers took on seven days in a row, over the measured days (14 at least); of a store: of what came to it "
        "and what its customers took; of a warehouse: of what it ordered and what left it",
        measure=bullwhip,
        source="E43",
    ),
)
