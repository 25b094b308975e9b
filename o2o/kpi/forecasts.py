"""Forecasts: how close what nodes expected of a week came to what left in it."""

from functools import partial

import numpy as np

from o2o.kpi.grain import Figures, Floats, quotient
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added
from o2o.kpi.records import Records, once

_DAYS = 7


@once
def _left(records: Records) -> Floats:
    """Return the units that left each node in each week, shape (weeks, sites, skus)."""
    names = ("day", "site", "sku", "sold", "shipped", "sent")
    store = np.array([place.kind == "store" for place in records.dimensions.sites])
    shape = _shape(records)

    def units(part: Records) -> Floats:
        day, site, sku, sold, shipped, sent = (part.column("stock_days", name) for name in names)
        cell = np.ravel_multi_index((day // _DAYS, site, sku), shape)
        left = np.bincount(cell, weights=sold + shipped - sent * store[site], minlength=int(np.prod(shape)))
        return left.astype(np.float64)

    return added(records, "stock_days", units).reshape(shape)


@once
def _expected(records: Records, weeks: int) -> Floats:
    """Return what was expected of each week so many weeks before its end, nan where nothing was."""
    known = records.column("forecasts", "weeks") == weeks
    week, site, sku = (records.column("forecasts", name)[known] for name in ("week", "site", "sku"))
    found = np.full(_shape(records), np.nan)
    inside = week < len(found)
    units = records.figures("forecasts", "units")[known]
    found[week[inside], site[inside], sku[inside]] = units[inside]
    return found


def _shape(records: Records) -> tuple[int, int, int]:
    dimensions = records.dimensions
    return -(-dimensions.days // _DAYS), len(dimensions.sites), len(dimensions.skus)


@once
def _judged(records: Records, weeks: int) -> tuple[Floats, Floats, Floats]:
    """Return absolute errors, errors and units that left by week and node; none of a week that is not whole."""
    left, expected = _left(records), _expected(records, weeks)
    first = np.arange(len(left)) * _DAYS
    whole = (first >= records.dimensions.warm_up) & (first + _DAYS <= records.dimensions.days)
    judged = whole[:, None, None] & np.isfinite(expected)
    error = np.where(judged, expected - left, 0.0)
    return np.abs(error).sum(axis=2), error.sum(axis=2), np.where(judged, left, 0.0).sum(axis=2)


def _share(records: Records, above: Floats, below: Floats) -> Figures:
    """Return sums over sums, %, of the chain and of each node, over the run and week by week."""
    weeks = records.grain.weeks
    chain = (above.sum(axis=1, keepdims=True), below.sum(axis=1, keepdims=True))
    total, week = {}, {}
    for kind, (one, other) in {"chain": chain, "site": (above, below)}.items():
        total[kind] = quotient(one.sum(axis=0, keepdims=True), other.sum(axis=0, keepdims=True), 100.0)
        week[kind] = quotient(one[weeks], other[weeks], 100.0)
    return Figures(total, week, {})


def accuracy(records: Records, weeks: int = 1) -> Figures:
    """Return 1 - sum of absolute errors / sum of what left, %; below 0 where errors are larger than what left."""
    errors, _, left = _judged(records, weeks)
    return _share(records, left - errors, left)


def bias(records: Records) -> Figures:
    """Return sum of errors / sum of what left, %."""
    _, error, left = _judged(records, 1)
    return _share(records, error, left)


_HOW = (
    "1 - sum |expected - left| / sum left over products, nodes and whole weeks without warm-up days; left is what was "
    "sold or shipped, of warehouses also to stores; below 0 where errors are larger than what left"
)

KPIS = (
    Kpi(
        id="E41",
        name="Forecast accuracy, next week",
        chinese="需求预测准确率(下周)",
        unit="%",
        direction="up",
        formula=f"{_HOW}; forecasts made as the week begins",
        measure=accuracy,
        source="E41",
    ),
    Kpi(
        id="E41h",
        name="Forecast accuracy, four weeks ahead",
        chinese="需求预测准确率(提前四周)",
        unit="%",
        direction="up",
        formula=f"{_HOW}; forecasts made three weeks before the week begins",
        measure=partial(accuracy, weeks=4),
        source="E41",
    ),
    Kpi(
        id="E41b",
        name="Forecast bias",
        chinese="需求预测偏差",
        unit="%",
        direction="none",
        formula="sum (expected - left) / sum left, as E41; above 0 where too much was expected",
        measure=bias,
        source="E41",
    ),
)
