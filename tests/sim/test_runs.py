"""Runs by hand."""

import numpy as np

from sim import runs

KEYS = np.array([4, 4, 7, 4, 9, 9, 9])


def test_a_run_starts_where_a_key_differs_from_the_one_before():
    assert runs.starts(KEYS).tolist() == [True, False, True, True, True, False, False]


def test_keys_of_a_run_are_numbered_from_nought():
    assert runs.ranks(KEYS).tolist() == [0, 1, 0, 0, 0, 1, 2]


def test_nothing_has_no_runs():
    nothing = KEYS[:0]
    assert runs.starts(nothing).size == runs.ranks(nothing).size == 0
