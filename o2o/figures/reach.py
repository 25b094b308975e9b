"""Reach: the share of orders in time against the distance to the door, a line for each load on the riders."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from o2o.figures.labels import label_ends
from o2o.figures.style import BLUE, GREEN, GREY, ORANGE, RED

COLOURS = (GREEN, BLUE, ORANGE, RED)
"""from a quiet hour to a crowded one"""


def draw_reach(ax: Axes, cells: pd.DataFrame, names: Mapping[int, str]) -> Axes:
    """Draw ``cells`` (distance, tier, kept in per cent), a line a tier (0 to 3), its name at its end."""
    tiers = sorted(cells["tier"].unique().tolist())
    ends = []
    for tier in tiers:
        line = cells[cells["tier"] == tier].sort_values("distance")
        colour = COLOURS[tier]
        ax.plot(line["distance"], line["kept"], color=colour, marker="osD^"[tier], markersize=4.5, linewidth=1.8)
        ends.append((names[tier], float(line["kept"].iloc[-1]), colour))
    farthest = sorted(cells["distance"].unique().tolist())
    width = min(np.diff(farthest), default=farthest[0])
    ax.set_xlim(farthest[0] - width / 2, farthest[-1] + width * 0.1)
    ax.set_xticks(farthest, [f"{end - width:g}–{end:g}" for end in farthest])
    ax.set_ylim(0, 103)
    ax.set_xlabel("kilometres from the store to the door", color=GREY)
    ax.set_ylabel("orders in time, %")
    label_ends(ax, ends)
    return ax
