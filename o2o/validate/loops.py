"""Loops: work that comes back, a closed round of stations, and few customers who return (rows Q24, Q25, Q26)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import simpy

from o2o.validate.estimate import controlled
from o2o.validate.line import UNIT, arrivals, services
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.recursions import Times
from o2o.validate.unit_times import unit_exponential
from sim.feed import Feed
from sim.random_field import RandomField
from sim.station import Crew, Served, Station, unlimited

_SEED = 1_957
_WARM = 500 * UNIT
_REWORK = 0.2


class Run(NamedTuple):
    """What one replication shows."""

    figures: dict[str, float]
    drawn: list[float]
    """what was drawn for it: control variates, as if nothing were planted"""


def rework(longer: float = 1.0, share: float = _REWORK) -> Outcome:
    """Return whether a server whose work comes back with a chance of 20 % holds what Jackson's product form says."""
    runs = [_rework(nth, longer, share) for nth in range(16)]
    theory = {"effective rate": 0.5, "L": 1.0, "W": 2.5}
    # Gaps, work of a job, and time in the system if a job stayed at the server until all its work is done: M/M/1 at
    # rate 0.4 with services of 1.25.
    return _compare(theory, runs, [2.5, 1.25, 2.5], 0.02)


def closed_round(longer: float = 1.0, jobs: int = 5) -> Outcome:
    """Return whether five jobs that go round three stations do what exact mean value analysis says."""
    demands = (1.0, 0.8, 0.5)
    runs = [_round("Q25", nth, [longer * d for d in demands], (1, 1, 1), jobs, 11_000) for nth in range(24)]
    theory = {"X": 0.874676, "Q1": 2.649466, "Q2": 1.637072, "Q3": 0.713462}
    return _compare(theory, runs, [1.0] * 3, 0.015)


def few_customers(longer: float = 1.0, customers: int = 6) -> Outcome:
    """Return whether six customers who come again after five services keep one server as busy as theory says."""
    runs = [_round("Q26", nth, [longer, 5.0], (1, None), customers, 9_000) for nth in range(24)]
    theory = {"X": 0.808153, "Q1": 1.959236}
    return _compare(theory, runs, [1.0] * 2, 0.015)


def _compare(theory: Mapping[str, float], runs: Sequence[Run], known: list[float], tolerance: float) -> Outcome:
    controls = np.array([run.drawn for run in runs])
    return statistical(
        [
            measure(name, value, controlled([run.figures[name] for run in runs], controls, known), tolerance)
            for name, value in theory.items()
        ]
    )


def _rework(nth: int, longer: float, share: float) -> Run:
    """Return effective rate, mean number and mean time of 6,000 jobs of one replication, and what they bring."""
    jobs, visits, field = 6_000, 10, RandomField(_SEED, nth)
    arrive = arrivals(field.purpose("validate.Q24.arrival"), 0.4, (jobs, 1), 0)[:, 0]
    work = services(field.purpose("validate.Q24.service"), unit_exponential, (jobs, visits), 0)
    luck = field.purpose("validate.Q24.again").dense(jobs * visits, 0).reshape(jobs, visits)
    again = luck < share
    again[:, -1] = False
    times, comes_back = np.rint(longer * work).astype(np.int64).tolist(), again.tolist()
    # The work that jobs bring when nothing is planted: the first visit, and each that follows a return.
    made = np.column_stack((np.ones(jobs, bool), np.logical_and.accumulate(luck < _REWORK, axis=1)[:, :-1]))
    env = simpy.Environment(initial_time=0)
    station = Station(env, Crew(env, 1), 1)
    visit, left = [0] * jobs, [0] * jobs

    def serve(job: int) -> None:
        station.join(job, times[job][visit[job]], done)

    def done(served: Served) -> None:
        job = served[0]
        left[job] = served[2]
        if comes_back[job][visit[job]]:
            visit[job] += 1
            serve(job)

    feed = Feed(env)
    feed.source(serve).add(arrive, np.arange(jobs))
    feed.run_until(_WARM)
    before = station.read()
    closes = int(arrive[-1])
    feed.run_until(closes)
    after = station.read()
    feed.run_out()
    span = closes - _WARM
    counted = arrive >= _WARM
    busy, queue = after[0] - before[0], after[1] - before[1]
    done_visits = float((np.array(visit)[counted] + 1).sum()) * UNIT / span
    stay = float((np.array(left) - arrive)[counted].mean()) / UNIT
    return Run({"effective rate": done_visits, "L": (busy + queue) / span, "W": stay}, _brought(arrive, work * made))


def _brought(arrive: Times, work: Times) -> list[float]:
    """Return the mean gap, the mean work of a job, and its mean time if it stays until all its work is done."""
    whole = work.sum(axis=1)
    until = np.cumsum(whole)
    stay = until + np.maximum.accumulate(arrive - until + whole) - arrive
    return [arrive[-1] / (arrive.size * UNIT), whole.mean() / UNIT, stay[arrive >= _WARM].mean() / UNIT]


def _round(name: str, nth: int, demands: Sequence[float], servers: Sequence[int | None], jobs: int, length: int) -> Run:
    """Return throughput and mean numbers of one replication of ``jobs`` that go round for ``length`` services."""
    field, env = RandomField(_SEED, nth), simpy.Environment(initial_time=0)
    crews = [unlimited(env) if count is None else Crew(env, count) for count in servers]
    stations = [Station(env, crew, 1 << 20) for crew in crews]
    shape = (length * 5 // 4, 1)
    drawn = [
        services(field.purpose(f"validate.{name}.{at}"), unit_exponential, shape, 0)[:, 0]
        for at, _ in enumerate(demands)
    ]
    streams = [
        iter(np.rint(demand * times).astype(np.int64).tolist()) for demand, times in zip(demands, drawn, strict=True)
    ]
    passed = [0] * len(stations)

    def go(at: int) -> Callable[[Served], None]:
        def onward(served: Served) -> None:
            passed[at] += 1
            then = (at + 1) % len(stations)
            stations[then].join(served[0], next(streams[then]), steps[then])

        return onward

    steps = [go(at) for at in range(len(stations))]
    for job in range(jobs):
        stations[0].join(job, next(streams[0]), steps[0])
    env.run(until=_WARM)
    begun, before = passed[0], [station.read() for station in stations]
    closes = _WARM + length * UNIT
    env.run(until=closes)
    after = [station.read() for station in stations]
    span = closes - _WARM
    held = [(sum(after[at][:2]) - sum(before[at][:2])) / span for at in range(len(stations))]
    numbers = {f"Q{at}": number for at, number in enumerate(held, start=1)}
    # As many services as are surely used: their mean is a control only while their number is no outcome.
    used = [float(times[: length * 3 // 4].mean()) / UNIT for times in drawn]
    return Run({"X": (passed[0] - begun) * UNIT / span} | numbers, used)


ORACLES = (
    Oracle(
        "Q24",
        "S",
        "M/M/1 with 20 % rework, rate 0.4: effective rate 0.5, L 1, W 2.5 (Jackson)",
        "Station and Crew fed by Feed; jobs join again when they are done",
        rework,
        {"services 3 % longer": partial(rework, 1.03), "one job in 100 fewer comes back": partial(rework, 1.0, 0.19)},
    ),
    Oracle(
        "Q25",
        "S",
        "closed round of three stations, demands 1, 0.8, 0.5, five jobs: X 0.874676, Q 2.649466, 1.637072, 0.713462",
        "Station and Crew, jobs handed on by their ends",
        closed_round,
        {"services 3 % longer": partial(closed_round, 1.03), "a job missing": partial(closed_round, 1.0, 4)},
    ),
    Oracle(
        "Q26",
        "S",
        "finite source, six customers, rate 0.2, one server: X 0.808153, L 1.959236",
        "Station with a Crew, and one with a crew without end for customers who are away",
        few_customers,
        {"services 3 % longer": partial(few_customers, 1.03), "a customer missing": partial(few_customers, 1.0, 5)},
    ),
)
