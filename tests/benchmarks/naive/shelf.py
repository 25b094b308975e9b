"""Shelves: a node's units by product: what lies there, what the record says, and what the channel has heard of."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

import simpy
from naive.freshness import Ages
from naive.notes import Notes

if TYPE_CHECKING:
    from naive.online import Order

FLOWS = ("received", "returned", "put_back", "sold", "shipped", "sent", "wasted", "short")
ERRORS = ("oversold", "shrunk", "misread", "corrected", "counted")


class Shelf:
    """Stock of one store or warehouse.

    Args:
        env: the clock.
        node: its slot.
        units: by product, on the first morning.
        lives: product -> days it can be sold, of perishables.
        latency: ms until the channel hears of what happens here.
    """

    def __init__(
        self, env: simpy.Environment, node: int, units: list[int], lives: dict[int, int], latency: int
    ) -> None:
        self.env = env
        self.node = node
        self.skus = len(units)
        self.physical = units
        self.loose = units.copy()
        """on the shelf and nobody's yet"""
        self.free = units.copy()
        """what the record says may still be promised"""
        self.known = units.copy()
        """the same, as far as the channel has heard"""
        self.error = [0] * self.skus
        """record less physical units"""
        self.in_transit = [0] * self.skus
        self.ages = Ages(units, lives)
        self.latency = latency
        self.news: deque[tuple[float, int, int]] = deque()
        """when which product's free units changed by how many, not heard of yet"""
        self.owed: dict[int, deque[Order]] = {}
        """orders that were promised a unit that is not there, by product"""
        self.not_found: list[int] = []
        """products that pickers missed today"""
        self.begin_day()

    def begin_day(self) -> None:
        """Set the day's flows to nothing."""
        self.day = {flow: [0] * self.skus for flow in FLOWS + ERRORS}

    def gone(self, basket: Sequence[int]) -> float:
        """Return the share of ``basket`` that the app shows as out of stock."""
        self.hear()
        known = self.known
        return sum(known[sku] <= 0 for sku in basket) / len(basket)

    def hear(self) -> None:
        """Let the channel know what happened some time ago."""
        until = self.env.now - self.latency
        while self.news and self.news[0][0] <= until:
            _, sku, units = self.news.popleft()
            self.known[sku] += units

    def change(self, sku: int, units: int) -> None:
        """Let more, or less, be free by the record."""
        self.free[sku] += units
        self.news.append((self.env.now, sku, units))

    def take(self, basket: Sequence[int]) -> list[bool]:
        """Take a unit of each product of ``basket`` off the shelf; return which were there."""
        found = []
        for sku in basket:
            there = self.loose[sku] > 0
            if there:
                self.loose[sku] -= 1
                self.change(sku, -1)
            else:
                self.day["short"][sku] += 1
            found.append(there)
        return found

    def accept(self, basket: Sequence[int]) -> tuple[list[bool], list[int]]:
        """Promise the channel units of ``basket``; return which, and products promised with no unit behind them."""
        self.hear()
        accepted, unbacked = [], []
        for sku in basket:
            there = self.known[sku] > 0
            if there:
                self.known[sku] -= 1
                self.free[sku] -= 1
                if self.loose[sku] > 0:
                    self.loose[sku] -= 1
                else:
                    unbacked.append(sku)
            else:
                self.day["short"][sku] += 1
            accepted.append(there)
        return accepted, unbacked

    def owe(self, order: "Order", skus: Sequence[int]) -> None:
        """Remember what ``order`` was promised and does not lie here."""
        for sku in skus:
            self.owed.setdefault(sku, deque()).append(order)
        order.owed.extend(skus)

    def forget(self, order: "Order") -> list[int]:
        """Owe ``order`` nothing any more; return the products it was owed."""
        missing, order.owed = order.owed, []
        for sku in missing:
            self.owed[sku].remove(order)
        return missing

    def put(self, sku: int, units: int) -> None:
        """Let ``units`` of the shelf be nobody's, or those whom they were promised to first."""
        queue = self.owed.get(sku)
        while queue and units:
            queue.popleft().owed.remove(sku)
            units -= 1
        self.loose[sku] += units

    def sell(self, units: Sequence[int]) -> None:
        """Let promised units leave through the till."""
        self._leave(units, "sold")

    def ship(self, units: Sequence[int]) -> None:
        """Let promised units leave with an online order."""
        self._leave(units, "shipped")

    def shelve(self, units: Sequence[int]) -> None:
        """Make promised units free again."""
        for sku in units:
            self.day["put_back"][sku] += 1
            self.release(sku)

    def release(self, sku: int) -> None:
        """Make a promised unit free again."""
        self.change(sku, 1)
        self.put(sku, 1)

    def take_back(self, sku: int) -> None:
        """Shelve a unit that a customer gave back."""
        self.physical[sku] += 1
        self.day["returned"][sku] += 1
        self.release(sku)

    def load(self, other: "Shelf", units: Sequence[int]) -> None:
        """Send units by truck to ``other``."""
        for sku, n in enumerate(units):
            if n:
                self.physical[sku] -= n
                self.loose[sku] -= n
                self.change(sku, -n)
                self.day["shipped"][sku] += n
                self.day["sent"][sku] += n
                other.in_transit[sku] += n

    def expect(self, units: Sequence[int]) -> None:
        """Note units on the way from a supplier."""
        for sku, n in enumerate(units):
            self.in_transit[sku] += n

    def receive(self, announced: Sequence[int], aboard: Sequence[int]) -> None:
        """Put the units that have come on the shelf, of those announced."""
        for sku, (due, n) in enumerate(zip(announced, aboard, strict=True)):
            if due:
                self.in_transit[sku] -= due
            if n:
                self.physical[sku] += n
                self.day["received"][sku] += n
                self.change(sku, n)
                self.put(sku, n)

    def waste(self, sku: int, units: int) -> None:
        """Throw loose units away."""
        self.physical[sku] -= units
        self.loose[sku] -= units
        self.change(sku, -units)
        self.day["wasted"][sku] += units

    def note(self, day: int, notes: Notes) -> None:
        """Write the evening's stock down and begin the next day."""
        owed = [len(self.owed.get(sku, ())) for sku in range(self.skus)]
        columns = (self.physical, self.loose, self.error, owed, self.in_transit, *self.day.values())
        for sku, (here, loose, error, promised, coming, *flows) in enumerate(zip(*columns, strict=True)):
            notes.stock_days.append((self.node, sku, day, here, here + error, here - loose, promised, coming, *flows))
        self.begin_day()

    def _leave(self, units: Sequence[int], flow: str) -> None:
        gone = self.day[flow]
        for sku in units:
            self.physical[sku] -= 1
            gone[sku] += 1
