"""Corners without floor, floor without corners, and floor that no shelf loses are warned of."""

import pytest

from o2o.validate.small_city import tree
from scenarios.load import from_tree


def warnings(**city):
    change = {"plan": tree()["plan"] | {"changes": city.pop("changes", {})}}
    return [problem.message for problem in from_tree(tree() | change | city, "small-city.yaml").warnings]


FLOOR = {"seats": {"start": "2026-03-03", "lever": "corners.area", "to": 0.1}}
WITH_CORNER = tree()["places"] | {"corners": {"rest": {"visited": 0.1}}}
ROOM = {"replenishment": {"units_per_m2": 5}}


@pytest.mark.requirement("S101")
def test_a_plan_says_corners_their_floor_and_what_shelves_hold():
    assert warnings(places=WITH_CORNER, changes=FLOOR, policies=ROOM) == []
    assert warnings(policies=ROOM) == []
    (idle,) = warnings(changes=FLOOR, policies=ROOM)
    assert "there are no corners" in idle
    (free,) = warnings(places=WITH_CORNER, changes=FLOOR)
    assert "take their floor from nobody" in free
    (none,) = warnings(places=WITH_CORNER)
    assert "corners have no floor" in none
