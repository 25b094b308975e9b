"""Serial stock: an integral by hand, published chains, and the newsvendor as a chain of one."""

import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.stats import norm, poisson

from optimize.errors import PlanInputError
from optimize.newsvendor import newsvendor
from optimize.serial_stock import serial_base_stock


def during(lead_time, mean, deviation):
    return norm(mean * lead_time, deviation * lead_time**0.5)


def test_a_chain_of_one_is_a_newsvendor():
    alone = newsvendor(norm(40, 6), over=2.0, under=9.0)
    chain = serial_base_stock([2.0], [norm(40, 6)], under=9.0)
    assert chain.level[0] == pytest.approx(alone.level, abs=6 / 250)
    assert chain.cost == pytest.approx(alone.cost, rel=1e-5)
    assert serial_base_stock([1.0], [poisson(6)], under=4.0).cost == pytest.approx(3.570107, abs=5e-7)


def test_two_stages_cost_what_the_integral_says():
    # Both stages add 1, lead times of 1, waiting costs 15, demand N(100, 15): Snyder and Shen, problem 6.1.
    near, total = norm(100, 15), 15 + 1 + 1

    def downstream(y):
        z = (y - 100) / 15
        return (y - 100) + total * 15 * (norm.pdf(z) - z * norm.sf(z))

    first = near.ppf(1 - 1 / total)

    def both(y):
        def later(d):
            return ((y - d) + downstream(min(first, y - d))) * near.pdf(d)

        return quad(later, -50, 250, points=[y - first], limit=200, epsabs=1e-9)[0]

    by_hand = minimize_scalar(both, bounds=(200, 260), method="bounded", options={"xatol": 1e-6})
    chain = serial_base_stock([1.0, 1.0], [near, near], under=15.0)
    assert chain.cost == pytest.approx(by_hand.fun, rel=1e-6)
    assert chain.level == pytest.approx((first, by_hand.x), abs=0.05)


@pytest.mark.parametrize(
    ("holding", "lead", "under", "level", "cost"),
    [
        (
            [3.0, 2.0, 2.0],
            [during(1, 5, 1), during(1, 5, 1), during(2, 5, 1)],
            37.12,
            (6.484, 12.028, 22.720),
            47.665393,
        ),
        (
            [4.0, 3.0, 1.0],
            [during(1, 10, 2), during(1, 10, 2), during(2, 10, 2)],
            40.0,
            (12.765, 23.497, 46.280),
            86.025332,
        ),
        ([1.0, 1.0], [during(1, 100, 15), during(1, 100, 15)], 15.0, (123.939, 228.488), 166.271),
        ([0.25] * 4, [poisson(4)] * 4, 9.0, (8, 13, 18, 22), 12.686939),
        ([0.25, 2.5, 2.5, 0.25], [poisson(4)] * 4, 9.0, (9, 10, 13, 19), 53.006445),
    ],
    ids=["example 6.1", "three stages", "problem 6.1", "Shang and Song 1", "Shang and Song 9"],
)
def test_published_chains_agree_within_the_coarseness_of_what_is_printed(holding, lead, under, level, cost):
    # stockpyl 1.0.2 cuts demand off at four standard deviations and takes 100 steps: its costs are good to 2e-4.
    chain = serial_base_stock(holding, lead, under)
    assert chain.cost == pytest.approx(cost, rel=2e-4)
    coarse = 0.04 * lead[0].std() if not hasattr(lead[0], "pmf") else 0.0
    assert chain.level == pytest.approx(level, abs=coarse)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: serial_base_stock([1.0], [poisson(4)] * 2, 9.0), "1 holding costs and 2 lead times"),
        (lambda: serial_base_stock([], [], 9.0), "give one of each per stage"),
        (lambda: serial_base_stock([1.0, 0.0], [poisson(4)] * 2, 9.0), "holding cost of stage 2: 0.0"),
        (lambda: serial_base_stock([1.0, 1.0], [poisson(4), norm(4, 1)], 9.0), "use one kind for all"),
    ],
)
def test_figures_that_make_no_sense_are_named(call, words):
    with pytest.raises(PlanInputError, match=words):
        call()
