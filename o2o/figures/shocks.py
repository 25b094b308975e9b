"""Shocks and recovery: figures day by day, the days of each shock shaded, the usual band, and the day all is well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from o2o.figures.course import weeks
from o2o.figures.style import BLUE, GREEN, GREY, RED


@dataclass(frozen=True)
class Span:
    """Days of a shock; dates are the first days of what they begin."""

    name: str
    began: date
    eased: date
    over: date


@dataclass(frozen=True)
class Panel:
    """One figure day by day."""

    title: str
    dates: NDArray[np.datetime64]
    values: NDArray[np.float64]
    bands: Sequence[tuple[date, date, float]]
    """from a day to a day, the lower end of what is usual"""
    back: Sequence[tuple[date, int]]
    """days on which it was back, and how many after the shock that is"""
    least: float = 0.0
    """height of the axis at least, so that nothing looks like a fall that is none"""


def draw_shocks(figure: Figure, panels: Sequence[Panel], spans: Sequence[Span]) -> Sequence[Axes]:
    """Draw a panel below the other, on one time axis."""
    sheets = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for ax, panel in zip(sheets, panels, strict=True):
        for span in spans:
            ax.axvspan(span.began, span.eased, color=RED, alpha=0.18, linewidth=0)
            ax.axvspan(span.eased, span.over, color=RED, alpha=0.07, linewidth=0)
        ax.plot(panel.dates, panel.values, color=BLUE, linewidth=1.5, marker="o", markersize=2.2)
        for first, last, low in panel.bands:
            ax.plot([first, last], [low, low], color=GREY, linewidth=1.0, linestyle=(0, (4, 3)))
        for day, after in panel.back:
            at = panel.values[panel.dates == np.datetime64(day)]
            ax.plot([day], at, color=GREEN, marker="D", markersize=6, linestyle="none")
            _tell(ax, (day, float(at[0])), f"back after {after} days" if after > 1 else "back after a day")
        ax.set_title(panel.title)
        _room(ax, panel)
    for span in spans:
        _name(sheets[0], span)
    weeks(sheets[-1])
    return list(sheets)


def _room(ax: Axes, panel: Panel) -> None:
    low, high = float(np.nanmin(panel.values)), float(np.nanmax(panel.values))
    low = min(low, high - panel.least)
    margin = 0.12 * (high - low) or 1.0
    ax.set_ylim(max(0.0, low - margin), high + margin)


def _tell(ax: Axes, at: tuple[date, float], text: str) -> None:
    day, value = at
    ax.annotate(text, (np.datetime64(day), value), xytext=(7, -11), textcoords="offset points", fontsize=8, color=GREEN)


def _name(ax: Axes, span: Span) -> None:
    ax.annotate(
        span.name,
        (np.datetime64(span.began), 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, -3),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=GREY,
    )
