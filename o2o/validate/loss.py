"""Loss: who is turned away when there is no room, against Erlang and his insensitivity (rows Q13, Q14, Q19)."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Sampler, Window, arrivals, services, through_station
from o2o.validate.oracle import Measure, Oracle, Outcome, exact, measure, statistical
from o2o.validate.queues import Fault, Inputs, lost_arrivals, missing_server, slower_service, sound
from o2o.validate.recursions import NEVER, Times, first_come, limited_room
from o2o.validate.theory import erlang_b
from o2o.validate.unit_times import unit_constant, unit_exponential, unit_lognormal
from sim.random_field import RandomField

_SEED = 1_917
_WARM = 100
_PILOT, _MANY = (1_000, 20), (3_100, 1_000)
"""jobs and replications through the real station, and through the recursion alone"""
_EVER = Window(0, 1, 2)
_TIMES: dict[str, Sampler] = {
    "exponential": unit_exponential,
    "constant": unit_constant,
    "lognormal": unit_lognormal,
}
_PUBLISHED = {(5, 3): 0.110054, (8, 6): 0.121876, (10, 8): 0.121661, (20, 15): 0.045593, (50, 45): 0.054104}


@dataclass(frozen=True)
class Case:
    """A station with a limited waiting room."""

    servers: int
    rate: float
    room: int
    times: str
    """key of the service times"""


def formula(step: int = 1) -> Outcome:
    """Return whether Erlang's recursion gives the published losses; ``step`` servers at a time (1 is right)."""
    expected = {f"B({c},{load})": value for (c, load), value in _PUBLISHED.items()}
    got = {f"B({c},{load})": erlang_b(c // step, load) for c, load in _PUBLISHED}
    return exact(expected, got, 1e-6)


def insensitive(fault: Fault = sound) -> Outcome:
    """Return whether three kinds of service times lose the same share of jobs."""
    cases = [Case(c, load, 0, kind) for c, load in ((5, 3.0), (10, 8.0)) for kind in _TIMES]
    return statistical(
        [_lost(f"{case.times} {case.servers}/{case.rate:g}", case, _of(case), 0.01, fault) for case in cases]
    )


def blocks(fault: Fault = sound) -> Outcome:
    """Return whether M/M/1 with five places in all blocks the share that theory says."""
    case = Case(1, 0.8, 4, "exponential")
    return statistical([_lost("blocked", case, 0.088819, 0.02, fault)])


def _of(case: Case) -> float:
    return _PUBLISHED[case.servers, round(case.rate)]


def _lost(name: str, case: Case, theory: float, tolerance: float, fault: Fault) -> Measure:
    inputs: Inputs = (*_draw(case, _PILOT, 0), case.servers)
    real, _ = through_station(*fault(inputs), _EVER, room=case.room)
    return measure(
        name, theory, two_levels(_share(real.begin), _share(_recursion(case, inputs)), _many(case)), tolerance
    )


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times]:
    field = RandomField(_SEED)
    name = f"validate.loss.{case.servers}.{case.room}"
    gaps = arrivals(field.purpose(f"{name}.arrival"), case.rate, shape, ordinal)
    return gaps, services(field.purpose(f"{name}.{case.times}"), _TIMES[case.times], shape, ordinal)


@cache
def _many(case: Case) -> Interval:
    """Return the loss of the recursion alone; means of gaps and services are control variates."""
    arrive, service = _draw(case, _MANY, 1)
    lost = _share(_recursion(case, (arrive, service, case.servers)))
    controls = np.column_stack((arrive[-1] / (arrive.shape[0] * UNIT), service.mean(axis=0) / UNIT))
    varies = controls.std(axis=0) > 0
    return controlled(lost, controls[:, varies], np.array([1 / case.rate, 1.0])[varies])


def _recursion(case: Case, inputs: Inputs) -> Times:
    arrive, service, servers = inputs
    if case.room:
        return limited_room(arrive, service, servers + case.room).begin
    return first_come(arrive, service, servers, np.zeros_like(arrive)).begin


def _share(begin: Times) -> NDArray[np.float64]:
    return np.asarray((begin[_WARM:] == NEVER).mean(axis=0))


_FAULTS: dict[str, Fault] = {"services 3 % longer": slower_service, "one arrival in 50 lost": lost_arrivals}

ORACLES = (
    Oracle(
        "Q13",
        "E",
        "Erlang B: B(5,3) 0.110054, B(8,6) 0.121876, B(10,8) 0.121661, B(20,15) 0.045593, B(50,45) 0.054104",
        "the formula that Q14, Q19 and I04 are compared with (o2o.validate.theory)",
        formula,
        {"every other server skipped": partial(formula, 2)},
    ),
    Oracle(
        "Q14",
        "S",
        "M/G/c/c loses 0.110054 (c 5, load 3) and 0.121661 (c 10, load 8) whatever the service times' distribution",
        "Station(room=0) and Crew fed by Feed; a loss recursion on the same and on more inputs serves as control",
        insensitive,
        {name: partial(insensitive, fault) for name, fault in (_FAULTS | {"a server missing": missing_server}).items()},
    ),
    Oracle(
        "Q19",
        "S",
        "M/M/1 with at most 5 jobs present, rate 0.8: 0.088819 are blocked",
        "Station(room=4) and Crew fed by Feed; a recursion on the same and on more inputs serves as control",
        blocks,
        {name: partial(blocks, fault) for name, fault in _FAULTS.items()},
    ),
)
