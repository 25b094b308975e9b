"""Sales seen: what the forecast of each node learns from: what left it, or what its customers' customers bought.

A warehouse sees the orders of its stores. They swing more than sales do, since each store also orders for its own
change of mind; a warehouse that plans by them passes on larger swings (the bullwhip effect, Lee, Padmanabhan and Whang
1997). Where the stores share their sales (the lever ``supply.share_pos``, row S140), it learns from these instead.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.stock import Units


class SalesSeen:
    """Works out the day that each node's forecast learns from.

    Args:
        stores: warehouse slot -> slots of the stores it replenishes.
        shared: whether each warehouse sees their sales, live, shape (warehouses,).
    """

    def __init__(self, stores: Mapping[int, Sequence[int]], shared: NDArray[np.float64]) -> None:
        self._stores = stores
        self._shared = shared
        self._waiting: Units | int = 0
        """brought for those to whom it was sold ahead, and not collected yet"""

    def of(self, day: Mapping[str, Units], sites: int) -> tuple[Units, Units]:
        """Return units that count as having left, and as asked for in vain, both of shape (sites, skus).

        Args:
            day: the stock's flows of the day, each of shape (cells,).
            sites: nodes that hold stock.
        """
        flows = ("sold", "shipped", "sent", "short", "ahead")
        sold, shipped, sent, short, ahead = (day[flow].reshape(sites, -1) for flow in flows)
        taken = sold + shipped - sent
        left, missed = self._from_shelves(taken, ahead), short.copy()
        for (warehouse, stores), shared in zip(self._stores.items(), self._shared, strict=True):
            rows = list(stores)
            if shared:
                left[warehouse] += taken[rows].sum(axis=0)
                missed[warehouse] += short[rows].sum(axis=0)
            else:
                left[warehouse] += sent[warehouse]
        return left, missed

    def by_warehouse(self, day: Mapping[str, Units], sites: int) -> Units:
        """Return the units that customers took from each warehouse and the stores it replenishes.

        Args:
            day: the stock's flows of the day, each of shape (cells,).
            sites: nodes that hold stock.

        Returns:
            shape (warehouses, skus).
        """
        sold, shipped, sent = (day[flow].reshape(sites, -1) for flow in ("sold", "shipped", "sent"))
        taken = sold + shipped - sent
        return np.array([taken[[warehouse, *stores]].sum(axis=0) for warehouse, stores in self._stores.items()])

    def _from_shelves(self, taken: Units, ahead: Units) -> Units:
        """Return what shelves must hold for: what is sold ahead is ordered for its customers, and left out."""
        due = ahead + self._waiting
        if not np.any(due):
            return taken.copy()
        collected = np.minimum(taken, due)
        self._waiting = due - collected
        return np.asarray(taken - collected)
