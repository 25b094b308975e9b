"""Bid-price routing by hand: what a last unit is worth, and which node sends it."""

import numpy as np
import pytest
from scipy.stats import poisson

from optimize.bid_routing import BidPriceRouting
from sim.facts import OrderClass
from sim.policies import Basket, Nodes

NEAR, FAR, DEPOT = range(3)
PRICE = np.array([2_000, 1_000])
MARGIN = np.array([800, 300])


def basket(*sku):
    sku = np.array(sku)
    return Basket(OrderClass.REGULAR, 5_000, sku, np.array([(sku[:i] == sku[i]).sum() for i in range(sku.size)]))


def nodes(*free, per_package=(700, 720, 760)):
    """Return two stores and a warehouse with the free units of each line."""
    none = np.zeros(3, np.int64)
    return Nodes(
        slot=np.array([0, 1, 2]),
        store=np.array([True, True, False]),
        free=np.array(free),
        metres=none,
        per_package=np.array(per_package),
        per_unit=np.array([20, 20, 10]),
        lead=none,
        backlog=none,
    )


def rule(daily=((3.0, 0.5), (0.1, 0.1), (5.0, 5.0))):
    return BidPriceRouting(np.array(daily), np.array([1.0, 1.0, 3.0]), MARGIN, PRICE)


def test_a_unit_is_worth_its_margin_times_the_chance_that_it_is_missed():
    # The near store sells three a day until the next truck, the warehouse fifteen until the supplier comes.
    prices = rule().bid_prices(basket(0), nodes([2], [2], [20]))
    wanted = [800 * poisson(3.0).sf(1), 800 * poisson(0.1).sf(1), 800 * poisson(15.0).sf(19)]
    assert prices[0].tolist() == pytest.approx(wanted)


def test_the_second_unit_of_a_product_is_worth_more_than_the_first():
    prices = rule().bid_prices(basket(0, 0), nodes([2, 2], [2, 2], [20, 20]))
    assert prices[1, NEAR] == pytest.approx(800 * poisson(3.0).sf(0))
    assert (prices[1] > prices[0]).all()


@pytest.mark.requirement("S118", "S136")
def test_the_near_store_sends_while_it_has_plenty_and_keeps_its_last_units_for_its_own():
    assert rule().route(basket(0), nodes([9], [2], [40])).tolist() == [NEAR]
    assert rule().route(basket(0), nodes([2], [2], [40])).tolist() == [FAR]
    assert rule().route(basket(0), nodes([2], [1], [40])).tolist() == [DEPOT]


def test_a_second_package_goes_out_when_it_saves_more_than_it_costs():
    free = nodes([9, 0], [0, 9], [0, 0], per_package=(700, 720, 760))
    assert rule().route(basket(0, 0), free).tolist() == [NEAR, FAR]
    # A line of 1,000 is worth a package of 720, one of 1,200 is not.
    cheap = basket(0, 1)
    assert rule().route(cheap, nodes([9, 0], [0, 9], [0, 0])).tolist() == [NEAR, FAR]
    assert rule().route(cheap, nodes([9, 0], [0, 9], [0, 0], per_package=(700, 1_200, 760))).tolist() == [NEAR, NEAR]


def test_an_order_that_is_not_worth_its_package_is_sent_all_the_same():
    dear = (2_500, 2_100, 2_700)
    assert rule().route(basket(1), nodes([9], [9], [40], per_package=dear)).tolist() == [FAR]
    assert rule().route(basket(1), nodes([9], [0], [0], per_package=dear)).tolist() == [NEAR]


def test_the_price_follows_the_forecast_as_it_is_learnt():
    daily = np.array([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]])
    live = BidPriceRouting(daily, np.ones(3), MARGIN, PRICE)
    assert live.route(basket(0), nodes([2], [2], [2])).tolist() == [NEAR]
    daily[0] += 5.0
    assert live.route(basket(0), nodes([2], [2], [2])).tolist() == [FAR]
