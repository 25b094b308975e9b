"""Queues at a station: waits, lengths and idle time against the closed forms of M/M/c and M/G/1."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, plain, two_levels
from o2o.validate.line import (
    UNIT,
    Areas,
    Sampler,
    Window,
    areas_of,
    arrivals,
    services,
    through_station,
    window,
)
from o2o.validate.oracle import Measure, Outcome, measure, statistical
from o2o.validate.recursions import Paths, Times, first_come
from sim.random_field import RandomField

_SEED = 20_260_302
_PILOT = (1_500, 500, 32)
"""jobs, warm-up jobs and replications through the real station"""
_MANY = 1_000
"""replications of the recursion a batch"""
_BATCHES = 1_000
"""ordinals of the field: the pilot's are below it, batches of the recursion above"""
PART = (
    "Station and Crew fed by Feed, times by RandomField and samplers; a Kiefer-Wolfowitz recursion on the same and on "
    "more inputs serves as control"
)

Figure = Callable[[Paths, Areas, Window], NDArray[np.float64]]
"""figure of each replication"""
Inputs = tuple[Times, Times, int]
"""arrivals, services, servers of the real station"""
Fault = Callable[[Inputs], Inputs]


@dataclass(frozen=True)
class Case:
    """One queue and what theory says of it."""

    id: str
    rate: float
    servers: int
    theory: tuple[tuple[str, float], ...]
    """figure of `FIGURES` -> its value in units of a mean service"""
    tolerance: float
    sampler: Sampler
    jobs: int = 4_500
    warm: int = 600
    batches: int = 1
    """batches of recursions"""


def wait(paths: Paths, _: Areas, counted: Window) -> NDArray[np.float64]:
    """Return mean waits."""
    return np.asarray((paths.begin - paths.arrive)[counted.first :].mean(axis=0) / UNIT)


def sojourn(paths: Paths, _: Areas, counted: Window) -> NDArray[np.float64]:
    """Return mean times in system."""
    return np.asarray((paths.end - paths.arrive)[counted.first :].mean(axis=0) / UNIT)


def waits_beyond(limit: float, paths: Paths, _: Areas, counted: Window) -> NDArray[np.float64]:
    """Return shares of jobs that wait longer than ``limit``."""
    return np.asarray(((paths.begin - paths.arrive)[counted.first :] > limit * UNIT).mean(axis=0))


def stays_beyond(limit: float, paths: Paths, _: Areas, counted: Window) -> NDArray[np.float64]:
    """Return shares of jobs that are in the system longer than ``limit``."""
    return np.asarray(((paths.end - paths.arrive)[counted.first :] > limit * UNIT).mean(axis=0))


def queue_length(_: Paths, areas: Areas, counted: Window) -> NDArray[np.float64]:
    """Return mean numbers waiting, by the station's own integral."""
    return areas.queue / (counted.closes - counted.opens)


def number_present(_: Paths, areas: Areas, counted: Window) -> NDArray[np.float64]:
    """Return mean numbers present, by the station's own integrals."""
    return (areas.queue + areas.busy) / (counted.closes - counted.opens)


def idle_share(_: Paths, areas: Areas, counted: Window) -> NDArray[np.float64]:
    """Return shares of time in which a single server is idle."""
    return 1.0 - areas.busy / (counted.closes - counted.opens)


FIGURES: Mapping[str, Figure] = {
    "Wq": wait,
    "W": sojourn,
    "Lq": queue_length,
    "L": number_present,
    "P0": idle_share,
    "P(wait)": partial(waits_beyond, 0.0),
    "P(Wq>0.5)": partial(waits_beyond, 0.5),
    "P(W>1)": partial(stays_beyond, 1.0),
    "P(W>3)": partial(stays_beyond, 3.0),
}


def sound(inputs: Inputs) -> Inputs:
    """Plant nothing."""
    return inputs


def slower_service(inputs: Inputs) -> Inputs:
    """Plant services that take 3 % longer."""
    arrive, service, servers = inputs
    return arrive, np.rint(1.03 * service).astype(np.int64), servers


def lost_arrivals(inputs: Inputs) -> Inputs:
    """Plant the loss of one arrival in 50."""
    arrive, service, servers = inputs
    kept = np.arange(arrive.shape[0]) % 50 != 49
    return arrive[kept], service[kept], servers


def missing_server(inputs: Inputs) -> Inputs:
    """Plant one server fewer."""
    return inputs[0], inputs[1], inputs[2] - 1


def check(case: Case, fault: Fault = sound) -> Outcome:
    """Return whether the station's figures agree with theory, ``fault`` planted in its inputs."""
    jobs, warm, replications = min(case.jobs, _PILOT[0]), min(case.warm, _PILOT[1]), _PILOT[2]
    counted = window(case.rate, jobs, warm)
    inputs = (*_draw(case, (jobs, replications), 0), case.servers)
    paths = first_come(*inputs)
    twin = _figures(case, paths, areas_of(paths, paths.begin, counted), counted)
    real = _figures(case, *through_station(*fault(inputs), counted), counted)
    many = _many(case)
    return statistical(
        [
            measure(name, value, two_levels(real[name], twin[name], many[name]), case.tolerance)
            for name, value in case.theory
        ]
    )


def check_plainly(case: Case, replications: int, fault: Fault = sound) -> Outcome:
    """Return the same from the real station alone."""
    counted = window(case.rate, case.jobs, case.warm)
    inputs = fault((*_draw(case, (case.jobs, replications), 0), case.servers))
    real = _figures(case, *through_station(*inputs, counted), counted)
    measures: list[Measure] = [measure(name, value, plain(real[name]), case.tolerance) for name, value in case.theory]
    return statistical(measures)


def without_warm_up(case: Case) -> Case:
    """Return the case with its method at fault: short runs from empty, counted from the first job on."""
    return replace(case, jobs=100, warm=0, batches=3)


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times]:
    field = RandomField(_SEED)
    gaps, work = (field.purpose(f"validate.{case.id}.{name}") for name in ("arrival", "service"))
    return arrivals(gaps, case.rate, shape, ordinal), services(work, case.sampler, shape, ordinal)


@cache
def _many(case: Case) -> dict[str, Interval]:
    """Return the figures of the recursion alone over all batches; means of gaps and services are control variates."""
    counted = window(case.rate, case.jobs, case.warm)
    parts, controls = [], []
    for batch in range(case.batches):
        arrive, service = _draw(case, (case.jobs, _MANY), _BATCHES + batch)
        paths = first_come(arrive, service, case.servers)
        parts.append(_figures(case, paths, areas_of(paths, paths.begin, counted), counted))
        controls.append(np.column_stack((arrive[-1] / (case.jobs * UNIT), service.mean(axis=0) / UNIT)))
    known = (1 / case.rate, 1.0)
    together = np.concatenate(controls)
    # Services without variation are no control.
    varies = together.std(axis=0) > 0
    return {
        name: controlled(np.concatenate([part[name] for part in parts]), together[:, varies], np.asarray(known)[varies])
        for name, _ in case.theory
    }


def _figures(case: Case, paths: Paths, areas: Areas, counted: Window) -> dict[str, NDArray[np.float64]]:
    return {name: FIGURES[name](paths, areas, counted) for name, _ in case.theory}
