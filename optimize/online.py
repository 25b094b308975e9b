"""Online rules: myopic, bid prices and spillover limits; each answers an order exactly, over all sets of sites.

The mathematics are in docs/theory/assignment.md.
"""

from dataclasses import replace

import numpy as np

from optimize.assignment_case import Assignment, Prices, no_prices
from optimize.fluid import fluid
from optimize.model import Reals, Slots
from optimize.newsvendor import positive
from optimize.stream import Lines, Situation
from optimize.subsets import LEFT_OUT, cheapest_split

TIE = 0.005
"""share of a package's mean cost within which splits count as equally dear"""
ROUNDING = 1e-9


def priced(case: Assignment, prices: Prices) -> Reals:
    """Return the cost of a unit of each line from each site, what stock and picking are worth included, and left out.

    The shape is (L, N + 1): leaving out is one more site.
    """
    return np.column_stack([case.sending_cost + prices.stock[:, case.sku].T + prices.picking, case.lost_cost])


def split(case: Assignment, lines: Lines, order: int, unit: Reals, now: Situation) -> Slots:
    """Return the cheapest split of one order over the sites that have its lines now.

    A line comes whole from one site. Of two lines of one product, a site has the second when it has units for both.

    Args:
        case: the kinds of orders.
        lines: where their lines stand.
        order: the one to split.
        unit: cost of a unit of each of its lines from each site, inf where it may not come from there; and left out.
        now: what is left.
    """
    span = lines[order]
    units = case.units[span]
    there = (now.stock[:, case.sku[span]] >= lines.needed[span]) & (now.picking >= units.sum())[:, None]
    line = np.where(there.T, units[:, None] * unit[:, :-1], np.inf)
    short = float(case.short_cost[order])
    return cheapest_split(case.package_cost[order], line, units * unit[:, -1], short)


class Myopic:
    """The cheapest split now, as if no order came after it.

    Args:
        case: the kinds of orders.
    """

    def __init__(self, case: Assignment) -> None:
        self._case = case
        self._lines = Lines(case)
        self._unit = priced(case, no_prices(case))

    def choose(self, order: int, now: Situation) -> Slots:
        """Return the sites of the cheapest split."""
        return split(self._case, self._lines, order, self._unit[self._lines[order]], now)


class BidPrices:
    """Bid prices of the fluid, solved anew as the stream goes on, from what is left and what is still expected.

    At the fluid's own prices several splits of an order cost the same, since the fluid uses them all; among such, the
    one that is furthest behind the fluid's plan is taken.

    Args:
        case: the kinds of orders, weighted by how many are expected over the whole stream.
        times: how often the fluid is solved, at equal shares of the stream; once is a static rule.
    """

    def __init__(self, case: Assignment, times: int) -> None:
        positive(times=times)
        self._case = case
        self._times = times
        self._solved = 0
        self._lines = Lines(case)
        finite = case.package_cost[np.isfinite(case.package_cost)]
        self._nudge = TIE * float(finite.mean()) if finite.size else 0.0

    def choose(self, order: int, now: Situation) -> Slots:
        """Return the sites of the cheapest split at the prices of the day."""
        if self._solved < self._times and self._solved <= (1.0 - now.to_come) * self._times + ROUNDING:
            self._solved += 1
            self._plan(now)
        span = self._lines[order]
        behind = np.maximum(self._due[span], 0.0) / self._expected[order]
        chosen = split(self._case, self._lines, order, self._unit[span] - self._nudge * behind, now)
        # The last column is what is left out, as `LEFT_OUT` is the last position.
        self._due[np.arange(span.start, span.stop), chosen] -= self._case.units[span]
        return chosen

    def _plan(self, now: Situation) -> None:
        weight = self._case.weight * now.to_come
        ahead = fluid(replace(self._case, weight=weight, stock=now.stock, capacity=now.picking))
        self._unit = priced(self._case, ahead.prices)
        asked = self._case.units * np.broadcast_to(weight, len(self._case.orders))[self._case.order]
        self._due = np.column_stack([ahead.sent, asked - ahead.sent.sum(axis=1)])
        self._expected = np.maximum(np.broadcast_to(weight, len(self._case.orders)), 1.0)


class Spillover:
    """Each line from its own site first; other sites help out up to what the fluid would have them send (limits).

    Own is the site that serves the line cheapest of those that hold it at the start. The limits keep one region's
    demand from eating what another will need (DeValve, Wei, Wu and Yuan 2021).

    Args:
        case: the kinds of orders, weighted by how many are expected over the whole stream.
    """

    def __init__(self, case: Assignment) -> None:
        self._case = case
        self._lines = Lines(case)
        self._unit = priced(case, no_prices(case))
        held = case.stock[:, case.sku].T > 0
        self._own = np.argmin(np.where(held, case.package_cost[case.order] + case.sending_cost, np.inf), axis=1)
        spilled = fluid(case).sent
        spilled[np.arange(case.order.size), self._own] = 0.0
        limit = np.zeros((len(case.skus), len(case.sites)))
        np.add.at(limit, case.sku, spilled)
        self._limit = np.ceil(limit.T)

    def choose(self, order: int, now: Situation) -> Slots:
        """Return the sites of the cheapest split within the limits."""
        span = self._lines[order]
        sku, own = self._case.sku[span], self._own[span]
        unit = self._unit[span].copy()
        closed = self._lines.needed[span][:, None] > self._limit[:, sku].T
        closed[np.arange(own.size), own] = False
        unit[:, :-1][closed] = np.inf
        chosen = split(self._case, self._lines, order, unit, now)
        away = (chosen != LEFT_OUT) & (chosen != own)
        self._limit[chosen[away], sku[away]] -= self._case.units[span][away]
        return chosen
