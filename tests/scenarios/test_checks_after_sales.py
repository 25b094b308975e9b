"""Levers that nothing reads in a scenario are warned of."""

import pytest

from o2o.validate.small_city import tree
from scenarios.load import from_tree


def warnings(city):
    return [problem.message for problem in from_tree(city, "small-city.yaml").warnings]


@pytest.mark.parametrize("lever", ["returns.store", "returns.pickup"])
def test_levers_for_returns_where_nothing_comes_back(lever):
    city = tree()
    city["plan"]["changes"] = {"easy": {"start": "2026-03-03", "lever": lever, "to": True}}
    assert [message for message in warnings(city) if "no product ever comes back" in message]
    city["goods"]["products"]["p03"]["returned"] = 0.1
    assert warnings(city) == []


def test_fear_of_misfits_where_nothing_comes_back():
    city = tree()
    city["people"]["segments"]["families"]["choice"] = {"fit": 2.0}
    city["plan"]["changes"] = {"mirrors": {"start": "2026-03-03", "lever": "fit.shown", "to": 0.4}}
    assert len([message for message in warnings(city) if "no product ever comes back" in message]) == 2
    city["goods"]["products"]["p03"]["returned"] = 0.1
    assert warnings(city) == []


def test_rounds_of_couriers_who_never_come():
    city = tree()
    city["goods"]["products"]["p03"]["returned"] = 0.1
    city["plan"]["changes"] = {"rounds": {"start": "2026-03-03", "lever": "returns.pickups", "to": 5}}
    assert warnings(city) == ["returns.pickups is moved, but no courier ever comes"]
    city["plan"]["changes"]["fetch"] = {"start": "2026-03-03", "lever": "returns.pickup", "to": True}
    assert warnings(city) == []


def test_a_shock_to_a_bot_that_is_not_there():
    city = tree()
    city["shocks"] = {"fails": {"start": "2026-03-03", "effects": {"bot": {"lever": "bot.share", "to": 0.1}}}}
    assert [message for message in warnings(city) if "there is no complaint desk" in message]
    city["after_sales"] = {"complaints": {"shifts": {"day": {"start": "08:00", "end": "20:00", "staff": 1}}}}
    assert warnings(city) == []
