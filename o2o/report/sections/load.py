"""Load: how busy crews and riders are by the hour of the day, how full floors are, how many wait, and from when on."""

import numpy as np
import pandas as pd

from o2o.figures.hours import draw_hours
from o2o.figures.picture import Caption
from o2o.figures.riders import draw_riders
from o2o.figures.workload import draw_workload
from o2o.report.evidence import Evidence
from o2o.report.parts import Exhibit, Section, exhibit
from o2o.report.tables.load import by_hour, grid
from o2o.report.tables.workload import by_load, inside_by_hour
from sim.facts import Task

AT_WORK = 0.05
"""mean people below which an hour counts as closed"""
WAITING = 0.05
"""mean people in a queue below which there is nothing to show"""
CROWD = 0.5
"""mean customers or orders waiting in a store from which on its crew no longer keeps up (planner's choice)"""

FULL = {"crews": 100.0, "tills": 0.5, "inside": 1.0}
"""picture -> value that always has the darkest colour at least, so that a quiet site looks quiet"""


def load(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept or nobody works."""
    exhibits = [*_crews(evidence), *_floors(evidence), *_tills(evidence), *_workload(evidence), *_riders(evidence)]
    return Section("load", "Load by hour of the day", {"exhibits": exhibits}) if exhibits else None


def _crews(evidence: Evidence) -> list[Exhibit]:
    rows = by_hour(evidence, Task.CREW)
    rows = rows[rows["paid"] >= AT_WORK] if len(rows) else rows
    if rows.empty:
        return []
    shares = grid(rows, 100 * rows["busy"] / rows["paid"])
    note = (
        "Time at tills, desk, picking and packing over paid time. A figure above 100 means that work goes on after the "
        f"shift. Means over the measured days of replication {evidence.kept}; empty: nobody is at work."
    )
    caption = Caption("crews", "Crews at work, % of paid time", _fullest(shares, "% of paid time"))
    return [_hours(caption, note, shares, "{:.0f}")]


def _floors(evidence: Evidence) -> list[Exhibit]:
    inside = inside_by_hour(evidence)
    if inside.empty:
        return []
    caption = Caption("inside", "Shoppers inside", _fullest(inside, "inside"))
    note = (
        f"Mean number of shoppers in the store, among the shelves or queueing, replication {evidence.kept}. Longer "
        "stays fill the floor without a longer queue: compare with the picture below."
    )
    return [_hours(caption, note, inside, "{:.0f}")]


def _workload(evidence: Evidence) -> list[Exhibit]:
    loads = by_load(evidence)
    if len(loads) < 2 or loads["picking"].max() <= 0:
        return []
    crossed = crossover(loads)
    note = (
        f"Store-hours of replication {evidence.kept} by how much of its paid time the crew was at work; classes of "
        f"fewer than ten hours are left out. Dashed: {CROWD:g} customers or orders wait in a store, on average."
    )
    caption = Caption("workload", "What waits by how busy the crew is", _crossed(loads, crossed))
    return [exhibit(caption, note, (10.0, 4.2), lambda sheet: draw_workload(sheet, loads, crossed))]


def crossover(loads: pd.DataFrame) -> float | None:
    """Return the load, %, from which on customers or orders wait; None when they hardly ever do."""
    load = loads["load"].to_numpy(np.float64)
    waiting = loads[["tills", "orders"]].max(axis=1).to_numpy(np.float64)
    over = np.flatnonzero(waiting >= CROWD)
    if not over.size:
        return None
    first = int(over[0])
    if first == 0:
        return float(load[0])
    return float(np.interp(CROWD, waiting[first - 1 : first + 1], load[first - 1 : first + 1]))


def _crossed(loads: pd.DataFrame, crossed: float | None) -> str:
    busiest = loads.iloc[-1]
    told = f"{busiest['tills']:.1f} customers and {busiest['orders']:.1f} orders wait where crews are busiest."
    if crossed is None:
        return f"Crews keep up at every load that occurred: {told}"
    picking = float(np.interp(crossed, loads["load"], loads["picking"]))
    spent = f"{picking:.0f} % go to online orders there"
    return f"From {crossed:.0f} % of paid time on crews no longer keep up; {spent}. {told}"


def _tills(evidence: Evidence) -> list[Exhibit]:
    rows = by_hour(evidence, Task.TILL)
    if rows.empty or rows["waiting"].max() < WAITING:
        return []
    waiting = grid(rows, rows["waiting"])
    caption = Caption("tills", "Customers waiting at the tills", _fullest(waiting, "waiting"))
    note = f"Mean number of customers in the queue before the tills, replication {evidence.kept}."
    form = "{:.1f}" if rows["waiting"].max() >= 2 else "{:.2f}"
    return [_hours(caption, note, waiting, form)]


def _hours(caption: Caption, note: str, cells: pd.DataFrame, form: str) -> Exhibit:
    full = max(float(np.nanmax(cells.to_numpy(np.float64))), FULL[caption.name])
    size = (10.0, 0.7 + 0.27 * len(cells))
    return exhibit(caption, note, size, lambda sheet: draw_hours(sheet.add_subplot(), cells, form, full))


def _fullest(cells: pd.DataFrame, unit: str) -> str:
    values = np.nan_to_num(cells.to_numpy(np.float64))
    row, column = np.unravel_index(values.argmax(), values.shape)
    clock = f"{cells.columns.to_numpy(np.int64)[column]:02d}:00"
    return f"Fullest: {cells.index[row]} at {clock} with {values[row, column]:.1f} {unit}."


def _riders(evidence: Evidence) -> list[Exhibit]:
    rows = by_hour(evidence, Task.RIDE)
    if rows.empty or not (rows["busy"] > 0).any():
        return []
    shares = rows.groupby("name", sort=False)[["paid", "busy"]].sum()
    text = ", ".join(f"{name} {100 * line['busy'] / line['paid']:.0f} %" for name, line in shares.iterrows())
    caption = Caption("riders", "Riders paid and riding", f"Share of paid time on the road: {text}.")
    note = f"Means over the measured days of replication {evidence.kept}, days before a service opens included."
    return [exhibit(caption, note, (10.0, 2.7), lambda sheet: draw_riders(sheet, rows))]
