"""Overtime and steadiness of rosters, by hand."""

import numpy as np
import pytest

from optimize.shift_people import for_people


@pytest.mark.requirement("S116")
def test_a_shift_of_eight_hours_on_all_days_is_sixteen_hours_too_long_for_one_person():
    """By hand: 2 x 56, 1 x 40 and 3 x 8 hours."""
    week = for_people(np.array([2, 1, 3]), np.array([8.0, 8.0, 4.0]), np.array([7.0, 5.0, 2.0]))
    assert (week.hours, week.overtime) == (112 + 40 + 24, 2 * 16)
    assert week.alike == pytest.approx(112 / 176)
    assert week.full_time == pytest.approx(4.4)


def test_an_empty_roster_asks_nothing_of_anybody():
    nobody = for_people(np.zeros(2, np.int64), np.array([8.0, 4.0]), np.array([7.0, 5.0]))
    assert (nobody.hours, nobody.overtime, nobody.alike, nobody.full_time) == (0.0, 0.0, 1.0, 0.0)
