"""The view: what customers can see of the world when they decide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class View:
    """The state of a moment; stores by site slot."""

    now: int
    wait: NDArray[np.float64]
    """minutes a shopper expects to queue at the tills, shape (stores,)"""
    shown: NDArray[np.bool_]
    """what the app shows as in stock, shape (cells,)"""
    saving: NDArray[np.float64]
    """share of a basket that a shopper expects reduced units to save, shape (stores,)"""


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
