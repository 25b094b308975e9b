"""Populations of a small city, and people whose columns a test may set."""

import pytest

from o2o.construction import build
from o2o.validate.small_city import read, tree


@pytest.fixture
def born():
    """Return tree -> its population on the first morning; forgotten after the test."""
    all_born = []

    def bear(city=None, replication=0):
        population = build(read(city or tree()), replication)
        all_born.append(population)
        return population

    yield bear
    for population in all_born:
        population.forget()
