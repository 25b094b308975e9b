"""Reorder points: published answers, and every pair tried on the chain of stocks itself."""

import numpy as np
import pytest
from scipy.stats import norm, poisson

from optimize.errors import PlanInputError
from optimize.newsvendor import cost_of
from optimize.reorder import fixed_lot, order_up_to


def test_review_by_review_the_pair_is_as_published():
    # Snyder and Shen, example 4.7.
    best = order_up_to(poisson(6), poisson(6), order_cost=5.0, over=1.0, under=4.0)
    assert (best.point, best.up_to) == (4, 10)
    assert best.cost == pytest.approx(8.034112, abs=5e-7)


def test_under_continuous_review_the_pair_is_as_published():
    # stockpyl's r_q_poisson_exact.
    best = fixed_lot(poisson(1.5 * 2), rate=1.5, order_cost=100.0, over=20.0, under=150.0)
    assert (best.point, best.quantity) == (3, 5)
    assert best.cost == pytest.approx(107.923584, abs=5e-6)


def long_run(point, up_to, chances, held, order_cost):
    """Return the cost a period of (s, S) from the steady state of the stock after ordering."""
    states = np.arange(point + 1, up_to + 1)
    fall = states[:, None] - states
    moves = np.where(fall >= 0, chances[np.maximum(fall, 0)], 0.0)
    ordering = 1.0 - moves.sum(axis=1)
    moves[:, -1] += ordering
    balance = np.vstack([moves.T - np.eye(states.size), np.ones(states.size)])
    steady = np.linalg.lstsq(balance, np.append(np.zeros(states.size), 1.0), rcond=None)[0]
    return steady @ (order_cost * ordering + np.array([held[stock] for stock in states.tolist()]))


@pytest.mark.parametrize(("mean", "order_cost", "over", "under"), [(2.5, 4.0, 1.0, 6.0), (1.0, 9.0, 1.0, 3.0)])
def test_no_other_pair_costs_less_review_by_review(mean, order_cost, over, under):
    best = order_up_to(poisson(mean), poisson(mean), order_cost, over, under)
    chances = poisson(mean).pmf(np.arange(40))
    held = {y: cost_of(poisson(mean), y, over, under) for y in range(-6, 16)}
    costs = {
        (point, up_to): long_run(point, up_to, chances, held, order_cost)
        for point in range(-6, 8)
        for up_to in range(point + 1, 15)
    }
    assert costs[best.point, best.up_to] == pytest.approx(best.cost, rel=1e-9)
    assert min(costs.values()) == pytest.approx(best.cost, rel=1e-9)


@pytest.mark.parametrize(("rate", "order_cost", "over", "under"), [(1.5, 100.0, 20.0, 150.0), (4.0, 3.0, 1.0, 2.0)])
def test_no_other_pair_costs_less_under_continuous_review(rate, order_cost, over, under):
    lead = poisson(2 * rate)
    held = {y: cost_of(lead, y, over, under) for y in range(-20, 50)}
    costs = {
        (point, lot): (order_cost * rate + sum(held[y] for y in range(point + 1, point + lot + 1))) / lot
        for point in range(-12, 25)
        for lot in range(1, 25)
    }
    best = fixed_lot(lead, rate, order_cost, over, under)
    assert best.cost == pytest.approx(min(costs.values()), rel=1e-12)
    assert costs[best.point, best.quantity] == pytest.approx(best.cost, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: order_up_to(norm(6, 2), norm(6, 2), 5.0, 1.0, 4.0), "whole units"),
        (lambda: order_up_to(poisson(6), poisson(6), -5.0, 1.0, 4.0), "order cost: -5.0"),
        (lambda: fixed_lot(poisson(6), 0.0, 5.0, 1.0, 4.0), "demand: 0.0"),
        (lambda: fixed_lot(poisson(6), 3.0, 5.0, 1.0, float("inf")), "cost of a unit short: inf"),
    ],
)
def test_figures_that_make_no_sense_are_named(call, words):
    with pytest.raises(PlanInputError, match=words):
        call()
