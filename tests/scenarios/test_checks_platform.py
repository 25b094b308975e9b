"""What nothing reads because the platform never fails is warned of."""

from o2o.validate.small_city import tree
from scenarios.load import from_tree


def warnings(city):
    return [problem.message for problem in from_tree(city, "small-city.yaml").warnings]


def test_levers_of_a_platform_that_never_fails():
    city = tree()
    city["plan"]["changes"] = {"a": {"start": "2026-03-03", "lever": "platform.scales", "to": True}}
    assert warnings(city) == ["platform.scales is moved, but the platform never fails: platform.up is 0"]
    city["platform"] = {"up": "30 d"}
    assert warnings(city) == []


def test_a_standby_for_a_platform_that_never_fails():
    city = tree()
    city["platform"] = {"failover": "5 min"}
    assert warnings(city) == ["failover is set, but the platform never fails: platform.up is 0"]


def test_a_standby_that_comes_too_late():
    city = tree()
    city["platform"] = {"up": "30 d", "repair": "1 h", "failover": "11 h"}
    assert warnings(city) == ["a standby after 11 h comes when nearly all repairs are done"]
