"""Resilience: days until service is back, and what a shock costs, counted by hand."""

import numpy as np
import pytest

from o2o.kpi.resilience import Strike, days_to_recover, felt, judge, lost, usual
from o2o.kpis import measure
from sim.facts import Account, Mode

ONE = Strike(cause=0, first=10, eased=12, over=13)


def series(*after):
    """Return ten days of 90 and 94 in turn, then ``after``."""
    return np.array([90.0, 94.0] * 5 + list(after))


def on(daily, *struck):
    return felt(daily.size, struck or (ONE,))


def test_the_usual_band_ends_two_standard_deviations_below_the_days_before():
    daily = series(50, 50, 50)
    assert usual(daily, 10, on(daily)) == pytest.approx(92 - 2 * 2 * np.sqrt(10 / 9))


def test_the_band_is_one_per_cent_wide_where_nothing_ever_varied():
    daily = np.array([100.0] * 10 + [99.5, 98.0])
    assert usual(daily, 10, on(daily)) == 99.0


def test_too_few_days_before_say_nothing():
    daily = series(50, 50, 50)
    assert np.isnan(usual(daily, 6, on(daily)))
    assert np.isnan(days_to_recover(daily, Strike(0, 6, 7, 8), on(daily)))


@pytest.mark.requirement("S147")
@pytest.mark.parametrize(
    ("after", "days"),
    [
        ((60, 70, 92, 92, 92, 92), 2),
        ((60, 92, 92, 70, 92, 92, 92), 4),
        ((92, 92, 70, 92, 92, 92), 3),
        ((92,) * 12, 0),
        ((92,) * 11 + (50, 92, 92, 92), 0),
        ((60, 70, 70, 70, 92, 92), 6),
        ((np.nan, 92, 92, 92), 1),
        ((60, 92, 92, 92, 92, 92, 60, 60, 60, 92, 92, 92), 9),
        ((60, 92, 92, 92, 92, 92, 60, 92, 92, 92, 92, 92), 1),
        ((60, 60, 92, 92, 92, 92, 60, 60, 92, 92, 92, 92), 8),
    ],
    ids=[
        *("falls and rises", "relapses", "falls late", "never falls", "falls too late", "not back", "nothing promised"),
        *("low by chance, felt later", "low by chance twice", "felt twice"),
    ],
)
def test_days_until_back_for_good(after, days):
    daily = series(*after)
    assert days_to_recover(daily, ONE, on(daily)) == days


@pytest.mark.requirement("S147")
def test_what_is_lost_is_counted_against_the_same_weekdays():
    daily = np.arange(24.0)
    # Day 14 is compared with days 0 and 7, day 15 with 1 and 8: 3.5 - 14 and 4.5 - 15.
    assert lost(daily, 14, range(14, 16), np.zeros(24, bool)) == -21.0
    shaken = np.zeros(24, bool)
    shaken[7] = True
    assert lost(daily, 14, range(14, 16), shaken) == -24.5, "0 - 14 without the shaken day"


def test_a_day_that_two_shocks_share_is_lost_once():
    earned = np.array([100.0] * 14 + [40.0, 40.0, 40.0] + [100.0] * 7)
    struck = [Strike(0, 14, 16, 16), Strike(1, 15, 17, 17)]
    found = judge(struck, {"orders": np.full(24, 5.0)}, earned)
    assert [recovery.lost for recovery in found] == [120.0, 60.0]


def test_the_figures_of_a_run_with_one_shock(small):
    at = small.at
    placed = [at(day, 9) for day in range(14) for _ in range(2)] + [at(14, 9), at(15, 9), at(16, 9), at(16, 9)]
    placed += [at(day, 9) for day in range(17, 21) for _ in range(2)]
    late = {at(14, 9), at(15, 9)}
    tables = small.facts(
        orders={
            "mode": Mode.INSTANT,
            "site": small.NORTH,
            "channel": 1,
            "placed": placed,
            "promise": [time + 1000 for time in placed],
            "delivered": [time + (2000 if time in late else 500) for time in placed],
            "person": 0,
        },
        ledger={
            "day": list(range(21)),
            "account": Account.SALES,
            "site": small.NORTH,
            "fen": [100_00] * 14 + [30_00] + [100_00] * 6,
        },
        shocks={"cause": 0, "lever": 0, "slot": 0, "began": at(14), "eased": at(15), "over": at(15)},
    )
    table = measure(tables, small.dimensions(warm_up=7))
    assert table.get("E63p") == 2.0, "late on days 14 and 15"
    assert table.get("E63d") == 2.0, "one order instead of two"
    assert np.isnan(table.get("E63a")), "no visits, no availability"
    assert table.get("E63c") == 70.0


def test_without_shocks_there_is_nothing_to_recover_from(small):
    table = measure(small.facts(), small.dimensions())
    assert all(np.isnan(table.get(kpi)) for kpi in ("E63p", "E63a", "E63d", "E63c"))
