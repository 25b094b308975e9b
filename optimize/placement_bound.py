"""Bounds on placement: what prices for stock, demand and shared limits say no plan can exceed, reckoned by ourselves.

Any prices of at least zero give a bound (Lagrangian relaxation: Geoffrion 1974), so a solver that rounds or stops
halfway can make it weaker, never wrong. It is linear in the nodes that ship: a Benders cut as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals
from optimize.placement_case import Placement
from optimize.placement_cells import Cells, When, may_ship
from optimize.placement_curves import stock_prices
from optimize.placement_thin import ABSENT, Thin
from optimize.scale import SMALLEST
from sim.units import CNY

NEAR = 1e-2
"""units within which stock is no more than what must be held"""


@dataclass(frozen=True)
class Cut:
    """No plan earns more than ``base + gain @ y``, where y are the nodes that ship; CNY."""

    base: float
    gain: Reals
    """shape (N,)"""

    def at(self, enabled: NDArray[np.bool_]) -> float:
        """Return the bound for given shipping nodes, CNY."""
        return self.base + float(self.gain @ enabled)


@dataclass(frozen=True)
class Prices:
    """What a unit more of each limit is worth, CNY, at least 0; the places P are the N nodes shipping, then resting."""

    held: Reals
    """of stock, shape (S, K, P)"""
    asked: Reals
    """of demand, shape (S, K, Z)"""
    room: Reals
    """of a litre, shape (P,)"""
    supply: Reals
    """of a unit, shape (K,)"""
    budget: float
    """of a CNY"""
    floor: Reals
    """of a unit less to serve, shape (K,)"""


def prices(case: Placement, cells: Cells, thin: Thin, values: Reals, duals: Reals) -> Prices:
    """Return the prices that the solved ``thin`` model puts on its limits, gaps filled so that the bound is tight.

    Args:
        case: the case.
        cells: its flows by mode (`placement_cells.by_mode`).
        thin: the model.
        values: of its columns.
        duals: of its rows; near the best ones will do.
    """
    found = {name: _priced(rows, duals) for name, rows in thin.rows.items()}
    floor, budget, stock = _priced(thin.rows["floor"], -duals), float(found["budget"][0]), values[thin.stock]
    nodes = len(case.nodes)
    held, room = (np.tile(part, 2 * nodes // stock.shape[1]) for part in (found["held"], found["room"]))
    load = _stock_price(case, room, found["supply"], budget)
    # Where no more is held than must be, a unit's cost is not earned: its price stays below it.
    forced = np.tile((stock.reshape(stock.shape[0], -1, nodes).sum(axis=1) <= case.least + NEAR) & (case.least > 0), 2)
    held = _filled(case, _asked(case, cells), held, np.where(forced, np.minimum(held.sum(axis=0), load), load))
    sold = np.zeros((len(case.skus), nodes))
    sold[thin.curves.sku, thin.curves.node] = thin.curves.margin / CNY + floor[thin.curves.sku]
    at_curves = np.flatnonzero(thin.curves.pooled.any(axis=(0, 1)))
    held[:, :, at_curves] = stock_prices(case, thin.curves, load[:, :nodes], sold)[:, :, at_curves]
    return Prices(held, _demand_prices(case, thin, found["asked"], held, floor), room, found["supply"], budget, floor)


def cut(case: Placement, cells: Cells, at: Prices) -> Cut:
    """Return the bound that prices ``at`` give; ``cells`` are all flows that may be, by mode."""
    nodes = len(case.nodes)
    expected = case.chance @ case.demand.sum(axis=2)
    base = _stock_worth(case, cells, at) - float(expected @ case.lost_cost) / CNY
    base += float((at.asked * case.demand).sum()) - float(at.floor @ (case.service_floor * expected))
    limited = np.isfinite(case.available)
    base += float(at.supply[limited] @ case.available[limited])
    base += at.budget * case.budget / CNY if at.budget else 0.0
    worth = np.maximum(_left(case, cells, at), 0.0) * cells.asked(case)
    base += float(worth[cells.when != When.SHIPPING.value].sum())
    turning = np.asarray(np.bincount(cells.node, worth * cells.when, minlength=nodes), np.float64)
    limit = np.where(np.isfinite(case.capacity), case.capacity, 0.0)
    room = (at.room * np.tile(limit, 2)).reshape(2, nodes)
    split = may_ship(case)
    base += float(np.where(split, room[1], room[0]).sum())
    gain = turning + np.where(split, room[0] - room[1], 0.0) - case.enabling_cost / CNY * (1.0 + at.budget)
    return Cut(float(_up(np.array(base))), _up(gain))


def _up(values: Reals) -> Reals:
    """Return values raised to the next number that a solver takes: what they bound, they still bound."""
    return np.ceil(values / SMALLEST) * SMALLEST


def _stock_worth(case: Placement, cells: Cells, at: Prices) -> float:
    """Return the most that stock earns beyond its cost, CNY: all that is worth placing where it earns, or the least."""
    earns = at.held.sum(axis=0) - _stock_price(case, at.room, at.supply, at.budget)
    most = np.maximum(_asked(case, cells).max(axis=0), np.tile(np.broadcast_to(case.least, case.holding_cost.shape), 2))
    ships, rests = np.split(earns, 2, axis=1)
    rests = np.where(may_ship(case), rests, ships)
    must = np.minimum(np.maximum(ships, rests), 0.0) * case.least
    return float((np.maximum(earns, 0.0) * most).sum() + must.sum())


def _left(case: Placement, cells: Cells, at: Prices) -> Reals:
    """Return what a unit of each flow earns beyond the prices of its stock and its demand."""
    earned = cells.margin(case) / CNY + case.chance[cells.scenario] * at.floor[cells.sku]
    return earned - at.held[cells.scenario, cells.sku, cells.place] - at.asked[cells.scenario, cells.sku, cells.zone]


def _asked(case: Placement, cells: Cells) -> Reals:
    """Return all that may be asked of each place, shape (S, K, P)."""
    shape = (len(case.chance), len(case.skus), 2 * len(case.nodes))
    at = np.ravel_multi_index((cells.scenario, cells.sku, cells.place), shape)
    asked = np.bincount(at, cells.asked(case), minlength=int(np.prod(shape)))
    return np.asarray(asked, np.float64).reshape(shape)


def _stock_price(case: Placement, room: Reals, supply: Reals, budget: float) -> Reals:
    """Return what a unit in stock costs, limits counted, shape (K, P)."""
    paid = np.tile((case.unit_cost[:, None] + case.holding_cost) / CNY, 2)
    return paid * (1.0 + budget) - case.salvage[:, None] / CNY + room * case.litres[:, None] + supply[:, None]


def _filled(case: Placement, asked: Reals, held: Reals, total: Reals) -> Reals:
    """Return stock prices that sum to ``total``: what is missing is borne by scenarios that ask, by their chances."""
    held = held * np.minimum(
        1.0, np.divide(total, held.sum(axis=0), out=np.ones_like(total), where=held.sum(axis=0) > 0)
    )
    weight = np.where(asked > 0, case.chance[:, None, None], 0.0)
    missing = np.maximum(total - held.sum(axis=0), 0.0)
    share = np.divide(weight, weight.sum(axis=0), out=np.zeros_like(weight), where=weight.sum(axis=0) > 0)
    return held + share * missing


def _demand_prices(case: Placement, thin: Thin, asked: Reals, held: Reals, floor: Reals) -> Reals:
    """Return demand prices in which a demand that one node alone serves is worth what that node's flow earns."""
    cells, found = thin.cells, asked.copy()
    alone = cells.only(thin.rows["asked"][cells.scenario, cells.sku, cells.zone] == ABSENT)
    for one in (alone, thin.lone):
        earned = one.margin(case) / CNY + case.chance[one.scenario] * floor[one.sku]
        found[one.scenario, one.sku, one.zone] = np.maximum(earned - held[one.scenario, one.sku, one.place], 0.0)
    return found


def _priced(rows: NDArray[np.int64], duals: Reals) -> Reals:
    """Return the duals of ``rows``, 0 where there is no row or rounding made one negative."""
    return np.where(rows == ABSENT, 0.0, np.maximum(duals[np.maximum(rows, 0)], 0.0))
