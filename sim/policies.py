"""Policies: decisions a planner may swap, each a Protocol with one method, beside it the plain rule."""

from typing import Protocol

from sim.replenishment import Outlook, ReplenishmentSpec, Units
from sim.spec import spec


class Replenishment(Protocol):
    """Decides what a node orders; the plain rules are in `sim.replenishment`."""

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, >= 0, shape (skus,).

        Args:
            position: free units and units in transit, shape (skus,).
            outlook: what the node expects to sell until the order has arrived, and when that is.
        """
        ...


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
class PoliciesSpec:
    """Which rules decide."""

    replenishment: ReplenishmentSpec = ReplenishmentSpec()
    """stores from warehouses, warehouses from suppliers"""
