"""The flow of goods: opening stock, nightly orders, what trucks cost and what is thrown away, checked every day."""

import numpy as np
from numpy.typing import NDArray

from sim.books import Books
from sim.facts import Account
from sim.freshness import Freshness
from sim.markdown import Markdown
from sim.road import Road
from sim.supply import Supply


class GoodsFlow:
    """Brings goods to the nodes and takes away what has grown old.

    Args:
        supply: who orders from whom.
        road: on which goods move.
        freshness: how old they are.
        markdown: what they cost less when they are old.
        cost: fen of a unit, shape (skus,).
        books: where money is booked.
    """

    def __init__(
        self,
        supply: Supply,
        road: Road,
        freshness: Freshness,
        markdown: Markdown,
        cost: NDArray[np.int64],
        books: Books,
    ) -> None:
        self._supply = supply
        self._markdown = markdown
        self._road = road
        self._freshness = freshness
        self._cost = cost
        self._books = books
        self.bills = supply.bills
        """fen of the goods that suppliers brought today, by delivery"""
        self.saving = markdown.saving
        """share of a basket that reduced units are expected to save, by store, live"""

    def start(self) -> None:
        """Fill the shelves and let the nights of ordering begin."""
        self._road.stock.start_with(self._supply.opening())
        self._freshness.start()
        self._road.env.process(self._supply.review_nightly())

    def learn(self) -> None:
        """Take the day's sales into the forecast (before the stock's day is closed)."""
        self._supply.learn()

    def throw_away(self) -> None:
        """Tell apart by age what was sold, book what was reduced, and waste what can no longer be sold."""
        cells, units = self._freshness.end_day()
        marked, sold = (self._road.stock.day[flow].reshape(self._road.stock.sites, -1) for flow in ("marked", "sold"))
        fen = self._markdown.cost(marked)
        if marked.any():
            self._books.book(Account.MARKDOWNS, np.arange(fen.size), -fen)
        self._markdown.learn(fen, sold)
        self._road.stock.waste(cells, units)
        site, sku = np.divmod(cells, self._road.stock.skus)
        self._books.book(Account.WASTE, site, -units * self._cost[sku])

    def pay(self) -> None:
        """Book the day's trucks and premiums."""
        for warehouse, fen in self._supply.cost:
            self._books.book(Account.SUPPLY, warehouse, -fen)
        self._supply.cost.clear()
        self.bills.clear()

    def check(self, day: int) -> None:
        """Check that no unit is lost on the road, at a supplier or without an age.

        Raises:
            InvariantBrokenError: one is.
        """
        self._freshness.check(day)
        self._road.check(day)
        self._supply.makers.check(day)
