"""Promises by hand: what waiting work adds, and the first slot that has room."""

import numpy as np
import pytest

from sim.facts import Mode
from sim.levers import Levers
from sim.slots import Slots
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR
STORE = 0


def set_levers(city, **levers):
    city["plan"]["changes"] = {
        path.replace(".", "_"): {"start": "2026-03-02", "lever": path, "to": to} for path, to in levers.items()
    }


def slots(length, room, *ready):
    """Return the day and hour of the slots of orders that can be ready at those times, at a store open 8 to 22."""
    levers = Levers({"store": 2})
    levers.start_with("collect.slot", [length, 0])
    levers.start_with("collect.slot_orders", room)
    hours = np.array([8 * HOUR] * 2), np.array([22 * HOUR] * 2)
    fitted = Slots(levers["collect.slot"], levers["collect.slot_orders"], *hours)
    begins = fitted.fit(np.zeros(len(ready), np.int64), np.array(ready))
    return [(time // DAY, time % DAY / HOUR) for time in begins.tolist()]


@pytest.mark.requirement("S119")
def test_an_order_gets_the_first_slot_that_begins_when_it_can_be_ready_and_has_room():
    # Slots of two hours from 8 on: 8, 10, 12 ... 20.
    assert slots(2 * HOUR, 1, TEN, TEN + 1, TEN, 7 * HOUR) == [(0, 10), (0, 12), (0, 14), (0, 8)]
    assert slots(2 * HOUR, 2, TEN, TEN, TEN) == [(0, 10), (0, 10), (0, 12)]


@pytest.mark.requirement("S119")
def test_no_slot_reaches_past_closing_and_the_next_morning_follows():
    assert slots(2 * HOUR, 1, 20 * HOUR, 20 * HOUR, 21 * HOUR) == [(0, 20), (1, 8), (1, 10)]
    assert slots(4 * HOUR, 9, 17 * HOUR) == [(1, 8)], "8, 12 and 16 only: a slot from 20 on would end at 24"


def test_a_store_without_slots_promises_as_before():
    levers = Levers({"store": 1})
    ready = np.array([TEN + 7])
    assert (
        Slots(levers["collect.slot"], levers["collect.slot_orders"], np.array([8 * HOUR]), np.array([22 * HOUR])).fit(
            np.array([0]), ready
        )
        is ready
    )


@pytest.mark.requirement("S119", "S123")
def test_orders_to_collect_are_promised_for_their_slots(city, lived):
    set_levers(city, **{"collect.slot": "2 h", "collect.slot_orders": 1})
    wishes = [(TEN + nth, Mode.COLLECT, STORE, (nth,)) for nth in range(3)]
    orders = lived(city, wishes).world.facts["orders"]
    # Promised in two hours: slots from 12, 14 and 16 o'clock; 12:00 and a moment is the slot of 14.
    assert (orders["promise"] // HOUR).tolist() == [12, 14, 16]
    assert (orders["delivered"] > orders["promise"]).all()


@pytest.mark.requirement("S119")
def test_a_promise_grows_with_the_work_that_waits(city, lived):
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 1
    city["offers"] = {"collect_promise": "30 min"}
    wishes = [(TEN + nth, Mode.COLLECT, STORE, (0, 1)) for nth in range(2)] + [(11 * HOUR, Mode.COLLECT, STORE, (2,))]
    plain = lived(city, wishes).world.facts["orders"]
    assert (plain["promise"] - plain["placed"]).tolist() == [30 * MINUTE] * 3
    set_levers(city, **{"promise.load": 0.5})
    city["places"]["store_work"] |= {"pick_base": "80 min"}
    city["offers"] = {"collect_promise": "2 h", "instant_promise": "4 h"}
    for mode, promise in ((Mode.COLLECT, 2 * HOUR), (Mode.INSTANT, 4 * HOUR)):
        loaded = lived(city, [*wishes[:2], (11 * HOUR, mode, STORE, (2,))]).world.facts["orders"]
        # At 11:00 two orders are in picking: the third waits twice its own 80 min, 30 s for its unit and 1 min to pack.
        assert (loaded["promise"] - loaded["placed"])[2] == promise + (81 * MINUTE + 30_000)


@pytest.mark.requirement("S119", "S123")
def test_at_night_a_promise_counts_from_opening(city, lived):
    wishes = [(hour * HOUR, Mode.COLLECT, STORE, (nth,)) for nth, hour in enumerate((5, 7, 23.5))]
    orders = lived(city, [(int(time), *rest) for time, *rest in wishes]).world.facts["orders"]
    # Open from 8 to 22 o'clock; promised in two hours.
    assert orders["promise"].tolist() == [TEN, TEN, DAY + TEN]
