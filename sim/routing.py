"""Routing: which node ships an online order, decided in the order of arrival by what earlier customers leave."""

from collections.abc import Collection, Iterator
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
from sim.wholes import SeesWholes, Wholes
from sim.wishes import Claims, nth_of

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
            routed, source = self._route(part, rows[here] - first, Claims(self.stock, part, before), quoted.part(here))
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

    def _route(self, intents: Intents, rows: Rows, earlier: Claims, quoted: Quoted) -> tuple[Intents, Rows]:
        """Settle the nodes of ``rows``: of those that are clear at once, of the others one after another."""
        divided: dict[int, Units] = {}
        for nth in self._settle_clear(intents, rows, earlier, quoted).tolist():
            row = int(rows[nth])
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

    def _settle_clear(self, intents: Intents, rows: Rows, earlier: Claims, quoted: Quoted) -> Rows:
        """Settle the orders that compete with no other, as far as the rule sees their node at a glance.

        Returns the places in ``rows`` of the others.
        """
        if not rows.size or not isinstance(self.rule, SeesWholes):
            return np.arange(rows.size)
        node = quoted.node
        wishes = earlier.wishes(intents, rows, node)
        counts = (wishes.found(), wishes.most(), intents.units[rows])
        costs = (quoted.per_package, quoted.per_unit)
        chosen = self.rule.at_a_glance(Wholes(node >= 0, node < self.quotes.stores, *counts, *costs))
        settled = wishes.clear() & (chosen >= 0)
        intents.site[rows[settled]] = node[settled, chosen[settled]]
        line = settled[wishes.owner].nonzero()[0]
        lane = chosen[wishes.owner[line]]
        line, lane = (each[wishes.has[line, lane]] for each in (line, lane))
        earlier.grant(wishes.cells[line, lane], rows[wishes.owner[line]])
        return (~settled).nonzero()[0]

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
        return Basket(_KINDS[Mode(intents.mode[row])], int(self.price[sku].sum()), sku, nth_of(sku.tolist()))
