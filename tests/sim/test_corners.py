"""Corners by hand and in a town: room, time, units taken along, logins, and the shelves that lose their floor."""

from itertools import pairwise

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.corner_audit import CornerAudit, present
from sim.corners import Corners
from sim.errors import InvariantBrokenError
from sim.facts import NEVER, Account, Mode, Outcome, Touchpoint
from sim.intents import Intents
from sim.seats import Seats
from sim.units import DAY, HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE = 0
FILLED = 280 * SECOND
"""among the shelves for one unit"""


def with_corner(city, area=0.01, **corner):
    """Return the city with one corner, ten minutes long, and its floor from the first day on."""
    city["places"]["corners"] = {"trial": {"visited": 1, "dwell": "10 min"} | corner}
    city["plan"]["changes"] = {"corners": {"start": "2026-03-02", "lever": "corners.area", "to": area}}
    return city


def columns(population, table):
    return {name: values.tolist() for name, values in population.world.facts[table].columns().items()}


@pytest.mark.requirement("S101", "S104")
def test_who_finds_a_seat_rests_and_who_finds_none_walks_on(city, lived):
    # 0.005 of 800 m2 is 4 m2: two seats of 2 m2.
    times = [TEN, TEN + MINUTE, TEN + 2 * MINUTE, TEN + 10 * MINUTE]
    population = lived(with_corner(city, 0.005), [(t, Mode.WALK_IN, STORE, (n,)) for n, t in enumerate(times)])
    seats = columns(population, "corners")
    rested = [TEN + 10 * MINUTE, TEN + 11 * MINUTE, NEVER, TEN + 20 * MINUTE]
    assert (seats["came"], seats["left"], seats["places"]) == (times, rested, [2] * 4)
    visits = columns(population, "visits")
    queues = [(end if end != NEVER else came) + FILLED for came, end in zip(times, rested, strict=True)]
    assert (visits["queue"], visits["outcome"]) == (queues, [Outcome.BOUGHT] * 4)


@pytest.mark.requirement("S101")
def test_what_is_taken_along_comes_off_the_shelf_and_is_paid_at_the_till(city, lived):
    city["goods"]["products"]["p14"]["category"] = "gadgets"
    trial = {"takes": 1, "categories": ["gadgets"]}
    facts = lived(with_corner(city, **trial), [(TEN, Mode.WALK_IN, STORE, (0,))]).world.facts
    assert facts["order_lines"]["sku"].tolist() == [0, 14]
    assert facts["orders"]["goods"].tolist() == [400 + 1800]
    assert facts["corners"]["sku"].tolist() == [14]
    # Ten minutes in the corner, then 4 min and 40 s for each of two units; 40 s and 3 s a unit at the till.
    queue = TEN + 10 * MINUTE + 320 * SECOND
    assert facts["visits"]["queue"].tolist() == [queue]
    assert facts["visits"]["leave"].tolist() == [queue + 46 * SECOND]
    stock, ledger = facts["stock_days"], facts["ledger"]
    assert stock["sold"][(stock["site"] == STORE) & (stock["sku"] == 14)].sum() == 1
    assert ledger["fen"][ledger["account"] == Account.SALES].sum() == 2200


@pytest.mark.requirement("S101")
def test_what_does_not_lie_on_the_shelf_is_not_taken_and_nobody_misses_it(city, lived):
    city["goods"]["products"]["p14"]["category"] = "gadgets"
    city["policies"] = {"replenishment": {"levels": {"centre": {"site": "centre", "sku": "p14", "level": 0}}}}
    trial = {"takes": 1, "categories": ["gadgets"]}
    facts = lived(with_corner(city, **trial), [(TEN, Mode.WALK_IN, STORE, (0,))]).world.facts
    assert facts["corners"]["sku"].tolist() == [NEVER]
    assert (facts["visits"]["wanted"].tolist(), facts["visits"]["found"].tolist()) == ([1], [1])


@pytest.mark.requirement("S101", "C36")
def test_longer_stays_keep_others_out_where_entry_is_limited(city, lived):
    city["places"]["stores"]["centre"]["most_inside"] = 1
    city["places"]["store_work"] |= {"patience": "100 h"}
    two = [(TEN, Mode.WALK_IN, STORE, (0,)), (TEN + SECOND, Mode.WALK_IN, STORE, (1,))]
    # One seat: the first rests, the second walks on, but cannot come in before the first has gone to the till.
    queues = columns(lived(with_corner(city, 0.0025), two), "visits")["queue"]
    assert queues == [TEN + 10 * MINUTE + FILLED, TEN + 10 * MINUTE + 2 * FILLED]


def town(area, **corner):
    """Return three stores where all walk in, four in ten of them by a corner."""
    city = tree()
    city["calendar"] |= {"days": 7}
    city["people"]["segments"] = {"near": {"customers": 4_000, "needs": {"per_year": 120}, "tastes": {"app": 0.0}}}
    for store in city["places"]["stores"].values():
        store |= {"tills": 6}
        store["shifts"]["day"]["staff"] = 6
    city["policies"] = {"replenishment": {"units_per_m2": 5}}
    return with_corner(city, area, **({"visited": 0.4, "takes": 0.5, "m2_a_head": 4} | corner))


def figures(city, *kpis):
    run = simulate(read(city), 0)
    table = measure(run.facts, run.dimensions)
    return [table.get(kpi) for kpi in kpis]


@pytest.mark.requirement("S101")
def test_figures_of_corners_are_what_the_facts_say():
    city = tree()
    run = simulate(read(with_corner(city, 0.005, takes=0.5, wifi=0.5)), 0)
    table, corners = measure(run.facts, run.dimensions), run.facts["corners"]
    came, stayed = len(corners["visit"]), int((corners["left"] != NEVER).sum())
    took, known = int((corners["sku"] != NEVER).sum()), int(corners["login"].sum())
    assert came > stayed > max(took, known) > min(took, known) > 0
    passed_by = corners["left"] == NEVER
    assert not corners["login"][passed_by].any(), "nobody logs in where there is no room"
    assert (corners["sku"][passed_by] == NEVER).all()
    assert table.get("E04s") == pytest.approx(stayed / 3)
    shares = [(came - stayed) / came, took / stayed, known / stayed]
    assert [table.get(kpi) for kpi in ("E04sf", "E04st", "E04sl")] == pytest.approx([100 * share for share in shares])
    assert np.isnan(measure(simulate(read(tree()), 0).facts, run.dimensions).get("E04s"))


@pytest.mark.requirement("S101", "S105")
def test_a_corner_sells_until_the_shelves_are_too_small_for_what_is_asked_for():
    areas = (0.0, 0.01, 0.1, 0.5, 0.8)
    sales, available, full = zip(*(figures(town(area), "K13", "K05", "E04sf") for area in areas), strict=True)
    none, small, some, half, most = sales
    assert none < small < some, "more seats, more who stay and take something along"
    assert some > half > most, "but what the shelves lose in the end sells more than the corner brings"
    assert half < none
    assert available[0] == 100 >= available[2] > available[3] > available[4]
    assert full[1] > 10 > full[2] == 0


@pytest.mark.requirement("S105")
def test_both_versions_of_sales_per_square_metre_count_the_floor_of_corners():
    city = town(0.1)
    before, tills = figures(city, "K13", "K13s")
    for store in city["places"]["stores"].values():
        store["floor_m2"] = 1_600
    city["policies"]["replenishment"]["units_per_m2"] = 2.5
    city["places"]["corners"]["trial"]["m2_a_head"] = 8
    assert figures(city, "K13", "K13s") == pytest.approx([before / 2, tills / 2])


@pytest.mark.requirement("S104", "C36")
def test_the_longer_people_rest_the_fuller_is_the_store():
    inside = [figures(town(0.2, takes=0, dwell=f"{minutes} min"), "E04m", "E04f") for minutes in (5, 10, 20)]
    hours, peaks = zip(*inside, strict=True)
    assert hours[0] < hours[1] < hours[2]
    assert peaks[0] < peaks[1] < peaks[2]


def known(wifi, area=0.1):
    """Return a town's run in which stores recognise nobody but by a login."""
    city = tree()
    city["calendar"] |= {"days": 14}
    city["information"] = {"match_rate": 0}
    return simulate(read(with_corner(city, area, visited=0.5, wifi=wifi)), 0)


@pytest.mark.requirement("S104")
def test_who_never_bought_here_has_no_account_to_log_in_with(city, lived):
    city["people"]["segments"]["scripted"] |= {"customers": 0, "prospects": 2}
    twice = [(TEN, Mode.WALK_IN, STORE, (0,)), (TEN + DAY, Mode.WALK_IN, STORE, (1,))]
    assert columns(lived(with_corner(city, wifi=1), twice), "corners")["login"] == [0, 1]


@pytest.mark.requirement("S104")
def test_a_login_makes_the_visit_known_and_lets_the_firm_see_more_of_those_who_cross():
    without, some, all_of_them = (known(wifi) for wifi in (0, 0.5, 1))
    seen = [measure(run.facts, run.dimensions).get("K10o") for run in (without, some, all_of_them)]
    assert seen[0] < seen[1] < seen[2]
    truth = [measure(run.facts, run.dimensions).get("K10") for run in (without, all_of_them)]
    assert truth[0] == truth[1], "nobody shops otherwise for it"
    facts = all_of_them.facts
    visits, corners = facts["visits"], facts["corners"]
    login = corners["visit"][corners["login"] > 0]
    in_store = visits["touchpoint"] == Touchpoint.STORE
    assert set(np.flatnonzero(in_store & (visits["member"] != NEVER))) == set(login.tolist())
    assert (visits["member"][login] == visits["person"][login]).all()
    walked = facts["orders"]["mode"] == Mode.WALK_IN
    assert (facts["orders"]["member"][walked] == NEVER).all(), "the till is told nothing"


@pytest.mark.requirement("S101", "M10")
@pytest.mark.parametrize("off", [{"area": 0}, {"visited": 0}])
def test_corners_without_floor_or_visitors_change_no_byte(off):
    city = tree()
    plain = simulate(read(city), 0).facts
    off = {"area": 0.1, "takes": 1} | off
    assert same(plain, simulate(read(with_corner(city, **off)), 0).facts, ["lever_changes"]).passed


@pytest.mark.requirement("S101", "M11")
def test_corners_that_open_on_a_day_change_nothing_before():
    facts = []
    for area in (0, 0.3):
        city = with_corner(tree(), area, takes=1)
        city["plan"]["changes"]["corners"]["start"] = "2026-03-04"
        population = build(read(city), 0)
        for day in range(2):
            population.live_day(day)
        facts.append(population.world.facts.tables())
        population.forget()
    assert same(*facts).passed


@pytest.mark.requirement("S101", "S104")
def test_whoever_finds_a_seat_among_some_finds_one_among_more():
    rng = np.random.default_rng(7)
    came = np.sort(rng.integers(0, 2_000, 3_000))
    stay = rng.integers(1, 40, 3_000)
    found = [Seats().offer(came, stay, places) for places in (0, 1, 5, 20, 40)]
    assert not found[0].any()
    for few, more in pairwise(found):
        assert more.sum() > few.sum()
        assert (more >= few).all()
    inside = present(np.zeros(int(found[2].sum()), np.int64), came[found[2]], (came + stay)[found[2]])
    assert inside.max() == 5


def test_who_sits_stays_when_seats_become_fewer():
    seats = Seats()
    assert seats.offer(np.array([0, 0, 0]), np.array([9, 9, 20]), 3).all()
    assert seats.offer(np.array([8, 9]), np.array([5, 5]), 2).tolist() == [False, True]
    assert seats.offer(np.array([10]), np.array([1]), 2).tolist() == [False]


def test_people_in_a_corner_are_counted_one_corner_at_a_time():
    corner, came, left = np.array([[1, 0, 5], [0, 0, 4], [0, 2, 3], [1, 5, 9], [0, 3, 6], [1, 5, 6]]).T
    assert present(corner, came, left).tolist() == [1, 1, 2, 1, 2, 2]


def test_intents_with_more_units_keep_their_lines_in_order():
    n, sku = 3, np.array([7, 8, 9, 5])
    zero, units = np.zeros(n, np.int64), np.array([1, 2, 1])
    marks = np.zeros((n, 4))
    whole = Intents(*[zero] * 10, units, np.array([3, 1, 0]), marks, marks, sku)
    more = whole.with_more(np.array([0, 1]), np.array([1, 2]))
    owner, lines = more.lines(np.arange(n))
    assert (owner.tolist(), lines.tolist()) == ([0, 0, 1, 1, 1, 2], [5, 1, 8, 9, 2, 7])
    assert whole.with_more(zero[:0], zero[:0]) is whole


def crowd(self, came, stay, places):
    return np.ones(came.size, bool)


@pytest.mark.parametrize(
    ("law", "plant"),
    [
        ("people beyond the places of corners", lambda patch: patch.setattr(Seats, "offer", crowd)),
        ("units taken along in corners", lambda patch: patch.setattr(Intents, "with_more", lambda self, *_: self)),
        ("visits known by logins in corners", lambda patch: patch.setattr(Corners, "_tell", lambda *_: None)),
    ],
)
def test_corners_that_break_a_law_stop_the_run(monkeypatch, law, plant):
    plant(monkeypatch)
    population = build(read(town(0.005, wifi=1)), 0)
    with pytest.raises(InvariantBrokenError, match=f"{law} do not balance"):
        population.live(3)
    population.forget()


def test_who_stays_past_midnight_is_counted_the_day_after_as_well(city, lived):
    city["places"]["stores"]["centre"]["shifts"]["day"]["end"] = "24:00"
    late = [(23 * HOUR + 55 * MINUTE, Mode.WALK_IN, STORE, (0,))]
    population = lived(with_corner(city, 0.0025), late, days=1)
    audit = next(each._audit for each in population.world._annexes if isinstance(each, Corners))
    assert isinstance(audit, CornerAudit)
    assert audit._late.tolist() == [0]
