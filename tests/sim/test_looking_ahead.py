"""Shoppers who look at the line before they join it, by hand and in a busy store."""

import numpy as np
import pytest
import simpy

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate import theory
from o2o.validate.small_city import put, read, tree
from sim.facts import Mode, Outcome
from sim.looking_ahead import LookingAhead
from sim.station import Crew, Station
from sim.units import HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE = 0


def line(env, hands, places, jobs):
    """Return a station at which ``jobs`` have come who stay for hours."""
    station = Station(env, Crew(env, hands), places)
    for job in range(jobs):
        station.join(job, 9 * HOUR, lambda _: None)
    return station


@pytest.mark.requirement("S107")
@pytest.mark.parametrize(
    ("hands", "places", "present", "wait"),
    [(2, 3, 1, 0), (2, 3, 2, MINUTE // 2), (2, 3, 5, 2 * MINUTE), (9, 3, 5, MINUTE), (0, 3, 0, MINUTE)],
)
def test_the_wait_is_reckoned_from_the_line_and_the_places_with_somebody(hands, places, present, wait):
    # (people in line + 1) minutes over the open places; nobody at work counts as one who will come.
    ahead = LookingAhead(1.0, MINUTE)
    assert ahead.reckon(line(simpy.Environment(0), hands, places, present)) == wait


def test_who_reckons_more_than_their_patience_turns_away_and_is_asked_once():
    ahead, tills = LookingAhead(1.0, MINUTE), line(simpy.Environment(0), 2, 2, 5)
    ahead.note(np.full(2, 0.5), np.arange(2))
    # Three in line at two places: two minutes.
    assert ahead.turns_away(0, tills, 2 * MINUTE) == 0
    assert ahead.turns_away(1, tills, 2 * MINUTE - 1) == 2 * MINUTE
    assert ahead.turns_away(1, tills, 0) == 0


def test_a_share_of_shoppers_looks_and_more_of_them_are_the_same_and_others():
    luck = (np.arange(100_000) * 0x9E3779B1 % 2**32 + 0.5) / 2**32
    looked = []
    for share in (0.3, 0.6):
        ahead = LookingAhead(share, MINUTE)
        ahead.note(luck, np.arange(luck.size))
        looked.append(ahead._lookers)
        assert len(ahead._lookers) / luck.size == pytest.approx(share, abs=0.01)
    assert looked[0] < looked[1]


@pytest.fixture
def queue(city, lived):
    """Return what becomes of three shoppers, ten seconds apart, at a single till that takes an hour for each."""

    def outcome(**work):
        centre = city["places"]["stores"]["centre"]
        centre["tills"] = 1
        city["places"]["store_work"] |= {"till_base": "1 h", "patience": "100 h"} | work
        wishes = [(TEN + nth * 10 * SECOND, Mode.WALK_IN, STORE, (nth,)) for nth in range(3)]
        return lived(city, wishes, days=1).world

    return outcome


@pytest.mark.requirement("S107")
def test_who_sees_a_wait_beyond_their_patience_leaves_the_basket_at_once(queue):
    world = queue(look_ahead=1.0, look_ahead_time="1000 h")
    came = {name: values.tolist() for name, values in world.facts["visits"].columns().items()}
    assert came["outcome"] == [Outcome.BOUGHT, Outcome.TURNED_AWAY, Outcome.TURNED_AWAY]
    # 4 min and 40 s among the shelves; nobody joined a queue.
    assert came["leave"][1:] == [TEN + 290 * SECOND, TEN + 300 * SECOND]
    assert came["queue"][1:] == [-1, -1]
    shelf = {flow: values[:3].tolist() for flow, values in world.facts["stock_days"].columns().items()}
    assert (shelf["sold"], shelf["put_back"], shelf["reserved"]) == ([1, 0, 0], [0, 1, 1], [0, 0, 0])


@pytest.mark.requirement("S107")
def test_who_reckons_a_short_wait_joins_and_waits_as_everybody_does(queue):
    outcomes = [
        queue(**look).facts["visits"]["outcome"].tolist()
        for look in ({"look_ahead": 1.0, "look_ahead_time": "1 s"}, {}, {"look_ahead": 0.0, "look_ahead_time": "9 h"})
    ]
    assert outcomes == [[Outcome.BOUGHT] * 3] * 3


def test_who_turns_away_remembers_the_wait_that_they_reckoned(city, lived):
    city["places"]["stores"]["centre"]["tills"] = 1
    city["places"]["store_work"] |= {"till_base": "1 h", "look_ahead": 1.0, "look_ahead_time": "1 h"}
    city["places"]["store_work"]["patience"] = "1 min"
    people = lived(city, [(TEN + nth * SECOND, Mode.WALK_IN, STORE, (0,)) for nth in range(2)], days=1).people
    # One visit of 0.6; then an hour in line beyond 4 min at 0.04 a minute would be -1.64, and no score is below -1.
    assert people.satisfaction[0, Mode.WALK_IN] == pytest.approx(0.3 * 0.6 + 0.3 * (-1 - 0.3 * 0.6), abs=1e-6)


def busy_store(**changes):
    """Return the small city's centre with few hands and many shoppers."""
    city = tree()
    city["people"]["segments"] = {"near": {"customers": 5_000, "needs": {"per_year": 160}, "tastes": {"app": 0.0}}}
    city["places"]["stores"] = {"centre": city["places"]["stores"]["centre"] | {"tills": 2}}
    city["places"]["stores"]["centre"]["shifts"]["day"]["staff"] = 2
    city["plan"] = {"changes": {}}
    for path, value in changes.items():
        put(city, path.split("__"), value)
    return read(city)


@pytest.mark.requirement("S107")
def test_most_of_those_who_turn_away_would_have_given_up_and_figures_tell_them_apart():
    figures = []
    for share in (0.0, 1.0):
        run = simulate(busy_store(places__store_work__look_ahead=share), 0)
        outcome, table = run.facts["visits"]["outcome"], measure(run.facts, run.dimensions)
        figures.append([table.get(kpi) for kpi in ("E29b", "E29g", "E29w")])
        entered = outcome != Outcome.BROWSED
        assert figures[-1][0] == pytest.approx(100 * (outcome == Outcome.TURNED_AWAY).sum() / entered.sum())
    nobody, everybody = figures
    assert nobody[0] == 0.0
    assert everybody[0] > 2.0
    assert everybody[1] < 0.6 * nobody[1]
    assert everybody[0] + everybody[1] == pytest.approx(nobody[1], rel=0.25)


def test_without_anybody_who_looks_the_chain_is_that_of_erlang():
    away, waits, line = theory.turned_away(3.0, 4, 1.0, 0.0)
    assert (away, waits) == (0.0, pytest.approx(theory.erlang_c(4, 3.0)))
    assert line == pytest.approx(3.0 * theory.mean_wait(4, 3.0))


def test_nobody_is_noted_when_nobody_looks():
    population = build(busy_store(), 0)
    assert population.world.admission.walk_ins._ahead is None
    population.forget()
