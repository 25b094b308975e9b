"""Crossing: customers met in one family of channels, online or store, who order in the other."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, quotient
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import joined, slices
from o2o.kpi.records import Flags, Records, once
from sim.facts import Touchpoint
from sim.units import DAY

WITHIN = 7 * DAY


def followed(touches: Ints, orders: Ints) -> Flags:
    """Return which touches are followed by an order of the same customer within seven days.

    Both are moments as `moments` makes them, and sorted.
    """
    after = np.append(orders, np.iinfo(np.int64).max)[np.searchsorted(orders, touches, side="right")]
    return after <= touches + WITHIN


def moments(records: Records, customer: Ints, time: Ints) -> Ints:
    """Return one number per customer and time (ms): customer x span + time.

    The span keeps the seven days after a customer's last moment clear of the next customer.
    """
    return customer * _span(records) + time


def _span(records: Records) -> int:
    return records.horizon + WITHIN + 1


@once
def weekly(records: Records, met: Touchpoint, id_column: str) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return customers met in family ``met`` who ordered in the other, and all met: kind -> shape (weeks, scopes).

    Touches whose seven days reach past the end of the run are left out: nobody knows yet.

    Args:
        records: the run.
        met: family of the touch.
        id_column: "person" for the truth, "member" for what the firm sees.
    """

    def touched(part: Records) -> Ints:
        arrive, customer = part.visit("arrive"), part.visit(id_column)
        judged = (arrive >= part.opening) & (arrive + WITHIN <= part.horizon)
        return moments(part, customer, arrive)[(part.visit("touchpoint") == met) & (customer >= 0) & judged]

    def ordered(part: Records) -> Ints:
        buyer = part.order(id_column)
        return moments(part, buyer, part.order("placed"))[(part.order("channel") != met) & (buyer >= 0)]

    touches, orders = joined(records, "visits", touched), joined(records, "orders", ordered)
    touches.sort()
    orders.sort()
    crossed = [touches[some][followed(touches[some], orders)] for some in slices(touches.size)]
    kinds = ("chain", "segment") if id_column == "person" else ("chain",)
    above, below = _count(records, np.concatenate(crossed)), _count(records, touches)
    return {kind: above[kind] for kind in kinds}, {kind: below[kind] for kind in kinds}


def _count(records: Records, touches: Ints) -> dict[str, Floats]:
    """Return different customers by week, for the chain and each segment."""
    weeks, people = len(records.grain.weeks), records.segments.size
    customers = int(touches.max(initial=-1)) // _span(records) + 1
    there = np.zeros((weeks, max(people, customers)), bool)
    for some in slices(touches.size):
        customer, when = np.divmod(touches[some], _span(records))
        there[when // (7 * DAY) - records.dimensions.warm_up // 7, customer] = True
    segments = len(records.dimensions.segments)
    split = [np.bincount(records.segments[row[:people]], minlength=segments) for row in there]
    return {
        "chain": there.sum(axis=1, dtype=np.float64)[:, None],
        "segment": np.array(split, np.float64).reshape(weeks, segments),
    }


def crossing(records: Records, families: tuple[Touchpoint, ...], id_column: str) -> Figures:
    """Return the share of customers met in each of ``families`` who ordered in the other family, %."""
    parts = [weekly(records, met, id_column) for met in families]
    week, total = {}, {}
    for kind in parts[0][0]:
        above, below = (np.sum([part[side][kind] for part in parts], axis=0) for side in (0, 1))
        week[kind] = quotient(above, below, 100.0)
        total[kind] = quotient(above.sum(axis=0, keepdims=True), below.sum(axis=0, keepdims=True), 100.0)
    return Figures(total, week, {})


def both_ways(records: Records) -> Figures:
    """Return K10."""
    return crossing(records, (Touchpoint.APP, Touchpoint.STORE), "person")


def to_store(records: Records) -> Figures:
    """Return K10 from online to store."""
    return crossing(records, (Touchpoint.APP,), "person")


def to_online(records: Records) -> Figures:
    """Return K10 from store to online."""
    return crossing(records, (Touchpoint.STORE,), "person")


def both_ways_observed(records: Records) -> Figures:
    """Return K10 among recognised members."""
    return crossing(records, (Touchpoint.APP, Touchpoint.STORE), "member")


_WINDOW = "touches of the last seven days of the run are left out, for their seven days are not over"

KPIS = (
    Kpi(
        id="K10",
        name="O2O cross-channel conversion",
        chinese="线上线下互转率",
        unit="%",
        direction="up",
        formula="customers with a touch in one family (online or store) in a week who order in the other family within "
        f"7 days / customers with a touch in the family in the week, both directions added up; {_WINDOW}",
        measure=both_ways,
        source="K10",
    ),
    Kpi(
        id="K10s",
        name="Cross-channel conversion, online to store",
        chinese="线上到线下转化率",
        unit="%",
        direction="up",
        formula=f"K10 of customers met online who order in a store; {_WINDOW}",
        measure=to_store,
        source="K10",
    ),
    Kpi(
        id="K10w",
        name="Cross-channel conversion, store to online",
        chinese="线下到线上转化率",
        unit="%",
        direction="up",
        formula=f"K10 of customers met in a store who order online; {_WINDOW}",
        measure=to_online,
        source="K10",
    ),
    Kpi(
        id="K10o",
        name="O2O cross-channel conversion, as the firm sees it",
        chinese="线上线下互转率(观测)",
        unit="%",
        direction="up",
        formula=f"K10 of member ids: only visits and orders with a recognised member count; {_WINDOW}",
        measure=both_ways_observed,
        source="K10",
        view="observed",
    ),
)
