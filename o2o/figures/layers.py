"""Layers: what something is made of day by day, the parts stacked from zero and named at their right ends."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from o2o.figures.course import mark_day, weeks
from o2o.figures.labels import label_ends
from o2o.figures.style import thousands


def draw_layers(ax: Axes, parts: pd.DataFrame, colours: Mapping[str, str], marks: Mapping[date, str]) -> Axes:
    """Draw ``parts`` (indexed by date, a column a layer, from the bottom) with a line at each of the ``marks``."""
    heights = [parts[name].to_numpy(np.float64) for name in parts.columns]
    shades = [colours[name] for name in parts.columns]
    ax.stackplot(parts.index.to_numpy(), *heights, colors=shades, edgecolor="white", linewidth=0.4)
    ax.set_ylim(0, float(np.sum(heights, axis=0).max()) * 1.02 or 1.0)
    ax.set_xlim(parts.index[0], parts.index[-1])
    thousands(ax)
    weeks(ax)
    below, ends = 0.0, []
    for name, height in zip(parts.columns, heights, strict=True):
        ends.append((str(name), below + float(height[-1]) / 2, colours[name]))
        below += float(height[-1])
    label_ends(ax, ends)
    for day, text in marks.items():
        mark_day(ax, day, text)
    return ax
