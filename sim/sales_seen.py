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

    def of(self, day: Mapping[str, Units], sites: int) -> tuple[Units, Units]:
        """Return units that count as having left, and as asked for in vain, both of shape (sites, skus).

        Args:
            day: the stock's flows of the day, each of shape (cells,).
            sites: nodes that hold stock.
        """
        sold, shipped, sent, short = (day[flow].reshape(sites, -1) for flow in ("sold", "shipped", "sent", "short"))
        taken = sold + shipped - sent
        left, missed = taken.copy(), short.copy()
        for (warehouse, stores), shared in zip(self._stores.items(), self._shared, strict=True):
            rows = list(stores)
            if shared:
                left[warehouse] += taken[rows].sum(axis=0)
                missed[warehouse] += short[rows].sum(axis=0)
            else:
                left[warehouse] += sent[warehouse]
        return left, missed
