"""Checks of pre-sale: a warning where nobody may collect what is sold ahead."""

from o2o.validate.small_city import tree
from scenarios.load import from_tree


def warnings(opens):
    city = tree()
    city["plan"]["waves"]["open"]["opens"] = opens
    city["plan"]["changes"] = {"fresh": {"start": "2026-03-02", "lever": "presale", "to": True}}
    return [problem.message for problem in from_tree(city, "city.yaml").warnings]


def test_presale_where_nobody_may_collect_is_pointed_out():
    assert warnings(["collect", "instant"]) == []
    assert warnings(["instant"]) == ["presale is moved, but orders can be collected nowhere"]
