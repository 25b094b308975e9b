"""Shapley values: textbook games, and the properties that single them out."""

import itertools

import numpy as np
import pytest

from o2o.shapley import shapley

RNG = np.random.Generator(np.random.Philox(7))


def game(changes, worth):
    """Return the worth of every choice, given as a function of the set of changes."""
    choices = range(1 << changes)
    return np.array([worth({k for k in range(changes) if place >> k & 1}) for place in choices], float)


@pytest.mark.requirement("S149")
def test_one_left_glove_and_two_right_ones():
    # A pair is worth 1. Of the six orders, the left glove completes a pair in four, each right one in one.
    pairs = game(3, lambda chosen: 0 in chosen and len(chosen) > 1)
    assert shapley(pairs) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_two_changes_share_what_neither_brings_alone():
    # 3 and 5 alone, 14 together: 6 more than the sum, half of it to each.
    assert shapley(np.array([0.0, 3.0, 5.0, 14.0])) == pytest.approx([6.0, 8.0])


def test_they_are_the_mean_over_all_orders():
    worth = RNG.normal(size=1 << 4)
    added = np.zeros(4)
    for order in itertools.permutations(range(4)):
        place = 0
        for change in order:
            added[change] += worth[place | 1 << change] - worth[place]
            place |= 1 << change
    assert shapley(worth) == pytest.approx(added / 24)


def test_shares_sum_to_the_whole_in_every_replication_and_add_up_over_outcomes():
    one, other = RNG.normal(size=(2, 1 << 5, 7))
    assert shapley(one).sum(axis=0) == pytest.approx(one[-1] - one[0])
    assert shapley(one + 2 * other) == pytest.approx(shapley(one) + 2 * shapley(other))


def test_a_change_without_effect_gets_nothing_and_like_changes_get_the_same():
    worth = game(3, lambda chosen: 2.0 * len(chosen & {0, 1}) ** 2)
    assert shapley(worth) == pytest.approx([4.0, 4.0, 0.0])
