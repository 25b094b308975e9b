"""Ladders: from one figure to another, from a promise to its worth, one cause below the other, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, ScalarFormatter, StrMethodFormatter

from o2o.figures.style import BLUE, GREEN, GREY, INK, ORANGE

COARSE = 10
"""span of an axis from which whole numbers tell its ticks apart"""


@dataclass(frozen=True)
class Step:
    """One line of a ladder; lo and hi are the ends of its interval, nan where there is none."""

    name: str
    value: float
    lo: float
    hi: float


@dataclass(frozen=True)
class LadderPanel:
    """A ladder: where it begins first, where it ends last, what each cause adds between them."""

    title: str
    steps: Sequence[Step]
    less_is_better: bool


def draw_ladders(figure: Figure, panels: Sequence[LadderPanel]) -> Sequence[Axes]:
    """Draw one panel below the other, each on an axis of its own: plans count in different spans of time."""
    sheets = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for ax, panel in zip(sheets, panels, strict=True):
        _panel(ax, panel)
    return list(sheets)


def _panel(ax: Axes, panel: LadderPanel) -> None:
    first, *causes, reached = panel.steps
    at, ends = first.value, [first.value, reached.value, *_finite(reached)]
    ax.plot([first.value], [0], marker="D", color=INK, markersize=6)
    for row, step in enumerate(causes, start=1):
        after = at + step.value
        good = (step.value > 0) != panel.less_is_better
        ax.barh(row, step.value, left=at, height=0.5, color=GREEN if good else ORANGE)
        ax.plot([at + end for end in (step.lo, step.hi)], [row, row], color=INK, linewidth=1.2)
        ax.plot([after, after], [row, row + 1], color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
        ends += [after, *(at + end for end in _finite(step))]
        at = after
    last = len(causes) + 1
    ax.plot([reached.lo, reached.hi], [last, last], color=BLUE, linewidth=2)
    ax.plot([reached.value], [last], marker="o", color=BLUE, markersize=7)
    ax.axvline(first.value, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    ax.set_yticks(range(last + 1), [step.name for step in panel.steps])
    ax.set_ylim(last + 0.6, -0.6)
    span = max(ends) - min(ends)
    margin = 0.08 * span or max(1.0, 0.01 * abs(first.value))
    ax.set_xlim(min(ends) - margin, max(ends) + margin)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}") if span >= COARSE else ScalarFormatter(useOffset=False))
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    ax.set_title(panel.title)


def _finite(step: Step) -> list[float]:
    return [end for end in (step.lo, step.hi) if np.isfinite(end)]
