"""The virtual store: who looks into the app sees the shelves of stores that show them, and walks past empty ones."""

import numpy as np
import pytest

from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.facts import Outcome, Touchpoint
from sim.units import HOUR
from sim.view import View

CENTRE = 0


def city(**more):
    scenario = tree()
    for segment in scenario["people"]["segments"].values():
        segment["tastes"] = segment["tastes"] | {"app": 1.0}
    scenario["plan"]["changes"] = more
    return scenario


def shown(where="all", to=True, start="2026-03-02"):
    return {"start": start, "lever": "virtual_store", "to": to, "where": where}


@pytest.mark.requirement("S114")
def test_an_empty_shelf_weighs_on_the_way_there_only_where_it_is_shown(born, first_choices):
    population = born(city(seen=shown(["centre"])))
    today, choices = first_choices(population)
    cells = population.world.stock.physical.size
    at_noon = 12 * HOUR
    full, empty = (View(at_noon, np.zeros(3), np.full(cells, there), np.zeros(3)) for there in (True, False))
    rows = slice(0, today.time.size)
    worth = choices.merit.copy()
    population._ways._mind_stock(worth, choices.site, today, choices, rows, full)
    assert np.array_equal(worth, choices.merit), "a full shelf takes nothing off"
    population._ways._mind_stock(worth, choices.site, today, choices, rows, empty)
    walks = np.isfinite(choices.merit[:, :3])
    taken = np.where(walks, choices.merit[:, :3] - np.where(walks, worth[:, :3], 0.0), 0.0)
    here = walks & (choices.site[:, :3] == CENTRE) & today.browses[:, None]
    assert here.sum() > 20
    # Nothing of the basket is there: the whole weight of a missing basket.
    assert taken[here] == pytest.approx(np.broadcast_to(choices.missing[:, None], walks.shape)[here])
    assert not taken[walks & (choices.site[:, :3] != CENTRE)].any()


def wasted(facts):
    visits = facts["visits"]
    return int(((visits["touchpoint"] == Touchpoint.STORE) & (visits["outcome"] == Outcome.NOTHING_LEFT)).sum())


def bare(**more):
    """Return a city of small baskets whose warehouse sends nothing, so that more and more look in vain."""
    shut = {"start": "2026-03-02", "lever": "warehouse.open", "to": False}
    scenario = city(shut=shut, **more)
    scenario["policies"] = {"replenishment": {"cover": "12 h", "safety": 0, "facing": 0}}
    for segment in scenario["people"]["segments"].values():
        segment["basket"] = {"log_mean": 0, "log_sd": 0, "person_sd": 0, "most": 1}
    return scenario


@pytest.mark.requirement("S114")
def test_fewer_people_come_for_nothing_once_shelves_are_seen():
    blind, seen = (simulate(read(bare(**more)), 0).facts for more in ({}, {"seen": shown()}))
    assert wasted(blind) > 20
    assert wasted(seen) < 0.7 * wasted(blind)


@pytest.mark.requirement("S114")
def test_what_is_seen_late_saves_fewer_trips():
    fresh, stale = bare(seen=shown()), bare(seen=shown())
    stale["information"] = {"sync_latency": "1 d"}
    assert wasted(simulate(read(stale), 0).facts) > wasted(simulate(read(fresh), 0).facts)


@pytest.mark.requirement("M10")
def test_a_virtual_store_that_nobody_opens_changes_no_byte():
    shut = city(seen=shown(to=False))
    assert same(simulate(read(city()), 0).facts, simulate(read(shut), 0).facts).passed
