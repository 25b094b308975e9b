import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small():
    """The helpers of small_facts.py."""
    spec = importlib.util.spec_from_file_location("small_facts", Path(__file__).with_name("small_facts.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
