"""Riders by hand: the nearest free one goes, shifts end after the errand, who waits too long is refused."""

import math
from dataclasses import replace

import numpy as np
import pytest
import simpy

from sim.errand import Errand
from sim.facts import Facts
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.riders import Fleet
from sim.station import Call
from sim.units import HOUR, MINUTE

SPEC = FleetSpec(lon=0.0, lat=0.0, speed=60_000, at_store=2 * MINUTE, at_door=3 * MINUTE, gives_up=30 * MINUTE, cv=0.0)
"""A kilometre a minute, always."""


class Road:
    """A fleet with its base at the origin."""

    def __init__(self, riders, spec=SPEC):
        self.env = simpy.Environment(initial_time=0)
        self.facts = Facts()
        self.fleet = Fleet(self.env, 3, spec, (0, 0), self.facts, CityPace(spec, np.ones(1)))
        self.fleet.resize(riders)

    def at(self, minute, order, store, home, luck=0.0):
        errand = Errand(order, 0, *store, *home, luck, minute * MINUTE)
        Call(self.env, minute * MINUTE, self.fleet.take, errand)

    def delivered(self):
        """Return order -> (minute loaded, minute at the door)."""
        self.env.run()
        return {order: (loaded / MINUTE, end / MINUTE) for order, loaded, end, _ in self.fleet.delivered}


def test_a_ride_is_approach_store_way_and_door():
    road = Road(1)
    road.at(0, 1, (4_000, 0), (4_000, 3_000))
    # 4 min to the store, 2 there, 3 to the home, 3 at the door.
    assert road.delivered() == {1: (6, 12)}


def test_a_slow_ride_slows_the_way_and_not_the_stops():
    # Log-normal with mean 1: exp(sd * score - sd^2 / 2) = 2 at this score; sd^2 = log(1 + 0.2^2).
    sd = math.sqrt(math.log(1.04))
    road = Road(1, replace(SPEC, cv=0.2))
    road.at(0, 1, (4_000, 0), (4_000, 3_000), luck=(math.log(2.0) + sd**2 / 2) / sd)
    assert road.delivered() == {1: (10, 19)}


def test_the_next_errand_begins_where_the_last_one_ended():
    road = Road(1)
    road.at(0, 1, (0, 0), (0, 5_000))
    road.at(1, 2, (0, 0), (1_000, 0))
    # The first: 2 + 5 + 3 = 10. The second: back 5, then 2, then 1 and 3.
    assert road.delivered() == {1: (2, 10), 2: (17, 21)}


def test_the_nearest_free_rider_takes_the_order():
    road = Road(2)
    road.at(0, 1, (0, 0), (6_000, 0))
    # At 20 one rider waits at the first home, the other at the base: 1 km away against 7.
    road.at(20, 2, (7_000, 0), (7_000, 0))
    assert road.delivered()[2] == (23, 26)


def test_who_waits_longer_than_the_fleet_allows_is_refused():
    road = Road(0)
    road.at(5, 1, (0, 0), (0, 0))
    assert road.delivered() == {}
    assert road.fleet.refused == [(1, 35 * MINUTE)]
    assert road.fleet.waiting == 0


def test_a_rider_whose_shift_ends_finishes_the_errand_and_takes_no_other():
    road = Road(1)
    road.at(0, 1, (0, 0), (0, 5_000))
    road.at(1, 2, (0, 0), (0, 0))
    Call(road.env, 5 * MINUTE, road.fleet.resize, 0)
    assert road.delivered() == {1: (2, 10)}
    assert [order for order, _ in road.fleet.refused] == [2]


def test_hours_are_paid_while_on_the_roster_and_counted_busy_while_riding():
    road = Road(2)
    road.at(0, 1, (0, 0), (0, 5_000))
    road.env.run(until=HOUR)
    paid, busy, queue, longest = road.fleet.read()
    assert (paid, busy, queue) == (2 * HOUR, 10 * MINUTE, 0)
    assert longest == 1, "it was in the queue for a moment"


def test_a_trip_is_noted_with_its_empty_and_loaded_metres():
    road = Road(1)
    road.at(0, 1, (3_000, 4_000), (3_000, 6_000))
    road.delivered()
    road.fleet.note_trips()
    trips = road.facts["trips"]
    assert (trips["metres_empty"].tolist(), trips["metres_loaded"].tolist()) == ([5_000], [2_000])
    assert trips["cost"].tolist() == [SPEC.per_drop]
    assert (trips["loaded"] / MINUTE).tolist() == pytest.approx([7])
