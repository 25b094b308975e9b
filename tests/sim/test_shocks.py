"""Shocks: when they strike, how they fade, what they leave as it was."""

from copy import deepcopy
from datetime import date

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import facts_until, same
from sim.calendar import Calendar, CalendarSpec, FestivalSpec
from sim.facts import Mode
from sim.levers import CATALOGUE, Change, Levers
from sim.shocks import EffectSpec, ShockSpec, changes_of, geometric
from sim.units import DAY, HOUR

TEN = 10 * HOUR


def moves(facts, path):
    """Return (day, new value, cause) of every move of a lever."""
    table = facts["lever_changes"]
    rows = np.flatnonzero(table["lever"] == list(CATALOGUE).index(path))
    return [(int(table["time"][row] // DAY), float(table["new"][row]), int(table["cause"][row])) for row in rows]


def test_a_shock_lies_over_the_plan_which_may_move_beneath_it():
    levers = Levers({"fleet": 1})
    live = levers["riders.factor"]
    levers.apply(Change(1, "riders.factor", (0,), 2.0, 0))
    assert levers.apply(Change(2, "riders.factor", (0,), 0.25, 7, 1.0)) == [(0, 2.0, 0.5)], "a factor multiplies"
    assert levers.apply(Change(3, "riders.factor", (0,), 4.0, 1)) == [(0, 0.5, 1.0)], "the plan moves beneath"
    assert levers.apply(Change(4, "riders.factor", (0,), 0.25, 7, 0.5)) == [(0, 1.0, 2.5)], "half of it is felt"
    assert levers.apply(Change(5, "riders.factor", (0,), 0.25, 7, 0.0)) == [(0, 2.5, 4.0)]
    assert levers.apply(Change(6, "riders.factor", (0,), None, 1)) == [(0, 4.0, 2.0)]
    assert live.tolist() == [2.0]


def test_a_place_struck_twice_is_well_when_both_shocks_are_over():
    levers = Levers({"store": 2})
    for cause in (3, 4):
        levers.apply(Change(1, "store.open", (1,), 0.0, cause, 1.0))
    assert levers.apply(Change(2, "store.open", (1,), 0.0, 3, 0.0)) == []
    assert levers["store.open"].tolist() == [1.0, 0.0]
    assert levers.apply(Change(3, "store.open", (1,), 0.0, 4, 0.0)) == [(1, 0.0, 1.0)]


def test_half_a_till_is_rounded_to_whole_ones():
    levers = Levers({"store": 1})
    levers.apply(Change(1, "tills.staffed", (0,), 1.0, 0, 1 / 3))
    assert levers["tills.staffed"].tolist() == [3.0], "4 - (4 - 1) / 3"


@pytest.mark.requirement("S131", "S147")
def test_riders_fall_ill_and_come_back_evenly(city, lived):
    city["calendar"]["days"] = 8
    city["shocks"] = {
        "ill": {
            "start": "2026-03-03",
            "days": 2,
            "recovery": 3,
            "effects": {"riders": {"lever": "riders.factor", "to": 0}},
        }
    }
    facts = lived(city).world.facts
    cause = 1  # after the wave of the small city
    assert moves(facts, "riders.factor") == [
        (1, 0.0, cause),
        (3, 0.25, cause),
        (4, 0.5, cause),
        (5, 0.75, cause),
        (6, 1.0, cause),
    ]
    hours = facts["staff_hours"]
    noon = (hours["site"] == 2) & (hours["hour"] % 24 == 12) & (hours["paid"] > 0)
    paid = dict(zip((hours["hour"][noon] // 24).tolist(), (hours["paid"][noon] // HOUR).tolist(), strict=True))
    assert paid == {0: 3, 3: 1, 4: 2, 5: 2, 6: 3, 7: 3}, "round(3 x 0.25), round(1.5), round(2.25)"
    shocks = facts["shocks"]
    assert [shocks[name].tolist() for name in ("cause", "slot", "began", "eased", "over")] == [
        [cause],
        [0],
        [DAY],
        [3 * DAY],
        [6 * DAY],
    ]


@pytest.mark.requirement("S147")
def test_while_a_warehouse_is_shut_nothing_is_picked_and_no_truck_leaves(city, lived):
    city["calendar"]["days"] = 7
    city["shocks"] = {
        "flood": {"start": "2026-03-04", "days": 2, "effects": {"west": {"lever": "warehouse.open", "to": False}}}
    }
    wishes = [(day * DAY + TEN, Mode.PARCEL, 1, (day,)) for day in range(3)]
    facts = lived(city, wishes).world.facts
    orders = facts["orders"]
    assert (orders["handed"] // DAY).tolist() == [0, 1, 4], "Monday's and Tuesday's leave, Wednesday's waits for Friday"
    assert int(orders["pick_start"][2]) == 4 * DAY + 6 * HOUR, "it waits for the first shift after the flood"
    trucks = facts["trips"]["start"][facts["trips"]["kind"] == 1] // DAY
    assert not set(trucks.tolist()) & {2, 3}


def test_a_parcel_on_the_dock_waits_for_the_warehouse_to_open(city, lived):
    city["calendar"]["days"] = 6
    city["shocks"] = {
        "flood": {"start": "2026-03-03", "days": 2, "effects": {"west": {"lever": "warehouse.open", "to": False}}}
    }
    # Packed after Monday's cut-off at 17:00, on the dock when the warehouse shuts.
    facts = lived(city, [(18 * HOUR, Mode.PARCEL, 1, (0,))]).world.facts
    assert int(facts["orders"]["packed"][0]) < DAY
    assert int(facts["orders"]["handed"][0]) == 3 * DAY + 17 * HOUR


def snowed_in(city, days, first="2026-03-03"):
    """Let parcels that leave within two days be on their way for ``days`` more."""
    city["shocks"] = {"snow": {"start": first, "days": 2, "effects": {"all": {"lever": "carrier.late", "to": days}}}}
    return city


@pytest.mark.requirement("S252")
def test_parcels_handed_to_a_carrier_in_the_snow_come_days_later_than_told(city, lived):
    city["calendar"]["days"] = 12
    wishes = [(day * DAY + TEN, Mode.PARCEL, 1, (day,)) for day in range(4)]
    usual = lived(deepcopy(city), wishes).world.facts["orders"]
    snow = lived(snowed_in(deepcopy(city), 3), wishes).world.facts["orders"]
    assert ((snow["delivered"] - usual["delivered"]) // DAY).tolist() == [0, 3, 3, 0], "two days' trucks"
    assert snow["promise"].tolist() == usual["promise"].tolist(), "nobody is told"
    late = snow["delivered"] > snow["promise"]
    assert late.tolist() == [False, True, True, False]


def test_snow_that_delays_nothing_changes_no_byte_and_snow_to_come_none_before_it():
    moves = ("lever_changes", "shocks")
    assert same(simulate(read(tree()), 0).facts, simulate(read(snowed_in(tree(), 0)), 0).facts, moves).passed
    assert same(facts_until(tree(), 2), facts_until(snowed_in(tree(), 3, first="2026-03-04"), 2), moves).passed


@pytest.mark.requirement("S173", "S256")
def test_nobody_looks_into_an_app_that_is_down_and_stores_go_on():
    city = tree()
    city["shocks"] = {
        "down": {"start": "2026-03-03", "days": 1, "effects": {"app": {"lever": "app.open", "to": False}}}
    }
    facts = simulate(read(city), 0).facts
    online = np.bincount((facts["visits"]["arrive"] // DAY)[facts["visits"]["touchpoint"] == 1], minlength=3)
    walked = np.bincount((facts["visits"]["arrive"] // DAY)[facts["visits"]["touchpoint"] == 0], minlength=3)
    assert online[1] == 0
    assert min(online[0], online[2]) > 50
    assert walked[1] > 30


@pytest.mark.requirement("S251")
def test_a_demand_surge_reaches_its_zones_alone():
    city = tree()
    city["places"]["zones"] = {
        "near": {"lon": 121.45, "lat": 31.22},
        "far": {"lon": 121.45, "lat": 31.19},
    }
    calm = simulate(read(city), 0).facts
    city["shocks"] = {
        "surge": {
            "start": "2026-03-04",
            "days": 1,
            "effects": {"more": {"lever": "demand.factor", "to": 3, "where": ["near"]}},
        }
    }
    wild = simulate(read(city), 0).facts
    assert visits_on(wild, 2, zone=1) > 1.5 * visits_on(calm, 2, zone=1), "near is the second zone by its key"
    assert visits_on(wild, 2, zone=0) == visits_on(calm, 2, zone=0)


def visits_on(facts, day, zone):
    visits = facts["visits"]
    there = (visits["arrive"] // DAY == day) & (facts["people"]["zone"][visits["person"]] == zone)
    return len(np.unique(visits["person"][there]))


@pytest.mark.requirement("M11")
def test_days_before_a_shock_are_the_same_to_the_byte():
    calm, shaken = tree(), tree()
    shaken["shocks"] = {
        "down": {"start": "2026-03-04", "days": 1, "effects": {"app": {"lever": "app.open", "to": False}}}
    }
    assert same(facts_until(calm, 2), facts_until(shaken, 2)).passed
    assert same(facts_until(calm, 3), facts_until(shaken, 3)).refuted


@pytest.mark.requirement("M10")
def test_a_shock_without_effect_changes_no_byte():
    calm, idle = tree(), tree()
    idle["shocks"] = {
        "nothing": {"start": "2026-03-03", "recovery": 1, "effects": {"riders": {"lever": "riders.factor", "to": 1}}},
        "luck": {"per_year": 300, "effects": {"stores": {"lever": "store.open", "to": True}}, "strikes": "apart"},
    }
    assert same(simulate(read(calm), 0).facts, simulate(read(idle), 0).facts).passed


def struck(city, replication=0, **places):
    """Return (day, slot, days) of every strike of the shock in ``city``, lived through without customers."""
    population = build(read(city), replication)
    try:
        for day in range(city["calendar"]["days"]):
            population.world._programme.begin_day(day)
        shocks = population.world.facts["shocks"]
        over = np.where(shocks["over"] < 0, city["calendar"]["days"] * DAY, shocks["over"])
        rows = zip(shocks["began"] // DAY, shocks["slot"], (over - shocks["began"]) // DAY, strict=True)
        return sorted((int(day), int(slot), int(days)) for day, slot, days in rows)
    finally:
        population.forget()


def unlucky(days=1500):
    city = tree()
    city["calendar"]["days"] = days
    city["experiment"]["large"] = True
    city["shocks"] = {
        "outage": {
            "per_year": 20,
            "days": 3,
            "strikes": "apart",
            "effects": {"stores": {"lever": "store.open", "to": False}},
        }
    }
    return city


@pytest.mark.requirement("S173", "S243")
def test_luck_strikes_at_its_rate_and_lasts_as_long_as_told():
    found = struck(unlucky())
    lengths = np.array([days for _, _, days in found])
    # A renewal cycle: one day at least between strikes, then a geometric wait with the daily chance.
    chance = 1 - np.exp(-20 / 365)
    cycle = 3 + 1 + 1 / chance - 1
    expected = 3 * 1500 / cycle
    assert abs(len(found) - expected) < 3 * np.sqrt(expected), (len(found), expected)
    assert abs(lengths.mean() - 3) < 3 * np.sqrt(6 / len(found)), "variance of the geometric with mean 3 is 6"
    assert len(found) > 150


class EvenLuck:
    """Luck of which every day has the same."""

    def marks(self, entities, day, lanes):
        return np.full((1, lanes), 0.06)


@pytest.mark.requirement("S173")
@pytest.mark.parametrize(("busy", "days"), [(0.0, []), (1.0, [4]), (2.0, [4, 6])])
def test_luck_may_strike_the_oftener_the_busier_a_day_is(busy, days):
    even = {f"{name}day": 1.0 for name in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}
    feasts = {
        "sale": FestivalSpec(first=date(2026, 3, 6), last=date(2026, 3, 6), factor=2.0),
        "eve": FestivalSpec(first=date(2026, 3, 8), last=date(2026, 3, 8), factor=1.07),
    }
    calendar = Calendar(CalendarSpec(start=date(2026, 3, 2), days=9, festivals=feasts, **even))
    down = EffectSpec(lever="app.open", to=False)
    # Of 20 strikes a year a day gets 1 - exp(-20/365) = 0.0533; twice and 1.07 times that rate 0.104 and 0.0570, and
    # squared 0.197 and 0.0608.
    shock = ShockSpec(effects={"down": down}, per_year=20.0, busy=busy)
    found = changes_of(shock, 0, calendar, {"chain": ["chain"]}, EvenLuck())
    assert [change.day for change in found if change.felt] == days


def test_luck_belongs_to_the_key_the_day_and_the_place():
    whole = struck(unlucky(300))
    assert struck(unlucky(120)) == [(day, slot, min(days, 120 - day)) for day, slot, days in whole if day < 120], (
        "the first days do not know how many follow"
    )
    other = unlucky(300)
    other["plan"]["waves"]["open"]["opens"] = ["collect"]
    assert struck(other) == whole, "another plan has the same luck"
    more = unlucky(300)
    more["places"]["stores"]["anywhere"] = {"lon": 121.46, "lat": 31.22}
    assert [(day, slot - 1, days) for day, slot, days in struck(more) if slot] == whole
    assert struck(unlucky(300), replication=1) != whole


def test_struck_apart_each_place_has_luck_of_its_own():
    days = [{day for day, slot, _ in struck(unlucky(400)) if slot == store} for store in range(3)]
    assert min(map(len, days)) > 8
    # Of some twenty days in 400 two stores share one by chance.
    assert max(len(days[one] & days[other]) for one, other in ((0, 1), (0, 2), (1, 2))) < 6


def test_struck_together_all_places_are_shut_at_once():
    city = unlucky(300)
    del city["shocks"]["outage"]["strikes"]
    days = {}
    for day, slot, _ in struck(city):
        days.setdefault(day, []).append(slot)
    assert len(days) > 5
    assert set(map(tuple, days.values())) == {(0, 1, 2)}


@pytest.mark.parametrize(("u", "mean", "days"), [(0.0, 3, 1), (0.32, 3, 1), (0.34, 3, 2), (0.6, 3, 3), (0.99, 1, 1)])
def test_days_of_a_strike_by_inversion(u, mean, days):
    assert geometric(u, mean) == days, "P(N <= n) = 1 - (2/3)^n for a mean of 3: 0.333, 0.556, 0.704"
