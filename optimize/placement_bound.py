"""Bounds on placement: what prices for stock, demand and shared limits say no plan can exceed, reckoned by ourselves.

Any prices of at least zero give a bound (Lagrangian relaxation: Geoffrion 1974), so a solver's rounding can make it
weaker, never wrong. It is linear in the nodes that ship, which makes it a Benders cut as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals
from optimize.placement_case import Placement
from optimize.placement_cells import Cells
from optimize.placement_curves import stock_prices
from optimize.placement_thin import ABSENT, Thin
from optimize.scale import SMALLEST
from sim.units import CNY


@dataclass(frozen=True)
class Cut:
    """No plan earns more with product k than ``base[k] + gain[k] @ y`` and the worth of the limits it may use; CNY.

    y are the nodes that ship; what they cost to enable is not in it.
    """

    base: Reals
    """shape (K,)"""
    gain: Reals
    """shape (K, N)"""
    money: float
    """worth of a CNY of budget"""
    room: Reals
    """worth of a litre, shape (N,)"""

    def at(self, case: Placement, enabled: NDArray[np.bool_]) -> float:
        """Return the bound on the whole plan for given shipping nodes, CNY."""
        spent = float(case.enabling_cost @ enabled) / CNY
        tight = self.room > 0
        limits = float(self.room[tight] @ case.capacity[tight])
        limits += self.money * (case.budget / CNY - spent) if self.money else 0.0
        return float(self.base.sum() + (self.gain @ enabled).sum()) + limits - spent


@dataclass(frozen=True)
class Prices:
    """What a unit more of each limit is worth, CNY, at least 0."""

    held: Reals
    """of stock, shape (S, K, N)"""
    asked: Reals
    """of demand, shape (S, K, Z)"""
    room: Reals
    supply: Reals
    budget: float
    floor: Reals
    """of a unit less to serve, shape (K,)"""


def prices(case: Placement, thin: Thin, values: Reals, duals: Reals) -> Prices:
    """Return the prices that the solved ``thin`` model puts on its limits, gaps filled so that the bound is tight."""
    found = {name: _priced(rows, duals) for name, rows in thin.rows.items()}
    floor = _priced(thin.rows["floor"], -duals)
    budget = float(found["budget"][0])
    load = _stock_price(case, found["room"], found["supply"], budget)
    sold = np.zeros_like(load)
    sold[thin.curves.sku, thin.curves.node] = thin.curves.margin / CNY + floor[thin.curves.sku]
    held = found["held"] + stock_prices(case, thin.curves, values[thin.stock], found["curve"], sold)
    held = _spread(case, (thin.rows["held"] == ABSENT) & (thin.curves.pooled == 0), held, load)
    asked = _demand_prices(case, thin, found["asked"], held, floor)
    return Prices(held, asked, found["room"], found["supply"], budget, floor)


def cut(case: Placement, cells: Cells, at: Prices) -> Cut:
    """Return the bound that prices ``at`` give; ``cells`` are all flows that may be, open or not."""
    load = _stock_price(case, at.room, at.supply, at.budget)
    earns = at.held.sum(axis=0) - load
    most = np.maximum(_most(case, cells), case.least)
    expected = case.chance @ case.demand.sum(axis=2)
    base = (np.where(earns > 0, earns * most, earns * case.least)).sum(axis=1) - expected * case.lost_cost / CNY
    base += (at.asked * case.demand).sum(axis=(0, 2)) - at.floor * case.service_floor * expected
    scarce = at.supply > 0
    base[scarce] += at.supply[scarce] * case.available[scarce]
    worth = np.maximum(_left(case, cells, at), 0.0) * cells.asked(case)
    base += np.bincount(cells.sku[~cells.gated], worth[~cells.gated], minlength=base.size)
    pair = cells.sku[cells.gated] * len(case.nodes) + cells.node[cells.gated]
    gain = np.asarray(np.bincount(pair, worth[cells.gated], minlength=load.size), np.float64).reshape(load.shape)
    return Cut(_up(base), _up(gain), float(np.ceil(at.budget / SMALLEST) * SMALLEST), _up(at.room))


def _up(values: Reals) -> Reals:
    """Return values raised to the next number that a solver takes: what they bound, they still bound."""
    return np.ceil(values / SMALLEST) * SMALLEST


def _left(case: Placement, cells: Cells, at: Prices) -> Reals:
    """Return what a unit of each flow earns beyond the prices of its stock and its demand."""
    earned = cells.margin(case) / CNY + case.chance[cells.scenario] * at.floor[cells.sku]
    return earned - at.held[cells.scenario, cells.sku, cells.node] - at.asked[cells.scenario, cells.sku, cells.zone]


def _most(case: Placement, cells: Cells) -> Reals:
    """Return the most units worth placing, shape (K, N): all that may be asked for in one scenario."""
    shape = (len(case.chance), len(case.skus), len(case.nodes))
    at = np.ravel_multi_index((cells.scenario, cells.sku, cells.node), shape)
    asked = np.bincount(at, cells.asked(case), minlength=int(np.prod(shape))).reshape(shape)
    return asked.max(axis=0)


def _stock_price(case: Placement, room: Reals, supply: Reals, budget: float) -> Reals:
    """Return what a unit in stock costs, limits counted, shape (K, N)."""
    paid = (case.unit_cost[:, None] + case.holding_cost) / CNY
    return paid * (1.0 + budget) - case.salvage[:, None] / CNY + room * case.litres[:, None] + supply[:, None]


def _spread(case: Placement, absent: NDArray[np.bool_], held: Reals, load: Reals) -> Reals:
    """Return stock prices in which scenarios that sent nothing bear what is left of a unit's cost, by their chances."""
    weight = np.where(absent, case.chance[:, None, None], 0.0)
    total = weight.sum(axis=0)
    slack = np.maximum(load - held.sum(axis=0), 0.0)
    return held + np.divide(weight * slack, total, out=np.zeros_like(weight), where=total > 0)


def _demand_prices(case: Placement, thin: Thin, asked: Reals, held: Reals, floor: Reals) -> Reals:
    """Return demand prices in which a demand that one node alone serves is worth what that node's flow earns."""
    cells, found = thin.cells, asked.copy()
    alone = cells.only(thin.rows["asked"][cells.scenario, cells.sku, cells.zone] == ABSENT)
    for one in (alone, thin.lone):
        earned = one.margin(case) / CNY + case.chance[one.scenario] * floor[one.sku]
        found[one.scenario, one.sku, one.zone] = np.maximum(earned - held[one.scenario, one.sku, one.node], 0.0)
    return found


def _priced(rows: NDArray[np.int64], duals: Reals) -> Reals:
    """Return the duals of ``rows``, 0 where there is no row or rounding made one negative."""
    return np.where(rows == ABSENT, 0.0, np.maximum(duals[np.maximum(rows, 0)], 0.0))
