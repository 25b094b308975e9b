"""Loyalty: who comes back, and what a customer is worth."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, quotient
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added, joined, parts
from o2o.kpi.records import FULFILMENT, Flags, Records
from sim.units import CNY, DAY

COHORT_DAYS = 30
AGAIN_DAYS = 90
YEAR = 365 * DAY
DISCOUNT = 0.10
"""a year; the seeds name no rate, 10 % is the planner's convention"""


def cohort(orders: Ints, first_day: int) -> tuple[Flags, Flags]:
    """Return who bought in the 30 days from ``first_day``, and who of them again on a later day within 90 days.

    Args:
        orders: slot of each order's customer, no missing ones, and its day; shape (2, n).
        first_day: first day of the cohort's month.
    """
    buyer, day = orders
    opening = (day >= first_day) & (day < first_day + COHORT_DAYS)
    never = np.iinfo(np.int64).max
    first = np.full(int(buyer.max(initial=-1)) + 1, never)
    np.minimum.at(first, buyer[opening], day[opening])
    member = first < never
    start = np.where(member, first, 0)[buyer]
    again = member[buyer] & (day > start) & (day <= start + AGAIN_DAYS)
    return member, np.bincount(buyer[again], minlength=first.size) > 0


def repurchase(records: Records) -> Figures:
    """Return the repurchase rate of the first month's buyers, %."""
    bought, again = (
        np.pad(flags, (0, records.segments.size - flags.size))
        for flags in cohort(_early(records, "person"), records.dimensions.warm_up)
    )
    above = records.totals_by_person(again.astype(np.float64))
    below = records.totals_by_person(bought.astype(np.float64))
    return Figures({kind: quotient(above[kind], below[kind], 100.0) for kind in above}, {}, {})


def _early(records: Records, id_column: str) -> Ints:
    """Return buyer and day of the orders that a cohort of the first month can be made of, shape (2, n)."""
    first = records.dimensions.warm_up

    def chosen(part: Records) -> Ints:
        buyer, day = part.order(id_column), part.grain.day_of(part.order("placed"))
        return np.stack((buyer, day))[:, (buyer >= 0) & (day >= first) & (day < first + COHORT_DAYS + AGAIN_DAYS)]

    return joined(records, "orders", chosen)


def repurchase_observed(records: Records) -> Figures:
    """Return the repurchase rate of the first month's member ids, %."""
    bought, again = cohort(_early(records, "member"), records.dimensions.warm_up)
    above, below = np.array([[again.sum()]], np.float64), np.array([[bought.sum()]], np.float64)
    return Figures({"chain": quotient(above, below, 100.0)}, {}, {})


def hours_an_order(records: Records) -> float:
    """Return each online order's equal share of the paid hours of picking, packing, desk and riders, fen."""
    fulfilment = -float(records.booked(*FULFILMENT)["chain"].sum())
    handling, online = added(
        records, "orders", lambda part: (part.order("handling")[part.online].sum(), part.online.sum())
    )
    return (fulfilment - float(handling)) / max(1, int(online))


def order_margin(records: Records, share: float) -> Floats:
    """Return each order's contribution before acquisition cost, fen.

    Net sales less goods and the order's own carrier, packaging and drop fees; online orders also carry their
    ``share`` of the paid hours of fulfilment. The store floor's hours are left out.
    """
    own = records.net_sales - records.goods_cost - records.figures("orders", "handling")
    return own - np.where(records.online, share, 0.0)


def lifetime_value(records: Records) -> Figures:
    """Return the discounted contribution per customer acquired in the measured days, CNY."""
    first = records.column("people", "first_order")
    acquired = first >= records.opening
    share, worth = hours_an_order(records), np.zeros(first.size)
    for part in parts(records, "orders"):
        person = part.order("person")
        age = part.order("placed") - first[person]
        counted = acquired[person] & (age >= 0) & (age < YEAR)
        present = np.where(counted, order_margin(part, share) * (1 + DISCOUNT) ** (-np.maximum(age, 0) / YEAR), 0.0)
        # One after another, as rows come: fractions of a fen would add up differently part by part.
        np.add.at(worth, person, present)
    above, below = records.totals_by_person(worth), records.totals_by_person(acquired.astype(np.float64))
    return Figures({kind: quotient(above[kind], below[kind], 1 / CNY) for kind in above}, {}, {})


_REPURCHASE = (
    "who ordered in the first 30 measured days and order again on a later day within 90 days of the first of these "
    "orders / all who ordered in the first 30 measured days; provisional when the run ends earlier: whoever comes "
    "back after its end is missing"
)

KPIS = (
    Kpi(
        id="K02",
        name="90-day repurchase rate",
        chinese="复购率",
        unit="%",
        direction="up",
        formula=f"customers {_REPURCHASE}",
        measure=repurchase,
        source="K02",
    ),
    Kpi(
        id="K02o",
        name="90-day repurchase rate, as the firm sees it",
        chinese="复购率(观测)",
        unit="%",
        direction="up",
        formula=f"member ids {_REPURCHASE}; orders without a recognised member are invisible",
        measure=repurchase_observed,
        source="K02",
        view="observed",
    ),
    Kpi(
        id="K03",
        name="12-month customer lifetime value (LTV)",
        chinese="客户终身价值",
        unit="CNY/customer",
        direction="up",
        formula="contribution before acquisition cost of the customers acquired in the measured days, in the 12 months "
        "after their first order, discounted at 10 % a year / customers acquired; contribution = net sales - goods - "
        "carrier, packaging and drop fees - an equal share per online order of the paid hours of picking, packing, "
        "desk and riders; provisional when the run ends earlier",
        measure=lifetime_value,
        source="K03",
    ),
)
