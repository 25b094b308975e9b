"""Workload: what waits in a store by how busy its crew is, and where the crew's time goes."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from o2o.figures.style import BLUE, GREY, ORANGE

QUEUES = (("tills", "customers at the tills", BLUE), ("orders", "online orders to pick", ORANGE))
"""column of waiting people or orders -> its name and colour"""


def draw_workload(figure: Figure, loads: pd.DataFrame, crossover: float | None) -> Sequence[Axes]:
    """Draw what waits above, the crew's time below; ``loads``: a row a class of load.

    Args:
        figure: an empty sheet.
        loads: load (% of paid time, middle of its class), tills and orders (mean number waiting), serving and picking
            (% of paid time).
        crossover: load from which on queues grow, %; None when they do not.
    """
    above, below = figure.subplots(2, 1, sharex=True)
    for column, name, colour in QUEUES:
        above.plot(loads["load"], loads[column], color=colour, marker="o", markersize=4, label=name)
    above.set_title("Waiting in a store, mean")
    above.legend(loc="upper left", fontsize=8)
    above.set_ylim(bottom=0)
    below.bar(loads["load"], loads["serving"], width=8, color=BLUE, label="serving customers")
    below.bar(loads["load"], loads["picking"], width=8, bottom=loads["serving"], color=ORANGE, label="online orders")
    below.set_title("The crew's time, % of paid time")
    below.legend(loc="upper left", fontsize=8)
    below.set_xlabel("crew at work, % of paid time")
    for ax in (above, below):
        if crossover is not None:
            ax.axvline(crossover, color=GREY, linewidth=0.9, linestyle="--")
    ticks = loads["load"].to_list()
    below.set_xticks(ticks, [f"{load - 5:.0f}–{load + 5:.0f}" if load < 100 else "100 and more" for load in ticks])
    return [above, below]
