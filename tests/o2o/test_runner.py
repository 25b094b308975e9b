"""The runner: what a world leaves behind, and what it does not."""

import gc
import weakref
from pathlib import Path

import pytest

from o2o.runner import simulate
from o2o.study import load

TWO_STORES = Path("scenarios/library/two-stores/two-stores.yaml")


@pytest.fixture
def without_collector():
    """Let nothing but the last reference free memory."""
    gc.disable()
    yield
    gc.enable()


def test_a_worlds_tables_are_freed_with_what_it_returned_and_not_when_the_collector_comes(without_collector):
    scenario = load(TWO_STORES, sets=("calendar.days=2",)).loaded.scenario
    world = simulate(scenario, 0)
    visits = world.facts["visits"]["person"]
    assert visits.size
    room = weakref.ref(visits.base)
    del visits, world
    assert room() is None
