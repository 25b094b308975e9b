"""Shelf room: the units that fit on a store's shelves; what its rule orders is cut to them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.policies import Replenishment
from sim.replenishment import Outlook, Units


@dataclass(frozen=True)
class ShelfRoom:
    """A rule of replenishment whose orders fit on the shelves that corners leave.

    Where the rule asks for more, every product has room in proportion to what it would have had (the planner's
    choice: a planogram drawn anew, in which no product is preferred). What stands there already is sold down.
    """

    rule: Replenishment
    units: float
    """what fits while the whole floor is the shelves'"""
    area: NDArray[np.float64]
    """live share of the floor given to corners, shape (1,)"""

    @property
    def room(self) -> int:
        """Return the units that fit now."""
        return int(self.units * (1.0 - self.area[0]) + 1e-6)

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, shape (skus,): never so many that more would stand there than fit.

        What is owed to orders is ordered all the same: it leaves as soon as it arrives.
        """
        asked = self.rule.order(position, outlook)
        there = np.maximum(position, 0)
        owed = np.minimum(asked, there - position)
        wanted = there + asked - owed
        if int(wanted.sum()) <= self.room:
            return asked
        more = np.maximum(apportioned(wanted, self.room) - there, 0)
        return owed + apportioned(more, max(self.room - int(there.sum()), 0))


def apportioned(units: Units, most: int) -> Units:
    """Return ``units`` as they are, or cut in proportion to exactly ``most`` in all; whole numbers, shape (n,).

    What is cut off one product's fraction is carried over to the next, so that slow ones do not all lose a unit.
    """
    total = int(units.sum())
    return units if total <= most else np.diff(units.cumsum() * most // total, prepend=0)
