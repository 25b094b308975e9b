"""Credit: what stores do with online orders, by the share of the sale that is credited to them."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from o2o.figures.style import BLUE, RED, SEQUENCE

PANELS = (("refused", "Orders refused, %"), ("on_time", "Promises kept, %"), ("wait", "Till wait, min"))


def draw_credit(figure: Figure, stores: pd.DataFrame) -> Sequence[Axes]:
    """Draw a panel a figure; ``stores``: a row a store with credit (share), refused and on_time (%), wait (min)."""
    panels = figure.subplots(1, len(PANELS))
    colours = {"refused": RED, "on_time": BLUE, "wait": SEQUENCE[2]}
    for ax, (column, title) in zip(panels, PANELS, strict=True):
        means = stores.groupby("credit")[column].mean()
        ax.plot(100 * means.index, means, color=colours[column], linewidth=1.8)
        ax.plot(100 * stores["credit"], stores[column], "o", color=colours[column], markersize=4.5)
        ax.set_title(title)
        ax.set_xlabel("credit to the store, %")
        ax.set_xlim(-3, 103)
        ax.set_ylim(0, 100 if column != "wait" else max(1.0, 1.15 * float(stores[column].max())))
    return list(panels)
