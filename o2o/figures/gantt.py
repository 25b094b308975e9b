"""The plan as a chart of bars: what begins when, where, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes

from o2o.figures.course import weeks
from o2o.figures.style import BLUE, GREY, ORANGE, PALE


@dataclass(frozen=True)
class Bar:
    """One step of the plan."""

    name: str
    text: str
    """what it does, and where"""
    start: date
    end: date | None
    """first day after it; None when it stays"""
    wave: bool
    """a wave that opens something, else a single change"""


def draw_gantt(ax: Axes, bars: Sequence[Bar], calendar: tuple[date, date, date]) -> Axes:
    """Draw ``bars`` from top to bottom within ``calendar``: first day, first measured day, day after the last."""
    first, measured, last = (np.datetime64(day) for day in calendar)
    # Axes take numpy's dates, too; their types do not say so.
    if measured > first:
        ax.axvspan(first, measured, color=PALE, alpha=0.6, linewidth=0)  # type: ignore[arg-type]
        ax.text(first, -0.75, " warm-up", fontsize=8, color=GREY, va="center")  # type: ignore[arg-type]
    for row, bar in enumerate(bars):
        begin = max(np.datetime64(bar.start), first)
        end = min(np.datetime64(bar.end), last) if bar.end else last
        ax.barh(row, end - begin, left=begin, height=0.34, color=BLUE if bar.wave else ORANGE)
        if bar.end is None:
            ax.annotate("→", (end, row), xytext=(2, 0), textcoords="offset points", va="center", color=GREY)
        # The words of a bar that begins late would leave the chart: they end with it.
        late = begin - first > (last - first) / 2
        at, side = (end, "right") if late else (begin, "left")
        note = ax.annotate(
            bar.text, (at, row), xytext=(0, -9), textcoords="offset points", ha=side, va="top", fontsize=8
        )
        note.set_in_layout(False)
    ax.set_xlim(first, last)  # type: ignore[arg-type]
    ax.set_ylim(len(bars) - 0.2, -1.0 if measured > first else -0.6)
    ax.set_yticks(range(len(bars)), [bar.name for bar in bars])
    weeks(ax)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax
