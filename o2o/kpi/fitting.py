"""Fitting: units that people left because they saw that they would not fit (row S106)."""

from o2o.kpi.grain import Figures, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums
from o2o.kpi.records import Records

_KINDS = ("chain", "site")


def left(records: Records) -> Figures:
    """Return units left because they would not fit over units wished for, %."""
    site = records.column("misfits", "site")
    rows = records.grain.rows(records.grain.day_of(records.column("misfits", "time")), site=site)
    misfits = rows.sum(site >= 0)
    (asked,) = order_sums(records, lambda part: (part.order("lines"),), *_KINDS)
    wished = {kind: misfits[kind] + asked[kind] for kind in _KINDS}
    return percent(records.grain, {kind: misfits[kind] for kind in _KINDS}, wished)


KPIS = (
    Kpi(
        id="K14f",
        name="Left because it would not fit",
        chinese="试后不合适放弃率",
        unit="%",
        direction="none",
        formula="units that people left because they saw that they would not fit / these and the units of all orders; "
        "each would have come back, and is no sale",
        measure=left,
        source="K14",
    ),
)
