"""The newsvendor: published answers, every level tried, and what no one may be charged for."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import burr12, norm, pareto, poisson, uniform

from optimize.errors import PlanInputError
from optimize.newsvendor import cost_of, leftover, newsvendor, pool


@pytest.mark.parametrize(
    ("demand", "over", "under", "level", "cost"),
    [
        (norm(50, 8), 0.18, 0.70, 56.603956, 1.997605),
        (norm(5 * 50, 5**0.5 * 8), 0.18, 0.70, 264.766894, 4.466781),
        (poisson(6), 1.0, 4.0, 8.0, 3.570107),
        (norm(120, 10), 2.0, 18.0, 132.815516, 35.099666),
        (poisson(18), 200.0, 270.0, 19.0, 786.088441),
    ],
    ids=["normal", "lead time of 4", "poisson", "dear", "problem 4.8a"],
)
def test_levels_and_costs_are_as_published(demand, over, under, level, cost):
    # Snyder and Shen, Fundamentals of Supply Chain Theory, as stockpyl 1.0.2 computes them.
    best = newsvendor(demand, over, under)
    assert best.level == pytest.approx(level, abs=5e-7)
    assert best.cost == pytest.approx(cost, abs=6e-7)


def test_the_continuous_newsvendor_of_simopt_orders_and_earns_as_documented():
    # Bought at 5, sold at 9, salvaged at 1; Burr XII demand with 2 and 20 (SimOpt's cntnv).
    demand = burr12(2, 20)
    best = newsvendor(demand, over=5 - 1, under=9 - 5)
    profit = (9 - 5) * demand.mean() - best.cost
    sold, _ = quad(demand.sf, 0, best.level)
    assert best.level == pytest.approx(0.1878, abs=5e-5)
    assert profit == pytest.approx((9 - 1) * sold - (5 - 1) * best.level, rel=1e-9)
    # The documentation's 0.4635 is 0.1 % below the integral, 0.463943.
    assert profit == pytest.approx(0.4635, rel=1e-3)


def test_four_places_that_share_a_stock_need_half_the_cost():
    shared = pool(np.full(4, 100.0), np.full(4, 30.0), over=1.0, under=9.0)
    assert shared.separate[0].level == pytest.approx(138.446547, abs=5e-7)
    assert shared.separate[0].cost == pytest.approx(52.649500, abs=5e-7)
    assert shared.separate_cost == pytest.approx(210.597998, abs=5e-7)
    assert shared.shared.cost == pytest.approx(105.298999, abs=5e-7)
    assert shared.shared.cost / shared.separate_cost == pytest.approx(0.5, rel=1e-12)


def test_places_that_move_together_save_nothing_by_sharing_and_opposite_ones_save_all():
    together, opposite = (pool(np.full(2, 9.0), np.full(2, 2.0), 1.0, 3.0, correlation=rho) for rho in (1.0, -1.0))
    assert together.shared.cost == pytest.approx(together.separate_cost, rel=1e-12)
    assert (opposite.shared.level, opposite.shared.cost) == (18.0, 0.0)


def test_no_whole_level_costs_less():
    for over, under in [(1.0, 1.0), (1.0, 9.0), (7.0, 2.0), (0.1, 20.0)]:
        for mean in (0.3, 2.0, 11.5):
            best = newsvendor(poisson(mean), over, under)
            chances = poisson(mean).pmf(np.arange(120))
            by_hand = [
                sum(p * (over * max(y - d, 0) + under * max(d - y, 0)) for d, p in enumerate(chances.tolist()))
                for y in range(60)
            ]
            assert best.level == int(np.argmin(by_hand))
            assert best.cost == pytest.approx(min(by_hand), rel=1e-9)


def test_a_level_between_two_whole_units_leaves_a_part_of_one():
    units = np.arange(60)
    for level in (0.3, 3.0, 3.5, 7.9):
        by_hand = poisson.pmf(units, 4.0) @ np.maximum(level - units, 0.0)
        assert leftover(poisson(4.0), level) == pytest.approx(by_hand, rel=1e-12)


def test_what_is_left_of_a_flat_demand_is_a_triangle():
    assert leftover(uniform(10, 20), 25.0) == pytest.approx(15**2 / 40, rel=1e-12)
    assert leftover(uniform(10, 20), 5.0) == 0.0
    assert cost_of(uniform(10, 20), 5.0, over=1.0, under=2.0) == pytest.approx(2.0 * 15.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: newsvendor(norm(5, 1), 0.0, 1.0), "cost of a unit left: 0.0 must be a finite number above 0"),
        (lambda: newsvendor(norm(5, 1), 1.0, float("nan")), "cost of a unit short: nan"),
        (lambda: newsvendor(norm(5, 1), 1e400, -1.0), "cost of a unit left: inf.*\n.*cost of a unit short: -1.0"),
        (lambda: newsvendor(pareto(0.5), 1.0, 1.0), "demand has the mean inf"),
        (lambda: pool(np.ones(2), np.ones(3), 1.0, 1.0), "one of each per place"),
        (lambda: pool(np.ones(2), np.array([1.0, 0.0]), 1.0, 1.0), "the deviation above 0"),
        (lambda: pool(np.ones(3), np.ones(3), 1.0, 1.0, correlation=-0.6), "3 places can have -0.5 to 1"),
    ],
)
def test_figures_that_make_no_sense_are_named(call, words):
    with pytest.raises(PlanInputError, match=words):
        call()
