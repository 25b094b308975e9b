"""Shelves: a node's units by product, promised one by one."""

from collections.abc import Sequence

from naive.notes import Notes


class Shelf:
    """Stock of one store or warehouse.

    Args:
        node: its slot.
        units: by product, on the first morning.
    """

    def __init__(self, node: int, units: list[int]) -> None:
        self.node = node
        self.physical = units
        self.free = units.copy()
        self.in_transit = [0] * len(units)
        self.begin_day()

    def begin_day(self) -> None:
        """Set the day's flows to nothing."""
        skus = len(self.physical)
        self.received, self.put_back, self.sold, self.shipped, self.short = ([0] * skus for _ in range(5))

    def gone(self, basket: Sequence[int]) -> float:
        """Return the share of ``basket`` that is out of stock."""
        free = self.free
        return sum(free[sku] <= 0 for sku in basket) / len(basket)

    def take(self, basket: Sequence[int]) -> list[bool]:
        """Promise a unit of each product of ``basket``; return which were there."""
        found = []
        for sku in basket:
            there = self.free[sku] > 0
            if there:
                self.free[sku] -= 1
            else:
                self.short[sku] += 1
            found.append(there)
        return found

    def sell(self, units: Sequence[int]) -> None:
        """Let promised units leave through the till."""
        for sku in units:
            self.physical[sku] -= 1
            self.sold[sku] += 1

    def ship(self, units: Sequence[int]) -> None:
        """Let promised units leave with an online order."""
        for sku in units:
            self.physical[sku] -= 1
            self.shipped[sku] += 1

    def shelve(self, units: Sequence[int]) -> None:
        """Make promised units free again."""
        for sku in units:
            self.free[sku] += 1
            self.put_back[sku] += 1

    def load(self, other: "Shelf", units: Sequence[int]) -> None:
        """Send units by truck to ``other``."""
        for sku, n in enumerate(units):
            if n:
                self.physical[sku] -= n
                self.free[sku] -= n
                self.shipped[sku] += n
                other.in_transit[sku] += n

    def expect(self, units: Sequence[int]) -> None:
        """Note units on the way from a supplier."""
        for sku, n in enumerate(units):
            self.in_transit[sku] += n

    def receive(self, units: Sequence[int]) -> None:
        """Put arrived units on the shelf."""
        for sku, n in enumerate(units):
            if n:
                self.in_transit[sku] -= n
                self.physical[sku] += n
                self.free[sku] += n
                self.received[sku] += n

    def note(self, day: int, notes: Notes) -> None:
        """Write the evening's stock down and begin the next day."""
        columns = (
            self.physical,
            self.free,
            self.in_transit,
            self.received,
            self.put_back,
            self.sold,
            self.shipped,
            self.short,
        )
        rows = enumerate(zip(*columns, strict=True))
        notes.stock_days.extend((self.node, sku, day, here, here - free, *flows) for sku, (here, free, *flows) in rows)
        self.begin_day()
