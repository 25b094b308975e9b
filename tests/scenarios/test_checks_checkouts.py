"""Checks of checkouts: a warning where self-checkouts lose goods that nobody has."""

import pytest

from o2o.validate.small_city import put, tree
from scenarios.load import from_tree


def warnings(**changes):
    city = tree()
    put(city, ["plan", "changes", "loss"], {"start": "2026-03-02", "lever": "tills.unscanned", "to": 0.01})
    for path, value in changes.items():
        put(city, path.split("__"), value)
    return [problem.message for problem in from_tree(city, "city.yaml").warnings]


@pytest.mark.requirement("S107")
def test_self_checkouts_that_are_not_there_lose_nothing():
    assert warnings() == ["tills.unscanned is moved, but 'centre' has no self-checkout"]
    assert warnings(places__stores__centre__self_tills=2, plan__changes__loss__where=["centre"]) == []
    kiosks = {"start": "2026-03-02", "lever": "tills.self", "to": 2}
    assert warnings(plan__changes__kiosks=kiosks) == []
