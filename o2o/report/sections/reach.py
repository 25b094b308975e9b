"""Reach: how far, at which load on the riders, the promise of instant delivery holds."""

import pandas as pd

from o2o.figures.picture import Caption
from o2o.figures.reach import draw_reach
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.report.tables.reach import FEWEST, TIERS, reach, tier_name


def reach_section(evidence: Evidence) -> Section | None:
    """Return the section; None unless instant orders met riders under several loads."""
    cells = reach(evidence)
    if cells.empty or cells["tier"].nunique() < 2:
        return None
    names = {tier: tier_name(tier) for tier in range(len(TIERS))}
    said = [
        f"{name} orders per rider hour: {_range(cells[cells['tier'] == tier])}"
        for tier, name in names.items()
        if (cells["tier"] == tier).any()
    ]
    caption = Caption("reach", "Instant orders in time, by distance and by orders per rider hour", ". ".join(said))
    note = (
        "A line for each load: orders that the fleet's stores got in the hour over riders paid in it. In time: at the "
        f"door by the promise. Replication {evidence.kept}, warm-up left out; cells of at least {FEWEST} orders."
    )
    picture = exhibit(caption, note, (10.0, 3.6), lambda sheet: draw_reach(sheet.add_subplot(), cells, names))
    return Section("reach", "Reach of instant delivery", {"exhibit": picture, "tables": [_table(cells, names)]})


def _range(rows: pd.DataFrame) -> str:
    near, far = rows.sort_values("distance").iloc[[0, -1]].to_dict("records")
    return f"{near['kept']:.0f} % up to {near['distance']:g} km, {far['kept']:.0f} % up to {far['distance']:g} km"


def _table(cells: pd.DataFrame, names: dict[int, str]) -> Table:
    text = [f"{kept:.1f} % of {orders:,}" for kept, orders in zip(cells["kept"], cells["orders"], strict=True)]
    wide = cells.assign(text=text).pivot(index="tier", columns="distance", values="text").fillna("–")
    rows = [[names[tier], *line] for tier, line in zip(wide.index, wide.to_numpy(), strict=True)]
    head = ["Orders per rider hour", *(f"up to {distance:g} km" for distance in wide.columns)]
    return Table("Share of instant orders in time, and how many orders it is of", head, rows)
