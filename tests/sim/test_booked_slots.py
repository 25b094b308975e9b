"""Booked slots of riders' orders: room, hours, and the order centre that waits for the slot."""

import pytest

from o2o.runner import simulate
from o2o.validate.small_city import put, read, tree
from o2o.validate.twin_worlds import same
from sim.facts import Mode
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR
STORE = 0


def booked(city, length="2 h", room=1):
    changes = city["plan"].setdefault("changes", {})
    changes["slot"] = {"start": "2026-03-02", "lever": "instant.slot", "to": length}
    changes["room"] = {"start": "2026-03-02", "lever": "instant.slot_orders", "to": room}
    return city


@pytest.mark.requirement("S117")
def test_each_customer_gets_the_first_slot_with_room_and_the_goods_come_within_it(city, lived):
    wishes = [(TEN + nth * MINUTE, Mode.INSTANT, STORE, (nth,)) for nth in range(3)]
    orders = lived(booked(city), wishes).world.facts["orders"]
    # At the door in half an hour at the earliest: slots from 12, 14 and 16 o'clock, promised by their ends.
    assert (orders["promise"] / HOUR).tolist() == [14, 16, 18]
    assert (orders["routed"] / HOUR).tolist() == [12, 14, 16]
    assert (orders["pick_start"] >= orders["routed"]).all()
    assert (orders["delivered"] <= orders["promise"]).all()


@pytest.mark.requirement("S117")
def test_a_full_day_books_for_tomorrow_morning(city, lived):
    wishes = [(21 * HOUR, Mode.INSTANT, STORE, (0,))]
    orders = lived(booked(city), wishes).world.facts["orders"]
    assert orders["promise"].tolist() == [DAY + 10 * HOUR]
    assert DAY + 8 * HOUR < orders["delivered"][0] < DAY + 9 * HOUR


@pytest.mark.requirement("S117")
def test_slots_spread_the_rush_so_that_more_promises_are_kept():
    rushed, spread = tree(), booked(tree(), "1 h", 6)
    for city in (rushed, spread):
        put(city, ["places", "fleets", "riders", "shifts", "day", "staff"], 1)
    kept = []
    for city in (rushed, spread):
        orders = simulate(read(city), 0).facts["orders"]
        due = (orders["mode"] == Mode.INSTANT) & (orders["promise"] <= 3 * DAY)
        assert due.sum() > 100
        kept.append(((orders["delivered"] >= 0) & (orders["delivered"] <= orders["promise"]))[due].mean())
    assert kept[1] > kept[0] + 0.1


@pytest.mark.requirement("M10")
def test_slots_of_no_length_change_no_byte():
    aside = ("lever_changes",)
    assert same(simulate(read(tree()), 0).facts, simulate(read(booked(tree(), "0 min", 20)), 0).facts, aside).passed
