"""Other arrivals: jobs at even times, and jobs that come three at a time (rows Q18, Q27)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Window, areas_of, arrivals, services, through_station, window
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.queues import FIGURES, Fault, lost_arrivals, slower_service, sound
from o2o.validate.recursions import Times, first_come
from o2o.validate.unit_times import unit_exponential
from sim.random_field import Purpose, RandomField

_SEED = 1_953
_WARM = 600
_PILOT, _MANY = (2_100, 24), (6_000, 1_000)
_BATCH = 3

Arrivals = Callable[[Purpose, tuple[int, int], int], Times]


def evenly(_: Purpose, shape: tuple[int, int], __: int) -> Times:
    """Return arrivals every 1.25 services."""
    return np.repeat((np.arange(shape[0]) * UNIT * 5 // 4)[:, None], shape[1], axis=1)


def by_threes(gaps: Purpose, shape: tuple[int, int], ordinal: int) -> Times:
    """Return arrivals of three at once, a group every four services in the mean."""
    groups = arrivals(gaps, 0.25, (shape[0] // _BATCH, shape[1]), ordinal)
    return np.repeat(groups, _BATCH, axis=0)


@dataclass(frozen=True)
class Case:
    """One server, exponential services of mean 1."""

    id: str
    rate: float
    comes: Arrivals
    theory: tuple[tuple[str, float], ...]
    tolerance: float


CASES = (
    Case("Q18", 0.8, evenly, (("P(wait)", 0.628630), ("Wq", 1.692731)), 0.015),
    Case("Q27", 0.75, by_threes, (("L", 6.0), ("W", 8.0)), 0.03),
)


def waits(case: Case, fault: Fault = sound) -> Outcome:
    """Return whether the station's figures agree with theory, ``fault`` planted in its inputs."""
    counted = window(case.rate, _PILOT[0], _WARM)
    arrive, service = _draw(case, _PILOT, 0)
    twin = _figures(case, arrive, service, counted)
    given, served, servers = fault((arrive, service, 1))
    paths, areas = through_station(given, served, servers, counted)
    real = {name: FIGURES[name](paths, areas, counted) for name, _ in case.theory}
    many = _many(case)
    return statistical(
        [
            measure(name, value, two_levels(real[name], twin[name], many[name]), case.tolerance)
            for name, value in case.theory
        ]
    )


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times]:
    field = RandomField(_SEED)
    gaps, work = (field.purpose(f"validate.{case.id}.{name}") for name in ("arrival", "service"))
    return case.comes(gaps, shape, ordinal), services(work, unit_exponential, shape, ordinal)


@cache
def _many(case: Case) -> Mapping[str, Interval]:
    counted = window(case.rate, _MANY[0], _WARM)
    arrive, service = _draw(case, _MANY, 1)
    figures = _figures(case, arrive, service, counted)
    controls = np.column_stack((arrive[-1] / (_MANY[0] * UNIT), service.mean(axis=0) / UNIT))
    known, varies = np.array([1 / case.rate, 1.0]), np.ptp(controls, axis=0) > 1e-9
    return {name: controlled(values, controls[:, varies], known[varies]) for name, values in figures.items()}


def _figures(case: Case, arrive: Times, service: Times, counted: Window) -> dict[str, NDArray[np.float64]]:
    paths = first_come(arrive, service, 1)
    areas = areas_of(paths, paths.begin, counted)
    return {name: FIGURES[name](paths, areas, counted) for name, _ in case.theory}


_NAMES = {"Q18": "D/M/1, rate 0.8", "Q27": "three at a time, 0.25 groups, M/M/1"}
_FAULTS: Mapping[str, Fault] = {"services 3 % longer": slower_service, "one arrival in 50 lost": lost_arrivals}


def _oracle(case: Case) -> Oracle:
    claim = f"{_NAMES[case.id]}: " + ", ".join(f"{name} {value:g}" for name, value in case.theory)
    part = "Station and Crew fed by Feed; a Kiefer-Wolfowitz recursion on the same and on more inputs serves as control"
    planted = {name: partial(waits, case, fault) for name, fault in _FAULTS.items()}
    return Oracle(case.id, "S", claim, part, partial(waits, case), planted)


ORACLES = tuple(map(_oracle, CASES))
