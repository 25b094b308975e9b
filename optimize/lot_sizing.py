"""Lot sizes: how much to order at a time when each order costs, for steady demand and for demand that is known.

The mathematics are in docs/theory/inventory.md.
"""

from dataclasses import dataclass
from math import isinf, sqrt

import numpy as np

from optimize.errors import PlanInputError
from optimize.model import Reals
from optimize.newsvendor import positive


@dataclass(frozen=True)
class Lot:
    """An order of the same size again and again."""

    quantity: float
    """units an order"""
    cost: float
    """of orders, holding and waiting, per unit of time"""
    late_share: float
    """share of demand that waits for the next order, 0 where nothing may wait"""


@dataclass(frozen=True)
class LotPlan:
    """Orders by period for demand that is known."""

    orders: Reals
    """units, arriving at the start of the period, shape (periods,)"""
    cost: float


def economic_order(order_cost: float, holding: float, demand: float, shortage: float = np.inf) -> Lot:
    """Return the economic order quantity (Harris 1913), with backorders where a ``shortage`` cost allows them.

    Args:
        order_cost: cost of an order, whatever its size.
        holding: cost of a unit held for a unit of time.
        demand: units per unit of time, steady.
        shortage: cost of a unit that waits for a unit of time; infinite when nothing may wait.

    Raises:
        PlanInputError: a figure that is not above 0.
    """
    positive(order_cost=order_cost, holding_cost=holding, demand=demand)
    if not shortage > 0:
        raise PlanInputError(f"shortage cost: {shortage} must be above 0, infinite when nothing may wait")
    late = 0.0 if isinf(shortage) else holding / (holding + shortage)
    kept = 1.0 - late
    return Lot(
        quantity=sqrt(2 * order_cost * demand / (holding * kept)),
        cost=sqrt(2 * order_cost * demand * holding * kept),
        late_share=late,
    )


def lot_sizes(demand: Reals, order_cost: float, holding: float) -> LotPlan:
    """Return the cheapest orders for demand that is known, none of it late (Wagner and Whitin 1958).

    An order covers whole periods up to the next order; of plans that cost the same, the one whose last order is latest.

    Args:
        demand: units by period, shape (periods,).
        order_cost: cost of an order, whatever its size.
        holding: cost of a unit left at the end of a period.

    Raises:
        PlanInputError: demand that is negative or no number, a cost that is not above 0.
    """
    positive(order_cost=order_cost, holding_cost=holding)
    if demand.ndim != 1 or not demand.size or not (np.isfinite(demand) & (demand >= 0)).all():
        raise PlanInputError("demand must be one finite number >= 0 per period")
    best, begins = np.zeros(demand.size + 1), np.zeros(demand.size + 1, np.int64)
    for end in range(1, demand.size + 1):
        # Cost of one order at the start of each period that covers all to the end of period ``end``.
        waits = np.arange(end)
        held = holding * np.array([demand[start:end] @ waits[: end - start] for start in range(end)])
        total = best[:end] + np.where(_left(demand, end) > 0, order_cost, 0.0) + held
        begins[end] = end - 1 - int(np.argmin(total[::-1]))
        best[end] = total[begins[end]]
    orders, end = np.zeros(demand.size), demand.size
    while end > 0:
        orders[begins[end]] = demand[begins[end] : end].sum()
        end = int(begins[end])
    return LotPlan(orders, float(best[-1]))


def _left(demand: Reals, end: int) -> Reals:
    """Return the demand from the start of each period to the end of period ``end``, shape (end,)."""
    return np.cumsum(demand[:end][::-1])[::-1]
