"""The smart store system: one initiative, several levers, opened store by store; the pilot's stores alone see it."""

from datetime import date

import pytest

from o2o.construction import build
from o2o.planning.arms import menu
from o2o.validate.small_city import read, tree
from scenarios.load_programme import load_programme

LEVERS = ("tills.self", "labels.latency", "camera.coverage", "advice.time")


@pytest.fixture(scope="module")
def offered():
    return menu(load_programme(), read(tree()))


def opened(offered, step, start):
    """Return what a scope of the initiative changes, as a plan would write it."""
    slot = offered.keys.index("i47")
    return {
        key: {"start": start.isoformat(), "lever": change.lever, "to": change.to, "where": list(change.where)}
        for key, change in offered.changes(slot, step, start)
    }


@pytest.mark.requirement("S111")
def test_the_pilot_opens_in_two_stores_and_the_roll_out_adds_the_third(offered):
    city = tree()
    city["plan"]["changes"] = opened(offered, 0, date(2026, 3, 3)) | opened(offered, 1, date(2026, 3, 4))
    population = build(read(city), 0)
    seen = []
    for day in range(3):
        population.live_day(day)
        seen.append({lever: population.world.levers[lever].tolist() for lever in LEVERS})
    before, pilot, after = seen
    assert before == {lever: [value] * 3 for lever, value in zip(LEVERS, (0, 0, 0, 1), strict=True)}
    five = 5 * 60_000
    assert pilot == {
        "tills.self": [2, 2, 0],
        "labels.latency": [five, five, 0],
        "camera.coverage": [0.95, 0.95, 0],
        "advice.time": [0.7, 0.7, 1],
    }
    assert all(len(set(values)) == 1 for values in after.values())
    footfall = population.world.facts["footfall"]
    counted = set(zip((footfall["hour"] // 24).tolist(), footfall["site"].tolist(), strict=True))
    assert counted == {(1, 0), (1, 1), (2, 0), (2, 1), (2, 2)}
    population.forget()


@pytest.mark.requirement("S111")
def test_the_system_and_its_parts_are_not_bought_twice(offered):
    arm = [0] * len(offered.keys)
    arm[offered.keys.index("i47")] = 1
    whole = offered.closed(tuple(arm))
    assert whole is not None
    for part in ("i11", "i12", "i15"):  # i13, the cameras alone, needs what is not simulated yet
        both = list(whole)
        both[offered.keys.index(part)] = 1
        assert offered.closed(tuple(both)) is None, part
