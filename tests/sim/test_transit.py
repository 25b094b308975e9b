"""Days on the road: zones by hand, and the scatter of a public set of parcels by distance."""

import numpy as np
import pytest

from sim.places import CarrierSpec
from sim.random_field import RandomField
from sim.transit import ByDistance, Zones

KMS = np.array([5, 30, 31, 200, 201]) * 1_000
OLIST = CarrierSpec(transit="by_distance")


def test_zones_take_one_two_or_three_days_and_a_slip_one_more():
    zones = Zones(CarrierSpec(slip=0.1))
    assert zones.promised(KMS).tolist() == [1, 1, 2, 2, 3]
    luck = np.array([0.05, 0.1, 0.5, 0.099, 0.9])
    assert zones.taken(KMS, luck).tolist() == [2, 1, 2, 3, 3]


@pytest.mark.requirement("S129")
@pytest.mark.parametrize(("km", "days"), [(25, 2.1), (600, 8.0), (2_000, 14.4)])
def test_half_of_the_parcels_take_the_days_that_olist_measured_at_their_distance(km, days):
    # Olist: under 50 km 2.1 days, 400 to 800 km 8.0, above 1,500 km 14.4.
    luck = RandomField(83).purpose("test.transit").dense(20_000, 0)
    taken = ByDistance(OLIST).taken(np.full(luck.size, km * 1_000), luck)
    assert np.median(taken) == pytest.approx(days, rel=0.15)


@pytest.mark.requirement("S129")
def test_as_many_parcels_are_late_as_the_promise_allows():
    luck = RandomField(83).purpose("test.late").dense(40_000, 0)
    away = np.full(luck.size, 900_000)
    transit = ByDistance(OLIST)
    late = float((transit.taken(away, luck) > transit.promised(away)).mean())
    # Olist: 6.5 % of all parcels are late; whole days move the share by less than a point here.
    assert late == pytest.approx(0.065, abs=0.01)


def test_less_luck_or_a_longer_way_never_takes_less_time():
    transit = ByDistance(OLIST)
    assert (np.diff(transit.taken(np.full(99, 80_000), np.linspace(0.01, 0.99, 99))) <= 0).all()
    ways = np.arange(0, 3_000_000, 10_000)
    for days in (transit.promised(ways), transit.taken(ways, np.full(ways.size, 0.3))):
        assert (np.diff(days) >= 0).all()
        assert days[0] == 1
