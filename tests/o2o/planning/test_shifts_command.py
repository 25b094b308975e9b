"""o2o optimize shifts: a roster for the load that comes, an overlay that runs, refusals with their codes."""

import json

import numpy as np
import pytest

from o2o.planning.load import Load, at_slots, factors
from o2o.planning.patterns import patterns
from o2o.planning.trees import planted, uprooted
from optimize.labour import LabourSpec
from scenarios.load import load
from sim.units import HOUR

TOY = """schema_version: 1
extends: sites.yaml
calendar: {warm_up: 1}
people: {segments: {everyone: {customers: 200, needs: {per_year: 200}}}}
plan: {changes: {crew: {start: 2026-03-06, lever: staff.factor, to: 3, where: [north]}}}
"""


@pytest.mark.requirement("S116", "S222")
def test_a_roster_for_a_three_site_toy_saves_idle_hours_and_its_overlay_runs(toy, tmp_path, told):
    plan = tmp_path / "plan.yaml"
    code, found = told("optimize", "shifts", str(toy), "--write", str(plan))
    assert (code, found["status"]) == (0, "optimal")
    # Two people all day in stores with a few hundred customers: most of their hours are idle.
    assert found["clairvoyant"] <= found["bound"] <= found["objective"] < 0.8 * found["baseline"]
    assert 0.5 < found["gap_captured"] <= 1
    assert sum("hours would be overtime" in note for note in found["notes"]) == 1
    scenario = load(plan).scenario
    assert not scenario.plan.changes, "the roster holds what the plan's factor asked for"
    for shift in scenario.places.stores["north"].shifts.values():
        assert HOUR <= shift.end - shift.start <= 8 * HOUR
    code, run = told("run", str(plan), "--out", str(tmp_path / "results"), "--workers", "1")
    assert code == 0
    assert run["kpis"]["K04"]["mean"] > 50


@pytest.mark.parametrize(
    ("setting", "code", "words"),
    [
        ("planning.shifts.shortest=20 h", 3, "none lies between the shortest of 20 h"),
        ("planning.shifts.wait=-1 min", 3, "between"),
        ("planning.shifts.short=1e308", 3, ""),
        ("planning.shifts.service=1.5", 3, "between"),
        ("places.warehouses.west.shifts={day: {start: '06:00', end: '22:00', staff: 0}}", 3, "nobody"),
    ],
)
def test_rules_that_make_no_sense_are_refused_by_name(toy, told, setting, code, words):
    found, document = told("optimize", "shifts", str(toy), "--set", setting)
    assert found == code
    assert words in json.dumps(document["error"])


def test_rules_that_clash_are_explained_with_their_repair(toy, told):
    sets = ("--set", "planning.shifts.least=3", "--set", "planning.shifts.most=2")
    code, document = told("optimize", "shifts", str(toy), *sets)
    assert code == 3
    assert "at most 2 people may be at work, and at least 3 must be" in document["error"]["message"]
    # Shifts of seven hours cannot begin and end so that seventeen are covered by one person at a time.
    sets = ("--set", "planning.shifts.most=1", "--set", "planning.shifts.shortest=7 h", "--set")
    code, document = told("optimize", "shifts", str(toy), *sets, "planning.shifts.longest=7 h")
    assert code == 4
    assert any("people at work" in limit for limit in document["error"]["clashing"])


def test_patterns_keep_the_rules_and_name_themselves():
    rules = LabourSpec(shortest=4 * HOUR, longest=8 * HOUR, break_after=6 * HOUR, rest=HOUR)
    found = list(patterns(rules, 8 * HOUR, 18 * HOUR))
    assert len({shape.key for shape in found}) == len(found)
    assert {shape.hours for shape in found} == {4, 5, 6, 7, 8}
    whole_day = next(shape for shape in found if shape.key == "all-0800-8h")
    assert whole_day.parts == ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
    starts = np.arange(8, 18) * HOUR
    assert whole_day.on(starts).reshape(2, 10)[1].tolist() == [True] * 4 + [False] + [True] * 4 + [False]
    assert all(shape.parts[-1][1] <= 18 * HOUR for shape in found)


def test_the_load_of_a_slot_between_two_hours_is_shared_between_them():
    busy = np.zeros((2, 24))
    busy[0, 7], busy[0, 8] = 1.0, 3.0
    work = Load(busy, 60_000.0)
    half_past = np.array([7 * HOUR + HOUR // 2])
    assert at_slots(work, np.array([True, False]), half_past, 0.5).tolist() == [2.0]
    assert at_slots(work, np.array([True, True]), half_past, 1.0).tolist() == [2.0]
    assert at_slots(work, np.array([False, True]), half_past, 1.0).tolist() == [0.0]


def test_a_plans_factor_counts_for_the_days_on_which_it_holds(toy):
    # Seven measured days from 3 March; from the 6th, on four of them, threefold.
    assert factors(load(toy).scenario) == {("staff.factor", "north"): pytest.approx((3 * 1 + 4 * 3) / 7)}


def test_values_are_planted_and_uprooted_without_touching_the_tree():
    tree = {"a": {"b": 1, "c": 2}}
    assert planted(tree, ("a", "b"), 3) == {"a": {"b": 3, "c": 2}}
    assert planted(tree, ("x", "y"), 3) == {"a": {"b": 1, "c": 2}, "x": {"y": 3}}
    assert uprooted(tree, ("a", "b")) == {"a": {"c": 2}}
    assert uprooted(tree, ("a",)) == {}
    assert uprooted(tree, ("x", "y")) == tree
    assert tree == {"a": {"b": 1, "c": 2}}
