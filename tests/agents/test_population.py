"""The population: columns with Mesa's names, slots that nobody else can move, and agents of an analyst's own."""

import numpy as np
import pytest

from agents.shopper import Shopper, Wish
from o2o.validate.small_city import tree
from sim.facts import Mode
from sim.units import HOUR


def test_a_person_is_a_live_view_of_the_columns(born):
    population = born()
    somebody = population[7]
    somebody.app = 0.25
    assert population.people.app[7] == 0.25
    population.people.app[7] = 0.5
    assert somebody.app == 0.5
    assert len(population) == 560
    assert sum(1 for _ in population) == 560
    assert population[-1].row == 559


def test_columns_are_selected_and_summed_by_mesas_names(born):
    population = born()
    prospects = population.select(lambda people: ~people.customer)
    assert len(prospects) == 60
    assert not population.get("customer", prospects).any()
    assert population.agg("customer", np.sum) == 500
    assert [len(rows) for rows in population.groupby("segment").values()] == [360, 200]


def test_mesas_own_randomness_is_off(born):
    population = born()
    with pytest.raises(AttributeError, match="keyed random field"):
        population.random.shuffle([1, 2])
    with pytest.raises(AttributeError, match="keyed random field"):
        population.rng.random()


def test_more_customers_leave_everybody_else_as_they_were(born):
    larger = tree()
    larger["people"]["segments"]["families"]["customers"] += 40
    few, many = born().people, born(larger).people
    _, here, there = np.intersect1d(few.entity, many.entity, return_indices=True)
    assert here.size == few.count
    for column in ("home_x", "home_y", "taste", "rate", "app", "appetite"):
        assert np.array_equal(getattr(few, column)[here], getattr(many, column)[there]), column


def test_replications_differ_in_luck(born):
    one, two = born().people, born(replication=1).people
    assert not np.array_equal(one.home_x, two.home_x)


def test_tastes_and_rates_are_those_of_the_segment(born):
    city = tree()
    city["people"]["segments"] = {"all": {"customers": 20_000, "needs": {"per_year": 73}}}
    people = born(city).people
    # Gamma with shape 0.83 and mean 0.2 a day.
    assert people.rate.mean() == pytest.approx(0.2, abs=4 * 0.2 / np.sqrt(0.83 * 20_000))
    assert people.taste.mean(axis=0).tolist() == pytest.approx([3.0, 1.2, 1.0, 0.4], abs=4 * 0.8 / np.sqrt(20_000))


class Regular(Shopper):
    """Walks into the first store at ten every day for the same product."""

    def decide(self, start, end, view):
        hour = start % (24 * HOUR) // HOUR
        return [Wish(start, Mode.WALK_IN, 0, (4,))] if hour == 10 else []


def test_an_agent_of_the_analysts_own_decides_instead_of_the_columns(born):
    population = born()
    population.hand_over(np.array([5]), Regular)
    for day in range(3):
        population.live_day(day)
    visits = population.world.facts["visits"]
    mine = visits["person"] == 5
    assert (visits["arrive"][mine] % (24 * HOUR)).tolist() == [10 * HOUR] * 3
    assert (visits["wanted"][mine]).tolist() == [1, 1, 1]


def test_a_wish_outside_its_tick_is_refused(born):
    class Late(Shopper):
        """Wishes for something in the past."""

        def decide(self, start, end, view):
            return [Wish(end, Mode.WALK_IN, 0, (4,))]

    population = born()
    population.hand_over(np.array([5]), Late)
    with pytest.raises(ValueError, match="a wish needs products and a time in"):
        population.live_day(0)
