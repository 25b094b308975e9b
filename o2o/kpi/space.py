"""Space: what a square metre of sales floor sells, by whose credit, and how many shoppers stand on it."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Tally, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.records import Records, once
from sim.facts import Mode, Touchpoint
from sim.units import CNY, DAY, HOUR

MONTH_DAYS = 30
INFLUENCE = 7 * DAY
"""a store visit counts for what its customer orders online within this time"""
_HOURS = 24


def floor_sales(records: Records) -> Figures:
    """Return net sales rung up in or fulfilled from stores per square metre and month, CNY."""
    return _per_metre(records, _serving(records))


def till_sales(records: Records) -> Figures:
    """Return net sales rung up at tills per square metre and month, CNY."""
    return _per_metre(records, np.where(records.order("mode") == Mode.WALK_IN, _serving(records), -1))


def influenced_sales(records: Records) -> Figures:
    """Return net sales rung up in, fulfilled from or influenced by stores per square metre and month, CNY."""
    serving = _serving(records)
    return _per_metre(records, np.where(serving < 0, _seen_before(records), serving))


def _serving(records: Records) -> Ints:
    """Return the store with a sales floor that each order was served from, -1 for none."""
    site = records.order("site")
    return np.where(np.append(_floors(records), 0.0)[site] > 0, site, -1)


@once
def _seen_before(records: Records) -> Ints:
    """Return the store where each online order's customer had been last within `INFLUENCE`, -1 for none."""
    entered = (records.visit("touchpoint") == Touchpoint.STORE) & (records.visit("site") >= 0)
    site, span = records.visit("site")[entered], records.horizon + 2 * INFLUENCE
    key = records.visit("person")[entered] * span + records.visit("arrive")[entered] + INFLUENCE
    order = np.argsort(key, kind="stable")
    key, site = key[order], site[order]
    placed = records.order("person") * span + records.order("placed") + INFLUENCE
    nth = np.searchsorted(key, placed, side="right") - 1
    known = records.online & (nth >= 0)
    known[known] = placed[known] - key[nth[known]] <= INFLUENCE
    return np.where(known, np.append(site, -1)[nth], -1)


def _floors(records: Records) -> Floats:
    """Return each site's sales floor, square metres."""
    return np.array([site.floor_m2 for site in records.dimensions.sites], np.float64)


def _per_metre(records: Records, store: Ints) -> Figures:
    """Return net sales of the orders that count for a ``store`` (-1: for none) per square metre and 30 days, CNY."""
    grain, floor = records.grain, _floors(records)
    day = grain.day_of(records.order("placed"))
    sales = grain.rows(day, site=store).sum(np.where(store >= 0, records.net_sales, 0))
    months = {
        "chain": np.full((grain.days, 1), floor.sum() / MONTH_DAYS),
        "site": np.repeat(floor[None, :] / MONTH_DAYS, grain.days, axis=0),
    }
    return ratio(grain, sales, months, 1 / CNY)


def fullest_hour(records: Records) -> Figures:
    """Return the mean number of shoppers inside in the fullest hour of a day, mean of the period's days."""
    grain, inside = records.grain, _inside(records)
    peak = {
        "chain": inside.sum(axis=2).reshape(grain.days, _HOURS).max(axis=1)[:, None],
        "site": inside.max(axis=1),
    }
    return ratio(grain, peak, grain.constant(peak))


def crowding(records: Records) -> Figures:
    """Return shopper-hours inside per 100 square metres and day."""
    grain, inside, floor = records.grain, _inside(records), _floors(records)
    by_site = inside.sum(axis=1)
    present: Tally = {"chain": by_site.sum(axis=1, keepdims=True), "site": by_site}
    space = {"chain": np.full((grain.days, 1), floor.sum()), "site": np.repeat(floor[None, :], grain.days, axis=0)}
    return ratio(grain, present, space, 100.0)


@once
def _inside(records: Records) -> Floats:
    """Return the mean number of shoppers inside, shape (days, hours, sites)."""
    entered = (records.visit("touchpoint") == Touchpoint.STORE) & (records.visit("site") >= 0)
    leave = records.visit("leave")[entered]
    gone = np.where(leave < 0, records.horizon, leave)
    shape = (records.grain.days, len(records.dimensions.sites))
    return hours_inside(records.visit("site")[entered], records.visit("arrive")[entered], gone, shape)


def hours_inside(site: Ints, come: Ints, gone: Ints, shape: tuple[int, int]) -> Floats:
    """Return the mean number present in every hour, shape (days, 24, sites).

    Args:
        site: where each was.
        come: from when, ms.
        gone: until when, ms; shapes alike.
        shape: days and sites.
    """
    days, sites = shape
    hours = np.zeros(days * _HOURS * sites)
    gone = np.minimum(gone, days * DAY)
    hour = come // HOUR
    while (there := hour * HOUR < gone).any():
        site, come, gone, hour = site[there], come[there], gone[there], hour[there]
        spent = np.minimum(gone, (hour + 1) * HOUR) - np.maximum(come, hour * HOUR)
        hours += np.bincount(hour * sites + site, weights=spent / HOUR, minlength=hours.size)
        hour = hour + 1
    return hours.reshape(days, _HOURS, sites)


_K13 = "net sales {} / sales floor, per 30 days, by the day of order"

KPIS = (
    Kpi(
        id="K13",
        name="Sales per square metre",
        chinese="坪效",
        unit="CNY/m2/month",
        direction="up",
        formula=_K13.format("rung up in a store or fulfilled from it"),
        measure=floor_sales,
        source="K13",
    ),
    Kpi(
        id="K13s",
        name="Till sales per square metre",
        chinese="门店收银坪效",
        unit="CNY/m2/month",
        direction="up",
        formula=_K13.format("rung up at a store's tills"),
        measure=till_sales,
        source="K13",
    ),
    Kpi(
        id="K13i",
        name="Influenced sales per square metre",
        chinese="全渠道坪效",
        unit="CNY/m2/month",
        direction="up",
        formula=_K13.format(
            "rung up in a store, fulfilled from it, or ordered online elsewhere by somebody who had last been in it "
            "within 7 days"
        ),
        measure=influenced_sales,
        source="K13",
    ),
    Kpi(
        id="E04f",
        name="Shoppers inside in the fullest hour",
        chinese="高峰小时在店人数",
        unit="people",
        direction="none",
        formula="mean number of shoppers inside in the fullest hour of the day, from entering to leaving, mean of the "
        "period's days; chain: all stores together",
        measure=fullest_hour,
        source="E04",
    ),
    Kpi(
        id="E04m",
        name="Shopper-hours on the floor",
        chinese="单位面积在店人时",
        unit="h/100 m2/day",
        direction="none",
        formula="hours that shoppers spend inside / sales floor, per 100 m2 and day",
        measure=crowding,
        source="E04",
    ),
)
