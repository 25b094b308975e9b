"""The course of figures over weeks: lines with the band of their 95 % interval, and the days on which a plan acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import num2date
from matplotlib.ticker import FuncFormatter

from o2o.figures.labels import label_ends
from o2o.figures.style import GREY, thousands

MARKERS = "os^Dv"


@dataclass(frozen=True)
class Course:
    """One line: a table with date and mean, and lo and hi where there is an interval."""

    name: str
    table: pd.DataFrame
    colour: str


def draw_course(ax: Axes, courses: Sequence[Course], marks: Mapping[date, str]) -> Axes:
    """Draw ``courses`` from zero, named at their ends if they have names, with a line at each of the ``marks``."""
    for course, marker in zip(courses, MARKERS * len(courses), strict=False):
        table = course.table
        when, mean = table["date"].to_numpy(), table["mean"].to_numpy(np.float64)
        if "lo" in table and table["lo"].notna().any():
            lo, hi = (table[end].to_numpy(np.float64) for end in ("lo", "hi"))
            ax.fill_between(when, lo, hi, color=course.colour, alpha=0.18, linewidth=0)
        ax.plot(when, mean, color=course.colour, marker=marker, markersize=3.5, linewidth=1.8)
    ax.set_ylim(0, _top(courses))
    thousands(ax)
    weeks(ax)
    label_ends(ax, [(course.name, _last(course.table), course.colour) for course in courses if course.name])
    for day, text in marks.items():
        mark_day(ax, day, text)
    return ax


def _top(courses: Sequence[Course]) -> float:
    """Return the axis' end: room for the bands unless few replications make them dwarf the lines."""
    highest = max((float(np.nanmax(course.table["mean"])) for course in courses), default=1.0)
    bands = [
        float(np.nanmax(course.table["hi"])) for course in courses if course.table.get("hi", pd.Series()).notna().any()
    ]
    return 1.08 * max(highest, min(max(bands, default=highest), 1.5 * highest)) or 1.0


def _last(table: pd.DataFrame) -> float:
    return float(table["mean"].dropna().iloc[-1])


def weeks(ax: Axes) -> None:
    """Write at most seven dates along the horizontal axis."""
    low, high = ax.get_xlim()
    step = ceil((high - low) / 7)
    step = step if step < 7 else ceil(step / 7) * 7
    first = ceil(low)
    ax.set_xticks([first + step * k for k in range(int((high - first) // step) + 1)])
    ax.xaxis.set_major_formatter(FuncFormatter(_day_and_month))


def _day_and_month(number: float, _place: object) -> str:
    day = num2date(number)  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
    return f"{day.day} {day:%b}"


def mark_day(ax: Axes, day: date, text: str) -> None:
    """Draw a dashed line at the beginning of ``day`` with ``text`` above it."""
    at = np.datetime64(day)
    ax.axvline(at, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))  # type: ignore[arg-type]  # matplotlib takes dates
    ax.annotate(
        text,
        (at, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        color=GREY,
    )
