"""The house style: colours that colour-blind readers tell apart, and plain axes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes

# Okabe and Ito's palette (Color Universal Design, 2008): distinct under all common kinds of colour blindness.
BLUE, ORANGE, GREEN, RED, SKY, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"
INK, GREY, PALE, LAND = "#22303C", "#5F6B76", "#D9DEE3", "#EEF1F4"
SEQUENCE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)

MODES: Mapping[str, str] = {"walk_in": GREY, "collect": BLUE, "instant": RED, "parcel": GREEN}
"""mode -> colour, the same in every figure"""

RULES: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelcolor": GREY,
    "axes.edgecolor": "#AAB3BB",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#E6E9EC",
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
    "figure.facecolor": "white",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside the block, whatever the reader's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RULES)
        yield


def bare(ax: Axes) -> None:
    """Take away spines, ticks and grid: for maps and tables."""
    ax.grid(visible=False)
    ax.set_axis_off()


def thousands(ax: Axes) -> None:
    """Write the vertical axis with separators and start it at zero."""
    from matplotlib.ticker import StrMethodFormatter

    ax.set_ylim(bottom=0)
    top = ax.get_ylim()[1]
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}" if top >= 10 else "{x:,.2g}"))
