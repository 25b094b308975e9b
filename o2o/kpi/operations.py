"""Operations: what serving customers costs, and how hard stock, floor, crews and riders work."""

from collections.abc import Callable

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Tally, amount, only, percent, quotient, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import added, order_sums, stock_sums
from o2o.kpi.records import FULFILMENT, Records
from sim.facts import Account, Mode, Task, Vehicle
from sim.units import CNY

TRAILING_DAYS = 28

SALES = (Account.SALES, Account.DELIVERY_FEES, Account.REFUNDS, Account.RETURNS, Account.MARKDOWNS)
CONTRIBUTION = tuple(account for account in Account if account != Account.PROGRAMME)


def _negated(tally: Tally) -> Tally:
    return {kind: -table for kind, table in tally.items()}


def fulfilment_ratio(records: Records) -> Figures:
    """Return fulfilment cost over net sales of online orders, %."""
    (sales,) = order_sums(records, lambda part: (np.where(part.online, part.net_sales, 0),), "chain")
    return percent(records.grain, only(_negated(records.booked(*FULFILMENT)), "chain"), sales)


def fulfilment_per_order(records: Records) -> Figures:
    """Return fulfilment cost per online order, CNY."""
    cost = only(_negated(records.booked(*FULFILMENT)), "chain")
    (orders,) = order_sums(records, lambda part: (part.online & part.whole,), "chain")
    return ratio(records.grain, cost, orders, 1 / CNY)


def _trailing(tally: Floats) -> Floats:
    """Return the sums of the 28 days up to each day; shape (days, scopes)."""
    whole = np.cumsum(tally, axis=0)
    earlier = np.zeros_like(whole)
    earlier[TRAILING_DAYS:] = whole[:-TRAILING_DAYS]
    return whole - earlier


def inventory_days(records: Records) -> Figures:
    """Return average stock at cost over goods leaving per day, days."""
    costs = np.array([sku.cost for sku in records.dimensions.skus], np.int64)

    def kept_and_left(part: Records) -> tuple[Ints, Ints]:
        names = ("sku", "physical", "in_transit", "sold", "shipped")
        sku, physical, in_transit, sold, shipped = (part.column("stock_days", name) for name in names)
        return costs[sku] * (physical + in_transit), costs[sku] * (sold + shipped)

    stock, left = stock_sums(records, kept_and_left)
    (sold,) = order_sums(records, lambda part: (part.goods_cost,), "chain")
    gone = {"chain": sold["chain"], "site": left["site"]}
    whole = ratio(records.grain, stock, gone)
    day = {kind: quotient(_trailing(stock[kind]), _trailing(gone[kind])) for kind in stock}
    last_days = np.append(records.grain.week_starts[1:], records.grain.days) - 1
    week = {kind: day[kind][last_days[: len(records.grain.weeks)]] for kind in day}
    return Figures(whole.total, week, day)


def contribution_margin(records: Records) -> Figures:
    """Return contribution over net sales, by booking day, %."""
    return percent(records.grain, records.booked(*CONTRIBUTION), records.booked(*SALES))


def contribution(records: Records) -> Figures:
    """Return contribution, CNY."""
    return amount(records.grain, records.booked(*CONTRIBUTION), CNY)


def contribution_after_programme(records: Records) -> Figures:
    """Return contribution less what the programme costs, CNY."""
    return amount(records.grain, records.booked(*Account), CNY)


def drops_per_hour(records: Records) -> Figures:
    """Return orders carried by riders per paid rider hour."""
    ridden = records.column("trips", "kind") == Vehicle.RIDER
    trips = records.grain.rows(records.grain.day_of(records.column("trips", "start")))
    drops = trips.sum(np.where(ridden, records.column("trips", "orders"), 0))
    return ratio(records.grain, drops, records.staff_hours(Task.RIDE, "paid"))


def delivery_cost(records: Records) -> Figures:
    """Return riders', carriers' and packaging cost per order delivered, CNY."""
    riders = -records.booked(Account.RIDERS)["chain"]
    parcels = -records.booked(Account.CARRIER, Account.PACKAGING)["chain"]
    by_mode = np.zeros((records.grain.days, len(Mode)))
    by_mode[:, Mode.INSTANT], by_mode[:, Mode.PARCEL] = riders[:, 0], parcels[:, 0]

    def brought(part: Records) -> Tally:
        chosen = np.isin(part.order("mode"), (Mode.INSTANT, Mode.PARCEL)) & part.received
        return part.orders_on(part.grain.day_of(part.order("delivered"))).sum(chosen, "chain", "mode")

    cost = {"chain": riders + parcels, "mode": by_mode}
    return ratio(records.grain, cost, added(records, "orders", brought), 1 / CNY)


def crew_utilisation(records: Records) -> Figures:
    """Return the crews' time at work over paid time, %."""
    return percent(records.grain, records.staff_hours(Task.CREW, "busy"), records.staff_hours(Task.CREW, "paid"))


def share_of_paid_time(task: Task) -> Callable[[Records], Figures]:
    """Return the measure of the crews' time at ``task`` over paid time, %."""

    def measure(records: Records) -> Figures:
        return percent(records.grain, records.staff_hours(task, "busy"), records.staff_hours(Task.CREW, "paid"))

    return measure


_ROLES = (
    ("t", Task.TILL, "Crew time at tills", "收银占用率", "at staffed tills"),
    ("p", Task.PICK, "Crew time picking and bagging", "拣货占用率", "picking (in stores also bagging)"),
    ("d", Task.DESK, "Crew time at the pickup desk", "自提台占用率", "at the pickup desk"),
    ("a", Task.ADVICE, "Crew time advising", "导购占用率", "answering shoppers"),
)

KPIS = (
    Kpi(
        id="K11",
        name="Fulfilment cost ratio",
        chinese="履约成本占比",
        unit="%",
        direction="down",
        formula="picking, packing, desk, riders (idle time included), carrier and packaging as booked / net sales "
        "of orders placed online, by the day of order",
        measure=fulfilment_ratio,
        source="K11",
    ),
    Kpi(
        id="K11c",
        name="Fulfilment cost per online order",
        chinese="单均履约成本",
        unit="CNY/order",
        direction="down",
        formula="the same cost / orders placed online",
        measure=fulfilment_per_order,
        source="K11",
    ),
    Kpi(
        id="K12",
        name="Inventory days",
        chinese="库存周转天数",
        unit="days",
        direction="down",
        formula="average stock at cost, all nodes and on the way to them / cost of goods sold per day; total: all "
        "measured days, day and week: the 28 days up to its end; a site: its own stock / goods that left it "
        "at cost",
        measure=inventory_days,
        source="K12",
    ),
    Kpi(
        id="K15",
        name="Omnichannel contribution margin",
        chinese="全渠道利润率",
        unit="%",
        direction="up",
        formula="(net sales - goods - waste - labour - fulfilment - supply - marketing) / net sales, as booked in "
        "the ledger; one-off and running cost of the programme left out",
        measure=contribution_margin,
        source="K15",
    ),
    Kpi(
        id="K15c",
        name="Contribution",
        chinese="边际贡献",
        unit="CNY",
        direction="up",
        formula="numerator of K15",
        measure=contribution,
        source="K15",
    ),
    Kpi(
        id="K15p",
        name="Contribution after programme cost",
        chinese="扣除项目成本后的贡献",
        unit="CNY",
        direction="up",
        formula="numerator of K15 less one-off and running cost of the programme: every account of the ledger",
        measure=contribution_after_programme,
        source="K15",
    ),
    Kpi(
        id="E46",
        name="Drops per rider hour",
        chinese="骑手每小时配送单数",
        unit="orders/h",
        direction="up",
        formula="orders carried by riders, by the start of the trip / paid rider hours",
        measure=drops_per_hour,
        source="E46",
    ),
    Kpi(
        id="E46c",
        name="Delivery cost per order",
        chinese="单均配送成本",
        unit="CNY/order",
        direction="down",
        formula="riders, carrier and packaging as booked / instant and parcel orders delivered; mode instant: "
        "riders only, mode parcel: carrier and packaging",
        measure=delivery_cost,
        source="E46",
    ),
    Kpi(
        id="E47",
        name="Crew utilisation",
        chinese="人员利用率",
        unit="%",
        direction="none",
        formula="time at work / paid time of the crews",
        measure=crew_utilisation,
        source="E47",
    ),
    *(
        Kpi(
            id=f"E47{letter}",
            name=name,
            chinese=chinese,
            unit="%",
            direction="none",
            formula=f"time {what} / paid time of the crews",
            measure=share_of_paid_time(task),
            source="E47",
        )
        for letter, task, name, chinese, what in _ROLES
    ),
)
