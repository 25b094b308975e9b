"""Fleets of a city: which kind does what, when they are slow and when they have a break."""

import numpy as np

from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import run
from sim.facts import Vehicle
from sim.pace import CityPace
from sim.places import FleetSpec, ShiftSpec
from sim.rider_terms import RushSpec
from sim.squad import Squad
from sim.units import DAY, HOUR


def test_the_rush_comes_every_day():
    rush = {"noon": RushSpec(start=11 * HOUR, end=13 * HOUR, speed=0.5)}
    pace = CityPace(FleetSpec(lon=0.0, lat=0.0, speed=60_000, rush=rush), np.ones(1))
    hours = [pace.speed(day * DAY + hour * HOUR) for day in (0, 3) for hour in (10, 11, 12, 13)]
    assert hours == [60_000, 30_000, 30_000, 60_000] * 2


def digests(city):
    return {name: [column.tobytes() for column in table.values()] for name, table in run(city).facts.items()}


def test_a_dispatched_fleet_asked_for_nothing_more_does_what_the_plain_one_does():
    dispatched = tree()
    # A contract that never has anybody: nothing but the other class of fleet.
    dispatched["places"]["fleets"]["riders"]["overflow"] = {"fee": "9 CNY"}
    assert digests(dispatched) == digests(tree())


def test_breaks_follow_the_clock_of_the_scenario():
    city = tree()
    city["places"]["fleets"]["riders"]["breaks"] = {"lunch": {"start": "12:00", "end": "13:00", "staff": 3}}
    assert read(city).places.fleets["riders"].breaks["lunch"] == ShiftSpec(start=12 * HOUR, end=13 * HOUR, staff=3)
    trips = run(city).facts["trips"]
    rode = trips["start"][trips["kind"] == Vehicle.RIDER] % (24 * HOUR) // HOUR
    assert 12 not in rode
    assert {11, 13} <= set(rode.tolist())


def test_who_has_a_break_goes_home_when_the_roster_shrinks():
    squad = Squad((0, 0))
    squad.resize(3)
    squad.rest(2)
    squad.resize(1)
    assert (len(squad.idle), len(squad.resting), squad.gone) == (0, 1, 2)
