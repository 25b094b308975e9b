"""Supply: how soon shelves are filled again, and how soon and completely suppliers deliver."""

import numpy as np

from o2o.kpi.grain import Figures, Ints, Rows, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.quantiles import quantile
from o2o.kpi.records import Flags, Records
from sim.units import DAY, HOUR


def _response(records: Records, level: float) -> Figures:
    """Return a quantile of the hours from alert to restored shelf; an open alert lasts to the end of the run."""

    def lasted(part: Records) -> tuple[Rows, Ints, Flags]:
        breached, restored = part.column("alerts", "breached"), part.column("alerts", "restored")
        rows = part.grain.rows(part.grain.day_of(breached), site=part.column("alerts", "site"))
        time = np.where(restored < 0, part.horizon, restored) - breached
        return rows, time, np.ones(time.size, bool)

    return quantile(records, "alerts", ("chain", "site"), lasted, level).over(HOUR)


def response(records: Records) -> Figures:
    """Return the 90 % quantile of the response time, hours."""
    return _response(records, 0.9)


def usual_response(records: Records) -> Figures:
    """Return the median response time, hours."""
    return _response(records, 0.5)


def supplier_lead(records: Records) -> Figures:
    """Return the mean time from order to receipt, days."""
    ordered, arrived = records.column("deliveries", "ordered"), records.column("deliveries", "arrived")
    rows = records.grain.rows(records.grain.day_of(arrived), site=records.column("deliveries", "site"))
    took = np.where(arrived < 0, 0, arrived - ordered)
    return ratio(records.grain, rows.sum(took), rows.sum(arrived >= 0), 1 / DAY)


def supplier_fill(records: Records) -> Figures:
    """Return units delivered over units ordered, by the day of receipt, %."""
    day = records.grain.day_of(records.column("deliveries", "arrived"))
    rows = records.grain.rows(day, site=records.column("deliveries", "site"))
    delivered, ordered = (records.column("deliveries", name) for name in ("delivered", "units"))
    return percent(records.grain, rows.sum(delivered), rows.sum(ordered))


KPIS = (
    Kpi(
        id="E42",
        name="Supply response time, 90 %",
        chinese="供应链响应速度(90 %)",
        unit="h",
        direction="down",
        formula="from the nightly review that finds less than a day's expected sales of a product at a node to the "
        "arrival after which it is there, 90 % quantile, by the day of the review; what is not restored lasts to the "
        "end of the run",
        measure=response,
        source="E42",
    ),
    Kpi(
        id="E42m",
        name="Supply response time, median",
        chinese="供应链响应速度(中位数)",
        unit="h",
        direction="down",
        formula="the median of the same times",
        measure=usual_response,
        source="E42",
    ),
    Kpi(
        id="E43",
        name="Supplier lead time",
        chinese="供应商交货周期",
        unit="days",
        direction="down",
        formula="from order to receipt at the warehouse, mean of deliveries, by the day of receipt",
        measure=supplier_lead,
        source="E43",
    ),
    Kpi(
        id="E43f",
        name="Supplier fill rate",
        chinese="供应商到货满足率",
        unit="%",
        direction="up",
        formula="units delivered / units ordered, by the day of receipt",
        measure=supplier_fill,
        source="E43",
    ),
)
