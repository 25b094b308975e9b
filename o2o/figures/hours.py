"""The hours of a day: a coloured cell for each site and hour, with the figure of the fullest hours written in."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from o2o.figures.style import BLUE, INK

SHADES = LinearSegmentedColormap.from_list("blues", ["#F3F7FA", "#9CC6E0", BLUE, "#003A5D"])


def draw_hours(ax: Axes, grid: pd.DataFrame, form: str, full: float) -> Axes:
    """Draw ``grid`` (a row a site, a column an hour, missing where nobody is at work).

    ``form`` writes a figure; ``full`` is the value of the darkest colour.
    """
    values = grid.to_numpy(np.float64)
    known = np.isfinite(values)
    # Cells are shapes, not a bitmap: sharp at any size.
    ax.pcolormesh(np.ma.masked_invalid(values), cmap=SHADES, vmin=0, vmax=full, edgecolor="white", linewidth=0.6)
    for row, column in zip(*np.nonzero(known), strict=True):
        value = values[row, column]
        dark = value > 0.55 * full
        ax.text(
            column + 0.5,
            row + 0.5,
            form.format(value),
            ha="center",
            va="center",
            fontsize=6.5,
            color="white" if dark else INK,
        )
    ax.set_yticks(np.arange(len(grid)) + 0.5, [str(name) for name in grid.index])
    hours = [int(hour) for hour in grid.columns]
    shown = [hour for hour in range(hours[0], hours[-1] + 2) if hour % 3 == 0]
    ax.set_xticks([hour - hours[0] for hour in shown], [f"{hour:02d}:00" for hour in shown])
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax
