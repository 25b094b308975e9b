"""Bulk: a rider who takes all who wait, as many as the bag holds, is a server in bulk (row Q28)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled
from o2o.validate.line import UNIT, arrivals, services
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from o2o.validate.recursions import Times
from o2o.validate.unit_times import unit_exponential
from sim.clock import run_until
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.facts import Facts
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.random_field import RandomField
from sim.rolling_batch import RollingBatch
from sim.station import Call

_SEED = 28
_WARM = 100
_PILOT, _MANY = (400, 1), (2_600, 1_100)
"""orders and replications through the real fleet, and through the recursion alone"""
_HOME = 1_000
"""metres from the store to the one door of all orders"""
_HALF = UNIT // 2
"""ms for them at average luck: a trip there and back takes a unit of time"""

Fault = Callable[[Times, Times], tuple[Times, Times]]


@dataclass(frozen=True)
class Case:
    """One rider: orders a trip on average, orders a bag holds, and what theory says."""

    rate: float
    bag: int
    wait: float
    present: float


_CASES = (Case(1.5, 2, 2.770070, 5.655105), Case(2.4, 3, 3.311117, 10.346681), Case(3.0, 4, 2.552499, 10.657496))


def sound(arrive: Times, service: Times) -> tuple[Times, Times]:
    """Plant nothing."""
    return arrive, service


def slower(arrive: Times, service: Times) -> tuple[Times, Times]:
    """Plant rides that take 5 % longer."""
    return arrive, np.rint(1.05 * service).astype(np.int64)


def bulk(fault: Fault = sound, smaller: int = 0) -> Outcome:
    """Return whether trips equal bulk service, and its waits the theory; bags are ``smaller`` than claimed."""
    orders, astray, measures = 0, 0, []
    for case in _CASES:
        inputs = _draw(case, _PILOT, 0)
        _, begin, end = bulk_service(*inputs, case.bag)
        came, rode = fault(*inputs)
        began, ended = _one(came[:, 0], rode[:, 0], case.bag - smaller)
        orders += begin.size
        astray += int(((began != begin[:, 0]) | (ended != end[:, 0])).sum())
        for name, value in (("Wq", case.wait), ("L", case.present)):
            measures.append(measure(f"{name}({case.rate:g}, {case.bag})", value, _many(case)[name], 0.025))
    return every([none_of(orders, astray, "orders ride on another trip"), statistical(measures)])


def bulk_service(arrive: Times, service: Times, bag: int) -> tuple[Times, Times, Times]:
    """Return arrivals, starts and ends in bulk service: whoever waits goes together, at most ``bag``, oldest first.

    Args:
        arrive: shape (jobs, replications).
        service: the time of a trip is that of its oldest order; same shape.
        bag: orders a trip holds.
    """
    jobs, replications = arrive.shape
    column = np.arange(replications)
    free, first = np.zeros(replications, np.int64), np.zeros(replications, np.int64)
    begin, end = np.empty_like(arrive), np.empty_like(arrive)
    while (running := first < jobs).any():
        oldest = np.minimum(first, jobs - 1)
        start = np.maximum(free, arrive[oldest, column])
        done = start + service[oldest, column]
        size = np.zeros(replications, np.int64)
        for nth in range(bag):
            row = np.minimum(first + nth, jobs - 1)
            goes = running & (first + nth < jobs) & (arrive[row, column] <= start)
            begin[row[goes], column[goes]] = start[goes]
            end[row[goes], column[goes]] = done[goes]
            size += goes
        free = np.where(running, done, free)
        first += size
    return arrive, begin, end


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times]:
    field = RandomField(_SEED)
    gaps, work = (field.purpose(f"validate.Q28.{case.bag}.{name}") for name in ("arrival", "service"))
    # An even number of ticks: half for the way to the store, half for the way back to the door.
    return arrivals(gaps, case.rate, shape, ordinal), services(work, unit_exponential, shape, ordinal) // 2 * 2


def _one(arrive: Times, service: Times, bag: int) -> tuple[Times, Times]:
    """Return starts and ends of orders brought by one rider of a real fleet under the rolling batch."""
    env = simpy.Environment(initial_time=0)
    # Log-normal factors with a standard deviation of 1: their score turns into any riding time one likes.
    spec = FleetSpec(
        lon=0.0,
        lat=0.0,
        speed=_HOME * 3_600_000 // _HALF,
        at_store=0,
        at_door=0,
        gives_up=1 << 50,
        cv=float(np.sqrt(np.expm1(1.0))),
        capacity=bag,
    )
    levers = FleetLevers(np.ones(1), np.zeros(1), np.ones(1))
    pace, facts = CityPace(spec, np.ones(1)), Facts()
    fleet = DispatchedFleet(env, 0, spec, (_HOME, 0), facts, Conduct(RollingBatch(0)), pace, levers)
    fleet.resize(1)
    luck = np.log(service / UNIT) + 0.5
    for order, (time, score) in enumerate(zip(arrive.tolist(), luck.tolist(), strict=True)):
        Call(env, time, fleet.take, Errand(order, 0, 0, 0, _HOME, 0, score, time))
    run_until(env, int(arrive[-1] + 1_000 * UNIT))
    order, _, ends, _ = np.array(fleet.delivered, np.int64).T
    fleet.note_trips()
    trips = facts["trips"]
    begin, end = np.empty(arrive.size, np.int64), np.empty(arrive.size, np.int64)
    end[order] = ends
    begin[order] = np.repeat(trips["start"], trips["orders"])
    return begin, end


def _figures(case: Case, arrive: Times, begin: Times, end: Times) -> dict[str, NDArray[np.float64]]:
    """Return mean waits, and mean numbers present by Little's law at the known rate."""
    wait, stay = ((times - arrive)[_WARM:].mean(axis=0) / UNIT for times in (begin, end))
    return {"Wq": wait, "L": case.rate * stay}


@cache
def _many(case: Case) -> dict[str, Interval]:
    inputs = _draw(case, _MANY, 1)
    figures = _figures(case, *bulk_service(*inputs, case.bag))
    controls = np.column_stack((inputs[0][-1] / _MANY[0], inputs[1].mean(axis=0))) / UNIT
    return {name: controlled(values, controls, [1 / case.rate, 1.0]) for name, values in figures.items()}


ORACLES = (
    Oracle(
        "Q28",
        "S",
        "one rider takes all who wait, up to 2, 3, 4, at 1.5, 2.4, 3 orders a trip: Wq 2.770070, 3.311117, 2.552499; "
        "L 5.655105, 10.346681, 10.657496",
        "a DispatchedFleet under RollingBatch, all doors at one place: each of 1,200 trips as in a recursion; the "
        "recursion on more inputs against the theory",
        bulk,
        {"rides 5 % longer": partial(bulk, slower), "bags an order smaller": partial(bulk, sound, 1)},
    ),
)
