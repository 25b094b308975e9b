"""Orders: the rows of paid baskets, their lines, and the moves of stock that follow them."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.channel import Channel
from sim.facts import NEVER, CancelReason, Column, Facts, Mode
from sim.intents import Intents, ranges
from sim.owed_units import OwedUnits
from sim.presale import Presale
from sim.stock import Cells

Rows = NDArray[np.int64]
_LATER = ("exceptions", "pick_shorts", "returns", "tickets", "aisle", "installs", "unscanned")
"""tables that name orders by their rows"""


class ShelfPrices(Protocol):
    """What shelves say of prices."""

    def charged(
        self, level: NDArray[np.float64], cells: Cells, mode: NDArray[np.int8], got: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the price level that lines pay, from that of the till; shapes alike."""
        ...


class Orders:
    """Writes the tables ``orders`` and ``order_lines``; a walk-in's basket is a row that is paid later, or never.

    Args:
        facts: the tables.
        channel: what may be promised.
        price: fen of a unit, shape (skus,).
        cost: what a unit costs the firm, fen, shape (skus,).
        presale: what is sold ahead.
    """

    def __init__(
        self, facts: Facts, channel: Channel, price: NDArray[np.int64], cost: NDArray[np.int64], presale: Presale
    ) -> None:
        self.table = facts["orders"]
        self._lines = facts["order_lines"]
        self._later = tuple(facts[name] for name in _LATER)
        self._shorts = facts["pick_shorts"]
        self._channel = channel
        self._stock = channel.stock
        self._price = price
        self._cost = cost
        self._first = facts.aside("first_lines", {"line": Column("i8", "row", "first of the order's lines")})
        self.presale = presale
        self.labels: ShelfPrices | None = None
        """what shelves say of prices, where that may differ from the till"""
        self.owed = OwedUnits(channel.stock)
        """what was promised to orders and is not there"""

    def open(
        self, intents: Intents, rows: Rows, visit: Rows, factor: NDArray[np.float64]
    ) -> tuple[Rows, NDArray[np.int64]]:
        """Add an order for each of ``rows`` and reserve its units in order of arrival.

        Returns the orders' rows, and how many of the units asked for are truly there.

        Args:
            intents: baskets with their nodes, in order of time.
            rows: which of them buy.
            visit: rows of their visits, shape of ``rows``.
            factor: price level each of them pays, shape of ``rows``.
        """
        n = rows.size
        owner, sku = intents.lines(rows)
        site, mode, time, units = intents.site[rows], intents.mode[rows], intents.time[rows], intents.units[rows]
        cells = self._stock.cells(site[owner], sku)
        ahead = self.presale.ahead(site, mode)
        got, owed = self._claim(cells, time[owner], mode[owner], None if ahead is None else ahead[owner])
        level = factor[owner]
        if self.labels is not None:
            level = self.labels.charged(level, cells, mode[owner], got)
        price = np.rint(self._price[sku] * level).astype(np.int64)
        online = mode > Mode.WALK_IN
        person = intents.person[rows]
        placed = np.where(online, time, NEVER)
        begins = units.cumsum() - units
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
            got=np.add.reduceat(got, begins, dtype=np.int64),
            goods=np.add.reduceat(price * got, begins),
            cost=np.add.reduceat(self._cost[sku] * got, begins),
        )
        line = self._note_lines(first, units, owner, sku, got, price)
        empty = owed.nonzero()[0]
        if empty.size:
            columns = (first + owner[empty], line + empty, cells[empty])
            for unit in zip(*(column.tolist() for column in columns), strict=True):
                self.owed.add(unit)
        if ahead is not None and ahead.any():
            due = self.presale.truck(site, time)[owner]
            held = (first + owner, line + np.arange(owner.size), cells, due)
            self.presale.book(list(zip(*(each[ahead[owner]].tolist() for each in held), strict=True)))
        return np.arange(first, first + n), np.add.reduceat(got & ~owed, begins, dtype=np.int64)

    def _claim(
        self, cells: Cells, time: NDArray[np.int64], mode: NDArray[np.int8], ahead: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which lines get a unit, and which of them are owed it; those sold ahead get theirs with a truck."""
        if ahead is None:
            return self._channel.claim(cells, time, mode)
        got, owed = np.ones(cells.size, bool), np.zeros(cells.size, bool)
        got[~ahead], owed[~ahead] = self._channel.claim(cells[~ahead], time[~ahead], mode[~ahead])
        return got, owed

    def cells(self, rows: Rows) -> Cells:
        """Return the cells of all units that ``rows`` hold, in the order of rows."""
        counts = self.table["lines"][rows].astype(np.int64)
        lines = ranges(self._first["line"][rows], counts)
        kept = self._lines["got"][lines] > 0
        site = np.repeat(self.table["site"][rows], counts)[kept]
        return self._stock.cells(site, self._lines["sku"][lines][kept])

    def held(self, row: int) -> NDArray[np.int64]:
        """Return the products of the units that an order holds, one a unit."""
        first = self._first["line"][row]
        lines = slice(first, first + int(self.table["lines"][row]))
        sku: NDArray[np.int64] = self._lines["sku"][lines][self._lines["got"][lines] > 0].astype(np.int64)
        return sku

    def missed(self, row: int) -> NDArray[np.int64]:
        """Return the products that an order asked for and did not get, one a unit."""
        first = self._first["line"][row]
        lines = slice(first, first + int(self.table["lines"][row]))
        return self._lines["sku"][lines][self._lines["got"][lines] == 0].astype(np.int64)

    def move(self, row: int, site: int, time: int) -> None:
        """Let another node, which has all its units free by its record, serve an order from ``time`` on."""
        rows = np.array([row])
        left = self.cells(rows)
        never = np.array([cell for _, _, cell in self.owed.take(row)], np.int64)
        self.set("site", rows, site)
        self.set("routed", rows, time)
        taken = self.cells(rows)
        first = int(self._first["line"][row])
        lines = first + (self._lines["got"][first : first + int(self.table["lines"][row])] > 0).nonzero()[0]
        there = self._stock.reassign(left, never, taken)
        for line, cell in zip(lines[~there].tolist(), taken[~there].tolist(), strict=True):
            self.owed.add((row, line, cell))

    def lines(self, rows: Rows) -> tuple[NDArray[np.int64], Rows]:
        """Return (owner, row) of all lines of ``rows``; owners are positions in ``rows``."""
        counts = self.table["lines"][rows].astype(np.int64)
        return np.arange(rows.size).repeat(counts), ranges(self._first["line"][rows], counts)

    def set(self, column: str, rows: Rows, values: object) -> None:
        """Write ``values`` into ``column`` of ``rows``."""
        self.table[column][rows] = values

    def cancel(self, rows: Rows, times: NDArray[np.int64], reason: CancelReason) -> None:
        """Cancel orders: the money goes back, the units await the morning's put-back."""
        self.set("cancelled", rows, times)
        self.set("cancel_reason", rows, reason)
        paid = self.table["goods"][rows] - self.table["discount"][rows] + self.table["fee"][rows]
        self.set("refund", rows, paid)

    def cut(self, rows: Rows, lines: Rows) -> NDArray[np.int64]:
        """Take ``lines`` out of their orders ``rows`` and return the price of each, to be paid back; shapes alike."""
        self._lines["got"][lines] = 0
        price = self._lines["price"][lines].astype(np.int64)
        np.subtract.at(self.table["got"], rows, 1)
        np.subtract.at(self.table["cost"], rows, self._cost[self._lines["sku"][lines]])
        np.add.at(self.table["refund"], rows, price)
        return price

    def leave_off(self, rows: Rows, lines: Rows) -> NDArray[np.int64]:
        """Take ``lines`` off the receipts of ``rows`` and return the price of each; shapes alike."""
        self._lines["got"][lines] = 0
        price = self._lines["price"][lines].astype(np.int64)
        np.subtract.at(self.table["got"], rows, 1)
        np.subtract.at(self.table["goods"], rows, price)
        np.subtract.at(self.table["cost"], rows, self._cost[self._lines["sku"][lines]])
        return price

    def drop_unpaid(self) -> None:
        """Take out baskets that were never paid, with their lines, and number the rest afresh."""
        paid = self.table["placed"] != NEVER
        if paid.all():
            return
        # Few are: a number for each order, let alone each line, would be the largest array of a long run.
        gone = np.flatnonzero(~paid)
        kept = np.ones(len(self._lines), bool)
        for part in self._lines.parts(int(self._first["line"][gone[0]])):
            order = self._lines["order"][part]
            kept[part] = paid[order]
            order -= np.searchsorted(gone, order)
        for table, name in ((self.table, "part_of"), *((table, "order") for table in self._later)):
            for part in table.parts():
                table[name][part] -= np.searchsorted(gone, table[name][part])
        self._lines.keep(kept)
        self.table.keep(paid)

    def _note_lines(
        self,
        order: int,
        units: NDArray[np.int64],
        owner: NDArray[np.int64],
        sku: NDArray[np.int64],
        got: NDArray[np.bool_],
        price: NDArray[np.int64],
    ) -> int:
        first = self._lines.append(sku.size, order=order + owner, sku=sku, got=got, price=price)
        self._first.append(units.size, line=first + units.cumsum() - units)
        return first
