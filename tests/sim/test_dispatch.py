"""Dispatch rules by hand, on plain columns: no fleet, no clock."""

from dataclasses import replace

import numpy as np
import pytest

from sim.dispatch import Assignment, EarliestDue, Errands, FirstCome, Nearest, Riders, Terms
from sim.units import MINUTE

FOREVER = 1 << 60
TERMS = Terms(
    ride=lambda away: np.rint(np.asarray(away) * MINUTE / 1_000).astype(np.int64),
    arriving=MINUTE,
    leaving=MINUTE,
    at_door=2 * MINUTE,
    after_door=0,
    capacity=1,
)
"""A kilometre a minute."""


def columns(rows, width):
    return np.array(rows, np.int64).reshape(-1, width).T


def errands(*rows):
    """Rows of (store x, door x, ready minute, due minute), all on one street."""
    store, door, ready, due = columns(rows, 4)
    zero, number = np.zeros_like(store), np.arange(store.size)
    return Errands(number, zero, store, zero, door, zero, ready * MINUTE, ready * MINUTE, due * MINUTE)


def riders(*rows):
    """Rows of (x, minute free)."""
    x, free = columns(rows, 2)
    return Riders(np.arange(x.size), x, np.zeros_like(x), free * MINUTE, np.full(x.size, FOREVER))


def test_nearest_serves_the_oldest_order_first_and_only_with_idle_riders():
    wait = errands((1_000, 0, 0, 50), (5_000, 0, 0, 30))
    there = riders((5_000, 0), (1_000, 3), (2_000, 0))
    # The rider at 1,000 m is busy until minute 3: the oldest gets the one at 2,000, the other the one at its store.
    assert Nearest().assign(0, wait, there, TERMS) == [Assignment(2, (0,)), Assignment(0, (1,))]


def test_nearest_breaks_a_tie_by_number_and_stops_when_nobody_is_idle():
    wait = errands((1_000, 0, 0, 50), (1_000, 0, 0, 30))
    assert Nearest().assign(0, wait, riders((2_000, 0), (0, 9)), TERMS) == [Assignment(0, (0,))]
    assert Nearest().assign(0, wait, riders((2_000, 0), (0, 0)), TERMS)[0] == Assignment(0, (0,))
    assert Nearest().assign(0, wait, riders(), TERMS) == []


def test_earliest_due_lets_the_urgent_order_choose_first():
    wait = errands((0, 0, 0, 50), (0, 0, 0, 30))
    assert EarliestDue().assign(0, wait, riders((0, 0)), TERMS) == [Assignment(0, (1,))]


def test_first_come_reckons_with_the_pause_after_a_door():
    wait = errands((0, 0, 0, 50), (0, 0, 0, 50))
    # The first rider is done at the door at 4; with ten minutes' pause the second, 8 km away, is there sooner.
    there = riders((0, 0), (8_000, 0))
    assert FirstCome().assign(0, wait, there, TERMS) == [Assignment(0, (0,)), Assignment(0, (1,))]
    slow = replace(TERMS, after_door=10 * MINUTE)
    assert FirstCome().assign(0, wait, there, slow) == [Assignment(0, (0,)), Assignment(1, (1,))]


def test_first_come_gives_an_order_to_a_busy_rider_who_is_sooner():
    wait = errands((1_000, 4_000, 0, 50), (4_000, 0, 0, 50))
    there = riders((9_000, 0), (1_000, 2))
    # Rider 0 is 8 min away; rider 1 is free at 2 and there: in hand at 3. Door at 3 + 1 + 3 + 2 = 9, at 4,000 m; the
    # second order: rider 1 in hand at 9 + 0 + 1 = 10, rider 0 at 5 + 1 = 6.
    assert FirstCome().assign(0, wait, there, TERMS) == [Assignment(1, (0,)), Assignment(0, (1,))]


def test_first_come_takes_the_nearest_of_those_who_must_wait_for_the_goods_anyway():
    wait = errands((0, 0, 30, 90))
    assert FirstCome().assign(0, wait, riders((5_000, 0), (2_000, 0)), TERMS) == [Assignment(1, (0,))]


def test_first_come_leaves_behind_what_nobody_can_fetch_within_the_shift():
    there = Riders(*columns([(0, 5_000, 0, 0, 5 * MINUTE)], 5))
    assert FirstCome().assign(0, errands((0, 0, 0, 90)), there, TERMS) == []
    later = Riders(*columns([(0, 5_000, 0, 0, 6 * MINUTE)], 5))
    assert FirstCome().assign(0, errands((0, 0, 0, 90)), later, TERMS) == [Assignment(0, (0,))]


def test_first_come_plans_several_trips_of_one_rider_one_after_another():
    wait = errands((0, 1_000, 0, 9), (0, 1_000, 0, 9))
    assert FirstCome().assign(0, wait, riders((0, 0)), TERMS) == [Assignment(0, (0,)), Assignment(0, (1,))]


@pytest.mark.parametrize("rule", [Nearest(), EarliestDue(), FirstCome()])
def test_nothing_waits_nothing_is_assigned(rule):
    assert list(rule.assign(0, errands(), riders((0, 0)), TERMS)) == []
