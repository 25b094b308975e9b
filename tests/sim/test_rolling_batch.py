"""The rolling batch by hand, on plain columns."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from sim.bundling import Bundler, bundled
from sim.dispatch import Assignment, Errands, Riders, Terms
from sim.random_field import RandomField
from sim.rolling_batch import RollingBatch, matches
from sim.units import MINUTE

FOREVER = 1 << 60
TERMS = Terms(
    ride=lambda away: np.rint(np.asarray(away) * MINUTE / 1_000).astype(np.int64),
    arriving=MINUTE,
    leaving=MINUTE,
    at_door=2 * MINUTE,
    after_door=0,
    capacity=3,
)
"""A kilometre a minute."""
RULE = RollingBatch(every=MINUTE)


def errands(*rows):
    """Rows of (store, its x, door x, minute placed, minute ready), all on one street."""
    store, x, door, placed, ready = np.array(rows, np.int64).reshape(-1, 5).T
    zero, number = np.zeros_like(store), np.arange(store.size)
    return Errands(number, store, x, zero, door, zero, placed * MINUTE, ready * MINUTE, (placed + 30) * MINUTE)


def riders(*rows):
    """Rows of (x, minute free)."""
    x, free = np.array(rows, np.int64).reshape(-1, 2).T
    return Riders(np.arange(x.size), x, np.zeros_like(x), free * MINUTE, np.full(x.size, FOREVER))


def test_with_riders_to_spare_every_order_rides_alone():
    wait = errands((0, 0, 3_000, 0, 0), (0, 0, 3_000, 0, 0))
    assert RULE.assign(0, wait, riders((0, 0), (0, 0)), TERMS) == [Assignment(0, (0,)), Assignment(1, (1,))]


def test_one_rider_for_three_orders_to_one_street_takes_them_all_the_nearest_door_first():
    wait = errands((0, 0, 4_000, 0, 0), (0, 0, 2_000, 0, 0), (0, 0, 3_000, 0, 0))
    assert RULE.assign(0, wait, riders((0, 0)), TERMS) == [Assignment(0, (1, 2, 0))]


def test_nobody_carries_more_than_the_capacity_and_stores_do_not_mix():
    wait = errands(*[(store, 0, 2_000, 0, 0) for store in (0, 1, 0, 1, 0)])
    trips = RULE.assign(0, wait, riders((0, 0), (0, 0)), replace(TERMS, capacity=2))
    assert all(len(trip.errands) <= 2 for trip in trips)
    assert all(len({int(wait.site[row]) for row in trip.errands}) == 1 for trip in trips)


def test_doors_on_opposite_ends_of_the_town_do_not_share_a_trip():
    # Two orders for one rider: a minute of the rider's is worth one of an order's. Alone each waits 1 + 9 + 2 = 12 and
    # costs the rider 2 + 2 * 11 = 24: together 72. Shared, the second door waits 1 + 11 + 18 + 2 = 32: 44 + 2 + 2 * 31.
    wait = errands((0, 0, 9_000, 0, 0), (0, 0, -9_000, 0, 0))
    assert RULE.assign(0, wait, riders((0, 0)), TERMS) == [Assignment(0, (0,))]


@pytest.mark.requirement("S121", "S129")
def test_goods_that_are_ready_now_do_not_wait_for_others_to_the_same_door():
    # One rider, whose minute is worth one of an order's. Alone the first waits 1 + 2 + 2 = 5 and costs the rider
    # 2 + 2 * 4 = 10; the second, ready at 25, 30 and 10: 55. Together both leave at 26: 52 + 4 + 6 and 2 + 2 * 6: 76.
    wait = errands((0, 0, 2_000, 0, 0), (0, 0, 2_000, 0, 25))
    assert RULE.assign(0, wait, riders((0, 0)), TERMS) == [Assignment(0, (0,))]


def test_who_would_still_be_in_time_a_minute_later_is_not_sent_yet():
    # 4 min to the store and one to park.
    there = riders((4_000, 0))
    assert RULE.assign(0, errands((0, 0, 1_000, 0, 7)), there, TERMS) == []
    assert RULE.assign(0, errands((0, 0, 1_000, 0, 6)), there, TERMS) == [Assignment(0, (0,))]


def test_an_order_is_kept_for_a_busy_rider_who_will_be_there_sooner():
    wait = errands((0, 0, 1_000, 0, 0))
    assert RULE.assign(0, wait, riders((9_000, 0), (0, 2)), TERMS) == []
    assert RULE.assign(0, wait, riders((9_000, 0), (0, 30)), TERMS) == [Assignment(0, (0,))]


def test_a_shift_that_ends_before_the_goods_are_in_hand_forbids_the_trip():
    there = replace(riders((4_000, 0)), until=np.array([4 * MINUTE]))
    assert RULE.assign(0, errands((0, 0, 1_000, 0, 0)), there, TERMS) == []


def test_nothing_to_do_or_nobody_to_do_it():
    assert RULE.assign(0, errands(), riders((0, 0)), TERMS) == []
    assert RULE.assign(0, errands((0, 0, 0, 0, 0)), riders(), TERMS) == []


def test_one_bundle_goes_to_the_rider_whom_the_solver_finds_ties_included():
    luck = RandomField(5).purpose("test.ties").marks(np.arange(300), 0, 12)
    for row in np.floor(luck * 4):
        cost = row[: int(2 + row[0] * 3), None]
        rows, columns = linear_sum_assignment(cost)
        assert matches(cost) == list(zip(rows.tolist(), columns.tolist(), strict=True))


def test_while_riders_time_is_worth_nothing_every_order_rides_alone():
    for luck in RandomField(5).purpose("test.apart").marks(np.arange(200), 0, 25):
        metres = np.rint(luck.reshape(5, 5) * 4_000).astype(np.int64)
        site = metres[:, 0] % 2
        ready = MINUTE * (metres[:, 1] % 3)
        waiting = Errands(np.arange(5), site, 500 * site, site, metres[:, 2], metres[:, 3], ready, ready, ready)
        one_by_one = Bundler(3 * MINUTE, waiting, TERMS, 0.0).bundles()
        at_once = bundled(3 * MINUTE, waiting, TERMS, 0.0)
        assert at_once.rows == [one.rows for one in one_by_one]
        assert at_once.waits.tolist() == [one.waits for one in one_by_one]
        assert at_once.busy.tolist() == [one.busy for one in one_by_one]
        assert at_once.ready.tolist() == [one.ready for one in one_by_one]
