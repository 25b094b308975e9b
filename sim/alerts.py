"""Alerts: shelves that hold less than a day's expected sales, from the review that sees it to the arrival that ends it.

The time in between is the supply chain's response time (requirement rows S138 and S142).
"""

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.facts import NEVER, Facts
from sim.replenishment import Rates, Units
from sim.stock import Stock


class Alerts:
    """Watches the free units of every cell against a threshold.

    Args:
        env: the world's clock.
        stock: what is watched.
        kept: units that each node wants to hold, shape (cells,); where that is none, nothing is missing.
        facts: where alerts are noted.
    """

    def __init__(self, env: simpy.Environment, stock: Stock, kept: Units, facts: Facts) -> None:
        self._env = env
        self._stock = stock
        self._kept = kept > 0
        self._table = facts["alerts"]
        self._least: Units = np.zeros(kept.size, np.int64)
        self._row: Units = np.full(kept.size, NEVER, np.int64)
        """row of the open alert of each cell"""

    def review(self, daily: Rates) -> None:
        """Raise an alert where less than a day's sales is left, one unit at least.

        Args:
            daily: expected units a day, shape (sites, skus).
        """
        self._least = np.maximum(np.ceil(daily.reshape(-1)), 1).astype(np.int64)
        self._end(slice(None))
        low = (self._kept & (self._row == NEVER) & (self._stock.free < self._least)).nonzero()[0]
        site, sku = np.divmod(low, self._stock.skus)
        first = self._table.append(low.size, site=site, sku=sku, breached=int(self._env.now))
        self._row[low] = first + np.arange(low.size)

    def noticed(self, site: int, until: int) -> NDArray[np.bool_]:
        """Return which products of a node have an alert that was raised at ``until`` (ms) or before; shape (skus,)."""
        row = self._row[site * self._stock.skus : (site + 1) * self._stock.skus]
        known = np.zeros(row.size, bool)
        is_open = row != NEVER
        known[is_open] = self._table["breached"][row[is_open]] <= until
        return known

    def restocked(self, site: int) -> None:
        """End the alerts of a node that has what it needs again."""
        self._end(slice(site * self._stock.skus, (site + 1) * self._stock.skus))

    def _end(self, cells: slice) -> None:
        row = self._row[cells]
        over = (row != NEVER) & (self._stock.free[cells] >= self._least[cells])
        if over.any():
            self._table["restored"][row[over]] = int(self._env.now)
            row[over] = NEVER
