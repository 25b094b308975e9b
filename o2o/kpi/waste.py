"""Waste: what is thrown away, what is taken off prices lest it be, and what leaves unpaid."""

from o2o.kpi.grain import Figures, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.operations import SALES
from o2o.kpi.records import Records
from sim.facts import Account


def _share(records: Records, *accounts: Account) -> Figures:
    """Return what is booked on ``accounts`` over net sales, by booking day, %."""
    lost = {kind: -table for kind, table in records.booked(*accounts).items()}
    return percent(records.grain, lost, records.booked(*SALES))


def waste_and_markdown(records: Records) -> Figures:
    """Return goods thrown away at cost and reductions over net sales, %."""
    return _share(records, Account.WASTE, Account.MARKDOWNS)


def markdown(records: Records) -> Figures:
    """Return reductions over net sales, %."""
    return _share(records, Account.MARKDOWNS)


def unscanned(records: Records) -> Figures:
    """Return goods that passed self-checkouts unscanned, at cost, over net sales, %."""
    return _share(records, Account.SHRINKAGE)


KPIS = (
    Kpi(
        id="E44",
        name="Waste and markdown",
        chinese="损耗与临期折价率",
        unit="%",
        direction="down",
        formula="(goods thrown away, at cost + what was taken off prices of perishables in their last days) / net "
        "sales as booked",
        measure=waste_and_markdown,
        source="E44",
    ),
    Kpi(
        id="E44m",
        name="Markdown",
        chinese="临期折价率",
        unit="%",
        direction="down",
        formula="what was taken off prices of perishables in their last days / net sales as booked",
        measure=markdown,
        source="E44",
    ),
    Kpi(
        id="E44s",
        name="Unscanned at self-checkouts",
        chinese="自助收银漏扫损耗率",
        unit="%",
        direction="down",
        formula="goods that passed self-checkouts unscanned, at cost / net sales as booked",
        measure=unscanned,
        source="E44",
    ),
)
