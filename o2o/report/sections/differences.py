"""Differences: every KPI of both runs, its paired difference and the interval, as a plot and as a table."""

from o2o.compare import Comparison, Row
from o2o.figures.forest import Twig, draw_forest
from o2o.figures.picture import Caption
from o2o.kpis import REGISTRY
from o2o.outcomes import figure
from o2o.report.parts import Section, Table, exhibit
from o2o.report.words import interval_text

HEAD = ("KPI", "Name", "Unit", "A", "B", "B - A", "95 % interval", "Verdict")


def differences(pair: Comparison) -> Section:
    """Return the section; every comparison has one."""
    twigs = [twig for row in pair if (twig := _twig(row)) is not None]
    pictures = []
    if twigs:
        luck = "paired by replication, which shared their luck" if pair.common_luck else "of independent runs"
        note = (
            f"95 % intervals of B - A over {pair.replications} replications, {luck}, in per cent of A's figure. Left "
            "of the line B is lower, right of it higher. Blue upward triangle: better; red downward: worse; black "
            "diamond: changed; grey: no difference shown. Arrows: beyond the axis."
        )
        text = "; ".join(f"{twig.name} {twig.middle:+.1f} %" for twig in twigs)
        caption = Caption("forest", "What changes from A to B", f"{text}. The table has the figures.")
        size = (10.0, 0.8 + 0.24 * len(twigs))
        pictures = [exhibit(caption, note, size, lambda sheet: draw_forest(sheet.add_subplot(), twigs))]
    content = {"exhibits": pictures, "table": _table(pair)}
    return Section("differences", "Differences", content)


def _twig(row: Row) -> Twig | None:
    """Return the row as a share of A's figure; None where that says nothing."""
    if not row.a or row.difference is None or row.lo is None or row.hi is None:
        return None
    middle, lo, hi = (100 * end / abs(row.a) for end in (row.difference, row.lo, row.hi))
    known = REGISTRY[row.kpi]
    return Twig(f"{known.name} ({row.kpi})", middle, lo, hi, row.verdict)


def _table(pair: Comparison) -> Table:
    rows = [
        [
            row.kpi,
            f"{REGISTRY[row.kpi].name} {REGISTRY[row.kpi].chinese}",
            REGISTRY[row.kpi].unit,
            figure(row.a),
            figure(row.b),
            figure(row.difference),
            interval_text(row.lo, row.hi),
            row.verdict + (" *" if row.p is not None and row.p <= 0.05 else ""),
        ]
        for row in pair
    ]
    caption = f"{pair.scope}, {pair.period}; * holds when corrected for the number of figures compared (Holm, 5 %)"
    return Table(caption, HEAD, rows, frozenset({0, 1, 2, 7}))
