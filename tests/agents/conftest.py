"""Populations of a small city, and people whose columns a test may set."""

import numpy as np
import pytest

from agents.errands import Errands
from agents.marketing import Clicks
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


@pytest.fixture
def first_choices():
    """Return population -> the occasions of its first day, and their alternatives."""

    def choose(population):
        population.world.begin_day(0)
        population._ways.reach()
        nobody = np.empty(0, np.int64)
        today = population._needs.draw(0, population.world.levers, Clicks(nobody, nobody, 0), Errands().today(0))
        return today, population._ways.prepare(today)

    return choose
