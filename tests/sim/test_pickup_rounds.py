"""Couriers' rounds: who is fetched when there is no room for all, when refunds come, and what may get lost."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from sim.errors import InvariantBrokenError
from sim.facts import Mode, Way
from sim.pickup_rounds import PickupRounds, at_its_time
from sim.units import DAY, HOUR, MINUTE

ROUNDS = {"start": "2026-03-02", "lever": "returns.pickups"}


def by_courier(city, room, pickup_days="1 d"):
    """Let everything in ``city`` that comes back be fetched, ``room`` bags a day."""
    city["people"]["returning"] = {"post": 1000, "fetched": 0, "after": 0}
    city["after_sales"] = {"returns": {"inspection": "3 min", "cv": 0, "resale": 1.0, "pickup_days": pickup_days}}
    city["plan"].setdefault("changes", {})["fetch"] = ROUNDS | {"lever": "returns.pickup", "to": True}
    if room is not None:
        city["plan"]["changes"]["rounds"] = ROUNDS | {"to": room}
    return city


def units(*bags):
    """Return a block of (wish, order, row) triples."""
    return np.array(bags, np.int64).T


def test_a_round_takes_bags_by_the_age_of_their_wish_whole_and_as_many_as_it_has_room_for():
    rounds = PickupRounds(np.array([2.0]))
    ten, noon, four = 10 * HOUR, 12 * HOUR, 16 * HOUR
    rounds.ask(units((four, 5, 0), (four, 5, 1), (noon, 7, 2), (ten, 9, 3), (DAY + ten, 11, 4)))
    fetched, waiting = rounds.go(0)
    assert fetched[2].tolist() == [3, 2], "ten and noon; the bag with two units waits"
    assert waiting[2].tolist() == [0, 1]
    fetched, waiting = rounds.go(1)
    assert fetched[2].tolist() == [0, 1, 4], "who has waited comes before who wishes today, though later in the day"
    assert waiting.size == 0
    assert at_its_time(fetched[0], 1).tolist() == [DAY + four, DAY + four, DAY + ten]
    assert (rounds.entrusted, rounds.fetched, rounds.waiting()) == (5, 5, 0)


def test_no_number_of_bags_means_as_many_as_there_are():
    rounds = PickupRounds(np.zeros(1))
    rounds.ask(units(*((HOUR, nth, nth) for nth in range(1000))))
    assert rounds.go(0)[0].shape == (3, 1000)


@pytest.mark.requirement("S152")
def test_three_bags_and_room_for_one_a_day(city, lived):
    """Three orders are collected on one day; their bags are wished for on the next, and fetched on three days."""
    city["calendar"]["days"] = 10
    for nth in range(3):
        city["goods"]["products"][f"p0{nth}"]["returned"] = 1.0
    wishes = [((9 + nth) * HOUR, Mode.COLLECT, 0, (nth,)) for nth in range(3)]
    facts = lived(by_courier(city, 1), wishes).world.facts
    back = facts["returns"]
    received = facts["orders"]["delivered"][back["order"]] // DAY
    wished = np.where(back["wished"] >= 0, back["wished"], back["handed"])
    order = np.argsort(wished)
    assert (wished // DAY).tolist() == (received + 1).tolist()
    assert (back["handed"] % DAY).tolist() == (wished % DAY).tolist(), "at the time of day that was wished for"
    first = int(wished.min() // DAY)
    assert (back["handed"][order] // DAY).tolist() == [first, first + 1, first + 2]
    assert (back["inspected"] - back["handed"]).tolist() == [DAY + 3 * MINUTE] * 3, "the refund comes as much later"
    assert sorted((back["wished"] >= 0).tolist()) == [False, True, True], "who need not wait has no other wish"


def returning_city(room, days=14):
    city = tree()
    city["calendar"]["days"] = days
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.286}
    return by_courier(city, room)


@pytest.mark.requirement("S152")
def test_a_whole_city_waits_for_its_couriers_as_the_recursion_says():
    room, days = 6, 14
    facts = simulate(read(returning_city(room, days)), 0).facts
    back = facts["returns"]
    mine = back["way"] == Way.PICKUP
    wished = np.where(back["wished"] >= 0, back["wished"], back["handed"])[mine]
    order, handed = back["order"][mine], back["handed"][mine]
    _, bags = np.unique(order, return_index=True)
    bags = bags[np.lexsort((order[bags], wished[bags]))]
    bags = bags[wished[bags] < days * DAY]
    expected = wished[bags] // DAY
    for nth in range(room, bags.size):
        expected[nth] = max(expected[nth], expected[nth - room] + 1)
    assert (handed[bags] // DAY).tolist() == np.minimum(expected, days).tolist()
    assert int((expected > wished[bags] // DAY).sum()) > 20, "it does come to waiting"


@pytest.mark.requirement("S152", "M10")
def test_more_room_than_anybody_asks_for_changes_nothing():
    free, roomy = (simulate(read(returning_city(room, 8)), 0).facts for room in (None, 10**6))
    for name, column in free["returns"].items():
        assert (column == roomy["returns"][name]).all(), name
    assert (free["ledger"]["fen"] == roomy["ledger"]["fen"]).all()


@pytest.mark.requirement("S152")
def test_with_more_room_nobody_is_fetched_later():
    luck = np.random.default_rng(7)
    wished = np.sort(luck.integers(0, 30 * DAY, 400))
    days = []
    for room in (13, 14, 20):
        rounds = PickupRounds(np.array([float(room)]))
        rounds.ask(np.array((wished, np.arange(400), np.arange(400))))
        fetched = np.empty(400, np.int64)
        for day in range(60):
            fetched[rounds.go(day)[0][2]] = day
        days.append(fetched)
    assert (days[1] <= days[0]).all()
    assert (days[2] <= days[1]).all()
    assert days[2].sum() < days[0].sum()


def test_a_bag_that_couriers_lose_is_noticed(monkeypatch):
    honest = PickupRounds.go

    def careless(self, day):
        fetched, waiting = honest(self, day)
        if self._asked and day > 3:
            self._asked.pop()
        return fetched, waiting

    monkeypatch.setattr(PickupRounds, "go", careless)
    population = build(read(returning_city(3, 8)), 0)
    with pytest.raises(InvariantBrokenError, match="units for couriers do not balance"):
        population.live(8)
    population.forget()
