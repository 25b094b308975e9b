"""Bid-price routing: a node ships a line when that is cheapest after what its own customers would miss the unit.

The mathematics are in docs/theory/assignment.md.
"""

import numpy as np
from scipy.special import pdtrc

from optimize.model import Reals
from optimize.subsets import LEFT_OUT, cheapest_split
from sim.policies import Basket, Nodes
from sim.replenishment import Rates, Units


class BidPriceRouting:
    """Routes each order exactly, over all sets of nodes, at the worth of their last units.

    A unit that a node gives away is missed when as many units as it has, or more, are asked for before the next
    delivery: with Poisson demand its bid price is the margin times that chance, the marginal value of the newsvendor.
    The firm knows the recorded stock and its forecast; both are read anew for every order, so the plan never ages.

    Args:
        daily: forecast units a day, live, shape (nodes, skus).
        days: from one delivery to the next, shape (nodes,).
        margin: fen a sold unit earns, shape (skus,).
        price: fen a unit left out costs in sales and goodwill, shape (skus,).
    """

    def __init__(self, daily: Rates, days: Reals, margin: Units, price: Units) -> None:
        self._daily = daily
        self._days = days
        self._margin = margin
        self._price = price.astype(np.float64)

    def bid_prices(self, basket: Basket, nodes: Nodes) -> Reals:
        """Return what each node's next unit for each line is worth to its own customers, fen, shape (lines, nodes)."""
        mean = self._daily[nodes.slot[:, None], basket.sku] * self._days[nodes.slot, None]
        left = np.maximum(nodes.free - basket.nth, 0)
        # P(demand > left - 1); a node without the unit is priced, too, but has nothing to give.
        chance = np.where(left > 0, pdtrc(np.maximum(left - 1, 0), mean), 1.0)
        return np.asarray(chance * self._margin[basket.sku], np.float64).T

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return a node for each line; what is not worth sending goes along with the rest and is missing there."""
        unit = np.where(nodes.has(basket).T, nodes.per_unit + self.bid_prices(basket, nodes), np.inf)
        lost = self._price[basket.sku]
        chosen = cheapest_split(nodes.per_package.astype(np.float64), unit, lost, 0.0)
        sent = chosen[chosen != LEFT_OUT]
        if sent.size:
            return np.where(chosen == LEFT_OUT, sent[0], chosen)
        # Not worth its package, yet paid: the node for which that is least true sends what it has.
        alone = nodes.per_package + np.minimum(unit, lost[:, None]).sum(axis=0)
        return np.full(lost.size, int(np.argmin(alone)), np.int64)
