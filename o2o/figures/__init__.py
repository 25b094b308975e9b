"""Figures: tables in, drawings out; the only place that knows matplotlib, which loads when a figure is drawn."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from o2o.archive import Run

__all__ = ["overview"]


def overview(run: "Run") -> "Figure":
    """Return a run at a glance: sales, online orders, punctuality and the city; parts without data are left out."""
    from o2o.figures.at_a_glance import at_a_glance

    return at_a_glance(run)
