"""Lot sizes: published answers and every plan tried."""

from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.errors import PlanInputError
from optimize.lot_sizing import economic_order, lot_sizes


def test_the_economic_order_is_as_published():
    # Snyder and Shen, example 3.1 and, with backorders, 3.8.
    steady = economic_order(order_cost=8.0, holding=0.225, demand=1300.0)
    assert (steady.quantity, steady.cost) == pytest.approx((304.046780, 68.410526), abs=5e-7)
    waiting = economic_order(order_cost=8.0, holding=0.225, demand=1300.0, shortage=5.0)
    assert (waiting.quantity, waiting.cost, waiting.late_share) == pytest.approx(
        (310.812555, 66.921364, 0.0430622), abs=5e-7
    )


def test_no_other_quantity_costs_less():
    lot = economic_order(order_cost=8.0, holding=0.225, demand=1300.0)
    for quantity in np.linspace(0.5, 1.5, 21) * lot.quantity:
        assert 8.0 * 1300.0 / quantity + 0.225 * quantity / 2 >= lot.cost * (1 - 1e-12)


def test_known_demand_is_ordered_as_published():
    # Snyder and Shen, example 3.9.
    plan = lot_sizes(np.array([90.0, 120.0, 80.0, 70.0]), order_cost=500.0, holding=2.0)
    assert plan.orders.tolist() == [210.0, 0.0, 150.0, 0.0]
    assert plan.cost == 1380.0


def cost_by_hand(demand, ordering, order_cost, holding):
    """Return what ordering in the chosen periods costs, period by period; infinite when something would be late."""
    cost, stock = 0.0, 0.0
    for period, orders in enumerate(ordering):
        if orders:
            until = next((k for k in range(period + 1, len(demand)) if ordering[k]), len(demand))
            stock += demand[period:until].sum()
            cost += order_cost
        stock -= demand[period]
        if stock < 0:
            return np.inf
        cost += holding * stock
    return cost


def test_no_choice_of_order_periods_costs_less():
    rng = Generator(PCG64(5))
    for _ in range(60):
        demand = rng.integers(0, 40, 6).astype(float)
        order_cost, holding = float(rng.integers(1, 90)), float(rng.integers(1, 4))
        plan = lot_sizes(demand, order_cost, holding)
        best = min(cost_by_hand(demand, periods, order_cost, holding) for periods in product((0, 1), repeat=6))
        assert plan.cost == best
        assert cost_by_hand(demand, plan.orders > 0, order_cost, holding) == best
        assert plan.orders.sum() == demand.sum()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: economic_order(0.0, 1.0, 1.0), "order cost: 0.0"),
        (lambda: economic_order(1.0, 1.0, 1.0, shortage=-1.0), "shortage cost: -1.0 must be above 0"),
        (lambda: economic_order(1.0, 1.0, float("nan")), "demand: nan"),
        (lambda: lot_sizes(np.array([1.0, -1.0]), 1.0, 1.0), "one finite number >= 0 per period"),
        (lambda: lot_sizes(np.array([]), 1.0, 1.0), "one finite number >= 0 per period"),
    ],
)
def test_figures_that_make_no_sense_are_named(call, words):
    with pytest.raises(PlanInputError, match=words):
        call()
