"""Pop-up stores: there between two dates, filled before and emptied after, visited by who passes by."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import facts_until
from sim.errors import InvariantBrokenError
from sim.facts import Account, Task, Touchpoint, Trigger, Vehicle
from sim.road import Road
from sim.units import DAY, HOUR

PLAZA = 2
"""slot of the pop-up store: centre, north, plaza, south"""


def town(passers_by=0.05, days=6, **popup):
    city = tree()
    city["calendar"]["days"] = days
    city["plan"]["waves"]["open"]["stores"] = ["centre", "north", "south"]
    city["places"]["stores"]["plaza"] = {
        **{"lon": 121.47, "lat": 31.23, "floor_m2": 60, "tills": 1},
        "shifts": {"day": {"start": "07:00", "end": "23:00", "staff": 1}},
    }
    city["places"]["popups"] = {
        "plaza": {
            **{"start": "2026-03-04", "end": "2026-03-06", "cost": "2000 CNY", "running": "300 CNY"},
            "passers_by": passers_by,
        }
        | popup
    }
    return city


@pytest.fixture(scope="module")
def facts():
    return simulate(read(town()), 0).facts


@pytest.mark.requirement("S115")
def test_it_has_visitors_on_its_days_only_and_they_passed_by(facts):
    visits = facts["visits"]
    here = (visits["touchpoint"] == Touchpoint.STORE) & (visits["site"] == PLAZA)
    assert set((visits["arrive"][here] // DAY).tolist()) == {2, 3}
    assert set(visits["trigger"][here].tolist()) == {Trigger.ERRAND}
    assert here.sum() > 10
    clock = visits["arrive"][here] % DAY
    assert clock.min() >= 8 * HOUR
    assert clock.max() < 22 * HOUR


@pytest.mark.requirement("S115")
def test_it_costs_what_it_costs_while_it_is_there(facts):
    ledger = facts["ledger"]
    mine = (ledger["account"] == Account.PROGRAMME) & (ledger["site"] == PLAZA)
    paid = dict(zip(ledger["day"][mine].tolist(), ledger["fen"][mine].tolist(), strict=True))
    assert paid == {2: -230000, 3: -30000}
    moves = facts["lever_changes"]
    assert (moves["time"][-4:] // DAY).tolist() == [2, 2, 4, 4]
    assert moves["new"][-4:].tolist() == [1.0, 1.0, 0.0, 0.0]
    hours = facts["staff_hours"]
    crew = (hours["site"] == PLAZA) & (hours["task"] == Task.CREW) & (hours["paid"] > 0)
    assert set((hours["hour"][crew] // 24).tolist()) == {2, 3}, "its crew is paid while it is there"


@pytest.mark.requirement("S115")
def test_it_is_filled_on_the_first_morning_and_what_is_left_goes_back_to_the_warehouse(facts):
    days = facts["stock_days"]
    stock = [int(days["physical"][(days["site"] == PLAZA) & (days["day"] == day)].sum()) for day in range(6)]
    assert stock[0] == stock[1] == 0
    assert stock[2] > 10
    assert stock[4] == stock[5] == 0
    trucks = facts["trips"]
    visits = (trucks["kind"] == Vehicle.TRUCK) & (trucks["site"] == PLAZA)
    assert set((trucks["end"][visits] // DAY).tolist()) == {2, 3}
    back = (trucks["kind"] == Vehicle.TRUCK) & (trucks["fleet"] == PLAZA)
    assert (trucks["end"][back] // DAY).tolist() == [4]
    assert trucks["orders"][back].tolist() == [stock[3]], "all that was left"


@pytest.mark.requirement("S115")
def test_more_passers_by_win_more_people_and_take_nothing_from_who_came_before():
    few, many = (simulate(read(town(share)), 0).facts for share in (0.01, 0.08))
    came = [set(f["visits"]["person"][f["visits"]["site"] == PLAZA].tolist()) for f in (few, many)]
    assert came[0] < came[1]
    new = [int((f["people"]["first_order"] >= 0).sum()) for f in (few, many)]
    assert new[1] > new[0]


@pytest.mark.requirement("S115", "M10")
def test_a_pop_up_that_nobody_passes_changes_nothing_for_the_others():
    # Until it opens: then it is filled from the warehouse of the others.
    alone, beside = (facts_until(city, 2)["orders"] for city in (tree(), town(0.0)))
    for column in ("person", "placed", "goods", "mode", "got"):
        assert np.array_equal(alone[column], beside[column]), column


def test_before_it_opens_nobody_knows_of_it():
    quiet, busy = (facts_until(town(share), 2)["visits"]["arrive"] for share in (0.05, 0.5))
    assert np.array_equal(quiet, busy)


def test_goods_that_are_lost_on_the_way_back_are_noticed(monkeypatch):
    honest = Road.carry

    def careless(self, source, target, units, after, unloaded):
        honest(self, source, target, units, after, unloaded)
        if source == PLAZA:
            self.stock.in_transit[target * self.stock.skus] += 1

    monkeypatch.setattr(Road, "carry", careless)
    population = build(read(town()), 0)
    with pytest.raises(InvariantBrokenError, match="in transit"):
        population.live(6)
    population.forget()
