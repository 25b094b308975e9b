"""How visits end: one bar a touchpoint, split by outcome."""

import pandas as pd
from matplotlib.axes import Axes

from o2o.figures.style import GREEN, GREY, ORANGE, PALE, PURPLE, RED

COLOURS = {
    "Bought": GREEN,
    "Looked only": PALE,
    "Nothing in stock": RED,
    "Left the queue": ORANGE,
    "Still there at the end": PURPLE,
}


def draw_endings(ax: Axes, counts: pd.DataFrame) -> Axes:
    """Draw ``counts`` (a row a touchpoint, a column an outcome) as shares of each touchpoint's visits."""
    shares = counts.div(counts.sum(axis=1), axis=0) * 100
    for row, name in enumerate(str(name) for name in counts.index):
        left = 0.0
        for outcome, share in shares.iloc[row].items():
            ax.barh(row, share, left=left, height=0.62, color=COLOURS[str(outcome)], edgecolor="white", linewidth=0.8)
            if share >= 9:
                colour = "white" if COLOURS[str(outcome)] not in (PALE, ORANGE) else "black"
                text = f"{outcome}: {share:.0f} %"
                ax.text(left + share / 2, row, text, ha="center", va="center", fontsize=8.5, color=colour)
            left += float(share)
        ax.text(-1, row, f"{name}\n{int(counts.iloc[row].sum()):,}", ha="right", va="center", fontsize=9)
    ax.set_xlim(0, 100)
    ax.set_yticks([])
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("per cent of the touchpoint's visits", color=GREY)
    return ax
