"""Making: how long units take from a warehouse's order to its dock, and how many were ordered before they were made."""

import numpy as np

from o2o.kpi.grain import Figures, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.records import Records
from sim.units import DAY


def production_cycle(records: Records) -> Figures:
    """Return the mean time of a unit from order to receipt, days, of suppliers that make to stock."""
    ordered, arrived, units = (records.column("deliveries", name) for name in ("ordered", "arrived", "delivered"))
    of_makers = np.isin(records.column("deliveries", "supplier"), np.unique(records.column("making", "supplier")))
    received = np.where((arrived >= 0) & of_makers, units, 0)
    rows = records.grain.rows(records.grain.day_of(arrived), site=records.column("deliveries", "site"))
    return ratio(records.grain, rows.sum((arrived - ordered) * received), rows.sum(received), 1 / DAY)


def ordered_before_made(records: Records) -> Figures:
    """Return the units that were still to be made over those ordered, %."""
    waiting, ordered = (records.column("making", name) for name in ("waiting", "ordered"))
    rows = records.grain.rows(records.column("making", "day"))
    return percent(records.grain, rows.sum(waiting), rows.sum(ordered))


KPIS = (
    Kpi(
        id="E43c",
        name="Production cycle",
        chinese="生产周期",
        unit="days",
        direction="down",
        formula="from a warehouse's order to receipt, the making of what was not ready included, mean of the units of "
        "suppliers that make to stock, by the day of receipt",
        measure=production_cycle,
        source="E43",
    ),
    Kpi(
        id="E43w",
        name="Ordered before made",
        chinese="待生产订货占比",
        unit="%",
        direction="down",
        formula="units that their supplier had still to make when they were ordered / units ordered of suppliers that "
        "make to stock",
        measure=ordered_before_made,
        source="E43",
    ),
)
