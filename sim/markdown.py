"""Markdown: perishables in their last days cost less in a store, so that shoppers who look for the freshest take them.

At equal prices a share of the units leaves a shelf oldest first (`goods.oldest_first`), the rest freshest first. Where
units in their last days are reduced, a walk-in weighs that against freshness in a logit, whose level the first share
says: with a share 1/2 at equal prices and a weight w, 30 % off turn it into 1 / (1 + 0.7 ** w). A reduced unit that
would have been sold at its full price earns less. Nobody buys more for it, unless people learn what a store's reduced
units save (`goods.markdown.known`): then they choose by prices that are lower by so much. Rows S096 and E44.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from sim.spec import spec
from sim.stock import Units
from sim.units import Factor, Positive, Share

Floats = NDArray[np.float64]


@spec
class MarkdownSpec:
    """Reduced prices of perishables near their end, where the lever markdown says by how much."""

    days: Positive = 1
    """a unit is reduced when it has so many days left, today included"""
    weight: Factor = 4.0
    """of the logarithm of the price against freshness (planner's choice: as the price level of a basket)"""
    known: Share = 0.0
    """weight of a day in the share of a basket that people expect a store's reduced units to save; 0: nobody knows"""


class Markdown:
    """What reduced prices do to shoppers and to money.

    Args:
        spec: which units, and how prices weigh.
        off: share taken off, by store, live, shape (stores,).
        price: what a unit of each product costs at each store now: () -> fen, shape (stores, skus).
    """

    def __init__(self, spec: MarkdownSpec, off: Floats, price: Callable[[], Floats]) -> None:
        self.days = spec.days
        self._weight = spec.weight
        self._off = off
        self._price = price
        self._known = spec.known
        self.saving: Floats = np.zeros(off.size)
        """share of a basket that people expect reduced units to save them, live, shape (stores,)"""

    def on(self) -> bool:
        """Return whether any store reduces prices."""
        return bool(self._off.any())

    def oldest(self, gone: Units, sold: Units, reduced: Units, share: float) -> Units:
        """Return how many of the units that left were the oldest, at stores; shape (stores, products).

        Args:
            gone: units that left in the day; shapes alike.
            sold: of them to walk-ins.
            reduced: units at a reduced price.
            share: of the units that leave oldest first at equal prices.
        """
        keen = expit(logit(share) - self._weight * np.log1p(-self._off))[:, None]
        takers = np.ceil(sold * keen + (gone - sold) * share).astype(np.int64)
        return np.minimum(takers, reduced)

    def cost(self, units: Units) -> NDArray[np.int64]:
        """Return what reduced ``units`` (shape (sites, skus)) brought less than at full price, fen, shape (stores,)."""
        less = np.rint(self._price() * self._off[:, None]).astype(np.int64)
        return np.asarray((units[: len(less)] * less).sum(axis=1))

    def learn(self, fen: NDArray[np.int64], sold: Units) -> None:
        """Let people hear what reduced units saved today, ``fen`` by store, on ``sold`` units, shape (sites, skus)."""
        if not self._known:
            return
        whole = (sold[: fen.size] * self._price()).sum(axis=1)
        busy = whole > 0
        self.saving[busy] += self._known * (fen[busy] / whole[busy] - self.saving[busy])

    def reducing(self) -> NDArray[np.bool_]:
        """Return which stores reduce prices, shape (stores,)."""
        return self._off > 0


NO_MARKDOWN = Markdown(MarkdownSpec(), np.zeros(0), lambda: np.zeros((0, 0)))
"""of places where nothing is ever reduced"""
