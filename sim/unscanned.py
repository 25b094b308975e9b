"""Unscanned: units that pass a self-checkout without being scanned; they leave, and nobody pays for them or knows.

Each unit of a basket paid for at a self-checkout is missed with the chance ``tills.unscanned`` of its store. It is not
on the receipt: no sale, nothing to bring back. It is gone all the same, as one lost on the shelf is: the record goes on
believing in it, and its cost is a loss.

Source: Beck (2018), "Self-checkout in retail: measuring the loss": 0.44 % of what passes fixed self-checkouts is not
scanned, by video analysis; scanning on the go loses several times as much.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Account, Task
from sim.station import Station
from sim.units import DAY

if TYPE_CHECKING:
    from sim.world import World

Luck = Callable[[NDArray[np.int64], int, NDArray[np.int64]], NDArray[np.float64]]
"""People, the day on which they entered, units of each -> a uniform a unit, person by person."""


class Unscanned:
    """All stores' self-checkouts, as far as they miss units.

    Args:
        world: what it is built on to.
        luck: which units are missed.
    """

    def __init__(self, world: "World", luck: Luck) -> None:
        self._world = world
        self._luck = luck
        self._share = world.levers["tills.unscanned"]
        self._table = world.facts["unscanned"]
        self._baskets: list[int] = []
        """orders paid for at self-checkouts today"""
        self._gone = 0
        """units that the stock says it lost by it"""
        world.admission.walk_ins.tell_of_kiosks(self._baskets.append)

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return nothing: nobody queues here."""
        return {}

    def close_day(self, day: int) -> None:
        """Take what was not scanned off the day's receipts, and book its cost as lost."""
        baskets = np.array(self._baskets, np.int64)
        self._baskets.clear()
        if not baskets.size or not self._share.any():
            return
        world, orders = self._world, self._world.orders
        owner, lines = orders.lines(baskets)
        site = orders.table["site"][baskets].astype(np.int64)[owner]
        held = world.facts["order_lines"]["got"][lines] > 0
        missed = (held & (self._luck_of(baskets) < self._share[site])).nonzero()[0]
        rows, lines, site = baskets[owner[missed]], lines[missed], site[missed]
        sku = world.facts["order_lines"]["sku"][lines].astype(np.int64)
        price, cost = orders.leave_off(rows, lines), world.catalog.cost[sku]
        before = int(world.stock.day["shrunk"].sum())
        world.stock.lose_sold(world.stock.cells(site, sku))
        self._gone += int(world.stock.day["shrunk"].sum()) - before
        world.books.book(Account.SALES, site, -price)
        world.books.book(Account.GOODS, site, cost)
        world.books.book(Account.SHRINKAGE, site, -cost)
        self._table.append(missed.size, order=rows, sku=sku, site=site, day=day, price=price, cost=cost)

    def balances(self) -> Iterator[Balance]:
        """Yield: what was noted is what left the stock, and what was booked."""
        yield "units not scanned", len(self._table), self._gone
        yield "money on SHRINKAGE", -int(self._table["cost"].sum()), int(self._world.books.total[Account.SHRINKAGE])

    def _luck_of(self, baskets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return a uniform for each line of ``baskets``, drawn by person and day of entry."""
        table = self._world.orders.table
        units, entered = table["lines"][baskets].astype(np.int64), table["reserved"][baskets] // DAY
        owner = np.arange(baskets.size).repeat(units)
        luck = np.empty(owner.size)
        for day in np.unique(entered).tolist():
            rows = entered == day
            luck[rows[owner]] = self._luck(table["person"][baskets[rows]].astype(np.int64), day, units[rows])
        return luck
