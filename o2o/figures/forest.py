"""A forest plot: paired differences with their 95 % intervals, as shares of the first run's figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from o2o.figures.style import BLUE, GREY, INK, RED

COLOURS = {"better": BLUE, "worse": RED, "changed": INK}
MARKERS = {"better": "^", "worse": "v", "changed": "D"}


@dataclass(frozen=True)
class Twig:
    """One KPI's difference in per cent of the first run's figure."""

    name: str
    middle: float
    lo: float
    hi: float
    verdict: str
    """better, worse, changed; anything else is no difference shown"""


def draw_forest(ax: Axes, twigs: Sequence[Twig]) -> Axes:
    """Draw ``twigs`` from top to bottom around zero; what leaves the axis ends in an arrow."""
    reach = _reach(twigs)
    ax.axvline(0, color=GREY, linewidth=1)
    for row, twig in enumerate(twigs):
        colour = COLOURS.get(twig.verdict, "#8A949D")
        lo, hi = max(twig.lo, -reach), min(twig.hi, reach)
        ax.plot([lo, hi], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
        for beyond, at, arrow in ((twig.lo < -reach, -reach, "<"), (twig.hi > reach, reach, ">")):
            if beyond:
                ax.plot(at, row, marker=arrow, color=colour, markersize=5, clip_on=False)
        if abs(twig.middle) <= reach:
            ax.plot(twig.middle, row, marker=MARKERS.get(twig.verdict, "o"), color=colour, markersize=6)
    ax.set_xlim(-reach * 1.02, reach * 1.02)
    ax.set_yticks(range(len(twigs)), [twig.name for twig in twigs])
    ax.set_ylim(len(twigs) - 0.4, -0.6)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("difference, per cent of A's figure")
    return ax


def _reach(twigs: Sequence[Twig]) -> float:
    """Return how far the axis goes: past most ends and middles, so that one wild row does not flatten all."""
    ends = np.array([max(abs(twig.lo), abs(twig.hi)) for twig in twigs])
    middles = np.array([abs(twig.middle) for twig in twigs])
    return float(
        max(1.0, 1.2 * np.quantile(ends, 0.75, method="lower"), 1.2 * np.quantile(middles, 0.9, method="lower"))
    )
