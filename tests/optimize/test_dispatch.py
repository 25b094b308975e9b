"""Dispatch: brute force over all ways to share orders out, bundles that pay, postponement, shifts that end."""

from itertools import combinations, permutations

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.check_dispatch import check_dispatch, ridden
from optimize.dispatch import LEFT, NEVER, Optimised, bundles, by_model, chosen, costs
from sim.dispatch import Assignment, Errands, Nearest, Riders, Terms
from sim.units import HOUR, MINUTE

TERMS = Terms(
    ride=lambda metres: np.rint(np.asarray(metres) * 200).astype(np.int64),
    arriving=MINUTE,
    leaving=MINUTE,
    at_door=2 * MINUTE,
    after_door=MINUTE,
    capacity=2,
)


def whole(values):
    return np.asarray(values, np.int64)


def errands(stores, doors, due=30 * MINUTE):
    n = len(doors)
    (fx, fy), (tx, ty) = whole(stores).T, whole(doors).T
    site = fx * 10_000 + fy
    return Errands(whole(range(n)), site, fx, fy, tx, ty, whole([0] * n), whole([0] * n), whole([due] * n))


def riders(places, free=None, until=10 * HOUR):
    x, y = whole(places).T
    n = len(places)
    return Riders(whole(range(n)), x, y, whole(free or [0] * n), whole([until] * n))


def best_by_hand(errand_count, found, cost):
    """Return the least cost over every choice of bundles without a common order and every way to deal them out."""
    best = LEFT * errand_count
    for size in range(1, min(len(cost), len(found)) + 1):
        for picked in combinations(range(len(found)), size):
            rows = [row for nth in picked for row in found[nth].rows]
            if len(rows) != len(set(rows)):
                continue
            for drivers in permutations(range(len(cost)), size):
                trips = [cost[rider, nth] for rider, nth in zip(drivers, picked, strict=True)]
                if max(trips) < NEVER:
                    best = min(best, sum(trips) + LEFT * (errand_count - len(rows)))
    return best


def worth(errand_count, found, cost, pairs):
    rows = [row for _, nth in pairs for row in found[nth].rows]
    assert len(rows) == len(set(rows))
    assert len({rider for rider, _ in pairs}) == len(pairs)
    return sum(cost[rider, nth] for rider, nth in pairs) + LEFT * (errand_count - len(rows))


def ridden_again(case, crew, rider, rows):
    """Return what a trip costs, by the checker's clock: the rider's time, waits, and lateness four times."""
    _, doors = ridden(case, crew, TERMS, Assignment(rider, rows))
    late = sum(max(0, door - int(case.due[row])) for row, door in zip(rows, doors, strict=True))
    return doors[-1] - int(crew.free[rider]) + sum(doors) + 4 * late


@pytest.mark.parametrize("seeds", [range(25), pytest.param(range(1000, 2000), marks=pytest.mark.slow)], ids=len)
def test_trips_are_as_cheap_as_the_best_of_all_ways_to_share_orders_out(seeds):
    bundled = 0
    for seed in seeds:
        rng = Generator(PCG64(seed))
        n, m = int(rng.integers(1, 5)), int(rng.integers(1, 3))
        case = errands(rng.choice([0, 3000], (n, 1)) * [1, 0], rng.integers(-2000, 2000, (n, 2)))
        crew = riders(rng.integers(-2000, 2000, (m, 2)), free=rng.integers(0, 20 * MINUTE, m).tolist())
        found = bundles(case, TERMS)
        cost = costs(0, case, crew, TERMS, found)
        pairs = chosen(n, found, cost)
        for rider, nth in pairs:
            assert cost[rider, nth] == pytest.approx(ridden_again(case, crew, rider, found[nth].rows))
        assert worth(n, found, cost, pairs) == pytest.approx(best_by_hand(n, found, cost), rel=2e-3)
        if len(found) > n:
            assert worth(n, found, cost, by_model(n, found, cost)) == pytest.approx(
                worth(n, found, cost, pairs), rel=2e-3
            )
        bundled += any(len(found[nth].rows) > 1 for _, nth in pairs)
    assert bundled > len(seeds) / 5


@pytest.mark.requirement("S121")
def test_one_rider_brings_two_neighbours_together_where_the_plain_rule_rides_twice():
    case, crew = errands([(0, 0), (0, 0)], [(1000, 0), (1000, 50)]), riders([(0, 0)])
    assert [trip.errands for trip in Optimised().assign(0, case, crew, TERMS)] == [(0, 1)]
    assert [trip.errands for trip in Nearest().assign(0, case, crew, TERMS)] == [(0,)]


@pytest.mark.requirement("S131")
def test_an_order_waits_for_a_rider_about_to_be_free_at_its_store():
    # The idle rider is 9 km away, half an hour; the busy one is free at the counter in a minute.
    case, crew = errands([(0, 0)], [(500, 0)]), riders([(9000, 0), (0, 0)], free=[0, MINUTE])
    assert Optimised().assign(0, case, crew, TERMS) == []
    assert [trip.rider for trip in Nearest().assign(0, case, crew, TERMS)] == [0]


def test_nobody_is_sent_who_could_not_leave_the_store_before_the_shift_ends():
    case = errands([(0, 0)], [(500, 0)])
    assert Optimised().assign(0, case, riders([(3000, 0)], until=5 * MINUTE), TERMS) == []
    assert len(Optimised().assign(0, case, riders([(3000, 0)], until=15 * MINUTE), TERMS)) == 1


def test_nothing_to_bring_or_nobody_to_bring_it_gives_no_trips():
    none = errands(np.zeros((0, 2)), np.zeros((0, 2)))
    assert Optimised().assign(0, none, riders([(0, 0)]), TERMS) == []
    assert Optimised().assign(0, errands([(0, 0)], [(1, 1)]), riders(np.zeros((0, 2))), TERMS) == []


def test_bundles_hold_orders_of_one_store_within_what_a_rider_carries():
    case = errands([(0, 0), (0, 0), (0, 0), (3000, 0)], [(900, 0), (900, 10), (900, 20), (900, 30)])
    found = bundles(case, TERMS)
    assert max(len(bundle.rows) for bundle in found) == 2
    assert all(3 not in bundle.rows for bundle in found if len(bundle.rows) > 1)


def test_every_way_of_spoiling_a_dispatch_plan_is_seen():
    case = errands([(0, 0), (0, 0), (3000, 0)], [(1000, 0), (1000, 50), (3000, 100)])
    crew = riders([(0, 0), (3000, 0), (0, 0)], free=[0, 0, 5 * MINUTE])
    good = [Assignment(0, (0, 1)), Assignment(1, (2,))]
    assert check_dispatch(0, case, crew, TERMS, good) == []
    # By hand: at the counter in a minute, gone after another, 200 s on the way, two minutes at the door.
    assert ridden(case, crew, TERMS, good[0])[1][0] == 2 * MINUTE + 200_000 + 2 * MINUTE
    late = riders([(0, 0), (3000, 0), (0, 0)], until=MINUTE - 1)
    spoilt = {
        "order 0 is sent twice": [Assignment(0, (0,)), Assignment(1, (0,))],
        "rider 0 is sent twice": [Assignment(0, (0,)), Assignment(0, (1,))],
        "does not exist": [Assignment(3, (0,))],
        "none that waits": [Assignment(0, (5,))],
        "before the last trip": [Assignment(2, (0,))],
        "fit into the bag": [Assignment(0, (0, 1, 2))],
        "several stores": [Assignment(0, (0, 2))],
    }
    for words, trips in spoilt.items():
        assert any(words in finding for finding in check_dispatch(0, case, crew, TERMS, trips)), words
    assert any("shift ends" in finding for finding in check_dispatch(0, case, late, TERMS, good))
