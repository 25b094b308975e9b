"""Ways to buy: what is on offer to whom, and how each thing that weighs moves choices, all else and all luck equal."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from sim.facts import Mode
from sim.places import metres
from sim.units import HOUR, KM


def one_day(**choice):
    """Return a city whose people all see the same morning."""
    city = tree()
    city["calendar"] |= {"days": 1, "tick": "24 h"}
    for segment in city["people"]["segments"].values():
        segment["customers"] *= 4
        segment["choice"] = choice
    return city


def modes(population):
    """Return how many chose each mode."""
    visits, orders = population.world.facts["visits"], population.world.facts["orders"]
    counts = np.bincount(orders["mode"], minlength=4)
    counts[Mode.WALK_IN] = (visits["touchpoint"] == 0).sum()
    return counts


@pytest.fixture
def lived(born):
    """Return city -> its population after its days."""

    def live(city):
        population = born(city)
        population.live(city["calendar"]["days"])
        return population

    return live


def test_nobody_enters_a_store_that_is_closed(lived):
    visits = lived(one_day()).world.facts["visits"]
    entered = visits["arrive"][visits["touchpoint"] == 0] % (24 * HOUR)
    assert entered.min() >= 8 * HOUR
    assert entered.max() < 22 * HOUR


def test_what_no_store_offers_nobody_chooses(lived):
    city = one_day()
    city["plan"] = {}
    city["offers"] = {"parcel": False}
    assert modes(lived(city))[1:].tolist() == [0, 0, 0]
    assert modes(lived(one_day()))[1:].min() > 0


def test_a_closed_store_receives_nobody_and_ships_nothing(lived):
    city = one_day()
    city["plan"]["changes"] = {"shut": {"start": "2026-03-02", "lever": "store.open", "to": False, "where": ["north"]}}
    orders = lived(city).world.facts["orders"]
    assert not (orders["site"] == 1).any()
    assert np.bincount(orders["mode"], minlength=4).min() > 0


def test_riders_go_no_further_than_their_radius(lived):
    city = one_day()
    city["offers"] = {"instant_radius": "1 km"}
    population = lived(city)
    orders, people = population.world.facts["orders"], population.people
    rides = orders["mode"] == Mode.INSTANT
    place = population.world.city.site_xy[orders["site"][rides]]
    who = orders["person"][rides]
    away = metres(place[:, 0], place[:, 1], people.home_x[who], people.home_y[who])
    assert rides.sum() > 5
    assert away.max() <= KM


@pytest.mark.parametrize(
    ("path", "value", "mode"),
    [
        (["offers", "instant_fee"], "20 CNY", Mode.INSTANT),
        (["offers", "parcel_fee"], "20 CNY", Mode.PARCEL),
        (["offers", "collect_promise"], "20 h", Mode.COLLECT),
        (["offers", "instant_promise"], "20 h", Mode.INSTANT),
    ],
)
def test_what_a_way_costs_in_money_or_time_drives_people_from_it_alone(lived, path, value, mode):
    dearer = one_day()
    put(dearer, path, value)
    before, after = modes(lived(one_day())), modes(lived(dearer))
    assert after[mode] < before[mode]
    others = [other for other in range(4) if other != mode]
    assert np.all(after[others] >= before[others])


def test_prospects_hold_their_lack_of_trust_against_the_shop(lived):
    def bought(trust):
        city = one_day(trust=trust, idle=0)
        city["people"]["segments"]["families"]["prospects"] = 2_000
        city["marketing"] = {"natural": {"per_prospect_year": 300}}
        return int((lived(city).people.first_order >= 0).sum())

    assert 0 < bought(4.0) < bought(0.0)


def test_habit_keeps_people_with_their_way_and_store(lived):
    def loyal(weight):
        city = one_day(habit=weight)
        population = lived(city)
        visits = population.world.facts["visits"]
        entered = visits["touchpoint"] == 0
        return np.mean(visits["site"][entered] == population.people.near[visits["person"][entered], 0])

    assert loyal(5.0) > loyal(0.0) + 0.05
