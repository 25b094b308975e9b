"""Burn-in: what errs after a launch, and ever less as its troubles are found."""

import math
from datetime import date

import numpy as np
import pytest

from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import facts_until, same
from sim.calendar import Calendar, CalendarSpec
from sim.levers import CATALOGUE
from sim.shocks import EffectSpec, ShockSpec, changes_of, fading
from sim.units import DAY

SCANS = {"scans": {"lever": "record.misscan", "to": 0.3}}


def launching(days=14, burn_in=3, start="2026-03-04"):
    """Return the small city, which gets self-checkouts whose interface misreads units at first."""
    city = tree()
    city["calendar"]["days"] = days
    city["plan"]["changes"] = {"tills": {"start": start, "lever": "tills.self", "to": 1}}
    city["shocks"] = {"teething": {"follows": "tills", "burn_in": burn_in, "effects": SCANS}}
    return city


def moves(facts, path):
    table = facts["lever_changes"]
    rows = (table["lever"] == list(CATALOGUE).index(path)) & (table["slot"] == 0)
    return dict(zip((table["time"][rows] // DAY).tolist(), table["new"][rows].tolist(), strict=True))


def test_what_burns_in_fades_by_e_until_a_hundredth_is_left():
    effects = {"scans": EffectSpec(lever="record.misscan", to=0.3)}
    felt = fading(ShockSpec(effects=effects, burn_in=3))
    assert felt == [math.exp(-nth / 3) for nth in range(1, 14)]
    assert 0.01 < felt[-1] < 0.02, "3 ln 100 = 13.8"
    assert fading(ShockSpec(effects=effects, recovery=3)) == [0.75, 0.5, 0.25]
    assert fading(ShockSpec(effects=effects)) == []


@pytest.mark.requirement("S243")
def test_errors_begin_with_the_launch_and_decay():
    found = moves(simulate(read(launching(20)), 0).facts, "record.misscan")
    expected = {2: 0.3, **{2 + nth: 0.3 * math.exp(-nth / 3) for nth in range(1, 14)}, 16: 0.0}
    assert found == pytest.approx(expected)


@pytest.mark.requirement("S243")
def test_the_shock_moves_with_the_launch_and_changes_nothing_before():
    assert min(moves(simulate(read(launching(8, start="2026-03-07")), 0).facts, "record.misscan")) == 5
    calm = launching(8)
    del calm["shocks"]
    assert same(facts_until(calm, 2), facts_until(launching(8), 2)).passed


@pytest.mark.requirement("S243")
def test_most_units_are_misread_right_after_the_launch():
    days = simulate(read(launching(10, burn_in=1)), 0).facts["stock_days"]
    misread = np.bincount(days["day"], weights=np.abs(days["misread"]), minlength=10)
    assert misread[:2].sum() == 0
    assert misread[2:4].sum() > 3 * misread[5:7].sum() > 0


class BadLuck:
    """Luck that strikes on every day on which it can, for a day."""

    def marks(self, entities, day, lanes):
        return np.full((1, lanes), 1e-6)


@pytest.mark.requirement("S243")
def test_luck_strikes_anew_only_when_nothing_of_the_last_time_is_felt():
    shock = ShockSpec(effects={"scans": EffectSpec(lever="record.misscan", to=0.3)}, per_year=100, burn_in=3)
    calendar = Calendar(CalendarSpec(start=date(2026, 3, 2), days=50))
    found = changes_of(shock, 0, calendar, {"store": ["north"]}, BadLuck())
    # A day at its height and 13 on which it fades, then one day free of it.
    begins = [change.day for change in found if change.felt == 1.0]
    assert np.diff(begins).tolist() == [15] * (len(begins) - 1)
    assert len(begins) > 2
