"""Online fulfilment: a published family of instances, bounds and baselines; limits, delays and hand-made streams."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.assignment_case import Assignment
from optimize.backends import Effort
from optimize.batching import serve_in_batches
from optimize.errors import PlanInputError
from optimize.fluid import fluid
from optimize.online import BidPrices, Myopic, Spillover
from optimize.stream import Situation, clairvoyant, gap_captured, serve
from optimize.subsets import LEFT_OUT, cheapest_split

# Ten largest cities of the United States (latitude, longitude, millions of people) and five places for centres.
CITIES = np.array(
    [
        (40.71, -74.01, 8.34),
        (34.05, -118.24, 3.82),
        (41.88, -87.63, 2.66),
        (29.76, -95.37, 2.31),
        (33.45, -112.07, 1.65),
        (39.95, -75.17, 1.55),
        (29.42, -98.49, 1.50),
        (32.72, -117.16, 1.39),
        (32.78, -96.80, 1.30),
        (30.33, -81.66, 0.99),
    ]
)
CENTRES = np.array([(39.53, -119.81), (33.64, -112.4), (32.9, -97.3), (39.8, -86.3), (40.1, -76.5)])
PACKAGE, UNIT, MILE = 8.759, 0.423, 0.000541


def miles(here, there):
    (south, west), (north, east) = np.radians(here).T[..., None], np.radians(there).T[:, None, :]
    half = np.sin((south - north) / 2) ** 2 + np.cos(south) * np.cos(north) * np.sin((west - east) / 2) ** 2
    return 2 * 3958.8 * np.arcsin(np.sqrt(half))


class Instance:
    """The test-bed of Jasin and Sinha (2015) and Ma (2022): item sets of 1 to 5 of 20 items, from ten cities."""

    def __init__(self, seed, arrivals=10_000, generosity=1.0, items=20):
        rng = Generator(PCG64(seed))
        sizes = normalised(rng.random(6))
        baskets, chance = [], []
        for size in range(1, 6):
            for share in normalised(rng.random(5)):
                baskets.append(rng.choice(items, size, replace=False))
                chance.append(sizes[size] * share)
        rate = np.outer(chance, normalised(CITIES[:, 2])).ravel()
        city = np.tile(np.arange(10), 25)
        order = np.repeat(np.arange(250), np.repeat([basket.size for basket in baskets], 10))
        sku = np.concatenate([basket for basket in baskets for _ in range(10)])
        away = miles(CITIES[:, :2], CENTRES)
        near = near_share(rng.random((5, items)) < 0.75, away[city[order]], sku, rate[order])
        stock = arrivals * near * generosity + 0.5 * np.sqrt(arrivals * near * (1 - near))
        unit = UNIT + MILE * away
        self.seed, self.rate, self.arrivals = seed, rate, arrivals
        self.case = Assignment(
            sites=tuple(f"centre {k}" for k in range(5)),
            skus=tuple(f"item {k}" for k in range(items)),
            orders=tuple(f"set {kind // 10} from city {kind % 10}" for kind in range(250)),
            order=order,
            sku=sku,
            units=np.ones(order.size, np.int64),
            freight=np.full((250, 5), PACKAGE),
            sending_cost=unit[city[order]],
            lost_cost=2 * unit.max(axis=1)[city[order]],
            short_cost=np.full(250, 2 * PACKAGE),
            stock=np.rint(stock).astype(np.int64),
            capacity=np.full(5, np.inf),
            most_packages=np.full(250, 5),
            lateness=np.zeros((250, 5)),
            weight=rate * arrivals,
        )

    def stream(self, nth):
        """Return the kinds of orders of one sequence; the empty orders among them are left out."""
        rng = Generator(PCG64([self.seed, nth]))
        kinds = rng.choice(251, self.arrivals, p=np.append(self.rate, 1 - self.rate.sum()))
        return kinds[kinds < 250]


def normalised(values):
    return values / values.sum()


def near_share(stocked, away, sku, rate):
    """Return the share of arrivals that go to each centre for each item if each goes to the nearest that stocks it."""
    share = np.zeros(stocked.shape)
    held = stocked[:, sku].T
    nearest = np.argmin(np.where(held, away, np.inf), axis=1)
    served = held.any(axis=1)
    np.add.at(share, (nearest[served], sku[served]), rate[served])
    return share


class Nearest:
    """Every item from the nearest centre that has it."""

    def __init__(self, case):
        self.case = case

    def choose(self, order, now):
        lines = np.flatnonzero(self.case.order == order)
        there = now.stock[:, self.case.sku[lines]].T > 0
        site = np.argmin(np.where(there, self.case.sending_cost[lines], np.inf), axis=1)
        return np.where(there.any(axis=1), site, LEFT_OUT)


class Rounding(Nearest):
    """Every item drawn on its own from the fluid's shares; left out when the drawn centre has none."""

    def __init__(self, case, seed):
        self.case = case
        sent = fluid(case).sent
        self.up_to = np.cumsum(sent, axis=1) / case.weight[case.order][:, None]
        self.rng = Generator(PCG64(seed))

    def choose(self, order, now):
        lines = np.flatnonzero(self.case.order == order)
        site = (self.rng.random(lines.size)[:, None] > self.up_to[lines]).sum(axis=1)
        drawn = np.minimum(site, 4)
        return np.where((site < 5) & (now.stock[drawn, self.case.sku[lines]] > 0), drawn, LEFT_OUT)


def costs(instance, nth):
    """Return cost / fluid of each policy on one stream."""
    case, stream = instance.case, instance.stream(nth)
    rules = {
        "nearest": Nearest(case),
        "rounding": Rounding(case, nth),
        "myopic": Myopic(case),
        "spillover": Spillover(case),
        "static": BidPrices(case, 1),
        "solved ten times": BidPrices(case, 10),
    }
    least = fluid(case).cost
    found = {name: serve(case, stream, rule).cost / least for name, rule in rules.items()}
    return found | {"clairvoyant": clairvoyant(case, stream) / least}


@pytest.mark.slow
@pytest.mark.requirement("S118", "S120")
def test_bid_prices_come_within_four_and_two_percent_of_the_fluid():
    table = [costs(Instance(seed), nth) for seed in range(8) for nth in range(2)]
    mean = {name: float(np.mean([row[name] for row in table])) for name in table[0]}
    assert mean["static"] <= 1.04
    assert mean["solved ten times"] <= 1.02
    assert mean["solved ten times"] < mean["static"] < mean["myopic"] < mean["nearest"]
    assert mean["static"] < mean["rounding"]
    assert mean["clairvoyant"] == pytest.approx(1.0, abs=0.01)
    static, again = (
        gap_captured(mean["myopic"], mean[name], mean["clairvoyant"]) for name in ("static", "solved ten times")
    )
    assert static > 0.45
    assert again > 0.70
    paired = np.array([row["myopic"] - row["static"] for row in table])
    assert paired.mean() > 3 * paired.std(ddof=1) / np.sqrt(paired.size)


def test_on_a_short_stream_prices_beat_myopia_and_nobody_beats_the_clairvoyant():
    instance = Instance(1, arrivals=500)
    case, stream = instance.case, instance.stream(0)
    nearest, now, priced = (
        serve(case, stream, rule).cost for rule in (Nearest(case), Myopic(case), BidPrices(case, 1))
    )
    assert clairvoyant(case, stream) < priced < now < nearest


@pytest.mark.slow
def test_the_gap_that_prices_close_grows_with_scarcity():
    """The shape of Acimovic and Graves (2015): a positive share of the gap, low single digits with ample stock."""
    saved = {}
    for generosity in (1.15, 1.0, 0.85):
        rows = []
        for seed in (1, 2, 3):
            instance = Instance(seed, arrivals=3000, generosity=generosity)
            case, stream = instance.case, instance.stream(0)
            now, priced = (serve(case, stream, rule).cost for rule in (Myopic(case), BidPrices(case, 10)))
            rows.append((1 - priced / now, gap_captured(now, priced, clairvoyant(case, stream))))
        saved[generosity] = np.mean(rows, axis=0)
    assert all(captured > 0 for _, captured in saved.values())
    assert 0 < saved[1.15][0] < 0.05
    assert saved[1.15][0] < saved[1.0][0] < saved[0.85][0]


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


@pytest.mark.slow
def test_the_gap_falls_like_a_power_with_the_delay():
    """Xie, Ma and Xin: the longer orders wait, the closer to the best; here ln(gap) falls along the batch."""
    sizes, gaps = (1, 4, 16, 64, 200), []
    for seed in (0, 1):
        instance = Instance(seed, arrivals=400)
        case, stream = instance.case, instance.stream(0)
        least = clairvoyant(case, stream)
        effort = Effort(gap=1e-3, nodes=2000)
        gaps.append([serve_in_batches(case, stream, size, 0, effort).cost / least - 1 for size in sizes])
    mean = np.mean(gaps, axis=0)
    slope, _ = np.polyfit(sizes, np.log(mean), 1)
    assert np.exp(slope) < 1
    assert mean[-1] < mean[-2] < mean[0]


def test_a_batch_of_nothing_is_refused():
    case = two_regions((1, 1), (1.0, 1.0))
    with pytest.raises(PlanInputError, match="orders in a batch: 0"):
        serve_in_batches(case, np.array([0]), size=0, solves=0)
