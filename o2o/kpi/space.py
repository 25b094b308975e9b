"""Space: what a square metre of sales floor sells, by whose credit, and how many shoppers stand on it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Figures, Floats, Ints, Tally, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added, joined
from o2o.kpi.records import Flags, Records, once
from sim.facts import Mode, Touchpoint
from sim.units import CNY, DAY, HOUR

MONTH_DAYS = 30
INFLUENCE = 7 * DAY
"""a store visit counts for what its customer orders online within this time"""
_HOURS = 24


def floor_sales(records: Records) -> Figures:
    """Return net sales rung up in or fulfilled from stores per square metre and month, CNY."""
    return _per_metre(records, _serving)


def till_sales(records: Records) -> Figures:
    """Return net sales rung up at tills per square metre and month, CNY."""
    return _per_metre(records, lambda part: np.where(part.order("mode") == Mode.WALK_IN, _serving(part), -1))


def influenced_sales(records: Records) -> Figures:
    """Return net sales rung up in, fulfilled from or influenced by stores per square metre and month, CNY."""
    known = records.noting("orders", seen_before=_seen_before(records))

    def store(part: Records) -> Ints:
        serving = _serving(part)
        return np.where(serving < 0, part.order("seen_before"), serving)

    return _per_metre(known, store)


def _serving(records: Records) -> Ints:
    """Return the store with a sales floor that each order was served from, -1 for none."""
    site = records.order("site")
    return np.where(np.append(_floors(records), 0.0)[site] > 0, site, -1)


@once
def _seen_before(records: Records) -> Ints:
    """Return the store where each online order's customer had been last within `INFLUENCE`, -1 for none."""
    span = records.horizon + 2 * INFLUENCE

    def moments(part: Records) -> Ints:
        return (part.visit("person") * span + part.visit("arrive") + INFLUENCE)[_entered(part)]

    key = joined(records, "visits", moments)
    site = joined(records, "visits", lambda part: part.visit("site")[_entered(part)].astype(np.int32))
    order = np.argsort(key, kind="stable")
    key, site = key[order], site[order]
    del order

    def last_seen(part: Records) -> NDArray[np.int32]:
        store = np.full(part.size("orders"), -1, np.int32)
        online = np.flatnonzero(part.online)
        placed = part.order("person")[online] * span + part.order("placed")[online] + INFLUENCE
        nth = np.searchsorted(key, placed, side="right") - 1
        known = nth >= 0
        known[known] = placed[known] - key[nth[known]] <= INFLUENCE
        store[online[known]] = site[nth[known]]
        return store

    return joined(records, "orders", last_seen)


def _entered(records: Records) -> Flags:
    """Return which visits were entries into stores."""
    return (records.visit("touchpoint") == Touchpoint.STORE) & (records.visit("site") >= 0)


def _floors(records: Records) -> Floats:
    """Return each site's sales floor, square metres."""
    return np.array([site.floor_m2 for site in records.dimensions.sites], np.float64)


def _per_metre(records: Records, store: Callable[[Records], Ints]) -> Figures:
    """Return net sales of the orders that count for a ``store`` (-1: for none) per square metre and 30 days, CNY."""
    grain, floor = records.grain, _floors(records)

    def counted(part: Records) -> Tally:
        where = store(part)
        rows = grain.rows(grain.day_of(part.order("placed")), site=where)
        return rows.sum(np.where(where >= 0, part.net_sales, 0))

    sales = added(records, "orders", counted)
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
    shape = (records.grain.days, len(records.dimensions.sites))

    def spent(part: Records) -> Floats:
        site, come, leave = (part.visit(name)[_entered(part)] for name in ("site", "arrive", "leave"))
        return time_inside(site, come, np.where(leave < 0, part.horizon, leave), shape)

    return added(records, "visits", spent) / HOUR


def hours_inside(site: Ints, come: Ints, gone: Ints, shape: tuple[int, int]) -> Floats:
    """Return the mean number present in every hour, shape (days, 24, sites); see `time_inside`."""
    return time_inside(site, come, gone, shape) / HOUR


def time_inside(site: Ints, come: Ints, gone: Ints, shape: tuple[int, int]) -> Floats:
    """Return the time spent inside in every hour, ms, shape (days, 24, sites).

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
        hours += np.bincount(hour * sites + site, weights=spent, minlength=hours.size)
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
