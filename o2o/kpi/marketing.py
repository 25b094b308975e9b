"""Marketing: where visits come from, how many buy, and what winning them costs and returns."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Tally, less, only, per_day, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums, parts, visit_sums
from o2o.kpi.records import Flags, Records
from sim.facts import Account, Touchpoint, Trigger
from sim.units import CNY

BEFORE_MARKETING = tuple(account for account in Account if account not in (Account.MARKETING, Account.PROGRAMME))


def acquisition_cost(records: Records) -> Figures:
    """Return marketing spend per first-time buyer, CNY."""
    first = records.column("people", "first_order")
    won = records.by_person(records.grain.day_of(first), first >= 0)
    return ratio(records.grain, only(records.spend, "chain"), won, 1 / CNY)


def acquisition_cost_observed(records: Records) -> Figures:
    """Return marketing spend per member id that orders for the first time, CNY.

    The account of person p carries the number p; a number beyond the people is a further account of somebody.
    """
    highest = max(int(part.order("member").max(initial=-1)) for part in parts(records, "orders"))
    accounts = max(highest + 1, records.segments.size)
    never = np.iinfo(np.int64).max
    first = np.full(accounts, never)
    for part in parts(records, "orders"):
        member, placed = part.order("member"), part.order("placed")
        np.minimum.at(first, member[member >= 0], placed[member >= 0])
    known = np.pad(records.column("people", "known") > 0, (0, accounts - records.segments.size))
    new = ~known & (first < never)
    won = records.grain.rows(records.grain.day_of(np.where(new, first, -1))).sum(new)
    return ratio(records.grain, only(records.spend, "chain"), won, 1 / CNY)


def incremental_return(records: Records) -> Figures:
    """Return contribution won by marketing per CNY spent; nan without the twin run."""
    spend = only(records.spend, "chain")
    if records.twin is None:
        nothing: Tally = {"chain": np.zeros_like(spend["chain"])}
        return ratio(records.grain, nothing, nothing)
    won = less(records.booked(*BEFORE_MARKETING), records.twin.booked(*BEFORE_MARKETING))
    return ratio(records.grain, only(won, "chain"), spend)


def attributed_return(records: Records) -> Figures:
    """Return net sales of orders from recorded paid clicks per CNY spent."""
    led = records.column("exposures", "visit")
    counted = (
        (led >= 0)
        & (records.column("exposures", "recorded") > 0)
        & (records.column("exposures", "channel") == Trigger.PAID)
    )
    clicked = np.zeros(records.size("visits") + 1, bool)
    clicked[led[counted]] = True

    def net_sales(part: Records) -> tuple[Ints]:
        # An order without a visit asks for the last place, which no click leads to.
        return (np.where(clicked[part.order("visit")], part.net_sales, 0),)

    (sales,) = order_sums(records, net_sales, "chain")
    return ratio(records.grain, sales, records.spend)


def bought(records: Records) -> Flags:
    """Return which visits led to at least one order."""
    found = np.zeros(records.size("visits"), bool)
    for part in parts(records, "orders"):
        _, visit = part.within("visits", part.order("visit"))
        found[visit] = True
    return found


def conversion(records: Records) -> Figures:
    """Return the share of visits with at least one order, %."""
    known = records.noting("visits", bought=bought(records))
    return percent(records.grain, *visit_sums(known, lambda part: (part.visit("bought"), _ones(part))))


def _ones(records: Records) -> Floats:
    return np.ones(records.size("visits"))


def natural_share(records: Records) -> Figures:
    """Return the share of online visits that nobody paid for, %."""

    def natural_and_online(part: Records) -> tuple[Flags, Flags]:
        online = part.visit("touchpoint") == Touchpoint.APP
        return online & (part.visit("trigger") != Trigger.PAID), online

    return percent(records.grain, *visit_sums(records, natural_and_online, "chain", "segment"))


def visits(records: Records) -> Figures:
    """Return visits a day."""
    return per_day(records.grain, *visit_sums(records, lambda part: (_ones(part),)))


def footfall(records: Records) -> Figures:
    """Return store entries a day."""
    kinds = ("chain", "site", "segment")
    return per_day(
        records.grain, *visit_sums(records, lambda part: (part.visit("touchpoint") == Touchpoint.STORE,), *kinds)
    )


KPIS = (
    Kpi(
        id="K06",
        name="Customer acquisition cost (CAC)",
        chinese="获客成本",
        unit="CNY/person",
        direction="down",
        formula="marketing spend booked / persons whose first order falls in the period",
        measure=acquisition_cost,
        source="K06",
    ),
    Kpi(
        id="K06o",
        name="Customer acquisition cost, as the firm sees it",
        chinese="获客成本(观测)",
        unit="CNY/person",
        direction="down",
        formula="marketing spend booked / member ids that order for the first time in the period: unrecognised buyers "
        "are missed, second accounts count twice",
        measure=acquisition_cost_observed,
        source="K06",
        view="observed",
    ),
    Kpi(
        id="K07",
        name="Incremental marketing ROI",
        chinese="增量营销ROI",
        unit="ratio",
        direction="up",
        formula="(contribution before marketing with the programme - the same in the twin run without marketing) / "
        "marketing spend; not applicable without a twin run or without spend",
        measure=incremental_return,
        source="K07",
    ),
    Kpi(
        id="K07o",
        name="Attributed marketing return",
        chinese="归因营销回报",
        unit="ratio",
        direction="up",
        formula="net sales of orders from visits with a recorded paid click / marketing spend",
        measure=attributed_return,
        source="K07",
        view="observed",
    ),
    Kpi(
        id="K08",
        name="Conversion rate, all channels",
        chinese="转化率",
        unit="%",
        direction="up",
        formula="visits (online sessions and store entries) with at least one order in any mode / visits",
        measure=conversion,
        source="K08",
    ),
    Kpi(
        id="K09",
        name="Natural traffic share",
        chinese="自然流量占比",
        unit="%",
        direction="up",
        formula="online visits not triggered by paid media / online visits",
        measure=natural_share,
        source="K09",
    ),
    Kpi(
        id="E01",
        name="Visits",
        chinese="访问量",
        unit="visits/day",
        direction="up",
        formula="online sessions and store entries, mean of the period's days",
        measure=visits,
        source="E01",
    ),
    Kpi(
        id="E04",
        name="Store footfall",
        chinese="门店客流",
        unit="entries/day",
        direction="up",
        formula="store entries, mean of the period's days",
        measure=footfall,
        source="E04",
    ),
)
