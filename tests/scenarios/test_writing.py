"""Writing: an overlay says what changes and nothing else, and is read back as it was meant."""

import pytest

from scenarios.load import load
from scenarios.writing import difference, file_text, written_tree

BASE = """schema_version: 1
name: Two stores
calendar: {start: 2026-03-02, days: 14}
people: {segments: {everyone: {customers: 200}}}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  stores:
    north: {lon: 121.44, lat: 31.25, shifts: {early: {start: "07:00", end: "22:30", staff: 2}}}
    south: {lon: 121.45, lat: 31.19}
variants:
  lone: {places: {stores: {south: null}}}
"""


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(BASE)
    return path


def test_the_difference_names_what_changes_and_what_goes():
    below = {"a": {"x": 1, "y": 2}, "b": 3}
    above = {"a": {"x": 1, "z": {"n": [1]}}, "b": 4}
    assert difference(below, above) == {"a": {"y": None, "z": {"n": [1]}}, "b": 4}
    assert difference(below, below) == {}


def test_a_table_is_named_as_it_is():
    assert difference({"a": {"k": {"x": 1}}}, {"a": {"from_csv": "k.csv"}}) == {"a": {"from_csv": "k.csv"}}


def test_variant_and_settings_written_as_an_overlay_give_the_same_scenario(base):
    wanted = load(base, variant="lone", sets=("experiment.seed=7", "places.stores.north.name='No: 9 # x'"))
    overlay = base.with_name("plan.yaml")
    tree = {"extends": base.name, **difference(written_tree(base), wanted.tree)}
    overlay.write_text(file_text("made by hand\nfor a test", tree))
    assert load(overlay).tree == wanted.tree
    assert "customers" not in overlay.read_text()
