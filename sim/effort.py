"""Effort: how far a store's people go for online orders that are credited to somebody else.

They compare what an order counts for them with what it costs their own customers: with a share ``c`` of the credit they
take it while c x willing >= (1 - c) x load, where load is customers and orders present per person at work. Whoever
gets all the credit takes all orders, whoever gets none takes one only when there is nothing else to do. And of the crew
they let no more than the share ``c`` pick at the same time. Refusals and late orders follow from queues. Source: the
conflict of figures in seed document 002, section 1.2 (row S226); the rule is ours.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sim.store import Store

_ALL = 1 << 20


class Effort:
    """The will of one store's crew.

    Args:
        store: where they work.
        credit: the lever ``org.credit_store`` of this store, live, shape (1,).
        willing: load up to which a crew with half of the credit takes an order.
    """

    def __init__(self, store: Store, credit: NDArray[np.float64], willing: float) -> None:
        self._store = store
        self._credit = credit
        self._willing = willing

    def takes(self) -> bool:
        """Return whether the crew takes an online order now."""
        credit = float(self._credit[0])
        if credit >= 1.0 or not self._store.crew.size:
            return True  # at night nobody is there to refuse
        return credit * self._willing >= (1.0 - credit) * self._store.load()

    def resize(self, size: int) -> None:
        """Put ``size`` people to work, as a roster says."""
        self._store.crew.resize(size)
        self.lend_hands()

    def lend_hands(self) -> None:
        """Let as many of the crew pick as the credit allows, at least one."""
        credit, picking = float(self._credit[0]), self._store.picking
        hands = _ALL if credit >= 1.0 else max(1, math.ceil(credit * self._store.crew.size))
        if hands != picking.places:
            picking.move_places(hands)
