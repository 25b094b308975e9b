"""Sales curves: what a node that alone serves its customers sells with a stock, as one concave curve a product.

Scenarios of such a node need no flows of their own: expected sales rise with stock in steps as steep as the chance that
the next unit is asked for (the newsvendor's curve), so one column a step says all that one a scenario would.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals, Slots
from optimize.placement_case import Placement
from optimize.placement_cells import Cells, When


@dataclass(frozen=True)
class Curves:
    """Steps of the curves, steepest first within a product and node; each shape (steps,)."""

    sku: Slots
    node: Slots
    length: Reals
    """units of the step"""
    chance: Reals
    """that its units are asked for"""
    margin: Reals
    """fen a unit earns when sold, above its salvage, sending and goodwill counted"""
    pooled: Reals
    """what each node is asked for in all, shape (S, K, N); 0 at nodes without curves"""


def alone(case: Placement, cells: Cells) -> NDArray[np.bool_]:
    """Return the nodes whose customers no other node serves, all at one cost, for certain; shape (N,)."""
    nodes, zones = len(case.nodes), len(case.zones)
    arcs = np.zeros((nodes, zones), bool)
    arcs[cells.node, cells.zone] = True
    unsure = np.zeros(nodes, bool)
    unsure[cells.node[cells.when != When.ALWAYS.value]] = True
    shared = arcs[:, arcs.sum(axis=0) > 1].any(axis=1) | unsure
    cost = np.where(arcs, case.sending_cost, np.nan)
    low, high = np.where(arcs, cost, np.inf).min(axis=1), np.where(arcs, cost, -np.inf).max(axis=1)
    return ~shared & arcs.any(axis=1) & (low == high)


def curves(case: Placement, cells: Cells) -> Curves:
    """Return the curves of ``cells``, all of nodes that are `alone`."""
    shape = (len(case.chance), len(case.skus), len(case.nodes))
    at = np.ravel_multi_index((cells.scenario, cells.sku, cells.node), shape)
    asked = np.bincount(at, cells.asked(case), minlength=int(np.prod(shape)))
    pooled = np.asarray(asked, np.float64).reshape(shape)
    order = np.argsort(pooled, axis=0, kind="stable")
    rising = np.take_along_axis(pooled, order, axis=0)
    # The chance that a unit beyond the i-th smallest demand is asked for: of this scenario and all above it.
    tail = case.chance[order][::-1].cumsum(axis=0)[::-1]
    step = np.diff(rising, axis=0, prepend=0.0)
    sku, node, rank = np.nonzero(step.transpose(1, 2, 0))
    cost = np.zeros(shape[2])
    cost[cells.node] = case.sending_cost[cells.node, cells.zone]
    margin = (case.price - case.salvage + case.lost_cost)[sku] - cost[node]
    return Curves(sku, node, step[rank, sku, node], tail[rank, sku, node], margin, pooled)


def stock_prices(case: Placement, found: Curves, load: Reals, worth: Reals) -> Reals:
    """Return what a unit of stock is worth in each scenario, shape (S, K, N): the newsvendor's own prices.

    The scenarios that ask for most pay all that a sale is worth, until a unit's cost is paid; those that ask for no
    more than must be held anyway pay nothing.

    Args:
        case: the case.
        found: its curves.
        load: what a unit of stock costs, CNY, shape (K, N).
        worth: of a unit sold, CNY, shape (K, N).
    """
    order = np.argsort(-found.pooled, axis=0, kind="stable")
    pooled = np.take_along_axis(found.pooled, order, axis=0)
    most = np.where(pooled > case.least, case.chance[order] * worth, 0.0)
    paid = np.cumsum(most, axis=0) - most
    prices = np.zeros_like(most)
    np.put_along_axis(prices, order, np.clip(load - paid, 0.0, most), axis=0)
    return prices


def dealt(case: Placement, cells: Cells, stock: Reals) -> Reals:
    """Return the units that each of ``cells`` gets when a node serves its zones in their order; shape (cells,)."""
    order = np.lexsort((cells.zone, cells.node, cells.sku, cells.scenario))
    asked = cells.asked(case)[order]
    group = np.stack([part[order] for part in (cells.scenario, cells.sku, cells.node)])
    first = np.r_[True, (group[:, 1:] != group[:, :-1]).any(axis=0)] if asked.size else np.empty(0, bool)
    before = np.cumsum(asked) - asked
    before -= np.maximum.accumulate(np.where(first, before, 0.0))
    units = np.empty_like(asked)
    units[order] = np.clip(stock[cells.sku[order], cells.node[order]] - before, 0.0, asked)
    return units
