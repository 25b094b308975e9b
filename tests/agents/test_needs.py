"""Needs: how many, of whom, and how large, against the figures that the planner wrote."""

import numpy as np
import pytest

from agents.needs import GuideTable
from agents.segments import NeedSpec
from o2o.validate.small_city import tree
from sim.samplers import pick

FLAT = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1.0)


def everyone_looks(**needs):
    """Return a city in which every need leaves a session in the app."""
    city = tree()
    city["calendar"] |= {"days": 3, "city_shock": 0, "zone_shock": 0, **FLAT}
    city["people"]["segments"] = {
        "all": {"customers": 4_000, "needs": {"per_year": 73, "shape": 1e6, **needs}, "tastes": {"app": 1}}
    }
    return city


def sessions(population):
    visits = population.world.facts["visits"]
    online = visits["touchpoint"] == 1
    return visits["person"][online], visits["arrive"][online] // (24 * 3_600_000)


def test_people_need_something_as_often_as_the_planner_says(born):
    population = born(everyone_looks(rest_depth=0))
    population.live(3)
    people, _ = sessions(population)
    # A need a day with chance 1 - exp(-0.2) = 0.18127.
    assert people.size == pytest.approx(12_000 * 0.18127, abs=4 * np.sqrt(12_000 * 0.18127 * 0.81873))


def test_nobody_shops_twice_a_day(born):
    population = born(everyone_looks(per_year=2_000, rest_depth=0))
    population.live(2)
    people, day = sessions(population)
    assert people.size == np.unique(np.stack((people, day)), axis=1).shape[1] > 7_000


def test_who_bought_yesterday_rests(born):
    rested, restless = (born(everyone_looks(per_year=365, rest_depth=depth)) for depth in (0.9, 0.0))
    counts = []
    for population in (rested, restless):
        population.live(2)
        _, day = sessions(population)
        counts.append(np.bincount(day, minlength=2))
    assert counts[0][0] == counts[1][0], "nobody has bought before the first day"
    assert counts[0][1] < 0.75 * counts[1][1]


def test_demand_follows_the_day_of_the_week_and_the_lever(born):
    city = everyone_looks(rest_depth=0)
    city["calendar"]["tuesday"] = 0.5
    city["plan"]["changes"] = {"rush": {"start": "2026-03-04", "lever": "demand.factor", "to": 2}}
    population = born(city)
    population.live(3)
    counts = np.bincount(sessions(population)[1], minlength=3)
    expected = 4_000 * -np.expm1(-0.2 * np.array([1.0, 0.5, 2.0]))
    assert np.all(np.abs(counts - expected) < 4 * np.sqrt(expected))


def test_a_guide_table_picks_what_a_search_picks():
    share = np.array([0.5, 0.0, 1e-6, 0.3, 0.2 - 1e-6])
    cumulative = np.cumsum(share)
    u = np.concatenate(
        (np.random.Generator(np.random.PCG64(3)).random(50_000), cumulative[:-1], cumulative[:-1] - 1e-9)
    )
    assert np.array_equal(GuideTable(cumulative).pick(u), pick(u, cumulative))


@pytest.mark.parametrize("hours", [(1.0,) * 23, (0.0,) * 24])
def test_a_profile_that_is_not_a_days_is_refused(hours):
    with pytest.raises(ValueError, match="24 numbers that add up to more than 0"):
        NeedSpec(hours=hours)
