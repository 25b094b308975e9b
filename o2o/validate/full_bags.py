"""Full bags: where a rider leaves when so many orders are collected, an order waits for those behind it (row Q31)."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.line import UNIT, arrivals
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from sim.clock import run_until
from sim.dispatch import Assignment, Errands, Riders, Terms
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.facts import Facts
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.random_field import RandomField
from sim.station import Call

_SEED = 31
_BAG, _RATE = 4, 0.2
"""orders a trip, orders a minute: 12 an hour"""
_PILOT, _MANY = (400, 4), (400, 1_000)
"""orders and replications through the real fleet, and through the recursion alone"""
_HOME = 1_000
"""metres from the store to the one door"""


class WhenCollected:
    """The oldest orders leave with an idle rider as soon as there are enough of them; a rule of this case."""

    def __init__(self, bag: int) -> None:
        self._bag = bag

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> Sequence[Assignment]:
        """Return full bags only."""
        idle = (riders.free <= now).nonzero()[0].tolist()
        bags = min(len(errands) // self._bag, len(idle))
        return [Assignment(idle[nth], tuple(range(nth * self._bag, (nth + 1) * self._bag))) for nth in range(bags)]


def holds(bag: int = _BAG) -> Outcome:
    """Return whether trips are full bags, and orders wait (K - 1) / (2 lambda) for theirs; ``bag`` is the fault's."""
    purpose = RandomField(_SEED).purpose("validate.Q31.arrival")
    few, many = (arrivals(purpose, _RATE, shape, ordinal) for ordinal, shape in enumerate((_PILOT, _MANY)))
    astray = sum(int((_held(column, bag) != right).sum()) for column, right in zip(few.T, _holds(few).T, strict=True))
    means = _holds(many).mean(axis=0) / UNIT
    expected = (_BAG - 1) / (2 * _RATE)
    minutes = measure("minutes held", expected, plain(means), 0.01)
    return every([none_of(few.size, astray, "orders leave with another bag"), statistical([minutes])])


def _holds(arrive: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how long orders wait until the last of their bag is there, ms, shape (orders, replications)."""
    bags = arrive.reshape(-1, _BAG, arrive.shape[1])
    return (bags[:, -1:] - bags).reshape(arrive.shape)


def _held(arrive: NDArray[np.int64], bag: int) -> NDArray[np.int64]:
    """Return how long each order waited before its rider set off, ms; -1 where it waits for ever."""
    env, facts = simpy.Environment(initial_time=0), Facts()
    spec = FleetSpec(lon=0.0, lat=0.0, at_store=0, at_door=0, gives_up=1 << 50, cv=0.0, capacity=_BAG + 1)
    levers = FleetLevers(np.ones(1), np.zeros(1), np.ones(1))
    conduct = Conduct(WhenCollected(bag))
    fleet = DispatchedFleet(env, 0, spec, (0, 0), facts, conduct, CityPace(spec, np.ones(1)), levers)
    fleet.resize(_PILOT[0])
    for order, time in enumerate(arrive.tolist()):
        Call(env, time, fleet.take, Errand(order, 0, 0, 0, _HOME, 0, 0.0, time))
    run_until(env, int(arrive[-1] + 100 * UNIT))
    fleet.note_trips()
    trips = facts["trips"]
    held: NDArray[np.int64] = np.full(arrive.size, -1, np.int64)
    brought = np.sort(np.array([row[0] for row in fleet.delivered], np.int64))
    held[brought] = np.sort(np.repeat(trips["start"], trips["orders"])) - arrive[brought]
    return held


ORACLES = (
    Oracle(
        "Q31",
        "S",
        "a rider leaves when 4 orders are collected, 12 an hour: they are held (K - 1) / (2 lambda) = 7.5 minutes",
        "DispatchedFleet with enough riders under a rule of the case: each of 400 trips as by slicing; more slices "
        "against the theory",
        holds,
        {"bags of 5": partial(holds, 5)},
    ),
)
