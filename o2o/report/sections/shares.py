"""Shares: each figure's way from without to with all changes, one change below the other, with intervals."""

import numpy as np

from o2o.decomposition import Amount, Decomposition, Parts
from o2o.figures.ladders import LadderPanel, Step, draw_ladders
from o2o.figures.picture import Caption
from o2o.kpis import REGISTRY
from o2o.outcomes import figure
from o2o.report.parts import Section, Table, exhibit

HEAD = ("Figure", "Change", "Share", "Alone", "On top of the others")
NOTE = (
    "From the top: the figure without any of the changes (A); what each adds on average over all orders of making "
    "them, green where it helps, orange where it hurts; the figure with all of them (B). Lines: 95 % intervals over "
    "replications, which shared their luck."
)


def shares(found: Decomposition) -> Section:
    """Return the section; every decomposition has one."""
    known = [row for row in found.rows if row.difference.mean is not None]
    says = [_sentence(row) for row in known]
    pictures = []
    if known:
        panels = [_panel(row) for row in known]
        caption = Caption("shares", "What is owed to each change", " ".join(says))
        size = (10.0, 0.3 + (0.9 + 0.3 * len(found.changes)) * len(panels))
        pictures = [exhibit(caption, NOTE, size, lambda sheet: draw_ladders(sheet, panels))]
    return Section(
        "shares", "What is owed to each change", {"says": says, "exhibits": pictures, "table": _table(found)}
    )


def _panel(row: Parts) -> LadderPanel:
    known = REGISTRY[row.kpi]
    steps = [
        _step("without (A)", row.before),
        *(_step(part.change, part.share) for part in row.shares),
        _step("with all (B)", row.after),
    ]
    return LadderPanel(f"{known.name}, {known.unit} ({row.kpi})", steps, known.direction == "down")


def _step(name: str, amount: Amount) -> Step:
    return Step(name, *(np.nan if end is None else end for end in (amount.mean, amount.lo, amount.hi)))


def _sentence(row: Parts) -> str:
    known = REGISTRY[row.kpi]
    moved = (
        f"{known.name} ({row.kpi}): {figure(row.before.mean)} without, {figure(row.after.mean, known.unit)} with all."
    )
    largest = max(row.shares, key=lambda part: abs(part.share.mean or 0.0))
    if not largest.share.shown:
        return f"{moved} No change's share is shown."
    return f"{moved} The largest share is that of {largest.change}: {largest.share}."


def _table(found: Decomposition) -> Table:
    rows = [
        [
            f"{REGISTRY[row.kpi].name} ({row.kpi}), {REGISTRY[row.kpi].unit}",
            part.change,
            *(str(amount) for amount in (part.share, part.alone, part.last)),
        ]
        for row in found.rows
        for part in row.shares
    ]
    caption = f"{found.scope}, {found.period}; means and 95 % intervals over {found.replications} replications"
    return Table(caption, HEAD, rows, frozenset({0, 1}))
