"""Nodes that only ship: dark stores without walk-ins, pickers of their own pace, a limited number of them."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.validate.small_city import read, tree
from sim.facts import NEVER, Mode
from sim.units import HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE, DEPOT = 0, 1


@pytest.fixture
def dark():
    """Return the world of a small city after three days whose store in the centre is dark."""
    city = tree()
    city["places"]["stores"]["centre"] |= {"walk_ins": False, "pick_pace": 1.6}
    population = build(read(city), 0)
    population.live(3)
    yield population
    population.forget()


@pytest.mark.requirement("S126")
def test_nobody_walks_into_a_dark_store_and_riders_leave_from_it(dark):
    orders = dark.world.facts["orders"]
    at_dark = orders["site"] == STORE
    assert set(np.unique(orders["mode"][at_dark]).tolist()) <= {Mode.INSTANT, Mode.PARCEL}
    assert (orders["mode"][at_dark] == Mode.INSTANT).sum() > 20
    assert STORE not in dark.people.near
    assert dark.world.city.site_rows()[STORE].floor_m2 == 0


@pytest.mark.requirement("S126", "S135")
def test_a_dark_store_opens_with_stock_for_those_in_reach_and_is_replenished(dark):
    days = dark.world.facts["stock_days"]
    here = days["site"] == STORE
    assert days["physical"][here & (days["day"] == 0)].sum() > 2 * 15
    assert days["received"][here].sum() > 0


@pytest.mark.requirement("S126")
def test_its_pickers_are_faster(city, lived):
    city["places"]["stores"]["centre"]["pick_pace"] = 1.5
    orders = lived(city, [(TEN, Mode.INSTANT, STORE, (0, 1))]).world.facts["orders"]
    # 2 min and 30 s for each of two units, at 1.5 of the pace.
    assert orders["picked"][0] - orders["pick_start"][0] == 120 * SECOND


@pytest.mark.requirement("S135")
def test_of_a_warehouse_crew_no_more_pick_than_there_are_trolleys(city, lived):
    wishes = [(TEN, Mode.PARCEL, DEPOT, (0,)), (TEN, Mode.PARCEL, DEPOT, (1,))]
    begun = lived(city, wishes).world.facts["orders"]["pick_start"]
    assert begun.tolist() == [TEN, TEN]
    city["places"]["warehouses"]["west"]["pickers"] = 1
    begun = lived(city, wishes).world.facts["orders"]["pick_start"]
    assert (begun - TEN).tolist() == [0, 110 * SECOND], "90 s and 20 s for a unit"


@pytest.mark.requirement("S135")
def test_a_wave_releases_what_has_come_since_the_last(city, lived):
    city["places"]["warehouses"]["west"] |= {"waves": ["09:00", "11:30", "15:00"]}
    wishes = [(9 * HOUR + MINUTE, Mode.PARCEL, DEPOT, (0,)), (TEN, Mode.PARCEL, DEPOT, (1,))]
    orders = lived(city, wishes).world.facts["orders"]
    assert orders["pick_start"].tolist() == [11 * HOUR + 30 * MINUTE] * 2
    assert orders["routed"].tolist() == orders["pick_start"].tolist()
    assert (orders["cancelled"] == NEVER).all()
