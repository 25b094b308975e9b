"""Fairness: what each class of customers gets of what it asks for, what walk-ins miss to online orders (row S136)."""

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Figures, Floats, Ints, Tally, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums, parts, visit_sums
from o2o.kpi.records import Records, once
from sim.facts import CancelReason, Mode, Touchpoint
from sim.units import DAY

_WANT_OF_GOODS = (CancelReason.NO_STOCK, CancelReason.OVERSOLD)
_UNITS = ("got", "asked")


@once
def _by_class(records: Records) -> dict[str, Tally]:
    """Return the units got and asked for by the chain and each mode; walk-ins' at the shelf, others' by order."""

    def online(part: Records) -> tuple[Ints, Ints]:
        chosen = part.online & (part.kept | np.isin(part.order("cancel_reason"), _WANT_OF_GOODS))
        return np.where(chosen & part.kept, part.order("got"), 0), np.where(chosen, part.order("lines"), 0)

    found: dict[str, Tally] = {}
    for name, ordered, walked in zip(
        _UNITS,
        order_sums(records, online, "chain", "mode"),
        visit_sums(records, _at_shelves, "chain"),
        strict=True,
    ):
        walk_in = np.arange(len(Mode)) == Mode.WALK_IN
        by_mode = np.where(walk_in, walked["chain"], ordered["mode"])
        found[name] = {"chain": ordered["chain"] + walked["chain"], "mode": by_mode}
    return found


def _at_shelves(part: Records) -> tuple[Ints, Ints]:
    walked = part.visit("touchpoint") == Touchpoint.STORE
    return np.where(walked, part.visit("found"), 0), np.where(walked, part.visit("wanted"), 0)


def fill(records: Records) -> Figures:
    """Return units got over units asked for, by class of customers, %."""
    units = _by_class(records)
    return percent(records.grain, units["got"], units["asked"])


def gap(records: Records) -> Figures:
    """Return how far the worst served class falls short of the best, in points of the fill rate."""
    by_mode = fill(records)
    return Figures(*({"chain": _spread(table["mode"])} for table in (by_mode.total, by_mode.week, by_mode.day)))


def _spread(rates: Floats) -> Floats:
    """Return the highest less the lowest rate of each row, shape (rows, 1); nan with fewer than two known."""
    known = np.isfinite(rates)
    high, low = np.where(known, rates, -np.inf).max(axis=1), np.where(known, rates, np.inf).min(axis=1)
    return np.where(known.sum(axis=1) >= 2, high - low, np.nan)[:, None]


def lost_to_online(records: Records) -> Figures:
    """Return units that walk-ins missed and online orders had the same day of the same shelf, of those wanted, %."""
    wanted = visit_sums(records, lambda part: (_at_shelves(part)[1],), "chain")[0]
    got, refused = _online_lines(records)
    days, lost = records.grain.days, np.zeros((records.grain.days, 1))
    stores, skus = _stores(records), len(records.dimensions.skus)
    for part in parts(records, "stock_days"):
        site, short = part.column("stock_days", "site"), part.column("stock_days", "short")
        rows = np.flatnonzero((site < stores) & (short > 0))
        day = part.column("stock_days", "day")[rows]
        cell = (day * stores + site[rows]) * skus + part.column("stock_days", "sku")[rows]
        missed = np.minimum(np.maximum(short[rows] - refused[cell], 0), got[cell])
        lost[:, 0] += np.bincount(day, weights=missed, minlength=days)
    return percent(records.grain, {"chain": lost}, wanted)


def _online_lines(records: Records) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the units that online orders got and were refused, by day x store x product."""
    stores, skus = _stores(records), len(records.dimensions.skus)
    site, placed, channel = (records.order_codes(name) for name in ("site", "placed", "channel"))
    taken, refused = (np.zeros(records.grain.days * stores * skus, np.uint16) for _ in range(2))
    for part in parts(records, "order_lines"):
        order = part.column("order_lines", "order")
        rows = np.flatnonzero((channel[order] == Touchpoint.APP) & (site[order] >= 0) & (site[order] < stores))
        order = order[rows]
        cell = (placed[order] // DAY * stores + site[order]) * skus + part.column("order_lines", "sku")[rows]
        got = part.column("order_lines", "got")[rows] > 0
        for into, chosen in ((taken, got), (refused, ~got)):
            np.add.at(into, cell[chosen], 1)
    return taken, refused


def _stores(records: Records) -> int:
    return sum(site.kind == "store" for site in records.dimensions.sites)


KPIS = (
    Kpi(
        id="K05f",
        name="Fill rate by class",
        chinese="分渠道满足率",
        unit="%",
        direction="up",
        formula="units got / units asked for: walk-ins' at the shelf; others' of their orders, those cancelled for "
        "want of goods included, other cancelled ones not; who saw in the app that nothing is left did not ask",
        measure=fill,
        source="K05",
    ),
    Kpi(
        id="K05g",
        name="Gap between classes",
        chinese="渠道满足率差距",
        unit="points",
        direction="down",
        formula="K05f of the best served class (walk-in, collect, instant, parcel) less that of the worst",
        measure=gap,
        source="K05",
    ),
    Kpi(
        id="K05l",
        name="Walk-in units lost to online orders",
        chinese="到店顾客让渡率",
        unit="%",
        direction="down",
        formula="units that walk-ins missed on a store's shelf, as far as online orders of the day had units of it / "
        "units that walk-ins wanted",
        measure=lost_to_online,
        source="K05",
    ),
)
