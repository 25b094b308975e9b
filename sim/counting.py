"""Counting: the crew counts part of a store's shelves every day, in rotation, when nobody needs it elsewhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.levers import Levers
from sim.station import Served
from sim.stock import Cells
from sim.store import Store


class Counting:
    """The cycle counts of all stores.

    Args:
        stores: by site slot; their crews count.
        levers: the share of products a day, by store.
        skus: products.
        each: ms to count one product.
    """

    def __init__(self, stores: Sequence[Store], levers: Levers, skus: int, each: int) -> None:
        self._stores = stores
        self._share = levers["record.counts"]
        self._skus = skus
        self._each = each
        self._round = np.zeros(len(stores))
        """rounds through all products that each store has been given"""
        self._at_work: dict[int, Cells] = {}
        self._done: list[Cells] = []

    def begin_day(self, day: int) -> None:
        """Give each store the products of the day; they are counted one after another by one person."""
        for slot in self._share.nonzero()[0].tolist():
            first = round(self._round[slot] * self._skus)
            self._round[slot] += self._share[slot]
            sku = np.arange(first, round(self._round[slot] * self._skus)) % self._skus
            if sku.size:
                job = day * len(self._stores) + slot
                self._at_work[job] = slot * self._skus + sku
                self._stores[slot].counting.join(job, self._each * sku.size, self._finish)

    def counted(self) -> NDArray[np.int64]:
        """Return the cells counted since the last call."""
        cells = np.concatenate([np.empty(0, np.int64), *self._done])
        self._done.clear()
        return cells

    def _finish(self, served: Served) -> None:
        self._done.append(self._at_work.pop(served[0]))
