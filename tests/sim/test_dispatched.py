"""A dispatched fleet by hand: trips of several doors, goods that are late, riders who say no, breaks, a third party."""

from dataclasses import replace

import numpy as np
import pytest
import simpy

from sim.clock import run_until
from sim.dispatch import Assignment, FirstCome, Nearest
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.errors import InvariantBrokenError
from sim.facts import Facts, Vehicle
from sim.fleet_census import check_census
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.rider_terms import OverflowSpec, RushSpec
from sim.squad import Rider
from sim.station import Call
from sim.units import HOUR, MINUTE

SPEC = FleetSpec(
    lon=0.0,
    lat=0.0,
    speed=60_000,
    at_store=2 * MINUTE,
    at_door=3 * MINUTE,
    gives_up=30 * MINUTE,
    cv=0.0,
    capacity=2,
    co2_per_km=10,
)
"""A kilometre a minute, always."""
AT_ONCE = Conduct(Nearest())


class AllAtOnce:
    """Gives every idle rider as many orders as they can carry."""

    def assign(self, now, errands, riders, terms):
        rows = list(range(len(errands)))
        trips = []
        for rider in (riders.free <= now).nonzero()[0].tolist():
            if rows:
                trips.append(Assignment(rider, tuple(rows[: terms.capacity])))
                del rows[: terms.capacity]
        return trips


class Road:
    """A fleet with its base at the origin."""

    def __init__(self, riders, spec=SPEC, conduct=AT_ONCE, available=0.0):
        self.env = simpy.Environment(initial_time=0)
        self.facts = Facts()
        self.levers = FleetLevers(np.array([spec.accepts]), np.array([available]), np.ones(1))
        self.speed = np.ones(1)
        pace = CityPace(spec, self.speed)
        self.fleet = DispatchedFleet(self.env, 3, spec, (0, 0), self.facts, conduct, pace, self.levers)
        self.fleet.resize(riders)

    def at(self, minute, then, argument):
        Call(self.env, round(minute * MINUTE), then, argument)

    def order(self, minute, order, store, home, announced=None, mood=1.0):
        """An order whose goods are ready at ``minute``, of which the fleet hears at ``announced``."""
        since = round((minute if announced is None else announced) * MINUTE)
        errand = Errand(order, 0, *store, *home, 0.0, since, mood=mood)
        if announced is not None:
            self.at(announced, self.fleet.announce, errand)
        self.at(minute, self.fleet.take, errand)

    def delivered(self, until=10 * HOUR):
        """Return order -> (minute loaded, minute at the door)."""
        self.env.run(until=until)
        check_census(0, 3, self.fleet.census())
        return {order: (loaded / MINUTE, end / MINUTE) for order, loaded, end, _ in self.fleet.delivered}

    def trips(self):
        self.fleet.note_trips()
        return self.facts["trips"]


@pytest.mark.requirement("S121", "S129")
def test_a_trip_of_two_doors_is_ridden_in_the_order_of_the_rule():
    road = Road(0, conduct=Conduct(AllAtOnce()))
    road.order(0, 1, (1_000, 0), (1_000, 4_000))
    road.order(1, 2, (1_000, 0), (1_000, 9_000))
    road.at(5, road.fleet.resize, 1)
    # Off at 5, at the store at 6, away at 8; the first door 4 km on, 3 min there: 15; the next 5 km on: 23.
    assert road.delivered() == {1: (8, 15), 2: (8, 23)}
    trips = road.trips()
    assert [trips[name].tolist() for name in ("orders", "stops", "metres_empty", "metres_loaded", "cost", "co2")] == [
        [2],
        [2],
        [1_000],
        [9_000],
        [2 * SPEC.per_drop],
        [100],
    ]
    assert (trips["start"].item(), trips["loaded"].item(), trips["end"].item()) == (
        5 * MINUTE,
        8 * MINUTE,
        23 * MINUTE,
    )


@pytest.mark.requirement("S121")
def test_a_rider_sent_ahead_waits_in_the_store_for_the_goods():
    road = Road(1, conduct=Conduct(Nearest(), ahead=HOUR))
    road.order(20, 1, (4_000, 0), (4_000, 3_000), announced=0)
    # There at 4, one minute to park; the goods are bagged at 20, one minute to load, 3 to ride, 3 at the door.
    assert road.delivered() == {1: (21, 27)}
    assert road.fleet.read()[1] == 27 * MINUTE, "who waits in a store is at work"


@pytest.mark.requirement("S121")
def test_a_rider_leaves_with_the_whole_bundle_and_not_before():
    road = Road(1, conduct=Conduct(AllAtOnce(), ahead=HOUR))
    road.order(5, 1, (0, 0), (0, 0), announced=0)
    road.order(20, 2, (0, 0), (0, 0), announced=0)
    assert road.delivered() == {1: (21, 24), 2: (21, 27)}


def test_ahead_of_time_nobody_is_sent_before_the_goods_are_nearly_ready():
    road = Road(1, conduct=Conduct(Nearest(), ahead=2 * MINUTE))
    road.order(10, 1, (1_000, 0), (1_000, 0), announced=0)
    # A store yet unknown is expected to take ten minutes: off at 8, parked at 10, loaded at 11.
    assert road.delivered() == {1: (11, 14)}
    assert road.trips()["start"].tolist() == [8 * MINUTE]


@pytest.mark.requirement("S121")
def test_a_trip_turned_down_is_offered_again_half_a_minute_later():
    road = Road(2, replace(SPEC, accepts=0.5))
    road.order(0, 1, (0, 0), (0, 0), mood=0.6)
    road.order(0, 2, (0, 0), (0, 0), mood=0.3)
    # After one asking the chance that all said no is 0.5: below 0.6, not below 0.3; after two it is 0.25.
    assert road.delivered() == {1: (2, 5), 2: (2.5, 5.5)}


@pytest.mark.requirement("S121")
def test_who_has_just_said_no_is_not_asked_again_because_another_order_comes():
    road = Road(2, replace(SPEC, accepts=0.5))
    road.order(0, 1, (0, 0), (0, 0), mood=0.3)
    road.order(0.25, 2, (0, 0), (0, 0), mood=0.6)
    # Asked at 0 and half a minute later, whatever happens in between.
    assert road.delivered() == {1: (2.5, 5.5), 2: (2.25, 5.25)}


def test_whom_nobody_will_take_is_given_up():
    road = Road(1, replace(SPEC, accepts=0.0))
    road.order(0, 1, (0, 0), (0, 0))
    assert road.delivered() == {}
    assert road.fleet.refused == [(1, 30 * MINUTE)]


@pytest.mark.requirement("S121")
def test_a_break_begins_after_the_trip_and_is_not_paid():
    road = Road(1)
    road.order(0, 1, (0, 0), (0, 5_000))
    road.at(5, road.fleet.rest, 1)
    road.order(12, 2, (0, 5_000), (0, 5_000))
    road.at(25, road.fleet.rest, 0)
    # The trip ends at 10; the second order waits from 12 to the end of the break at 25: loaded at 27, there at 30.
    assert road.delivered(until=HOUR) == {1: (2, 10), 2: (27, 30)}
    paid, busy, queue, _ = road.fleet.read()
    assert (paid, busy, queue) == (45 * MINUTE, 15 * MINUTE, 13 * MINUTE)


@pytest.mark.requirement("S131")
def test_a_third_party_takes_what_waits_too_long_at_a_fee_that_surges():
    contract = OverflowSpec(fee=1_000, surge=0.5, after=10 * MINUTE, retry=5 * MINUTE, arrives=8 * MINUTE)
    road = Road(0, replace(SPEC, overflow=contract), available=0.5)
    low, high = 0.3 / 65_536, 0.6 / 65_536
    road.order(0, 1, (0, 0), (0, 4_000), mood=high)
    road.order(0, 2, (0, 0), (0, 4_000), mood=low)
    road.order(1, 3, (0, 0), (0, 4_000), mood=high)
    # Asked at 10: the first finds somebody, who is there at 18, away at 20, at the door at 27. The second finds nobody
    # at 10, somebody at 15; then three are under way, but the first asked pay less.
    assert road.delivered() == {1: (20, 27), 2: (25, 32), 3: (21, 28)}
    assert {order: fee for order, _, _, fee in road.fleet.delivered} == {1: 1_000, 3: 1_500, 2: 2_000}
    trips = road.trips()
    assert set(trips["kind"].tolist()) == {Vehicle.THIRD_PARTY}
    assert (trips["metres_empty"].sum(), trips["metres_loaded"].sum(), trips["cost"].sum()) == (0, 12_000, 4_500)


@pytest.mark.requirement("S131")
def test_a_third_party_that_asks_more_is_paid_more():
    road = Road(0, replace(SPEC, overflow=OverflowSpec(fee=1_000, surge=0.5, after=10 * MINUTE)), available=1.0)
    road.levers.price[0] = 1.4
    road.order(0, 1, (0, 0), (0, 4_000), mood=0.6 / 65_536)
    road.order(0, 2, (0, 0), (0, 4_000), mood=0.6 / 65_536)
    road.delivered()
    assert sorted(fee for _, _, _, fee in road.fleet.delivered) == [1_400, 2_100]


@pytest.mark.requirement("S131")
def test_a_third_party_without_riders_leaves_the_order_to_be_given_up():
    road = Road(0, available=0.0)
    road.order(0, 1, (0, 0), (0, 0), mood=0.7)
    assert road.delivered() == {}
    assert [order for order, _ in road.fleet.refused] == [1]


def test_decisions_fall_every_so_many_minutes():
    road = Road(1, conduct=Conduct(Nearest(), every=4 * MINUTE))
    road.order(1, 1, (0, 0), (0, 0))
    assert road.delivered() == {1: (6, 9)}


@pytest.mark.requirement("S121", "S252")
def test_rain_and_the_rush_hour_slow_the_way_and_not_the_stops():
    rush = {"noon": RushSpec(start=5 * MINUTE, end=HOUR, speed=0.5)}
    road = Road(1, replace(SPEC, rush=rush))
    road.speed[:] = 0.5
    road.order(0, 1, (1_000, 0), (1_000, 3_000))
    # 2 min to the store, 2 there: 4, before the rush; the way at half speed: 6 min; 3 at the door.
    road.order(20, 2, (1_000, 3_000), (1_000, 0))
    # Rain and rush: a quarter of the speed: 2 at the store, 12 on the way, 3 at the door.
    assert road.delivered() == {1: (4, 13), 2: (22, 37)}


def test_a_rider_with_a_shift_of_their_own_goes_home_after_the_last_trip():
    road = Road(0)
    road.fleet.expect(Rider(7, 0, 0, until=6 * MINUTE, free=0))
    road.order(1, 1, (0, 0), (0, 5_000))
    road.order(7, 2, (0, 0), (0, 5_000))
    assert road.delivered() == {1: (3, 11)}
    assert road.fleet.census()[:3] == (1, 1, 0)


def test_a_trip_may_wait_for_a_rider_whose_shift_begins_later():
    road = Road(0, conduct=Conduct(FirstCome()))
    road.fleet.expect(Rider(0, 1_000, 0, until=HOUR, free=10 * MINUTE))
    road.order(1, 1, (0, 0), (0, 0))
    road.env.run(until=5 * MINUTE)
    check_census(0, 3, census := road.fleet.census())
    assert (census.called, census.assigned) == (0, 1)
    assert road.delivered() == {1: (13, 16)}


class Wrong:
    """Breaks the contract in a way of its choice."""

    def __init__(self, trip):
        self.trip = trip

    def assign(self, now, errands, riders, terms):
        return [self.trip] if len(errands) == 3 else []


@pytest.mark.parametrize("rows", [(), (0, 0), (0, 1, 2), (0, 2)], ids=["none", "twice", "too many", "two stores"])
def test_a_rule_that_breaks_its_contract_stops_the_run(rows):
    road = Road(1, conduct=Conduct(Wrong(Assignment(0, rows)), every=MINUTE))
    for number in range(3):
        errand = Errand(number, number // 2, 0, 0, 0, 0, 0.0, 0)
        road.fleet.take(errand)
    with pytest.raises(InvariantBrokenError, match="1 to 2 waiting orders of one store"):
        run_until(road.env, 2 * MINUTE)


@pytest.mark.requirement("S121")
@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (lambda fleet: fleet.squad.idle.pop(), "riders of fleet 3 do not balance: 2 at work, 1 idle"),
        (lambda fleet: fleet.squad.resting.append(fleet.squad.idle[0]), "riders of fleet 3 do not balance"),
        (lambda fleet: fleet._list._errands.clear(), "orders of fleet 3 do not balance: 2 taken, 1 held"),
        (lambda fleet: setattr(fleet, "spec", replace(fleet.spec, capacity=0)), "carries 1 orders, but can carry 0"),
    ],
    ids=["a rider lost", "a rider in two places", "an order lost", "an order too many on a trip"],
)
def test_the_census_finds_who_and_what_is_lost(fault, law):
    road = Road(2, conduct=Conduct(Nearest(), every=MINUTE))
    road.order(0, 1, (0, 0), (0, 90_000))
    road.order(1.5, 2, (0, 0), (0, 0))
    road.env.run(until=100 * MINUTE // 60)
    check_census(0, 3, road.fleet.census())
    fault(road.fleet)
    with pytest.raises(InvariantBrokenError, match=law) as stop:
        check_census(0, 3, road.fleet.census())
    assert stop.value.dump["site"] == 3
