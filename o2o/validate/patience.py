"""Patience: jobs that leave a queue unserved, against Erlang's A model (rows Q20, Q21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Window, areas_of, arrivals, services, through_station, window
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.queues import Fault, lost_arrivals, missing_server, slower_service, sound
from o2o.validate.recursions import NEVER, Paths, Times, first_come
from o2o.validate.unit_times import unit_exponential
from sim.random_field import RandomField

_SEED = 1_946
_WARM = 600
_PILOT, _MANY = (2_000, 24), (5_000, 1_000)
"""jobs and replications through the real station, and through the recursion alone"""


@dataclass(frozen=True)
class Case:
    """A queue whose jobs lose patience."""

    id: str
    rate: float
    servers: int
    patience: float
    """mean, in mean services"""
    theory: tuple[tuple[str, float], ...]


CASES = (
    Case("Q20", 10.0, 10, 1.0, (("P(abandon)", 0.125110), ("P(wait)", 0.542070), ("Lq", 1.2511))),
    Case("Q21", 12.0, 10, 2.0, (("P(abandon)", 0.195656), ("P(wait)", 0.850385), ("Lq", 4.695743))),
)


def loses_patience(case: Case, fault: Fault = sound) -> Outcome:
    """Return whether as many leave, wait and stand in line as theory says, with ``fault`` planted."""
    counted = window(case.rate, _PILOT[0], _WARM)
    arrive, service, patience = _draw(case, _PILOT, 0)
    twin = _figures(first_come(arrive, service, case.servers, patience), patience, counted)
    given, served, servers = fault((arrive, service, case.servers))
    # A job lost as a fault takes its patience along.
    limits = patience if given.shape == arrive.shape else patience[np.arange(arrive.shape[0]) % 50 != 49]
    paths, areas = through_station(given, served, servers, counted, patience=limits)
    real = _figures(paths, limits, counted) | {"Lq": areas.queue / (counted.closes - counted.opens)}
    many = _many(case)
    return statistical(
        [measure(name, value, two_levels(real[name], twin[name], many[name]), 0.02) for name, value in case.theory]
    )


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> tuple[Times, Times, Times]:
    field = RandomField(_SEED)
    gaps, work, limits = (field.purpose(f"validate.{case.id}.{name}") for name in ("arrival", "service", "patience"))
    patience = np.rint(case.patience * services(limits, unit_exponential, shape, ordinal)).astype(np.int64)
    return arrivals(gaps, case.rate, shape, ordinal), services(work, unit_exponential, shape, ordinal), patience


@cache
def _many(case: Case) -> Mapping[str, Interval]:
    counted = window(case.rate, _MANY[0], _WARM)
    arrive, service, patience = _draw(case, _MANY, 1)
    figures = _figures(first_come(arrive, service, case.servers, patience), patience, counted)
    controls = np.column_stack((arrive[-1] / (_MANY[0] * UNIT), service.mean(axis=0) / UNIT))
    return {name: controlled(values, controls, [1 / case.rate, 1.0]) for name, values in figures.items()}


def _figures(paths: Paths, patience: Times, counted: Window) -> dict[str, NDArray[np.float64]]:
    begin, arrive = paths.begin[counted.first :], paths.arrive[counted.first :]
    queue = areas_of(paths, paths.arrive + patience, counted).queue
    return {
        "P(abandon)": (begin == NEVER).mean(axis=0),
        "P(wait)": (begin != arrive).mean(axis=0),
        "Lq": queue / (counted.closes - counted.opens),
    }


_FAULTS: Mapping[str, Fault] = {
    "services 3 % longer": slower_service,
    "one arrival in 50 lost": lost_arrivals,
    "a server missing": missing_server,
}


def _oracle(case: Case) -> Oracle:
    claim = f"Erlang A, rate {case.rate:g}, 10 servers, patience {case.patience:g}: " + ", ".join(
        f"{name} {value:g}" for name, value in case.theory
    )
    part = "Station with patience and Crew fed by Feed; a recursion on the same and on more inputs serves as control"
    planted = {name: partial(loses_patience, case, fault) for name, fault in _FAULTS.items()}
    return Oracle(case.id, "S", claim, part, partial(loses_patience, case), planted)


ORACLES = tuple(map(_oracle, CASES))
