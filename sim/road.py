"""The road: loads under way to nodes, counted a second time beside the stock's own column."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import simpy

from sim.errors import InvariantBrokenError
from sim.freshness import Ages, Freshness
from sim.station import Call
from sim.stock import Stock, Units


@dataclass(frozen=True, slots=True)
class Load:
    """Goods on their way to a node."""

    site: int
    announced: Units
    """what the node expects, shape (skus,)"""
    aboard: Units
    """what is truly there, at most what is announced, shape (skus,)"""
    ages: Ages
    """of the perishable units aboard"""
    unloaded: Callable[[], None]
    """called when it has arrived"""


class Road:
    """Everything under way; a load arrives once.

    Args:
        env: the world's clock.
        stock: where loads are taken and shelved.
        freshness: how old what is on the shelves is.
    """

    def __init__(self, env: simpy.Environment, stock: Stock, freshness: Freshness) -> None:
        self.env = env
        self.stock = stock
        self._freshness = freshness
        self._loads: dict[int, Load] = {}
        self._sent = 0

    def carry(self, source: int, target: int, units: Units, after: int, unloaded: Callable[[], None]) -> None:
        """Load ``units`` (shape (skus,)) at one node and bring them to another in so many ms."""
        self.stock.send(source, target, units)
        self._bring(Load(target, units, units, self._freshness.take(source, units), unloaded), after)

    def supply(self, target: int, announced: Units, aboard: Units, after: int, unloaded: Callable[[], None]) -> None:
        """Bring ``aboard`` of the ``announced`` units, just made, to a node in so many ms."""
        self.stock.expect(target, announced)
        self._bring(Load(target, announced, aboard, self._freshness.fresh(aboard), unloaded), after)

    def check(self, day: int) -> None:
        """Check that the loads hold what the stock calls in transit, product by product.

        Raises:
            InvariantBrokenError: they do not.
        """
        counted = np.zeros((self.stock.sites, self.stock.skus), np.int64)
        for load in self._loads.values():
            counted[load.site] += load.announced
        claimed = self.stock.in_transit.reshape(counted.shape)
        if (counted != claimed).any():
            site, sku = (int(slot) for slot in np.argwhere(counted != claimed)[0])
            raise InvariantBrokenError(
                f"stock on day {day}: units in transit are those of the loads on the road",
                {"site": site, "sku": sku, "counted": int(counted[site, sku]), "claimed": int(claimed[site, sku])},
            )

    def _bring(self, load: Load, after: int) -> None:
        self._loads[self._sent] = load
        Call(self.env, after, self._unload, self._sent)
        self._sent += 1

    def _unload(self, number: int) -> None:
        load = self._loads.pop(number)
        self.stock.receive(load.site, load.aboard)
        self.stock.call_off(load.site, load.announced - load.aboard)
        self._freshness.shelve(load.site, load.ages)
        load.unloaded()
