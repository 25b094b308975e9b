"""Freshness: how long the units of perishable products can still be sold, node by node.

A product with a shelf life lives so many days from its arrival at a warehouse, the day of arrival included. Loads take
the oldest units along. What left a shelf in a day is told apart at its end: a share went oldest first, of the rest the
freshest; more go oldest first where these are reduced (`sim.markdown`). What is then past its last day is wasted,
unless it is promised to an order. What came back to a shelf without an age is counted as in its last day.
"""

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvariantBrokenError
from sim.markdown import NO_MARKDOWN, Markdown
from sim.stock import Cells, Stock, Units

Ages = NDArray[np.int64]
"""units by days left and perishable product, shape (longest life + 1, perishable products)"""


class Freshness:
    """Units of every perishable cell by the days they have left; row 0 holds what is past its last day.

    Args:
        stock: whose units these are.
        life: days each product can be sold, 0 for ever, shape (skus,).
        oldest_first: share of the units leaving a shelf that are the oldest there, 0 to 1.
        markdown: reduced prices that make it more.
    """

    def __init__(
        self, stock: Stock, life: NDArray[np.int64], oldest_first: float, markdown: Markdown = NO_MARKDOWN
    ) -> None:
        self._stock = stock
        self._skus = life.nonzero()[0]
        self._life = life[self._skus]
        self._oldest_first = oldest_first
        self._markdown = markdown
        rows = int(self._life.max(initial=1)) + 1
        self._left = np.zeros((rows, stock.sites, self._skus.size), np.int64)

    def start(self) -> None:
        """Let the opening stock be fresh."""
        self._left[self._life, :, np.arange(self._skus.size)] = self._on_shelves().T

    def take(self, site: int, units: Units) -> Ages:
        """Take ``units`` (shape (skus,)) off a node's shelf, the oldest first, and return their ages."""
        return _take(self._left[:, site], units[self._skus])

    def fresh(self, units: Units) -> Ages:
        """Return the ages of ``units`` (shape (skus,)) that have just been made."""
        ages = np.zeros((len(self._left), self._skus.size), np.int64)
        ages[self._life, np.arange(self._skus.size)] = units[self._skus]
        return ages

    def shelve(self, site: int, ages: Ages) -> None:
        """Put a load on a node's shelf."""
        self._left[:, site] += ages

    def end_day(self) -> tuple[Cells, Units]:
        """Let the day's sales leave and every unit be a day older; return cells and units to throw away."""
        self._sell()
        self._left[0] += self._left[1]
        self._left[1:-1] = self._left[2:]
        self._left[-1] = 0
        loose = self._stock.loose.reshape(self._stock.sites, -1)[:, self._skus]
        waste = np.minimum(self._left[0], loose)
        self._left[0] -= waste
        site, product = waste.nonzero()
        return self._stock.cells(site, self._skus[product]), waste[site, product]

    def check(self, day: int) -> None:
        """Check that the units of all ages are those on the shelves.

        Raises:
            InvariantBrokenError: they are not.
        """
        counted, claimed = self._left.sum(axis=0), self._on_shelves()
        if (counted != claimed).any():
            site, product = (int(slot) for slot in np.argwhere(counted != claimed)[0])
            units = {"counted": int(counted[site, product]), "claimed": int(claimed[site, product])}
            raise InvariantBrokenError(
                f"stock on day {day}: units of all ages are those on the shelf",
                {"site": site, "sku": int(self._skus[product]), **units},
            )

    def _sell(self) -> None:
        gone = self._left.sum(axis=0) - self._on_shelves()
        self._left[1] += np.maximum(-gone, 0)
        gone = np.maximum(gone, 0)
        oldest = np.ceil(gone * self._oldest_first).astype(np.int64)
        if self._markdown.on():
            self._sell_reduced(gone, oldest)
            return
        _take(self._left, oldest)
        _take(self._left[::-1], gone - oldest)

    def _sell_reduced(self, gone: Units, oldest: Units) -> None:
        """Let shoppers weigh prices in stores, and note the units that walk-ins bought at a reduced one."""
        reducing = self._markdown.reducing()
        stores = reducing.size
        tagged = self._left[1 : self._markdown.days + 1, :stores]
        before = tagged.sum(axis=0)
        sold = np.minimum(self._stock.day["sold"].reshape(self._stock.sites, -1)[:stores, self._skus], gone[:stores])
        keen = self._markdown.oldest(gone[:stores], sold, before, self._oldest_first)
        oldest[:stores] = np.where(reducing[:, None], np.maximum(oldest[:stores], keen), oldest[:stores])
        _take(self._left, oldest)
        _take(self._left[::-1], gone - oldest)
        # Of the reduced units that left, walk-ins took theirs first; pickers of orders fill baskets paid before.
        reduced = np.where(reducing[:, None], np.minimum(before - tagged.sum(axis=0), sold), 0)
        marked = self._stock.day["marked"].reshape(self._stock.sites, -1)
        marked[:stores, self._skus] += reduced

    def _on_shelves(self) -> Units:
        return self._stock.physical.reshape(self._stock.sites, -1)[:, self._skus]


def _take(left: Ages, units: Units) -> Ages:
    """Take ``units`` out of ``left``, from the first row on, and return what was taken; only as much as there is."""
    before = left.cumsum(axis=0) - left
    taken = np.clip(units - before, 0, left)
    left -= taken
    return taken
