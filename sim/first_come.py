"""First come, first served: who gets the units of a shelf when more are asked for than lie there."""

import numpy as np
from numpy.typing import NDArray

from sim import runs

Cells = NDArray[np.int64]
Units = NDArray[np.int64]


def first_come(free: Units, cells: Cells) -> NDArray[np.bool_]:
    """Return which lines get their unit, each asking for one; ``cells`` are in order of arrival.

    Only cells asked for beyond their stock need the order, so the sort is short. ``free`` is left as it is.
    """
    asked = np.bincount(cells, minlength=free.size)
    served = np.ones(cells.size, bool)
    scarce = ((asked > free)[cells]).nonzero()[0]
    if scarce.size:
        by_cell = scarce[np.argsort(cells[scarce], kind="stable")]
        key = cells[by_cell]
        served[by_cell] = runs.ranks(key) < free[key]
    return served
