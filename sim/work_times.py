"""Work times: how long people need for an order at each node."""

import numpy as np
from numpy.typing import NDArray

from sim.samplers import scattered, ticks
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec

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
        self._works: list[StoreWorkSpec | WarehouseWorkSpec] = [store] * stores
        self._works += [warehouse] * (rate.size - stores)
        self._rate, self._desk, self._cv = rate, store.desk, store.cv
        self._base, self._line, self._pack = (
            np.array([getattr(work, name) for work in self._works], np.int64)
            for name in ("pick_base", "pick_line", "pack")
        )
        variance = np.log1p(np.array([work.cv for work in self._works]) ** 2)
        self._sd, self._shift = np.sqrt(variance), variance / 2

    def pick(self, site: Slots, score: NDArray[np.float64], units: Slots) -> Times:
        """Return picking times of orders with ``units`` at their nodes, ms; ``score`` is normal, shapes alike."""
        return ticks(self._scatter(site, score) * (self._base[site] + self._line[site] * units) / self._rate[site])

    def pack(self, site: Slots, score: NDArray[np.float64]) -> Times:
        """Return packing times, ms."""
        return ticks(self._scatter(site, score) * self._pack[site])

    def desk(self, score: NDArray[np.float64]) -> Times:
        """Return times for handing collected orders over, ms."""
        return ticks(self._desk * scattered(score, self._cv))

    def elsewhere(self, old: int, new: int, units: int, times: tuple[int, int]) -> tuple[int, int]:
        """Return an order's (pick, pack) times at node ``new``, from those at node ``old``: the same luck."""
        before, after = (self._standard(site, units) for site in (old, new))
        pick, pack = (
            round(time * there / max(here, 1.0)) for time, here, there in zip(times, before, after, strict=True)
        )
        return pick, pack

    def _standard(self, site: int, units: int) -> tuple[float, float]:
        work = self._works[site]
        return (work.pick_base + work.pick_line * units) / float(self._rate[site]), float(work.pack)

    def _scatter(self, site: Slots, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return factors with mean 1 and each node's own spread, as `samplers.scattered` does for one."""
        return np.exp(self._sd[site] * score - self._shift[site])
