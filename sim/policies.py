"""Policies: decisions a planner may swap, each a Protocol with one method, beside it the plain rule."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.spec import spec
from sim.units import DAY, Count, Duration, Factor

Units = NDArray[np.int64]
Rates = NDArray[np.float64]


class Replenishment(Protocol):
    """Decides what a node orders."""

    def order(self, position: Units, daily: Rates, days: float) -> Units:
        """Return units to order, >= 0, shape (skus,).

        Args:
            position: free units and units in transit, shape (skus,).
            daily: expected sales a day, shape (skus,).
            days: days until the next order has arrived.
        """
        ...


class OrderUpTo:
    """Order up to the expected sales of lead time and cover, plus safety stock.

    Source: the periodic base-stock policy (Zipkin 2000, chapter 6) under Poisson demand.
    """

    def __init__(self, cover: int, safety: float, facing: int) -> None:
        self._cover_days = cover / DAY
        self._safety = safety
        self._facing = facing

    def level(self, daily: Rates, days: float) -> Units:
        """Return the order-up-to level, shape (skus,)."""
        mean = daily * (days + self._cover_days)
        return np.maximum(np.ceil(mean + self._safety * np.sqrt(mean)), self._facing).astype(np.int64)

    def order(self, position: Units, daily: Rates, days: float) -> Units:
        """Return what is missing to the level."""
        return np.maximum(self.level(daily, days) - position, 0)


class Routing(Protocol):
    """Decides which node ships a parcel."""

    def choose(self, near: int, depot: int, near_share: float, depot_share: float) -> int:
        """Return ``near`` or ``depot``.

        Args:
            near: slot of the store that may ship it.
            depot: slot of the warehouse.
            near_share: share of the basket that is free at the store, 0 to 1.
            depot_share: and at the warehouse.
        """
        ...


class StoreFirst:
    """The nearest store when it has the whole basket, or more of it than the warehouse (seed 002, section 3.1c)."""

    def choose(self, near: int, depot: int, near_share: float, depot_share: float) -> int:
        """Return the store unless the warehouse would leave less out."""
        return near if near_share == 1.0 or near_share > depot_share else depot


@spec
class OrderUpToSpec:
    """Replenish every day up to what the coming days will sell, plus safety stock."""

    cover: Duration = 2 * DAY
    """days of sales a store holds beyond the lead time"""
    safety: Factor = 1.3
    """safety stock in standard deviations of Poisson demand over cover and lead time"""
    facing: Count = 2
    """least units of a product on a store's shelf"""
    smoothing: Factor = 0.1
    """weight of yesterday in the expected daily sales"""
    warehouse_cover: Duration = 5 * DAY
    """days of its stores' and parcels' sales a warehouse holds beyond the supplier's lead time"""


@spec
class PoliciesSpec:
    """Which rules decide."""

    replenishment: OrderUpToSpec = OrderUpToSpec()
    """stores from warehouses, warehouses from suppliers"""
