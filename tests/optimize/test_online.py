"""Online rules by hand: exact splits, prices, limits, batches."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.assignment_case import Assignment
from optimize.batching import serve_in_batches
from optimize.errors import PlanInputError
from optimize.online import BidPrices, Myopic, Spillover
from optimize.store_first import StoreFirst
from optimize.stream import Situation, clairvoyant, serve
from optimize.subsets import LEFT_OUT, cheapest_split


def test_the_exact_choice_is_the_best_of_all_splits():
    rng = Generator(PCG64(4))
    for _ in range(150):
        sites, lines = rng.integers(1, 4), rng.integers(1, 4)
        package = rng.integers(1, 90, sites).astype(float)
        line = rng.integers(1, 90, (lines, sites)).astype(float)
        line[rng.random(line.shape) < 0.3] = np.inf
        left, short = rng.integers(20, 120, lines).astype(float), float(rng.integers(0, 60))

        def cost(choice, package=package, line=line, left=left, short=short):
            used = sorted(set(choice) - {LEFT_OUT})
            each = [left[k] if site == LEFT_OUT else line[k, site] for k, site in enumerate(choice)]
            return sum(each) + package[used].sum() + short * (LEFT_OUT in choice)

        best = min(cost(choice) for choice in product(range(-1, sites), repeat=lines))
        assert cost(tuple(cheapest_split(package, line, left, short).tolist())) == best


def test_of_equal_splits_the_one_with_fewer_packages_is_taken():
    split = cheapest_split(np.array([5.0, 5.0, 10.0]), np.zeros((2, 3)), np.full(2, 99.0), 0.0)
    assert split.tolist() == [0, 0]
    apart = np.array([[0.0, np.inf, 0.0], [np.inf, 0.0, 0.0]])
    assert cheapest_split(np.array([5.0, 5.0, 10.0]), apart, np.full(2, 99.0), 0.0).tolist() == [2, 2]


def test_too_many_sites_to_try_are_refused():
    with pytest.raises(PlanInputError, match=r"11 sites to choose among: 2,048 sets of them; give the nearest 10"):
        cheapest_split(np.ones(11), np.ones((1, 11)), np.ones(1), 0.0)


def test_sites_that_can_send_nothing_are_not_among_those_to_choose():
    package = np.full(15, np.inf)
    package[[3, 9, 14]] = 5.0, 1.0, 0.5
    line = np.zeros((2, 15))
    line[:, 14] = np.inf  # has neither line
    assert cheapest_split(package, line, np.full(2, 99.0), 0.0).tolist() == [9, 9]
    nobody = cheapest_split(np.full(15, np.inf), line, np.array([99.0, np.inf]), 0.0)
    assert nobody.tolist() == [LEFT_OUT, LEFT_OUT]


def two_regions(stock, expected):
    """Return two kinds of orders of one unit: region 0 near site 0, region 1 near site 1; 300 to the other site."""
    return Assignment(
        sites=("west", "east"),
        skus=("tea",),
        orders=("from west", "from east"),
        order=np.arange(2),
        sku=np.zeros(2, np.int64),
        units=np.ones(2, np.int64),
        freight=np.array([[100.0, 400.0], [400.0, 100.0]]),
        sending_cost=np.zeros((2, 2)),
        lost_cost=np.full(2, 450.0),
        short_cost=np.zeros(2),
        stock=np.array(stock)[:, None],
        capacity=np.full(2, np.inf),
        most_packages=np.ones(2, np.int64),
        lateness=np.zeros((2, 2)),
        weight=np.array(expected, float),
    )


def test_helping_out_short_sightedly_hurts_where_stock_is_scarce_and_limits_mend_it():
    # West asks four times and has two; each time the east helps out for 400, an eastern order loses 450 later.
    case = two_regions(stock=(2, 3), expected=(4.0, 3.0))
    stream = np.array([0, 0, 0, 0, 1, 1, 1])
    assert serve(case, stream, Myopic(case)).cost == 2 * 100 + 2 * 400 + 100 + 2 * 450
    for rule in (Spillover(case), BidPrices(case, 1)):
        outcome = serve(case, stream, rule)
        assert (outcome.cost, outcome.left) == (2 * 100 + 2 * 450 + 3 * 100, 2)
    assert clairvoyant(case, stream) == 1400.0


def test_where_there_is_enough_limits_let_sites_help_out():
    case = two_regions(stock=(2, 9), expected=(4.0, 3.0))
    outcome = serve(case, np.array([0, 0, 0, 0, 1, 1, 1]), Spillover(case))
    assert (outcome.cost, outcome.left, outcome.packages, outcome.units) == (2 * 100 + 2 * 400 + 3 * 100, 0, 7, 7)


def test_a_price_holds_until_it_is_solved_again():
    # One eastern unit for two eastern orders: a western order may not have it, until nobody is expected any more.
    case = two_regions(stock=(0, 1), expected=(0.0, 2.0))
    static, again = BidPrices(case, 1), BidPrices(case, 4)
    for to_come, first, second in ((1.0, LEFT_OUT, LEFT_OUT), (0.1, LEFT_OUT, 1)):
        now = Situation(case.stock.copy(), case.capacity.copy(), to_come)
        assert static.choose(0, now).tolist() == [first]
        assert again.choose(0, now).tolist() == [second]


def test_a_site_without_hands_left_is_passed_over():
    case = replace(two_regions(stock=(3, 3), expected=(2.0, 0.0)), capacity=np.array([1.0, np.inf]))
    assert serve(case, np.array([0, 0]), Myopic(case)).cost == 100 + 400


def two_teas(near, far):
    """Return one order of two lines of the same tea; a package costs 1 from near and 10 from far, a lost line 50."""
    return Assignment(
        sites=("near", "far"),
        skus=("tea",),
        orders=("two teas",),
        order=np.zeros(2, np.int64),
        sku=np.zeros(2, np.int64),
        units=np.ones(2, np.int64),
        freight=np.array([[1.0, 10.0]]),
        sending_cost=np.zeros((2, 2)),
        lost_cost=np.full(2, 50.0),
        short_cost=np.zeros(1),
        stock=np.array([[near], [far]]),
        capacity=np.full(2, np.inf),
        most_packages=np.full(1, 2),
        lateness=np.zeros((1, 2)),
    )


@pytest.mark.parametrize(("near", "far", "cost"), [(2, 5, 1), (1, 5, 10), (1, 0, 1 + 50), (0, 1, 10 + 50)])
def test_two_lines_of_one_product_need_two_units(near, far, cost):
    case, once = two_teas(near, far), np.zeros(1, np.int64)
    assert serve(case, once, Myopic(case)).cost == cost >= clairvoyant(case, once)
    for rule in (BidPrices(case, 1), Spillover(case)):
        assert serve(case, once, rule).cost >= cost


def test_the_nearest_store_has_both_lines_of_one_product_only_with_two_units():
    store, away = np.array([True, True]), np.array([[1.0, 2.0]])
    for near, cost in ((2, 1), (1, 10)):
        case = two_teas(near, far=5)
        assert serve(case, np.zeros(1, np.int64), StoreFirst(case, store, away)).cost == cost


def test_orders_that_wait_for_one_another_share_what_is_there():
    case = two_regions(stock=(1, 1), expected=(2.0, 1.0))
    stream = np.array([0, 0, 1])
    # At once the second western order takes the eastern unit; together the eastern order keeps it.
    assert serve_in_batches(case, stream, size=1, solves=0).cost == 100 + 400 + 450
    together = serve_in_batches(case, stream, size=3, solves=0)
    assert (together.cost, together.packages, together.left) == (100 + 450 + 100, 2, 1)
    # With prices the western order is refused at once, for the sake of eastern ones to come.
    scarce = two_regions(stock=(0, 1), expected=(2.0, 4.0))
    assert serve_in_batches(scarce, np.array([0, 1]), size=1, solves=0).cost == 400 + 450
    assert serve_in_batches(scarce, np.array([0, 1]), size=1, solves=1).cost == 450 + 100


def test_a_batch_of_nothing_is_refused():
    case = two_regions((1, 1), (1.0, 1.0))
    with pytest.raises(PlanInputError, match="orders in a batch: 0"):
        serve_in_batches(case, np.array([0]), size=0, solves=0)
