"""Reduced prices that people know of: what they save at a store weighs as its price level does."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import facts_until, run, same
from sim.facts import Touchpoint
from sim.markdown import Markdown, MarkdownSpec
from sim.units import HOUR
from sim.view import View

STORES = 3


def test_expected_savings_follow_what_shoppers_saved():
    markdown = Markdown(MarkdownSpec(known=0.5), np.array([0.4]), lambda: np.array([[1_000.0, 500.0]]))
    # Three of the first and two of the second product cost 40 CNY, of which 4 were taken off: a tenth, half of it new.
    markdown.learn(np.array([400]), np.array([[3, 2], [9, 9]]))
    assert markdown.saving.tolist() == [0.05]
    markdown.learn(np.array([0]), np.array([[0, 0], [9, 9]]))
    assert markdown.saving.tolist() == [0.05], "a day without shoppers tells nobody anything"
    markdown.learn(np.array([0]), np.array([[2, 0], [9, 9]]))
    assert markdown.saving.tolist() == [0.025]


def walkers(**more):
    """Return a city where people walk in or stay away."""
    city = tree()
    city["offers"] = {"parcel": False}
    city["plan"] = {"changes": more}
    return city


def decided(population, choices_of, saving):
    """Return mode and store that each of the day's occasions decides for at noon."""
    today, choices = choices_of(population)
    cells = population.world.stock.physical.size
    view = View(12 * HOUR, np.zeros(STORES), np.full(cells, True), np.array(saving))
    return population._ways.decide(today, choices, slice(0, today.time.size), view)


@pytest.mark.requirement("S096")
def test_what_reduced_units_save_weighs_as_a_lower_price_level(born, first_choices):
    lower = {"start": "2026-03-02", "lever": "price.factor", "to": 0.8, "where": ["north"]}
    plain = decided(born(walkers()), first_choices, np.zeros(STORES))
    cheaper = decided(born(walkers(lower=lower)), first_choices, np.zeros(STORES))
    known = decided(born(walkers()), first_choices, [0, 0.2, 0])
    assert all(np.array_equal(*pair) for pair in zip(cheaper, known, strict=True))
    assert (known[1] == 1).sum() > (plain[1] == 1).sum() + 5


def dairy(known, off):
    """Return the small city where everything lives for five days, and units in their last days cost less."""
    city = walkers(off={"lever": "markdown", "start": "2026-03-05", "to": off})
    city["calendar"]["days"] = 12
    city["goods"] |= {"oldest_first": 0.5, "markdown": {"days": 2, "known": known}}
    for product in city["goods"]["products"].values():
        product["shelf_life"] = 5
    put(city, ["policies", "replenishment"], {"cover": "1 d", "warehouse_cover": "1 d"})
    return city


@pytest.mark.requirement("S096", "E44")
def test_more_people_walk_in_where_they_know_of_reduced_prices():
    unknown, known = run(dairy(0, 0.5)).facts, run(dairy(0.5, 0.5)).facts
    assert same(facts_until(dairy(0, 0.5), 4), facts_until(dairy(0.5, 0.5), 4)).passed, "nobody knows before"
    walks = [int((facts["visits"]["touchpoint"] == Touchpoint.STORE).sum()) for facts in (unknown, known)]
    assert walks[1] > 1.01 * walks[0]
    assert same(run(dairy(0, 0)).facts, run(dairy(0.5, 0)).facts).passed, "nothing reduced, nothing to know"
