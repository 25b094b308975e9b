"""Stock records: how often the system is right about the shelf."""

import numpy as np

from o2o.kpi.grain import Figures, Ints, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums, stock_sums
from o2o.kpi.records import Flags, Records
from sim.units import CNY


def accuracy(records: Records) -> Figures:
    """Return the share of product-node-days that end with a true record, %."""

    def right_and_all(part: Records) -> tuple[Flags, Ints]:
        physical = part.column("stock_days", "physical")
        return part.column("stock_days", "record") == physical, np.ones_like(physical)

    return percent(records.grain, *stock_sums(records, right_and_all))


def oversold(records: Records) -> Figures:
    """Return the share of online orders that were promised a unit that was not there, %."""

    def short_and_promised(part: Records) -> tuple[Flags, Flags]:
        promised = part.online & (part.order("promise") >= 0)
        _, missed = part.within("orders", part.column("pick_shorts", "order"))
        short = np.bincount(missed, minlength=promised.size) > 0
        return promised & short, promised

    return percent(records.grain, *order_sums(records, short_and_promised))


def label_accuracy(records: Records) -> Figures:
    """Return the share of shelf labels that show the price of the till at a day's end, %."""
    days = records.grain.rows(records.column("labels", "day"), site=records.column("labels", "site"))
    labels, wrong = records.column("labels", "labels"), records.column("labels", "wrong")
    return percent(records.grain, days.sum(labels - wrong), days.sum(labels))


def given_away(records: Records) -> Figures:
    """Return what baskets paid less than the till's prices because of labels, CNY a day."""
    days = records.grain.rows(records.column("labels", "day"), site=records.column("labels", "site"))
    labels = records.column("labels", "labels")
    noted = {kind: (table > 0).astype(np.float64) for kind, table in days.sum(labels).items()}
    return ratio(records.grain, days.sum(records.column("labels", "given_away")), noted, 1 / CNY)


KPIS = (
    Kpi(
        id="E38",
        name="Stock record accuracy",
        chinese="库存记录准确率",
        unit="%",
        direction="up",
        formula="product-node-days that end with the record equal to the physical stock / product-node-days",
        measure=accuracy,
        source="E38",
    ),
    Kpi(
        id="E38v",
        name="Oversell rate",
        chinese="超卖率",
        unit="%",
        direction="down",
        formula="online orders with a promised unit that the picker did not find, cancelled ones included / online "
        "orders promised, by the day of order",
        measure=oversold,
        source="E38",
    ),
    Kpi(
        id="E38l",
        name="Label accuracy",
        chinese="价签准确率",
        unit="%",
        direction="up",
        formula="shelf labels that show the price of the till at the day's end / shelf labels; missing where they are "
        "taken for right",
        measure=label_accuracy,
        source="E38",
    ),
    Kpi(
        id="E38g",
        name="Given away by labels",
        chinese="价签错误让利",
        unit="CNY/day",
        direction="down",
        formula="taken off baskets because a label showed less than the till, mean of the period's days",
        measure=given_away,
        source="E38",
    ),
)
