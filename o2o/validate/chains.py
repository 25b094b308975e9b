"""Chains of queues: two classes on one crew, and stations one after another (rows Q22, Q23, Q04)."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, arrivals, services
from o2o.validate.oracle import Oracle, Outcome, measure, none_of, statistical
from o2o.validate.queues import Fault, Inputs, lost_arrivals, slower_service, sound
from o2o.validate.recursions import Times, first_come
from o2o.validate.unit_times import unit_exponential, unit_lognormal
from sim.errand import Errand
from sim.facts import Facts
from sim.feed import Feed
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.random_field import RandomField
from sim.riders import Fleet
from sim.station import Crew, Served, Station
from sim.units import MINUTE

_SEED = 22
_FIRST, _SECOND = 0.3, 0.5
"""rates of the two classes"""
_WARM = 400
_CLASSES = (3_400, 50)
_TANDEM, _MANY = (1_900, 30), (4_400, 1_000)
"""jobs and replications"""
_SPEEDS = (1.0, 0.8)
Figures = dict[str, NDArray[np.float64]]


def classes(order: tuple[int, int] = (0, 1), fault: Fault = sound) -> Outcome:
    """Return whether both classes wait as Cobham says; ``order`` is that in which the stations are made."""
    field = RandomField(_SEED)
    gaps, work, kind = (field.purpose(f"validate.Q22.{name}") for name in ("arrival", "service", "class"))
    arrive = arrivals(gaps, _FIRST + _SECOND, _CLASSES, 0)
    service = services(work, unit_exponential, _CLASSES, 0)
    share = _FIRST / (_FIRST + _SECOND)
    rank = (kind.dense(arrive.size, 0).reshape(arrive.shape) >= share).astype(np.int64)
    waits = _by_class(fault((arrive, service, 1)), rank, order)
    controls = _controls(arrive, service, rank, share)
    known = np.array([1 / (_FIRST + _SECOND), 1.0, share, 4.0, _FIRST / (1 - _FIRST)])
    sums = _FIRST * waits["Wq1"] + _SECOND * waits["Wq2"]
    theory = {"Wq1": 1.142857, "Wq2": 5.714286, "sum of rho Wq": 3.2}
    return statistical(
        [
            measure(name, theory[name], controlled(values, controls, known), 0.03)
            for name, values in (waits | {"sum of rho Wq": sums}).items()
        ]
    )


def tandem(fault: Fault = sound) -> Outcome:
    """Return whether two stations in a row hold what the product form says."""
    inputs = _tandem_draws(_TANDEM, 0)
    arrive, (first, second) = inputs
    faulty, slower, _ = fault((arrive, first, 1))
    real = _tandem_figures(faulty, *_through_two(faulty, slower, second[: len(faulty)]))
    twin = _tandem_figures(arrive, *_two_recursions(arrive, first, second))
    many = _tandem_many()
    theory = {"L1": 1.0, "L2": 1.666667, "W": 5.333333}
    return statistical(
        [measure(name, value, two_levels(real[name], twin[name], many[name]), 0.02) for name, value in theory.items()]
    )


def pick_pack_ride(riders_missing: int = 0) -> Outcome:
    """Return whether orders pass picking, packing and riders at the times of three chained recursions."""
    jobs, field = 5_000, RandomField(_SEED)
    arrive = arrivals(field.purpose("validate.Q04.arrival"), 1.0, (jobs, 1), 0)
    pick, pack = (
        services(field.purpose(f"validate.Q04.{name}"), unit_lognormal, (jobs, 1), 0) * scale // 10
        for name, scale in (("pick", 18), ("pack", 9))
    )
    spec = FleetSpec(lon=0.0, lat=0.0, at_store=MINUTE, at_door=2 * MINUTE, gives_up=1 << 50)
    ends = _through_fleet(arrive, pick, pack, spec, 4 - riders_missing)
    picked = first_come(arrive, pick, 2).end
    after = np.argsort(picked[:, 0], kind="stable")
    packed = np.empty_like(picked)
    packed[after] = first_come(picked[after], pack[after], 1).end
    then = np.argsort(packed[:, 0], kind="stable")
    ride = np.full((jobs, 1), spec.at_store + spec.at_door, np.int64)
    right = np.empty_like(packed)
    right[then] = first_come(packed[then], ride, 4).end
    return none_of(jobs, int((ends != right[:, 0]).sum()), "deliveries differ")


def _by_class(inputs: Inputs, rank: Times, order: tuple[int, int]) -> Figures:
    arrive, service, _ = inputs
    means = np.empty((2, arrive.shape[1]))
    for nth in range(arrive.shape[1]):
        env = simpy.Environment(initial_time=0)
        crew = Crew(env, 1)
        stations = {which: Station(env, crew, 1) for which in order}
        began = np.zeros(arrive.shape[0], np.int64)
        _run(env, arrive[:, nth], service[:, nth], _Chooser(stations, rank[:, nth].tolist(), began))
        waits = (began - arrive[:, nth])[_WARM:] / UNIT
        of = rank[_WARM : arrive.shape[0], nth]
        means[:, nth] = [waits[of == which].mean() for which in (0, 1)]
    return {"Wq1": means[0], "Wq2": means[1]}


class _Chooser:
    """Sends each job to the station of its class and notes when it begins."""

    def __init__(self, stations: dict[int, Station], rank: list[int], began: NDArray[np.int64]) -> None:
        self._stations, self._rank, self._began = stations, rank, began

    def __call__(self, job: int, service: int) -> None:
        self._stations[self._rank[job]].join(job, service, self._done)

    def _done(self, served: Served) -> None:
        self._began[served[0]] = served[1]


def _controls(arrive: Times, service: Times, rank: Times, share: float) -> NDArray[np.float64]:
    """Return what is known of each replication: inputs' means, and the waits if there were one class only."""
    fifo = (first_come(arrive, service, 1).begin - arrive)[_WARM:].mean(axis=0) / UNIT
    alone = first_come(arrive, np.where(rank == 0, service, 0), 1).begin - arrive
    seen = (rank == 0)[_WARM:]
    own = (alone[_WARM:] * seen).sum(axis=0) / seen.sum(axis=0) / UNIT
    gaps = arrive[-1] / (arrive.shape[0] * UNIT)
    return np.column_stack((gaps, service.mean(axis=0) / UNIT, seen.mean(axis=0), fifo, own))


def _tandem_draws(shape: tuple[int, int], ordinal: int) -> tuple[Times, tuple[Times, Times]]:
    field = RandomField(_SEED)
    arrive = arrivals(field.purpose("validate.Q23.arrival"), 0.5, shape, ordinal)
    first, second = (
        np.rint(services(field.purpose(f"validate.Q23.{i}"), unit_exponential, shape, ordinal) / speed).astype(np.int64)
        for i, speed in enumerate(_SPEEDS)
    )
    return arrive, (first, second)


@cache
def _tandem_many() -> dict[str, Interval]:
    arrive, (first, second) = _tandem_draws(_MANY, 1)
    figures = _tandem_figures(arrive, *_two_recursions(arrive, first, second))
    controls = np.column_stack((arrive[-1] / _MANY[0], first.mean(axis=0), second.mean(axis=0))) / UNIT
    return {name: controlled(values, controls, [2.0, 1.0, 1.25]) for name, values in figures.items()}


def _two_recursions(arrive: Times, first: Times, second: Times) -> tuple[Times, Times]:
    middle = first_come(arrive, first, 1).end
    return middle, first_come(middle, second, 1).end


def _through_two(arrive: Times, first: Times, second: Times) -> tuple[Times, Times]:
    """Return when each job leaves the first and the second `Station`."""
    middle, last = np.empty_like(arrive), np.empty_like(arrive)
    for nth in range(arrive.shape[1]):
        env = simpy.Environment(initial_time=0)
        stations = [Station(env, Crew(env, 1), 1) for _ in range(2)]
        relay = _Relay(stations, second[:, nth].tolist(), (middle[:, nth], last[:, nth]))
        _run(env, arrive[:, nth], first[:, nth], relay)
    return middle, last


class _Relay:
    """Sends each job through two stations."""

    def __init__(self, stations: list[Station], second: list[int], ends: tuple[Times, Times]) -> None:
        self._stations, self._second, self._ends = stations, second, ends

    def __call__(self, job: int, service: int) -> None:
        self._stations[0].join(job, service, self._on)

    def _on(self, served: Served) -> None:
        job, _, ended = served
        self._ends[0][job] = ended
        self._stations[1].join(job, self._second[job], self._off)

    def _off(self, served: Served) -> None:
        self._ends[1][served[0]] = served[2]


def _tandem_figures(arrive: Times, middle: Times, last: Times) -> Figures:
    """Return numbers present by Little's law at the known rate, and times in the system."""
    one, two, both = (times[_WARM:].mean(axis=0) / UNIT for times in (middle - arrive, last - middle, last - arrive))
    return {"L1": 0.5 * one, "L2": 0.5 * two, "W": both}


def _through_fleet(arrive: Times, pick: Times, pack: Times, spec: FleetSpec, riders: int) -> NDArray[np.int64]:
    """Return when two pickers, a packer and ``riders`` who ride no distance have delivered each order."""
    env = simpy.Environment(initial_time=0)
    fleet = Fleet(env, 1, spec, (0, 0), Facts(), CityPace(spec, np.ones(1)))
    fleet.resize(riders)
    benches = [Station(env, Crew(env, 2), 2), Station(env, Crew(env, 1), 1)]

    def ride(served: Served) -> None:
        job, _, ended = served
        fleet.take(Errand(job, 0, 0, 0, 0, 0, 0.0, ended))

    def to_bench(served: Served) -> None:
        job = served[0]
        benches[1].join(job, packing[job], ride)

    packing = pack[:, 0].tolist()
    _run(env, arrive[:, 0], pick[:, 0], lambda job, time: benches[0].join(job, time, to_bench))
    order, _, end, _ = np.array(fleet.delivered, np.int64).T
    ends = np.empty(end.size, np.int64)
    ends[order] = end
    return ends


def _run(env: simpy.Environment, arrive: Times, service: Times, deliver: Callable[[int, int], object]) -> None:
    feed = Feed(env)
    feed.source(deliver).add(arrive, np.arange(arrive.size), service)
    feed.run_out()


_FAULTS: dict[str, Fault] = {"services 3 % longer": slower_service, "one arrival in 50 lost": lost_arrivals}

ORACLES = (
    Oracle(
        "Q04",
        "P",
        "5,000 orders through pick, pack and riders: all delivery times equal three chained recursions",
        "Feed, two Stations and a Fleet of riders whose errands cover no distance (store, home and base coincide)",
        pick_pack_ride,
        {"a rider missing": partial(pick_pack_ride, 1)},
    ),
    Oracle(
        "Q22",
        "S",
        "M/M/1 with priority, rates 0.3 and 0.5: Wq1 1.142857, Wq2 5.714286, sum of rho Wq 3.2",
        "two Stations in order on one Crew, fed by Feed; waits of the same jobs without classes are control variates",
        classes,
        {
            "classes swapped": partial(classes, (1, 0)),
            "services 3 % longer": partial(classes, (0, 1), slower_service),
        },
    ),
    Oracle(
        "Q23",
        "S",
        "tandem, rate 0.5, speeds 1 and 0.8: L1 1, L2 1.666667, W 5.333333",
        "two Stations in a row, fed by Feed; chained recursions on the same and on more inputs serve as control",
        tandem,
        {name: partial(tandem, fault) for name, fault in _FAULTS.items()},
    ),
)
