"""Payables: what suppliers are owed, when it is paid, and what the money tied up in goods costs (row S148).

Goods are billed when they arrive and paid after the term of that day; the stock of the first morning is paid for. What
goods on the shelves cost, less what is still owed for goods, has to be financed. Who lends, and whether they would, is
left out: there is no credit risk.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.annex import Balance
from sim.facts import NEVER, Account, Task
from sim.spec import spec
from sim.station import Station
from sim.units import DAY, Duration, Share

if TYPE_CHECKING:
    from sim.world import World

_YEAR = 365


@spec
class PaymentSpec:
    """How suppliers are paid and goods are financed, until the plan moves the levers."""

    term: Duration = 0
    """from receipt of goods to their payment, whole days"""
    rate: Share = 0.0
    """interest a year on what has to be financed"""


class Payables:
    """The bills of suppliers.

    Args:
        world: what it is built on to.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._table = world.facts["payables"]
        self._term, self._rate = world.levers["payables.term"], world.levers["finance.rate"]
        self._due: dict[int, int] = {}
        """day -> fen"""
        self._billed = self._paid = 0

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return nothing: nobody queues here."""
        return {}

    def close_day(self, day: int) -> None:
        """Take in the day's bills, pay what is due, and book the interest of a day."""
        goods, stock = self._world.goods, self._world.stock
        billed = sum(goods.bills)
        due = day + int(self._term[0]) // DAY
        self._due[due] = self._due.get(due, 0) + billed
        paid = self._due.pop(day) if day in self._due else 0
        self._billed += billed
        self._paid += paid
        held = int(stock.physical.reshape(stock.sites, -1).sum(axis=0) @ self._world.catalog.cost)
        owed = sum(self._due.values())
        interest = round(max(held - owed, 0) * float(self._rate[0]) / _YEAR)
        self._table.append(1, day=day, billed=billed, paid=paid, owed=owed, held=held, interest=interest)
        self._world.books.book_cause(Account.FINANCING, NEVER, -interest)

    def balances(self) -> Iterator[Balance]:
        """Yield: what was billed is paid or owed."""
        yield "bills of suppliers", self._paid + sum(self._due.values()), self._billed
