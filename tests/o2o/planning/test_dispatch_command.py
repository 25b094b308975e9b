"""o2o optimize dispatch: the busiest hours replayed, an overlay that runs, and what cannot be dispatched."""

import numpy as np
import pytest

from o2o.planning.replay import Stretch, bill, least, replayed
from optimize.dispatch import Optimised
from scenarios.load import load
from sim.dispatch import Errands, Nearest, Riders, Terms
from sim.units import HOUR, MINUTE

TOY = """schema_version: 1
extends: riders.yaml
calendar: {days: 6}
people: {segments: {everyone: {customers: 400, needs: {per_year: 300}}}}
"""


@pytest.mark.requirement("S121", "S131")
def test_the_busiest_hours_cost_less_than_under_the_plain_rule_and_the_overlay_runs(toy, tmp_path, told):
    plan = tmp_path / "plan.yaml"
    code, found = told("optimize", "dispatch", str(toy), "--write", str(plan))
    assert (code, found["status"]) == (0, "feasible")
    assert found["bound"] <= found["objective"] < found["baseline"]
    assert 0 < found["gap_captured"] < 1
    assert load(plan).scenario.policies.dispatch.rule == "optimised"
    short = ("--set", "calendar.days=2", "--out", str(tmp_path / "results"), "--workers", "1")
    code, run = told("run", str(plan), *short)
    assert code == 0
    assert run["kpis"]["K04"]["mean"] > 0


def test_a_scenario_without_rider_orders_is_told_what_to_open(toy, told):
    code, document = told("optimize", "dispatch", str(toy), "--set", "plan.waves.open.opens=[collect]")
    assert code == 3
    assert "open instant" in document["error"]["message"]


def stretch(capacity):
    def ride(metres):
        return np.rint(np.asarray(metres) * 60).astype(np.int64)

    def whole(*values):
        return np.array(values, np.int64)

    errands = Errands(
        order=whole(0, 1), site=whole(0, 0), from_x=whole(0, 0), from_y=whole(0, 0), to_x=whole(1000, 1000),
        to_y=whole(0, 0), since=whole(0, 0), ready=whole(0, 0), due=whole(5 * MINUTE, 5 * MINUTE),
    )  # fmt: skip
    riders = Riders(whole(0), whole(0), whole(0), whole(0), whole(HOUR))
    return Stretch(0, errands, riders, Terms(ride, MINUTE, MINUTE, 2 * MINUTE, 0, capacity))


def test_a_replay_rides_what_a_hand_would_write_down():
    # At the store 1 + 1 min, 1 km in a minute, 2 min at the door: 5 min. Back 1 min, 1 + 1, out 1, door 2: 11 min.
    alone = replayed(stretch(1), Nearest())
    assert [trip.doors for trip in alone] == [(5 * MINUTE,), (11 * MINUTE,)]
    # Both at one door: the second is handed over two minutes after the first.
    together = replayed(stretch(2), Optimised())
    assert [trip.doors for trip in together] == [(5 * MINUTE, 7 * MINUTE)]
    price = (6_000.0, 100.0)
    assert bill(stretch(1), alone, price).fen == 11 * 100 + 6 * 100
    assert bill(stretch(2), together, price).fen == 7 * 100 + 2 * 100
    # Shared: (1 + 1 + 1) / 2 + 2 min for each of two orders; nobody need be late.
    assert least(stretch(2), price) == 7 * 100
