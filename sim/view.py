"""The view: what customers can see of the world when they decide."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.stock import Stock


@dataclass(frozen=True, slots=True)
class View:
    """The state of a moment; stores by site slot."""

    now: int
    wait: NDArray[np.float64]
    """minutes a shopper expects to queue at the tills, shape (stores,)"""
    shown: NDArray[np.bool_]
    """what the app shows as in stock, shape (cells,): as old as the sync latency"""


class Display:
    """What the app shows: the stock as it was ``latency`` ms ago."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._log: deque[tuple[int, NDArray[np.bool_]]] = deque()

    def shown(self, now: int, latency: int) -> NDArray[np.bool_]:
        """Return which cells the app shows as in stock at ``now``; shape (cells,)."""
        live = self._stock.free > 0
        if latency == 0:
            self._log.clear()
            return live
        self._log.append((now, live))
        while len(self._log) > 1 and self._log[1][0] <= now - latency:
            self._log.popleft()
        return self._log[0][1]


class ExpectedWaits:
    """What people expect to wait at each store's tills: recent waits, the newer the heavier.

    Args:
        stores: number of stores.
        weight: weight of one shopper's wait in the expectation.
    """

    def __init__(self, stores: int, weight: float = 0.02) -> None:
        self.minutes: NDArray[np.float64] = np.zeros(stores)
        self._keep = 1.0 - weight

    def learn(self, store: NDArray[np.integer], minutes: NDArray[np.float64]) -> None:
        """Take in the waits of shoppers just served, in any order."""
        if not store.size:
            return
        stores = self.minutes.size
        counts = np.bincount(store, minlength=stores)
        sums = np.bincount(store, weights=minutes, minlength=stores)
        seen = counts > 0
        keep = self._keep ** counts[seen]
        self.minutes[seen] = keep * self.minutes[seen] + (1.0 - keep) * sums[seen] / counts[seen]
