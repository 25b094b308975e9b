"""Margins: what is left of sales after the goods, and what the crews' wages take of them."""

from o2o.kpi.grain import Figures, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.operations import SALES
from o2o.kpi.records import Records
from sim.facts import Account

_CREWS = (
    Account.LABOUR_FLOOR,
    Account.LABOUR_PICK,
    Account.LABOUR_PACK,
    Account.LABOUR_DESK,
    Account.LABOUR_COUNT,
)


def gross_margin(records: Records) -> Figures:
    """Return net sales less the goods that left for them or unpaid over net sales, %."""
    left = records.booked(*SALES, Account.GOODS, Account.GOODS_BACK, Account.SHRINKAGE)
    return percent(records.grain, left, records.booked(*SALES))


def labour(records: Records) -> Figures:
    """Return the wages of the crews of stores and warehouses over net sales, %."""
    paid = {kind: -table for kind, table in records.booked(*_CREWS).items()}
    return percent(records.grain, paid, records.booked(*SALES))


KPIS = (
    Kpi(
        id="E45",
        name="Gross margin",
        chinese="毛利率",
        unit="%",
        direction="up",
        formula="(net sales - goods sold, at cost, less those given back and shelved again - goods that passed "
        "self-checkouts unscanned, at cost) / net sales, as booked",
        measure=gross_margin,
        source="E45",
    ),
    Kpi(
        id="E47l",
        name="Labour cost ratio",
        chinese="人工成本占比",
        unit="%",
        direction="down",
        formula="wages of the crews of stores and warehouses / net sales, as booked; riders left out",
        measure=labour,
        source="E47",
    ),
)
