"""Riders by the hour of the day: how many are paid, how many ride, fleet by fleet."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from o2o.figures.style import PALE, RED


def draw_riders(figure: Figure, rows: pd.DataFrame) -> Sequence[Axes]:
    """Draw a panel a fleet; ``rows``: site, name, clock, paid, busy."""
    fleets = list(rows.groupby("site", sort=True))
    panels = figure.subplots(1, len(fleets), sharey=True, squeeze=False)[0]
    for ax, (_, fleet) in zip(panels, fleets, strict=True):
        hours = fleet.set_index("clock").reindex(range(24)).fillna({"paid": 0.0, "busy": 0.0})
        ax.bar(hours.index + 0.5, hours["paid"], width=0.92, color=PALE, label="paid")
        ax.bar(hours.index + 0.5, hours["busy"], width=0.92, color=RED, label="riding")
        ax.set_title(str(fleet["name"].iloc[0]))
        ax.set_xticks(range(0, 25, 6), [f"{hour:02d}:00" for hour in range(0, 25, 6)])
    panels[0].set_ylim(0, 1.12 * rows["paid"].max())
    panels[0].set_ylabel("riders, mean")
    panels[0].legend(loc="upper left", fontsize=8)
    return list(panels)
