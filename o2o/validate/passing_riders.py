"""Passing riders: they come by chance and take what waits, up to a full bag: bulk service that may be joined (Q29).

Whoever comes while a bag is being filled joins it, as customers join a service in bulk that has begun (Gross and
Harris 1998, section 3.2): the number waiting is geometric with the root r in (0, 1) of mu r^(K+1) - (lambda + mu) r +
lambda = 0.
"""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled
from o2o.validate.line import UNIT, arrivals
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from o2o.validate.recursions import Times
from sim.clock import run_until
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.facts import Facts
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.random_field import RandomField
from sim.rolling_batch import RollingBatch
from sim.squad import Rider
from sim.station import Call

_SEED = 29
_WARM = 100
_PILOT, _MANY = (400, 1), (2_600, 1_100)
"""orders and replications through the real fleet, and through the recursion alone"""


@dataclass(frozen=True)
class Case:
    """Riders who come once a unit of time: orders a rider, orders a bag holds, and the number waiting by theory."""

    rate: float
    bag: int
    waiting: float


_CASES = (Case(1.5, 2, 4.645751), Case(2.4, 3, 8.302615), Case(3.0, 4, 7.942917))


def passing(rarer: float = 1.0, smaller: int = 0) -> Outcome:
    """Return whether riders take the oldest orders, and as many wait for them as theory says.

    Args:
        rarer: planted factor on the time between riders.
        smaller: planted number of orders by which bags are smaller than claimed.
    """
    orders, astray, measures = 0, 0, []
    for case in _CASES:
        arrive, come = _draw(case, _PILOT, 0)
        right = taken(arrive, come, case.bag)[:, 0]
        rare = np.rint(come[:, 0] * rarer).astype(np.int64)
        orders += right.size
        astray += int((_taken_by_fleet(arrive[:, 0], rare, case.bag - smaller) != right).sum())
        measures.append(measure(f"L({case.rate:g}, {case.bag})", case.waiting, _many(case), 0.025))
    return every([none_of(orders, astray, "orders leave with another rider"), statistical(measures)])


def taken(arrive: Times, come: Times, bag: int) -> Times:
    """Return when orders that ``arrive`` leave with the riders who ``come``, oldest first, ``bag`` at a time.

    Shapes (orders, replications) and (riders, replications); there are riders enough for all.
    """
    times = np.empty_like(arrive)
    for nth, (orders, riders) in enumerate(zip(arrive.T, come.T, strict=True)):
        there = np.searchsorted(orders, riders, side="right")
        # All that came, or a bag more than before: the least of what waited at an earlier rider and bags since then.
        bags = bag * np.arange(1, riders.size + 1)
        gone = np.minimum(np.minimum.accumulate(there - bags) + bags, bags)
        times[:, nth] = riders[np.searchsorted(gone, np.arange(orders.size), side="right")]
    return times


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times]:
    """Return when orders and riders come; riders go on long enough for the last order."""
    field = RandomField(_SEED)
    gaps, riders = (field.purpose(f"validate.Q29.{case.bag}.{name}") for name in ("arrival", "rider"))
    enough = round(shape[0] / case.rate + 10 * np.sqrt(shape[0]))
    return arrivals(gaps, case.rate, shape, ordinal), arrivals(riders, 1.0, (enough, shape[1]), ordinal)


def _taken_by_fleet(arrive: NDArray[np.int64], come: NDArray[np.int64], bag: int) -> NDArray[np.int64]:
    """Return when riders of a real fleet under the rolling batch set off with each order, -1 for never."""
    env, facts = simpy.Environment(initial_time=0), Facts()
    # A moment at the counter: without it nobody would gain by sharing a trip.
    spec = FleetSpec(lon=0.0, lat=0.0, at_store=2, at_door=0, gives_up=1 << 50, cv=0.0, capacity=bag)
    levers = FleetLevers(np.ones(1), np.zeros(1), np.ones(1))
    fleet = DispatchedFleet(env, 0, spec, (0, 0), facts, Conduct(RollingBatch(0)), CityPace(spec, np.ones(1)), levers)
    for order, time in enumerate(arrive.tolist()):
        Call(env, time, fleet.take, Errand(order, 0, 0, 0, 0, 0, 0.0, time))
    for number, time in enumerate(come.tolist()):
        Call(env, time, fleet.expect, Rider(number, 0, 0, until=time + 1, free=time))
    run_until(env, int(come[-1]) + UNIT)
    fleet.note_trips()
    trips, times = facts["trips"], np.full(arrive.size, -1, np.int64)
    brought = np.array(fleet.delivered, np.int64)[:, 0]
    times[brought] = np.repeat(trips["start"], trips["orders"])
    return times


@cache
def _many(case: Case) -> Interval:
    """Return the mean number waiting, by Little's law at the known rate."""
    arrive, come = _draw(case, _MANY, 1)
    waits = (taken(arrive, come, case.bag) - arrive)[_WARM:].mean(axis=0) / UNIT
    controls = np.column_stack((arrive[-1] / _MANY[0], come[-1] / come.shape[0])) / UNIT
    return controlled(case.rate * waits, controls, [1 / case.rate, 1.0])


ORACLES = (
    Oracle(
        "Q29",
        "S",
        "riders pass by once a unit of time and take what waits, up to 2, 3, 4, at 1.5, 2.4, 3 orders a rider, so that "
        "orders join a bag that is not full: L 4.645751, 8.302615, 7.942917",
        "a DispatchedFleet under RollingBatch whose riders have shifts of one trip, all doors at the store: each of "
        "1,200 orders as in a recursion; the recursion on more inputs against the theory",
        passing,
        {"riders 5 % rarer": partial(passing, 1.05), "bags an order smaller": partial(passing, 1.0, 1)},
    ),
)
