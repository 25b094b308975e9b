"""Stock records: how often the system is right about the shelf."""

import numpy as np

from o2o.kpi.grain import Figures, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.records import Records


def accuracy(records: Records) -> Figures:
    """Return the share of product-node-days that end with a true record, %."""
    days = records.grain.rows(records.column("stock_days", "day"), site=records.column("stock_days", "site"))
    physical = records.column("stock_days", "physical")
    right = records.column("stock_days", "record") == physical
    return percent(records.grain, days.sum(right), days.sum(np.ones_like(physical)))


def oversold(records: Records) -> Figures:
    """Return the share of online orders that were promised a unit that was not there, %."""
    promised = records.online & (records.order("promise") >= 0)
    short = np.bincount(records.column("pick_shorts", "order"), minlength=promised.size) > 0
    return percent(records.grain, records.orders.sum(promised & short), records.orders.sum(promised))


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
)
