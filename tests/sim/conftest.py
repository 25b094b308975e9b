"""A city whose few customers do what a script says, with standard times that do not scatter."""

import numpy as np
import pytest

from agents.shopper import Shopper, Wish
from o2o.construction import build
from o2o.validate.small_city import read, tree


def quiet_city():
    """Two customers without needs of their own; one store, one depot, riders who never slow down."""
    city = tree()
    city["calendar"] |= {"days": 4, "tick": "1 h"}
    city["people"]["segments"] = {"scripted": {"customers": 2, "needs": {"per_year": 0}}}
    city["places"]["stores"] = {"centre": city["places"]["stores"]["centre"]}
    city["places"]["fleets"]["riders"] |= {"cv": 0}
    city["places"]["store_work"] = {"cv": 0}
    city["places"]["warehouse_work"] = {"cv": 0}
    city["places"]["carrier"] = {"slip": 0}
    return city


class Script(Shopper):
    """Wishes what its script says."""

    script = ()

    def decide(self, start, end, view):
        return [wish for wish in self.script if start <= wish.time < end]


@pytest.fixture
def lived():
    """Return (city, wishes of the first customer, days) -> the population after those days."""
    born = []

    def live(city, wishes=(), days=None):
        population = build(read(city), 0)
        born.append(population)
        population.hand_over(np.array([0, 1]), Script)[0].script = [Wish(*wish) for wish in wishes]
        for day in range(days or city["calendar"]["days"]):
            population.live_day(day)
        return population

    yield live
    for population in born:
        population.forget()


@pytest.fixture
def city():
    """Return a fresh quiet city."""
    return quiet_city()
