"""Shelf room by hand: what fits is shared in proportion, to the unit, and never more stands there than fits."""

import numpy as np
import pytest

from sim.replenishment import Outlook
from sim.shelf_room import ShelfRoom, apportioned

OUTLOOK = Outlook(np.ones(3), np.ones(3), 1.0)


class Upto:
    """Orders up to fixed levels."""

    def __init__(self, *levels):
        self.levels = np.array(levels)

    def order(self, position, outlook):
        del outlook
        return np.maximum(self.levels - position, 0)


def ordered(units, area, position=(0, 0, 0), levels=(10, 4, 6)):
    return ShelfRoom(Upto(*levels), units, np.array([area])).order(np.array(position), OUTLOOK).tolist()


@pytest.mark.requirement("S101")
def test_products_share_the_room_that_corners_leave():
    assert ordered(20, 0.0) == [10, 4, 6], "everything fits"
    assert ordered(20, 0.5) == [5, 2, 3], "half the floor, half of everything"
    assert ordered(20, 0.5, position=(5, 2, 3)) == [0, 0, 0], "and that is full"
    assert ordered(20, 0.5, position=(3, 2, 3)) == [2, 0, 0]
    assert ordered(40, 0.5) == [10, 4, 6], "a floor with room to spare loses nothing"
    assert ordered(20, 0.5, position=(10, 4, 6)) == [0, 0, 0], "what stands there is sold down first"


def test_what_is_owed_to_orders_takes_no_room():
    assert ordered(20, 0.0, position=(-3, 0, 0)) == [13, 4, 6]
    assert ordered(10, 0.0, position=(-3, 0, 0)) == [3 + 5, 2, 3]


@pytest.mark.requirement("S101")
def test_no_order_ever_lifts_what_stands_there_beyond_the_room():
    rng = np.random.default_rng(3)
    tight = 0
    for _ in range(400):
        levels, there = rng.integers(0, 12, 8), rng.integers(-2, 12, 8)
        room = ShelfRoom(Upto(*levels), int(rng.integers(1, 90)), rng.random(1) * 0.9)
        asked, order = np.maximum(levels - there, 0), room.order(there, OUTLOOK)
        assert ((order >= 0) & (order <= asked)).all()
        before = int(np.maximum(there, 0).sum())
        owed = np.minimum(asked, np.maximum(-there, 0))
        assert (order >= owed).all()
        assert before + (order - owed).sum() <= max(room.room, before)
        tight += (order < asked).any()
    assert 100 < tight < 400, "in some cases all fits"


def test_cut_units_add_up_and_slow_products_do_not_all_lose_one():
    slow = np.full(10, 2)
    assert apportioned(slow, 19).sum() == 19
    assert (apportioned(slow, 19) == 2).sum() == 9
    assert apportioned(slow, 20) is slow
    assert not apportioned(slow, 0).any()
