"""Course: sales, online orders and punctuality week by week."""

from datetime import date

import pandas as pd

from o2o.figures.course import Course, draw_course
from o2o.figures.picture import Caption
from o2o.figures.style import BLUE, MODES
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Exhibit, Section, Table, exhibit
from o2o.report.tables.city import openings
from o2o.report.tables.course import MODE_NAMES, daily_orders, daily_sales, on_time
from o2o.report.words import interval_text

SIZE = (10.0, 3.1)
_BAND = (
    "Line: mean of the replications; band: its 95 % interval, which may leave the chart. Short weeks count the days "
    "they have."
)


def course(evidence: Evidence) -> Section | None:
    """Return the section; None when no day was measured."""
    sales = daily_sales(evidence)
    if sales.empty:
        return None
    content = {"exhibits": _exhibits(evidence, sales), "table": _table(evidence, sales)}
    return Section("course", "Week by week", content)


def plan_marks(evidence: Evidence) -> dict[date, str]:
    """Return the days on which waves open, with their number."""
    days = sorted({day for _, day, _ in openings(evidence)})
    return {day: "plan begins" if len(days) == 1 else f"wave {number}" for number, day in enumerate(days, start=1)}


def _exhibits(evidence: Evidence, sales: pd.DataFrame) -> list[Exhibit]:
    marks = plan_marks(evidence)
    low, high = sales["mean"].min(), sales["mean"].max()
    found = [
        exhibit(
            Caption(
                "sales", "Net sales, CNY a day", f"Weekly means between {figure(low)} and {figure(high)} CNY a day."
            ),
            _BAND,
            SIZE,
            lambda sheet: draw_course(sheet.add_subplot(), [Course("", sales, BLUE)], marks),
        )
    ]
    online = {mode: table for mode, table in daily_orders(evidence).items() if mode != "walk_in"}
    kept = on_time(evidence)
    if online:
        note = f"Counted in replication {evidence.kept}; orders in stores are in the table of ways of shopping."
        found.append(
            _by_mode(Caption("online", "Online orders a day", _ends(online, "orders a day")), note, online, marks)
        )
    if kept:
        found.append(_by_mode(Caption("punctual", "Orders on time, %", _ends(kept, "%")), _BAND, kept, marks))
    return found


def _by_mode(caption: Caption, note: str, tables: dict[str, pd.DataFrame], marks: dict[date, str]) -> Exhibit:
    courses = [Course(MODE_NAMES[mode], table, MODES[mode]) for mode, table in tables.items()]
    return exhibit(caption, note, SIZE, lambda sheet: draw_course(sheet.add_subplot(), courses, marks))


def _ends(tables: dict[str, pd.DataFrame], unit: str) -> str:
    """Return the last value of each line in words, for those who cannot see them."""
    last = {MODE_NAMES[mode]: table["mean"].dropna().iloc[-1] for mode, table in tables.items()}
    return "In the last week: " + ", ".join(f"{name} {figure(value)} {unit}" for name, value in last.items()) + "."


def _table(evidence: Evidence, sales: pd.DataFrame) -> Table:
    orders, kept = daily_orders(evidence), on_time(evidence)
    columns = [
        *((f"{MODE_NAMES[mode]}, orders a day", table) for mode, table in orders.items()),
        *((f"{MODE_NAMES[mode]}, on time %", table) for mode, table in kept.items()),
    ]
    rows = [
        [
            f"week {row['week']}",
            figure(row["mean"]),
            interval_text(None if pd.isna(row["lo"]) else row["lo"], None if pd.isna(row["hi"]) else row["hi"]),
            *(figure(_in_week(table, row["week"])) for _, table in columns),
        ]
        for row in sales.to_dict("records")
    ]
    head = ["Week", "Net sales, CNY a day", "95 % interval", *(name for name, _ in columns)]
    return Table("The same figures as a table; weeks count from the start, the first is week 0", head, rows)


def _in_week(table: pd.DataFrame, week: int) -> float | None:
    found = table.loc[table["week"] == week, "mean"]
    return None if found.empty else float(found.iloc[0])
