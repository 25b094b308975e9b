"""Fixtures of the workbench's tests: hand-made facts, runs without a simulation."""

import importlib.util
from pathlib import Path

import pytest


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small():
    """The helpers of small_facts.py."""
    return _beside("small_facts")


@pytest.fixture(scope="session")
def small_run():
    """A run in memory, see small_runs.py."""
    return _beside("small_runs").SmallRun
