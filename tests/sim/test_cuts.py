"""Cuts by hand: a stretch ends a moment after each arrival of stock, and where it was asked to end."""

from sim.cuts import Cuts
from sim.units import DAY, HOUR


def test_a_stretch_ends_a_moment_after_stock_has_come():
    assert Cuts({6 * HOUR}).between(5 * HOUR, 7 * HOUR) == [6 * HOUR + 1, 7 * HOUR]


def test_midnight_cuts_too_and_days_repeat():
    assert Cuts({6 * HOUR}).between(DAY - HOUR, DAY + 7 * HOUR) == [DAY + 1, DAY + 6 * HOUR + 1, DAY + 7 * HOUR]


def test_an_arrival_right_before_the_end_cuts_once():
    assert Cuts({6 * HOUR}).between(5 * HOUR, 6 * HOUR + 1) == [6 * HOUR + 1]


def test_where_nothing_arrives_nothing_is_cut():
    assert Cuts({6 * HOUR}).between(7 * HOUR, 8 * HOUR) == [8 * HOUR]


def test_further_moments_of_the_day_cut_as_well_and_each_once():
    cuts = Cuts({6 * HOUR})
    cuts.moments = [5 * HOUR, 6 * HOUR + 1, 6 * HOUR + 30, 7 * HOUR]
    assert cuts.between(5 * HOUR, 7 * HOUR) == [6 * HOUR + 1, 6 * HOUR + 30, 7 * HOUR]
