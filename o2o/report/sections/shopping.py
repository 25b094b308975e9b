"""Shopping: how visits end, and what became of the orders of each mode."""

import pandas as pd

from o2o.figures.endings import draw_endings
from o2o.figures.picture import Caption
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.report.tables.course import MODE_NAMES, on_time
from o2o.report.tables.visits import endings, orders_by_mode, triggers


def shopping(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept or nobody came."""
    counts = endings(evidence)
    if counts.empty:
        return None
    parts = [
        f"{name}: " + ", ".join(f"{outcome} {line[outcome]:,}" for outcome in counts.columns)
        for name, line in counts.iterrows()
    ]
    caption = Caption("endings", "How visits end", ". ".join(parts) + ".")
    note = f"Counted in replication {evidence.kept}, warm-up left out."
    picture = exhibit(
        caption, note, (10.0, 0.75 + 0.75 * len(counts)), lambda sheet: draw_endings(sheet.add_subplot(), counts)
    )
    tables = [
        _counts("Visits by how they end", counts),
        _counts("Visits by what truly brought them", triggers(evidence)),
    ]
    return Section("shopping", "Visits and orders", {"exhibit": picture, "tables": [_orders(evidence), *tables]})


def _counts(caption: str, counts: pd.DataFrame) -> Table:
    rows = [
        [str(name), *(f"{number:,}" for number in line)]
        for name, line in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return Table(caption, ["Touchpoint", *counts.columns], rows)


def _orders(evidence: Evidence) -> Table:
    orders, punctual, filled = orders_by_mode(evidence), evidence.totals("K04"), evidence.totals("K05f")
    promising = on_time(evidence)
    rows = []
    for row in orders.to_dict("records"):
        share = punctual.get(f"mode:{row['mode']}")
        rows.append(
            [
                MODE_NAMES[row["mode"]],
                f"{row['orders']:,}",
                f"{100 * row['orders'] / orders['orders'].sum():.1f} %",
                figure(row["sales"]),
                figure(row["basket"]),
                f"{row['cancelled']:,}",
                "–" if row["mode"] == "walk_in" else f"{_time(row['minutes'])} / {_time(row['minutes90'])}",
                figure(share, "%") if row["mode"] in promising else "–",
                figure(filled.get(f"mode:{row['mode']}"), "%"),
            ]
        )
    head = [
        "Way",
        "Orders",
        "Share",
        "Net sales, CNY",
        "Mean order, CNY",
        "Cancelled",
        "To the customer, median / 9 of 10",
        "On time",
        "Units got",
    ]
    caption = "Orders by how the goods change hands; on time and units got: means of all replications. "
    return Table(caption + _fairness(evidence), head, rows)


def _fairness(evidence: Evidence) -> str:
    """Return how far the classes are apart, and what walk-ins miss to those who order online."""
    apart, lost = (evidence.totals(kpi).get("chain") for kpi in ("K05g", "K05l"))
    if apart is None or lost is None:
        return "Units got: of those asked for"
    return (
        f"Units got: of those asked for (K05f); best and worst are {figure(apart)} points apart (K05g), and walk-ins "
        f"miss {figure(lost)} % of what they want to online orders of the day (K05l)"
    )


def _time(minutes: float) -> str:
    if pd.isna(minutes):
        return "n/a"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"
