"""Cameras: entries they count, what they miss or count twice, and what an analyst reads from it."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.cameras import Cameras, CamerasSpec
from sim.errors import InvariantBrokenError
from sim.facts import Mode, Touchpoint
from sim.units import DAY, HOUR

TEN = 10 * HOUR


def watched(share=1.0, **more):
    city = tree()
    city["plan"]["changes"] = {
        "cameras": {"start": "2026-03-03", "lever": "camera.coverage", "to": share, "where": ["north"]}
    }
    city["places"]["cameras"] = more
    return city


@pytest.mark.requirement("S108")
def test_two_of_three_entries_are_counted_and_one_of_them_twice(city, lived):
    population = lived(city, [(TEN + nth * HOUR // 2, Mode.WALK_IN, 0, (0,)) for nth in range(3)], days=1)
    world = population.world
    world.levers.start_with("camera.coverage", 0.5)
    # Seen with a chance of a half, twice with three tenths.
    luck = np.array([[0.4, 0.2], [0.6, 0.2], [0.1, 0.9]])
    cameras = Cameras(world, CamerasSpec(twice=0.3), lambda who, day: luck)
    cameras.close_day(0)
    table = world.facts["footfall"]
    assert table["hour"].tolist() == [10, 11]
    assert table["counted"].tolist() == [2, 1]
    assert table["site"].tolist() == [0, 0]


@pytest.fixture(scope="module")
def run():
    return simulate(read(watched(0.6)), 0)


@pytest.mark.requirement("S108")
def test_the_share_that_is_told_is_counted_where_and_when_cameras_hang(run):
    visits, footfall = run.facts["visits"], run.facts["footfall"]
    entered = (visits["touchpoint"] == Touchpoint.STORE) & (visits["site"] == 1) & (visits["arrive"] >= DAY)
    n = int(entered.sum())
    assert set(footfall["site"].tolist()) == {1}
    assert footfall["hour"].min() >= 24
    assert abs(footfall["counted"].sum() - 0.6 * n) < 4 * np.sqrt(0.24 * n) < 0.3 * n


@pytest.mark.requirement("S108")
def test_a_camera_that_misses_people_flatters_the_store():
    table = {share: measured(watched(share)) for share in (0.5, 1.0)}
    for value in table.values():
        assert np.isnan(value.get("E04o", "site:centre")), "without cameras the denominator is unknown"
    truth, full, half = (
        table[1.0].get("E04c", "site:north", "day:1"),
        table[1.0].get("E04co", "site:north", "day:1"),
        table[0.5].get("E04co", "site:north", "day:1"),
    )
    assert full == pytest.approx(truth)
    assert half > 1.5 * truth
    twice = measured(watched(1.0, twice=0.5)).get("E04co", "site:north", "day:1")
    assert twice < full


def measured(city):
    run = simulate(read(city), 0)
    return measure(run.facts, run.dimensions)


@pytest.mark.requirement("M10")
def test_cameras_only_watch():
    plain, seen = simulate(read(tree()), 0).facts, simulate(read(watched()), 0).facts
    assert same(plain, seen, ("footfall", "lever_changes")).passed


def test_an_entry_counted_for_no_hour_is_noticed(monkeypatch):
    honest = Cameras.close_day

    def sloppy(self, day):
        honest(self, day)
        self._counted += day == 2

    monkeypatch.setattr(Cameras, "close_day", sloppy)
    population = build(read(watched()), 0)
    with pytest.raises(InvariantBrokenError, match="entries counted by cameras do not balance"):
        population.live(3)
    population.forget()
