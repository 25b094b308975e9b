"""Notes: what the twin writes down, one tuple a fact, columns as in `sim.facts` where both have them."""

from collections import Counter, defaultdict
from itertools import count

from sim.facts import Account

TABLES = ("visits", "orders", "order_lines", "trips", "stock_days", "staff_hours", "ledger")


class Notes:
    """Lists of tuples, and the day's money by account and site."""

    def __init__(self) -> None:
        self.visits: list[tuple[int | bool | None, ...]] = []
        """person, member, touchpoint, site, arrive, queue, served, leave, outcome, wanted, found"""
        self.orders: list[tuple[int | None, ...]] = []
        """number, person, mode, site, placed, promise, began, picked, packed, handed, delivered, cancelled, reason,
        lines, got, goods, fee, refund, cost"""
        self.order_lines: list[tuple[int, int, int, bool, int]] = []
        """order, sku, asked, got, price"""
        self.trips: list[tuple[int, ...]] = []
        """vehicle, kind, fleet, site, orders, start, loaded, end, metres empty, metres loaded, cost"""
        self.stock_days: list[tuple[int, ...]] = []
        """site, sku, day, physical, reserved, in transit, received, put back, sold, shipped, short"""
        self.staff_hours: list[tuple[int, int, int, int, int, int]] = []
        """site, task, hour, paid, busy, queue"""
        self.ledger: list[tuple[int, int, int, int]] = []
        """day, account, site, fen"""
        self.numbers = count()
        """of orders"""
        self._money: defaultdict[tuple[Account, int], int] = defaultdict(int)

    def book(self, account: Account, site: int, fen: int) -> None:
        """Book money: income positive, expense negative."""
        self._money[account, site] += fen

    def close_day(self, day: int) -> None:
        """Write the day's money down."""
        self.ledger.extend((day, account, site, fen) for (account, site), fen in self._money.items())
        self._money.clear()

    def visits_by_day(self, length: int) -> Counter[int]:
        """Return visits per day; ``length``: of a day, ms."""
        return Counter(int(row[4] or 0) // length for row in self.visits)
