"""Riders under common random numbers: what cannot matter changes no byte, and what helps helps."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import run
from sim.facts import CancelReason, Mode, Task, Vehicle
from sim.units import DAY, MINUTE

SHORT = ("places.fleets.riders.shifts", {"day": {"start": "07:00", "end": "23:00", "staff": 1}})
CROWD = ("people.segments.singles.customers", 900)


def city(*edits):
    """A small city, dispatched, with (dotted path, value) put into it."""
    made = tree()
    put(made, ["places", "fleets", "riders", "overflow"], {"fee": "9 CNY"})
    for path, value in edits:
        put(made, path.split("."), value)
    return made


def change(lever, to, start="2026-03-02"):
    return f"plan.changes.{lever.replace('.', '_')}", {"start": start, "lever": lever, "to": to, "where": ["riders"]}


def same(one, other, until=None):
    """Return the tables in which two runs differ, in rows that begin before ``until``."""
    keys = {"orders": "placed", "trips": "start", "visits": "arrive"}
    differ = []
    for name, key in keys.items():
        rows = [facts[name][key] < (until or 1 << 60) for facts in (one, other)]
        columns = ("person", "site") if until else tuple(one[name])
        if name == "trips":
            columns = tuple(one[name]) if not until else ("vehicle", "start", "end")
            rows = [facts[name]["end"] < (until or 1 << 60) for facts in (one, other)]
        if any(not np.array_equal(one[name][c][rows[0]], other[name][c][rows[1]]) for c in columns):
            differ.append(name)
    return differ


@pytest.mark.requirement("M10")
@pytest.mark.parametrize(
    ("lever", "to"),
    [("riders.speed", 1), ("riders.accepts", 1), ("overflow.available", 0), ("overflow.price", 3)],
)
def test_a_lever_without_effect_changes_no_byte(lever, to):
    # The price of a third party that never has anybody is as idle as the others' neutral values.
    assert same(run(city()).facts, run(city(change(lever, to))).facts) == []


@pytest.mark.requirement("M11")
@pytest.mark.parametrize(("lever", "to"), [("riders.speed", 0.3), ("riders.accepts", 0.2), ("overflow.available", 1)])
def test_a_lever_that_moves_on_the_third_day_changes_nothing_before(lever, to):
    before, after = run(city(SHORT)).facts, run(city(SHORT, change(lever, to, "2026-03-04"))).facts
    assert same(before, after, until=2 * DAY) == []
    assert same(before, after) != []


def given_up(facts):
    return int((facts["orders"]["cancel_reason"] == CancelReason.NO_RIDER).sum())


def carried(facts):
    return int(facts["trips"]["orders"][facts["trips"]["kind"] == Vehicle.RIDER].sum())


def minutes(facts):
    rides = (facts["orders"]["mode"] == Mode.INSTANT) & (facts["orders"]["delivered"] >= 0)
    return float((facts["orders"]["delivered"] - facts["orders"]["placed"])[rides].mean() / MINUTE)


@pytest.fixture(scope="module")
def short_of_riders():
    return run(city(SHORT, CROWD)).facts


@pytest.mark.requirement("S131")
def test_a_third_party_saves_orders_and_is_paid_for_each(short_of_riders):
    helped = run(city(SHORT, CROWD, change("overflow.available", 0.8))).facts
    assert given_up(helped) < given_up(short_of_riders)
    outsourced = helped["trips"]["kind"] == Vehicle.THIRD_PARTY
    assert outsourced.sum() > 20
    assert helped["trips"]["cost"][outsourced].tolist() == [900] * int(outsourced.sum())
    assert (helped["orders"]["handling"] == 900).sum() == outsourced.sum()


@pytest.mark.requirement("S129")
def test_bundling_brings_more_orders_a_rider_hour_when_riders_are_short(short_of_riders):
    bundled = run(
        city(
            SHORT,
            CROWD,
            ("places.fleets.riders.capacity", 3),
            ("policies.dispatch", {"rule": "rolling_batch", "every": "1 min"}),
        )
    ).facts
    alone, together = (carried(facts) for facts in (short_of_riders, bundled))
    assert together > 1.1 * alone
    assert bundled["trips"]["orders"][bundled["trips"]["kind"] == Vehicle.RIDER].max() == 3
    assert given_up(bundled) < given_up(short_of_riders)


@pytest.mark.requirement("S121")
def test_the_earlier_riders_are_sent_the_sooner_orders_come_and_the_longer_riders_stand_in_stores():
    at_work, waits = [], []
    for ahead in ("0 min", "2 min", "60 min"):
        facts = run(city(("policies.dispatch", {"ahead": ahead}))).facts
        at_work.append(int(facts["staff_hours"]["busy"][facts["staff_hours"]["task"] == Task.RIDE].sum()))
        waits.append(minutes(facts))
    assert at_work[0] < at_work[1] < at_work[2]
    assert waits[0] > waits[1] > waits[2]


@pytest.mark.requirement("S252")
def test_slower_riders_are_later():
    assert minutes(run(city(change("riders.speed", 0.6))).facts) > minutes(run(city()).facts)
