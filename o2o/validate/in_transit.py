"""In transit: goods on the way are the customers of a queue with endless servers, M/G/inf (row Q32)."""

from collections.abc import Callable
from functools import partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from sim.freshness import Freshness
from sim.random_field import RandomField
from sim.road import Road
from sim.samplers import poisson
from sim.stock import Stock
from sim.units import DAY

Units = NDArray[np.int64]

_SEED = 32
_SKUS, _LOOKS = 4_000, 5
_A_DAY = 4
"""times a day at which goods leave"""
_LEADS = (1, 2, 3, 4)
"""days on the way, each for a quarter of the units: 2.5 in the mean"""
_UNITS = 2.5
"""units of a product that leave at a time for each of the leads: 40 a day"""


def kept(units: Units, _load: int) -> Units:
    """Plant nothing."""
    return units


def one_load_in_fifty_lost(units: Units, load: int) -> Units:
    """Plant loads that nobody announces."""
    return units * (load % 50 > 0)


def poisson_in_transit(fault: Callable[[Units, int], Units] = kept) -> Outcome:
    """Return whether units on the way are Poisson: of mean 100 and as large a variance; and all of them arrive."""
    env, stock = simpy.Environment(initial_time=0), Stock(1, _SKUS)
    road = Road(env, stock, Freshness(stock, np.zeros(_SKUS, np.int64), 1.0))
    demand = RandomField(_SEED).purpose("validate.Q32.units")
    looks, sent = np.zeros((_LOOKS, _SKUS)), np.zeros(_SKUS, np.int64)
    load, apart = 0, max(_LEADS) * _A_DAY
    # Two looks have no unit in common: the longest way lasts from one to the next.
    for step in range(1, _LOOKS * apart + 1):
        env.run(until=step * DAY // _A_DAY)
        for lead in _LEADS:
            load += 1
            units = poisson(demand.dense(_SKUS, load), _UNITS)
            sent += units
            seen = fault(units, load)
            # A moment less than whole days, so that what arrives now is there.
            road.supply(0, seen, seen, lead * DAY - 1, _nothing)
        if step % apart == 0:
            looks[step // apart - 1] = stock.in_transit
    env.run()
    mean = measure("mean", 100.0, plain(looks.mean(axis=0)), 0.01)
    variance = measure("variance", 100.0, plain(((looks - 100.0) ** 2).mean(axis=0)), 0.04)
    return every([statistical([mean, variance]), none_of(_SKUS, int((stock.physical != sent).sum()), "loads astray")])


def _nothing() -> None:
    """Hear of a load's arrival."""


ORACLES = (
    Oracle(
        "Q32",
        "S",
        "goods on the way, 40 a day, 1 to 4 days, 2.5 in the mean: Poisson, mean 100, variance 100; all arrive",
        "Road and Stock; Poisson counts leave four times a day for each lead",
        poisson_in_transit,
        {"one load in 50 lost": partial(poisson_in_transit, one_load_in_fifty_lost)},
    ),
)
