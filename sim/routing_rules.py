"""Routing rules: the plain ways to choose the node that ships an order."""

from collections import Counter
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.facts import OrderClass
from sim.policies import Basket, Nodes, Routing, RoutingSpec
from sim.stock import Units
from sim.wholes import Wholes

Flags = NDArray[np.bool_]
_DEAR = np.iinfo(np.int64).max


def plain_rule(spec: RoutingSpec) -> Routing:
    """Return the rule that ``spec`` names; `bid_prices` is no plain one and stands in `optimize.bid_routing`."""
    rules: dict[str, Routing] = {
        "store_first": StoreFirst(),
        "nearest": Nearest(),
        "cheapest": Cheapest(),
        "fastest": Fastest(),
        "priority": Priority(spec.protect, spec.valuable),
        "split": FewestPackages(),
    }
    return rules[spec.rule]


class StoreFirst:
    """The nearest store that has the whole basket; else who has most of it, a warehouse before a store.

    Source: seed document 002, section 3.1c (row S118).
    """

    def at_a_glance(self, wholes: Wholes) -> Units:
        """Return one node for all lines."""
        whole = wholes.there & wholes.store & (wholes.found == wholes.lines[:, None])
        best = np.where(wholes.there, 2 * wholes.found + ~wholes.store, -1).argmax(axis=1)
        return np.where(whole.any(axis=1), whole.argmax(axis=1), best)

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return one node for all lines."""
        return _all_from(_store_first(nodes, nodes.has(basket)), basket)


class Nearest:
    """Of the nodes that leave least out, the one nearest to the customer, store or warehouse (row S118)."""

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return one node for all lines."""
        return _all_from(_best(nodes.has(basket).sum(axis=1), nodes.metres), basket)


class Cheapest:
    """Of the nodes that leave least out, the one that brings the basket for least money (row S132)."""

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return one node for all lines."""
        found = nodes.has(basket).sum(axis=1)
        return _all_from(_best(found, nodes.per_package + nodes.per_unit * found), basket)


class Fastest:
    """Of the nodes that leave least out, the one that brings the basket soonest."""

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return one node for all lines."""
        return _all_from(_best(nodes.has(basket).sum(axis=1), nodes.lead), basket)


class Priority:
    """Store first, but the last units of a store are kept for instant, scheduled and valuable orders (row S136).

    Source: nested booking limits (Talluri and van Ryzin 2004, section 2.1); the protection level is the planner's.

    Args:
        protect: units of each product a store keeps from ordinary orders.
        valuable: fen from which a basket is no ordinary one.
    """

    def __init__(self, protect: int, valuable: int) -> None:
        self._protect = protect
        self._valuable = valuable

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return one node for all lines."""
        ordinary = basket.kind in (OrderClass.REGULAR, OrderClass.PICKUP) and basket.value < self._valuable
        kept = self._protect * ordinary * nodes.store[:, None]
        return _all_from(_store_first(nodes, nodes.free - kept > basket.nth), basket)


class FewestPackages:
    """As many lines as can be served, from as few nodes as that takes; the cheapest of such sets of nodes.

    All sets of nodes are tried, so it is exact; the number of sets doubles with each node considered.
    """

    def at_a_glance(self, wholes: Wholes) -> Units:
        """Return the node that ships all that can be brought, the cheapest of them; -1 where it takes several."""
        most = wholes.most[:, None]
        able = wholes.there & (wholes.found == most)
        cost = np.where(able, (most > 0) * (wholes.per_package + wholes.per_unit * most), _DEAR)
        return np.where(able.any(axis=1), cost.argmin(axis=1), -1)

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return a node for each line."""
        most = int((nodes.free.sum(axis=0) > basket.nth).sum())
        alone = self.at_a_glance(Wholes.of(basket, nodes, most))[0]
        if alone >= 0:
            return _all_from(int(alone), basket)
        for size in range(2, nodes.slot.size + 1):
            plans = [_serve(chosen, basket, nodes) for chosen in combinations(range(nodes.slot.size), size)]
            full = [(cost, lines) for served, cost, lines in plans if served == most]
            if full:
                return np.array(min(full)[1], np.int64)
        raise AssertionError("all nodes together serve what can be served")


def _store_first(nodes: Nodes, has: Flags) -> int:
    found = has.sum(axis=1)
    whole = (nodes.store & (found == has.shape[1])).nonzero()[0]
    if whole.size:
        return int(whole[0])
    return _best(found, nodes.store)


def _best(found: Units, cost: NDArray[np.generic]) -> int:
    """Return the node that finds most; the one of least ``cost`` among several, then the first."""
    return int(np.lexsort((cost, -found))[0])


def _all_from(node: int, basket: Basket) -> Units:
    return np.full(basket.sku.size, node, np.int64)


def _serve(chosen: tuple[int, ...], basket: Basket, nodes: Nodes) -> tuple[int, int, list[int]]:
    """Return how many lines the ``chosen`` nodes serve, at what cost, and which node takes each line."""
    by_cost = sorted(chosen, key=lambda node: int(nodes.per_unit[node]))
    taken: Counter[tuple[int, int]] = Counter()
    owners: list[int | None] = []
    for line, sku in enumerate(basket.sku.tolist()):
        owner = next((node for node in by_cost if taken[node, sku] < nodes.free[node, line]), None)
        owners.append(owner)
        if owner is not None:
            taken[owner, sku] += 1
    used = sorted({owner for owner in owners if owner is not None})
    rest = used[0] if used else by_cost[0]
    cost = sum(int(nodes.per_package[node]) for node in used) + sum(
        int(nodes.per_unit[owner]) for owner in owners if owner is not None
    )
    return sum(taken.values()), cost, [rest if owner is None else owner for owner in owners]
