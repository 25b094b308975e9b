"""Work times: how long people need for an order at each node."""

import numpy as np
from numpy.typing import NDArray

from sim.places import StoreWorkSpec, WarehouseWorkSpec
from sim.samplers import scattered, ticks

Times = NDArray[np.int64]
Slots = NDArray[np.int64]


class WorkTimes:
    """Standard times by node, scattered by each order's luck.

    Args:
        store: standard times in stores.
        warehouse: standard times in warehouses.
        stores: number of stores, whose slots come first.
        rate: pace of picking relative to the standard, live, shape (nodes,).
    """

    def __init__(
        self, store: StoreWorkSpec, warehouse: WarehouseWorkSpec, stores: int, rate: NDArray[np.float64]
    ) -> None:
        self._store, self._warehouse, self._stores, self._rate = store, warehouse, stores, rate

    def pick(self, site: Slots, score: NDArray[np.float64], units: Slots) -> Times:
        """Return picking times of orders with ``units`` at their nodes, ms; ``score`` is normal, shapes alike."""
        times = np.empty(site.size)
        for rows, work in self._places(site):
            times[rows] = scattered(score[rows], work.cv) * (work.pick_base + work.pick_line * units[rows])
        return ticks(times / self._rate[site])

    def pack(self, site: Slots, score: NDArray[np.float64]) -> Times:
        """Return packing times, ms."""
        times = np.empty(site.size)
        for rows, work in self._places(site):
            times[rows] = scattered(score[rows], work.cv) * work.pack
        return ticks(times)

    def desk(self, score: NDArray[np.float64]) -> Times:
        """Return times for handing collected orders over, ms."""
        return ticks(self._store.desk * scattered(score, self._store.cv))

    def elsewhere(self, old: int, new: int, units: int, times: tuple[int, int]) -> tuple[int, int]:
        """Return an order's (pick, pack) times at node ``new``, from those at node ``old``: the same luck."""
        before, after = (self._standard(site, units) for site in (old, new))
        pick, pack = (
            round(time * there / max(here, 1.0)) for time, here, there in zip(times, before, after, strict=True)
        )
        return pick, pack

    def _standard(self, site: int, units: int) -> tuple[float, float]:
        work = self._store if site < self._stores else self._warehouse
        return (work.pick_base + work.pick_line * units) / float(self._rate[site]), float(work.pack)

    def _places(self, site: Slots) -> list[tuple[NDArray[np.bool_], StoreWorkSpec | WarehouseWorkSpec]]:
        here = site < self._stores
        parts = ((here, self._store), (~here, self._warehouse))
        return [(rows, work) for rows, work in parts if rows.any()]
