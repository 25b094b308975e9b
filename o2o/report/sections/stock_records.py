"""Stock records: how many are true, what is asked for in vain because they are not, and what is sold twice."""

from datetime import date

import pandas as pd

from o2o.figures.course import Course, draw_course
from o2o.figures.layers import draw_layers
from o2o.figures.picture import Caption
from o2o.figures.style import BLUE, GREY, ORANGE, PURPLE, RED, SKY
from o2o.kpi.resilience import BEFORE
from o2o.report.evidence import Evidence
from o2o.report.parts import Exhibit, Section, exhibit
from o2o.report.sections.course import SIZE, plan_marks
from o2o.report.tables.stock_records import EMPTY, HIGH, LOW, OVERSOLD, RIGHT, WRONG, missed, shelves
from sim.levers import CATALOGUE

COLOURS = {RIGHT: BLUE, HIGH: ORANGE, LOW: SKY, EMPTY: GREY, WRONG: RED, OVERSOLD: PURPLE}


def stock_records(evidence: Evidence) -> Section | None:
    """Return the section; None while records are true and nothing is promised that is not there."""
    exhibits = [*_shelves(evidence), *_missed(evidence), *_oversold(evidence)]
    return Section("stock_records", "Stock records", {"exhibits": exhibits}) if exhibits else None


def _shelves(evidence: Evidence) -> list[Exhibit]:
    parts = shelves(evidence)
    if parts.empty or (parts[RIGHT] == 100.0).all():
        return []
    last = parts[RIGHT].tail(7).mean()
    caption = Caption(
        "records", "Records of store shelves, %", f"In the last week {last:.1f} % of the records are true."
    )
    note = (
        "Every product in every store at the end of each day, the warm-up too: what the record says beside what is "
        f"there. Replication {evidence.kept}. A record that is too high keeps an empty shelf from being filled."
    )
    return [_layers(caption, note, parts, evidence)]


def _missed(evidence: Evidence) -> list[Exhibit]:
    parts = missed(evidence)
    if parts.empty or not (parts[WRONG] + parts[OVERSOLD]).any():
        return []
    measured = parts.iloc[evidence.dimensions.warm_up :].sum()
    share = 100 * (measured[WRONG] + measured[OVERSOLD]) / measured.sum()
    text = f"{share:.1f} % of the units missed in the measured days are missed where the system knew no better."
    caption = Caption("missed", "Units that store customers did not get, a day", text)
    note = (
        f"{text} Red: asked for in vain on a shelf whose record is too high that night. Purple: accepted online, and "
        f"not found by the picker. Grey: the record knew. Replication {evidence.kept}."
    )
    return [_layers(caption, note, parts, evidence)]


def _layers(caption: Caption, note: str, parts: pd.DataFrame, evidence: Evidence) -> Exhibit:
    marks = _marks(evidence)
    return exhibit(caption, note, SIZE, lambda sheet: draw_layers(sheet.add_subplot(), parts, COLOURS, marks))


def _marks(evidence: Evidence) -> dict[date, str]:
    """Return the days on which waves open, and the first day of the greatest rush that the plan foresees."""
    changes = evidence.tree.get("plan", {}).get("changes", {}).items()
    lever = CATALOGUE["demand.factor"]
    rushes = [(lever.parse(change["to"]), key) for key, change in changes if change["lever"] == lever.path]
    greatest = max(rushes, default=(0.0, ""))
    if greatest[0] <= lever.default:
        return plan_marks(evidence)
    start = evidence.tree["plan"]["changes"][greatest[1]]["start"]
    return plan_marks(evidence) | {date.fromisoformat(str(start)): greatest[1]}


def _oversold(evidence: Evidence) -> list[Exhibit]:
    days = evidence.days("E38v").dropna(subset=["mean"])
    if days.empty or not days["mean"].any():
        return []
    means = days.set_index("date")["mean"]
    text = f"At worst {means.max():.1f} % on {means.idxmax():%d %B}; {after_the_worst(means)}"
    caption = Caption("oversold", "Online orders with a promised unit that was not there, %", text)
    note = f"{text} By the day of order, mean of the replications; the weekly figures with their intervals are E38v."
    marks = _marks(evidence)
    draw = [Course("", days[["date", "mean"]], PURPLE)]
    return [exhibit(caption, note, SIZE, lambda sheet: draw_course(sheet.add_subplot(), draw, marks))]


def after_the_worst(means: "pd.Series[float]") -> str:
    """Return in words when the figure was back where it had been in the two weeks before its worst day."""
    nth = int(means.argmax())
    usual, after = means.iloc[max(0, nth - BEFORE) : nth].mean(), means.iloc[nth + 1 :]
    back = after[after <= usual]
    if back.empty:
        return f"on the last day {means.iloc[-1]:.1f} %."
    days = int((back.index[0] - means.index[nth]).days)
    return f"back to its mean of the {BEFORE} days before, {usual:.1f} %, after {days} day{'s' * (days != 1)}."
