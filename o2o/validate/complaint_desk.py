"""The complaint desk: a bot thins the tickets, one agent answers the rest; waits against Pollaczek and Khinchine."""

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from o2o.construction import build
from o2o.statistics import Interval
from o2o.validate.estimate import plain, two_levels
from o2o.validate.line import UNIT, arrivals
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.recursions import Times, first_come
from o2o.validate.small_city import read, tree
from sim.complaints import ComplaintDesk, ComplaintsSpec, Tickets
from sim.facts import Cause
from sim.places import ShiftSpec
from sim.random_field import RandomField
from sim.samplers import normal, scattered, ticks
from sim.units import DAY

_SEED = 20_260_302
_BOT, _RATE, _CV = 0.8, 3.5, 0.8
"""share the bot solves, tickets per mean talk, variation of the talk"""
_LOAD = (1 - _BOT) * _RATE
_WAIT = _LOAD * (1 + _CV**2) / (2 * (1 - _LOAD))
"""mean wait of M/G/1, in mean talks (Pollaczek 1930, Khinchine 1932)"""
_JOBS, _WARM = 2_500, 400
_REAL, _MANY = 10, 1_600
"""replications of the desk, and of the recursion"""


class Day(NamedTuple):
    """Tickets of some replications, shape (tickets, replications)."""

    arrive: Times
    marks: NDArray[np.float64]
    """luck of the desk, shape (tickets, replications, 3)"""


Fault = Callable[[Day], Day]


def sound(tickets: Day) -> Day:
    """Plant nothing."""
    return tickets


def duller_bot(tickets: Day) -> Day:
    """Plant a bot that fails one in twenty of those it solves."""
    marks = tickets.marks.copy()
    marks[::20, :, 0] = 0.999
    return Day(tickets.arrive, marks)


def lost_tickets(tickets: Day) -> Day:
    """Plant the loss of one ticket in 20."""
    kept = np.arange(_JOBS) % 20 != 19
    return Day(tickets.arrive[kept], tickets.marks[kept])


def check(fault: Fault = sound) -> Outcome:
    """Return whether the share that reaches the agent, and its wait there, are what theory says."""
    tickets = _draw(_REAL, 0)
    real = _desk(fault(tickets))
    twin, many = _recursion(tickets), _many()
    reached = np.concatenate([waits >= 0 for waits in real]).astype(np.float64)
    means = np.array([waits[_WARM:][waits[_WARM:] >= 0].mean() for waits in real]) / UNIT
    return statistical(
        [
            measure("with agents", 1 - _BOT, plain(reached), 0.05),
            measure("Wq", _WAIT, two_levels(means, twin, many), 0.04),
        ]
    )


def _draw(replications: int, ordinal: int) -> Day:
    field = RandomField(_SEED)
    shape = (_JOBS, replications)
    arrive = arrivals(field.purpose("validate.Q36.arrival"), _RATE, shape, ordinal)
    marks = [field.purpose(f"validate.Q36.{name}").dense(_JOBS * replications, ordinal) for name in ("bot", "talk")]
    return Day(arrive, np.stack([*(m.reshape(shape) for m in marks), np.full(shape, 0.5)], axis=2))


def _recursion(tickets: Day) -> NDArray[np.float64]:
    """Return the mean waits at the agent; a ticket that the bot solves takes nobody's time."""
    asks = tickets.marks[:, :, 0] >= _BOT
    talk = ticks(UNIT * scattered(normal(tickets.marks[:, :, 1]), _CV))
    paths = first_come(tickets.arrive, np.where(asks, talk, 0), 1)
    waits = (paths.begin - paths.arrive)[_WARM:]
    return (waits * asks[_WARM:]).sum(axis=0) / asks[_WARM:].sum(axis=0) / UNIT


@cache
def _many() -> Interval:
    return plain(_recursion(_draw(_MANY, 1)))


def _desk(tickets: Day) -> list[Times]:
    """Return each replication's waits for an agent, -1 where the bot solved it."""
    return [_waits(tickets.arrive[:, nth], tickets.marks[:, nth]) for nth in range(tickets.arrive.shape[1])]


def _waits(arrive: Times, marks: NDArray[np.float64]) -> Times:
    city = tree()
    city["people"]["segments"] = {"nobody": {"customers": 1, "needs": {"per_year": 0}}}
    days = int(arrive[-1]) // DAY + 3
    city["calendar"]["days"] = days
    population = build(read(city), 0)
    try:
        world = population.world
        always = {"all": ShiftSpec(start=0, end=DAY, staff=1)}
        desk = ComplaintDesk(world, ComplaintsSpec(shifts=always, talk=UNIT, cv=_CV, follow_up=0))
        world.attach(desk)
        n = arrive.size
        none = np.zeros(n, np.int64)
        # They are told nothing: there is no order behind these tickets.
        world.tell = lambda lived: None  # type: ignore[method-assign]  # for this desk only
        world.facts["orders"].append(1, **dict.fromkeys(world.facts["orders"]._due, 0) | {"placed": 0, "delivered": 0})
        desk.accept(Tickets(none, none, np.full(n, int(Cause.LATE)), arrive, marks))
        for day in range(days):
            population.live_day(day)
        table = world.facts["tickets"]
        return np.where(table["bot"] > 0, -1, table["began"] - table["opened"])
    finally:
        population.forget()


ORACLES = (
    Oracle(
        "Q36",
        "S",
        f"Poisson tickets, {_RATE} a mean talk, a bot that solves {_BOT:g} of them, one agent whose talk varies by "
        f"{_CV}: the others reach the agent and wait {_WAIT:.6g} mean talks (M/G/1 after thinning)",
        "sim.complaints in a world that lives day by day; a Kiefer-Wolfowitz recursion on the same and on more tickets "
        "serves as control",
        check,
        {
            "the bot fails one in twenty more": partial(check, duller_bot),
            "one ticket in 20 lost": partial(check, lost_tickets),
        },
    ),
)
