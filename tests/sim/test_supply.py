"""Supply by hand: what is ordered at midnight, when it arrives, who gets less when the depot is short."""

import numpy as np
import pytest
import simpy

from o2o.validate.replenishment import nameless, smoothed
from sim.facts import Facts
from sim.freshness import Freshness
from sim.levers import Levers
from sim.places import TruckSpec
from sim.replenishment import ExpectedSales, OrderUpTo
from sim.road import Road
from sim.stock import Stock
from sim.supply import Link, Ordering, Supply
from sim.transhipment import Transhipment, TranshipmentSpec
from sim.units import DAY, HOUR

RULES = tuple(OrderUpTo(ExpectedSales(cover * DAY, 1.0, 2)) for cover in (1, 1, 2))


class Chain:
    """Two stores (4 and 9 units a day) and a depot, one product; stock as given."""

    def __init__(self, *units, review=(1, 1, 1), **swaps):
        self.env, self.facts, self.stock = simpy.Environment(initial_time=0), Facts(), Stock(3, 1)
        links = (Link(0, 2, 5_000), Link(1, 2, 8_000))
        self.forecast = smoothed(np.array([[4.0], [9.0], [13.0]]), 0.5)
        self.levers = Levers({"warehouse": 1, "node": 3, "store": 2})
        between = np.array([[0, 4_000], [4_000, 0]])
        self.swaps = Transhipment(TranshipmentSpec(**swaps), between, self.levers["transhipment"])
        ordering = Ordering(RULES, review, self.forecast, nameless(1), self.swaps)
        trucks = TruckSpec(arrives=6 * HOUR)
        road = Road(self.env, self.stock, Freshness(self.stock, np.zeros(1, np.int64), 1.0))
        self.supply = Supply(road, links, {2: 36 * HOUR}, ordering, trucks, self.facts, self.levers)
        self.stock.start_with(np.array(units or self.supply.opening().tolist()))

    def run(self, hours):
        self.env.process(self.supply.review_nightly())
        self.env.run(until=hours * HOUR)
        return self.stock.physical.tolist()


def test_a_run_begins_with_what_each_node_would_have_ordered_when_empty():
    # Stores: 8 + sqrt(8) -> 11 and 18 + sqrt(18) -> 23; depot: 13 x 3.5 + sqrt(45.5) -> 53.
    assert Chain().supply.opening().tolist() == [11, 23, 53]


@pytest.mark.requirement("S138")
def test_between_its_reviews_a_store_orders_nothing():
    chain = Chain(5, 20, 53, review=(3, 1, 1))
    chain.stock.start_with(np.array([11, 20, 53]))
    assert chain.run(7) == [11, 23, 50]
    chain.stock.physical[0] = 4
    chain.env.run(until=(2 * 24 + 23) * HOUR)
    assert chain.stock.physical.tolist() == [4, 23, 53]
    chain.env.run(until=(3 * 24 + 7) * HOUR)
    assert chain.stock.physical.tolist() == [11, 23, 46], "the third midnight is a review again"


def test_trucks_bring_what_is_missing_at_six():
    chain = Chain(5, 20, 53)
    assert chain.run(6) == [5, 20, 44], "on the road until six"
    assert chain.stock.in_transit.tolist() == [6, 3, 9]
    chain.env.run(until=6 * HOUR + 1)
    assert chain.stock.physical.tolist() == [11, 23, 44]


@pytest.mark.requirement("S135")
def test_no_van_brings_what_a_truck_brings_tonight():
    chain = Chain(0, 30, 53)
    chain.levers.start_with("transhipment", 1.0)
    # The second store could spare 30 - 3 x 9; the first lacks nothing once its 11 are loaded.
    assert chain.run(7) == [11, 30, 42]
    bare = Chain(0, 30, 0)
    bare.levers.start_with("transhipment", 1.0)
    assert bare.run(7) == [3, 27, 0], "the depot has nothing"


@pytest.mark.requirement("S251")
def test_no_truck_leaves_a_shut_depot():
    chain = Chain(5, 20, 53)
    chain.levers.start_with("warehouse.open", 0.0)
    assert chain.run(7) == [5, 20, 53]
    assert not chain.stock.in_transit[:2].any()


def test_the_supplier_refills_the_depot_after_its_lead_time():
    chain = Chain(5, 20, 53)
    assert chain.run(37) == [11, 23, 53]
    assert not chain.stock.in_transit.any()


def test_a_short_depot_shares_in_proportion_and_sends_no_more_than_it_has():
    chain = Chain(1, 3, 15)
    # Asked for 10 and 20, 15 there: 5 and 10.
    assert chain.run(7) == [6, 13, 0]


def test_a_promised_unit_is_not_sent_away():
    chain = Chain(1, 23, 3)
    chain.stock.reserve(np.array([2, 2]))
    assert chain.run(7) == [2, 23, 2]


def test_every_truck_is_a_trip_with_its_cost():
    chain = Chain(5, 20, 53)
    chain.run(7)
    trips = chain.facts["trips"]
    assert trips["orders"].tolist() == [6, 3]
    # 3.50 CNY a kilometre, there and back.
    assert trips["cost"].tolist() == [3_500, 5_600]
    assert chain.supply.cost == [(2, 3_500), (2, 5_600)]


def test_expected_sales_follow_what_left():
    chain = Chain(11, 23, 53)
    chain.stock.reserve(np.array([0, 0, 1]))
    chain.stock.sell(np.array([0, 0]))
    chain.stock.ship(np.array([1]))
    chain.supply.learn()
    assert chain.forecast.daily.ravel().tolist() == pytest.approx([3.0, 5.0, 6.5])


def sell_a_day(chain, *units):
    """Let so many units leave the stores' shelves and the depot, and the day be learnt."""
    for site, number in enumerate(units):
        cells = np.full(number, site)
        chain.stock.reserve(cells)
        (chain.stock.sell if site < 2 else chain.stock.ship)(cells)
    chain.supply.learn()


@pytest.mark.requirement("S140")
def test_a_depot_that_sees_sales_learns_from_its_stores_and_its_own_parcels():
    blind, seeing = Chain(5, 20, 53), Chain(5, 20, 53)
    seeing.levers.start_with("supply.share_pos", 1.0)
    for chain in (blind, seeing):
        assert chain.run(7) == [11, 23, 44], "six and three units to the stores"
        sell_a_day(chain, 2, 5, 4)
    # Of 13 expected, half of the error: 9 + 4 left the depot; its stores and its parcels took 2 + 5 + 4.
    assert blind.forecast.daily.ravel().tolist() == [3, 7, 13]
    assert seeing.forecast.daily.ravel().tolist() == [3, 7, 12]


def test_a_depot_that_sees_sales_hears_of_what_its_stores_missed():
    chain = Chain(1, 23, 53)
    chain.levers.start_with("supply.share_pos", 1.0)
    chain.stock.reserve(np.zeros(5, np.int64))
    left, missed = chain.supply._sales.of(chain.stock.day, 3)
    assert missed.ravel().tolist() == [4, 0, 4]
    assert left.ravel().tolist() == [0, 0, 0]


@pytest.mark.requirement("S145")
def test_a_node_that_forgets_what_is_on_the_way_orders_it_again():
    chain = Chain(5, 20, 53)
    chain.levers.start_with("supply.line_seen", [1.0, 1.0, 0.5])
    assert chain.run(24) == [11, 23, 44]
    assert chain.stock.in_transit.tolist() == [0, 0, 9]
    # The depot has 44 and half of 9 on the way, rounded down: 48 of 53.
    chain.env.run(until=25 * HOUR)
    assert chain.stock.in_transit.tolist() == [0, 0, 14]


@pytest.mark.requirement("S144", "S146")
@pytest.mark.parametrize(("team", "delay", "day"), [(0.0, 0, 3), (1.0, 0, 1), (1.0, 24, 2)])
def test_a_response_team_orders_between_reviews_what_it_has_noticed_is_short(team, delay, day):
    chain = Chain(11, 23, 53, review=(3, 1, 1))
    chain.levers.start_with("response.team", [team, 0.0, 0.0])
    chain.levers.start_with("response.delay", delay * HOUR)
    chain.run(12)
    # Three left of the four that a day sells: the alert is raised at the next midnight, the truck comes at six.
    chain.stock.physical[0] = 3
    for morning in (1, 2, 3):
        chain.env.run(until=(24 * morning + 7) * HOUR)
        assert chain.stock.physical[0] == (11 if morning >= day else 3)
    assert chain.facts["alerts"]["restored"].tolist() == [(24 * day + 6) * HOUR]


def test_a_response_team_leaves_alone_what_is_not_short():
    chain = Chain(11, 23, 53, review=(3, 1, 1))
    chain.levers.start_with("response.team", 1.0)
    chain.run(12)
    chain.stock.physical[0] = 4
    chain.env.run(until=31 * HOUR)
    assert chain.stock.physical[0] == 4
