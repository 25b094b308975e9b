"""Routing: which node ships each parcel, decided in the order of arrival by what earlier customers leave."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from sim.facts import Mode
from sim.intents import NOTHING, Intents
from sim.orders import Rows
from sim.policies import Routing
from sim.stock import Stock


class Router:
    """Settles the node of parcels that a store might ship instead of the warehouse.

    Args:
        stock: what is free.
        rule: decides between the two nodes.
    """

    def __init__(self, stock: Stock, rule: Routing) -> None:
        self._stock = stock
        self._rule = rule

    def route(self, intents: Intents) -> None:
        """Write the chosen node of each such parcel into ``intents.site``.

        A unit counts as free if it outlasts all that is asked for earlier in this stretch of time, so that
        the choice does not depend on how the day is cut.
        """
        open_choice = (intents.mode == Mode.PARCEL) & (intents.second >= 0)
        parcels = open_choice.nonzero()[0]
        if not parcels.size:
            return
        earlier = _Claims(self._stock, intents, ((intents.mode != NOTHING) & ~open_choice).nonzero()[0])
        for row in parcels.tolist():
            sku = intents.sku[intents.line[row] : intents.line[row] + intents.units[row]]
            near, depot = int(intents.second[row]), int(intents.site[row])
            found = {node: earlier.left_for(row, node, sku) for node in (near, depot)}
            shares = (len(found[near]) / sku.size, len(found[depot]) / sku.size)
            chosen = self._rule.choose(near, depot, *shares)
            intents.site[row] = chosen
            earlier.take(found[chosen])


class _Claims:
    """What is asked for before a row of the stretch: by settled rows, and by parcels routed so far."""

    def __init__(self, stock: Stock, intents: Intents, rows: Rows) -> None:
        owner, sku = intents.lines(rows)
        self._stock = stock
        self._span = len(intents)
        self._free = stock.free
        self._asked = np.sort(stock.cells(intents.site[rows][owner], sku) * self._span + rows[owner])
        self._taken: Counter[int] = Counter()

    def left_for(self, row: int, node: int, sku: NDArray[np.int64]) -> list[int]:
        """Return the cells of ``node`` where the basket of ``row`` still finds a unit, one a unit."""
        cells = self._stock.cells(np.full(sku.size, node), sku)
        before = np.searchsorted(self._asked, cells * self._span + row) - np.searchsorted(
            self._asked, cells * self._span
        )
        found: Counter[int] = Counter()
        for cell, asked in zip(cells.tolist(), before.tolist(), strict=True):
            if asked + self._taken[cell] + found[cell] < self._free[cell]:
                found[cell] += 1
        return list(found.elements())

    def take(self, cells: list[int]) -> None:
        """Count units as taken."""
        self._taken.update(cells)
