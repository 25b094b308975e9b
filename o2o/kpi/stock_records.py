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
)
