"""Orders: the rows of paid baskets, their lines, and the moves of stock that follow them."""

import numpy as np
from numpy.typing import NDArray

from sim.facts import NEVER, CancelReason, Facts, Mode
from sim.intents import Intents, ranges
from sim.stock import Cells, Stock

Rows = NDArray[np.int64]


class Orders:
    """Writes the tables ``orders`` and ``order_lines``; a walk-in's basket is a row that is paid later, or never."""

    def __init__(self, facts: Facts, stock: Stock, price: NDArray[np.int64], cost: NDArray[np.int64]) -> None:
        self.table = facts["orders"]
        self._lines = facts["order_lines"]
        self._exceptions = facts["exceptions"]
        self._stock = stock
        self._price = price
        self._cost = cost
        self._first_line = np.empty(1024, np.int64)

    def open(self, intents: Intents, rows: Rows, visit: Rows, factor: NDArray[np.float64]) -> Rows:
        """Add an order for each of ``rows``, reserve its units in order of arrival and return the orders' rows.

        Args:
            intents: baskets with their nodes, in order of time.
            rows: which of them buy.
            visit: rows of their visits, shape of ``rows``.
            factor: price level each of them pays, shape of ``rows``.
        """
        n = rows.size
        owner, sku = intents.lines(rows)
        site, mode, time, units = intents.site[rows], intents.mode[rows], intents.time[rows], intents.units[rows]
        got = self._stock.reserve(self._stock.cells(site[owner], sku))
        price = np.rint(self._price[sku] * factor[owner]).astype(np.int64)
        online = mode > Mode.WALK_IN
        person = intents.person[rows]
        placed = np.where(online, time, NEVER)
        first = self.table.append(
            n,
            person=person,
            member=np.where(online, person, intents.member[rows]),
            visit=visit,
            channel=online,
            mode=mode,
            part_of=NEVER,
            site=site,
            placed=placed,
            reserved=time,
            routed=placed,
            lines=units,
            got=_sum_by(owner, got, n),
            goods=_sum_by(owner, price * got, n),
            cost=_sum_by(owner, self._cost[sku] * got, n),
        )
        self._note_lines(first, units, owner, sku, got, price)
        return np.arange(first, first + n)

    def cells(self, rows: Rows) -> Cells:
        """Return the cells of all units that ``rows`` hold, in the order of rows."""
        counts = self.table["lines"][rows].astype(np.int64)
        lines = ranges(self._first_line[rows], counts)
        kept = self._lines["got"][lines] > 0
        site = np.repeat(self.table["site"][rows], counts)[kept]
        return self._stock.cells(site, self._lines["sku"][lines][kept])

    def held(self, row: int) -> NDArray[np.int64]:
        """Return the products of the units that an order holds, one a unit."""
        first = self._first_line[row]
        lines = slice(first, first + int(self.table["lines"][row]))
        sku: NDArray[np.int64] = self._lines["sku"][lines][self._lines["got"][lines] > 0].astype(np.int64)
        return sku

    def move(self, row: int, site: int, time: int) -> None:
        """Let another node, which has all its units free, serve an order from ``time`` on."""
        rows = np.array([row])
        left = self.cells(rows)
        self.set("site", rows, site)
        self.set("routed", rows, time)
        self._stock.reassign(left, self.cells(rows))

    def set(self, column: str, rows: Rows, values: object) -> None:
        """Write ``values`` into ``column`` of ``rows``."""
        self.table[column][rows] = values

    def cancel(self, rows: Rows, times: NDArray[np.int64], reason: CancelReason) -> None:
        """Cancel orders: the money goes back, the units await the morning's put-back."""
        self.set("cancelled", rows, times)
        self.set("cancel_reason", rows, reason)
        paid = self.table["goods"][rows] - self.table["discount"][rows] + self.table["fee"][rows]
        self.set("refund", rows, paid)

    def drop_unpaid(self) -> None:
        """Take out baskets that were never paid, with their lines, and number the rest afresh."""
        paid = self.table["placed"] != NEVER
        number = np.cumsum(paid) - 1
        order, part_of = self._lines["order"], self.table["part_of"]
        lines = paid[order]
        order[:] = number[order]
        part_of[:] = np.where(part_of < 0, part_of, number[part_of])
        self._exceptions["order"][:] = number[self._exceptions["order"]]
        self._lines.keep(lines)
        self.table.keep(paid)

    def _note_lines(
        self,
        order: int,
        units: NDArray[np.int64],
        owner: NDArray[np.int64],
        sku: NDArray[np.int64],
        got: NDArray[np.bool_],
        price: NDArray[np.int64],
    ) -> None:
        first = self._lines.append(sku.size, order=order + owner, sku=sku, got=got, price=price)
        end = order + units.size
        if end > self._first_line.size:
            larger = np.empty(2 * end, np.int64)
            larger[:order] = self._first_line[:order]
            self._first_line = larger
        self._first_line[order:end] = first + units.cumsum() - units


def _sum_by(owner: NDArray[np.int64], values: NDArray[np.generic], n: int) -> NDArray[np.int64]:
    """Return the sum of ``values`` of each owner; exact below 2**53."""
    return np.bincount(owner, weights=values, minlength=n).astype(np.int64)
