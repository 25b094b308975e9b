"""Routing: which node ships an online order, decided in the order of arrival by what earlier customers leave."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.channel import Channel
from sim.facts import Mode, OrderClass
from sim.intents import NOTHING, Intents
from sim.orders import Rows
from sim.packages import divide
from sim.policies import Basket, Nodes, Routing
from sim.quotes import Quoted, Quotes
from sim.reach import Reach
from sim.stock import Stock, Units

_KINDS = {Mode.COLLECT: OrderClass.PICKUP, Mode.INSTANT: OrderClass.INSTANT, Mode.PARCEL: OrderClass.REGULAR}


@dataclass(frozen=True)
class Request:
    """An order that asks for a node again."""

    time: int
    mode: Mode
    site: int
    """node where it is"""
    x: int
    """home, metres east"""
    y: int
    sku: Units
    """units it holds"""

    def intents(self) -> Intents:
        """Return it as a stretch of time of its own."""
        whole = np.zeros(1, np.int64)
        luck = np.zeros((1, 4))
        return Intents(
            time=whole + self.time,
            person=whole,
            member=whole,
            trigger=np.zeros(1, np.int8),
            browsed=np.ones(1, bool),
            mode=np.array([self.mode], np.int8),
            site=whole + self.site,
            second=whole - 1,
            x=whole + self.x,
            y=whole + self.y,
            units=whole + self.sku.size,
            line=whole,
            marks=luck,
            scores=luck,
            sku=self.sku,
        )


@dataclass(frozen=True)
class Router:
    """Settles the nodes of orders that several nodes might ship.

    Args:
        channel: what is free, and whether claims on it are sure.
        price: catalogue price of each product, fen, shape (skus,).
        rule: decides.
        reach: says which nodes may ship an order.
        quotes: says what each would cost and how long it would take.
    """

    channel: Channel
    price: NDArray[np.int64]
    rule: Routing
    reach: Reach
    quotes: Quotes

    @property
    def stock(self) -> Stock:
        """Return the stock that orders are routed to."""
        return self.channel.stock

    def parts(self, intents: Intents) -> Iterator[tuple[Intents, Rows]]:
        """Yield the stretch of time in parts, the chosen nodes in ``site``, and which row of it each row was.

        Whoever takes a part claims its units before asking for the next. An order that goes out in several packages
        has a row for each, one after another. A unit counts as free if it outlasts all that is asked for earlier, so
        that the choice does not depend on how the day is cut. What is asked for earlier in a part is taken to be
        granted; where the channel might refuse it, or promise it in vain, the part ends before the choice.
        """
        open_choice = self.reach.open_choice(intents)
        rows = open_choice.nonzero()[0]
        if not rows.size:
            yield intents, np.arange(len(intents))
            return
        candidates = self.reach.nodes(intents, rows)
        quoted = self.quotes.ask(intents, rows, candidates)
        settled = ((intents.mode != NOTHING) & ~open_choice).nonzero()[0]
        doubtful = rows[self._doubtful(intents, settled, rows, candidates)]
        for first, last in pairwise(np.unique(np.r_[0, doubtful, len(intents)]).tolist()):
            here = slice(*np.searchsorted(rows, (first, last)).tolist())
            before = settled[slice(*np.searchsorted(settled, (first, last)).tolist())] - first
            part = intents.part(slice(first, last))
            routed, source = self._route(part, rows[here] - first, _Claims(self.stock, part, before), quoted.part(here))
            yield routed, source + first

    def _doubtful(self, intents: Intents, settled: Rows, rows: Rows, candidates: Units) -> NDArray[np.bool_]:
        """Return for which of ``rows`` what earlier customers leave is only known once they have claimed it."""
        if self.channel.exact():
            return np.zeros(rows.size, bool)
        owner, sku = intents.lines(rows)
        nodes = candidates[owner]
        wished = np.where(nodes >= 0, self.stock.cells(nodes, sku[:, None]), -1)
        others, theirs = intents.lines(settled)
        asked = np.r_[self.stock.cells(intents.site[settled][others], theirs), wished[wished >= 0]]
        scarce = np.bincount(asked, minlength=self.stock.physical.size) > self.channel.sure()
        return np.bincount(owner, (scarce[wished] & (wished >= 0)).any(axis=1), rows.size) > 0

    def _route(self, intents: Intents, rows: Rows, earlier: "_Claims", quoted: Quoted) -> tuple[Intents, Rows]:
        """Settle the nodes of ``rows``, one after another."""
        divided: dict[int, Units] = {}
        for nth, row in enumerate(rows.tolist()):
            basket = self._basket(intents, row)
            there = (quoted.node[nth] >= 0).nonzero()[0]
            slot = quoted.node[nth, there]
            free = earlier.left_for(row, slot, basket.sku)
            chosen = self.rule.route(basket, Nodes(slot, slot < self.quotes.stores, free, *quoted.row(nth, there)))
            lines = slot[chosen]
            earlier.take(lines, basket.sku, free[chosen, np.arange(chosen.size)])
            quoted.backlog[lines[:1]] += 1
            intents.site[row] = lines[0]
            if (lines != lines[0]).any():
                divided[row] = lines
        return divide(intents, divided)

    def another(self, request: Request, tried: Collection[int]) -> int | None:
        """Return the node, none of ``tried``, that serves an order now; None when nobody has all of it."""
        alone = request.intents()
        row = np.array([0])
        near = self.reach.around(alone, row, len(tried))
        quoted = self.quotes.ask(alone, row, near)
        there = np.array([nth for nth, node in enumerate(near[0].tolist()) if node >= 0 and node not in tried], int)
        basket = self._basket(alone, 0)
        slot = near[0, there]
        free = self.stock.free[self.stock.cells(slot[:, None], basket.sku)]
        able = np.flatnonzero((free > basket.nth).all(axis=1))
        if not able.size:
            return None
        nodes = Nodes(slot[able], slot[able] < self.quotes.stores, free[able], *quoted.row(0, there[able]))
        return int(nodes.slot[self.rule.route(basket, nodes)[0]])

    def offer(self, request: Request) -> tuple[int, int] | None:
        """Return another node that has all of an order now and the ms until it would be there; None without one."""
        node = self.another(request, {request.site})
        if node is None:
            return None
        quoted = self.quotes.ask(request.intents(), np.array([0]), np.array([[node]]))
        return node, int(quoted.lead[0, 0])

    def _basket(self, intents: Intents, row: int) -> Basket:
        sku = intents.sku[intents.line[row] : intents.line[row] + intents.units[row]]
        return Basket(_KINDS[Mode(intents.mode[row])], int(self.price[sku].sum()), sku, _nth(sku.tolist()))


class _Claims:
    """What is asked for before a row of the stretch: by settled rows, and by orders routed so far."""

    def __init__(self, stock: Stock, intents: Intents, rows: Rows) -> None:
        owner, sku = intents.lines(rows)
        self._stock = stock
        self._span = len(intents)
        self._free = stock.free
        self._asked = np.sort(stock.cells(intents.site[rows][owner], sku) * self._span + rows[owner])

    def left_for(self, row: int, nodes: Units, sku: Units) -> Units:
        """Return the units of each product that are left at each node when ``row`` comes, shape (nodes, lines)."""
        cells = self._stock.cells(nodes[:, None], sku)
        first = cells * self._span
        before = np.searchsorted(self._asked, first + row) - np.searchsorted(self._asked, first)
        return np.maximum(self._free[cells] - before, 0)

    def take(self, nodes: Units, sku: Units, left: Units) -> None:
        """Take the units that lines find at their nodes; ``left`` is what they find there, shapes (lines,)."""
        cells = self._stock.cells(nodes, sku)
        found = cells[left > _nth(cells.tolist())]
        np.subtract.at(self._free, found, 1)


def _nth(keys: Iterable[int]) -> Units:
    """Return how many earlier keys are the same, for each."""
    seen: Counter[int] = Counter()
    nth = []
    for key in keys:
        nth.append(seen[key])
        seen[key] += 1
    return np.array(nth, np.int64)
