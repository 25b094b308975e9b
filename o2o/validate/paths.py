"""Paths through stations: every job's times equal those of a recursion, tick for tick (rows Q01 to Q03, Q35)."""

from functools import partial

import numpy as np
import simpy

from o2o.validate.line import UNIT, Window, arrivals, services, through_station
from o2o.validate.oracle import Oracle, Outcome, none_of
from o2o.validate.recursions import NEVER, Paths, Times, by_priority, first_come
from o2o.validate.unit_times import unit_exponential, unit_lognormal
from sim.feed import Feed
from sim.random_field import RandomField
from sim.station import Crew, Served, Station

_SEED = 7
_JOBS = 20_000
_EVER = Window(0, 1, 2)
_PART = "Station and Crew fed by Feed"


def _inputs(name: str, rate: float, jobs: int = _JOBS) -> tuple[Times, Times]:
    field = RandomField(_SEED)
    gaps, work = (field.purpose(f"validate.{name}.{what}") for what in ("arrival", "service"))
    return arrivals(gaps, rate, (jobs, 1), 0), services(work, unit_lognormal, (jobs, 1), 0)


def equals_recursion(longer: int = 0) -> Outcome:
    """Return whether waits equal Kiefer and Wolfowitz's for 1, 3 and 10 servers, with and without ties.

    Args:
        longer: ticks by which the station's hundredth service is longer (the planted fault).
    """
    parts = []
    for servers in (1, 3, 10):
        for grain in (1, 1_000):
            arrive, service = (times // grain * grain for times in _inputs(f"Q01.{servers}", 0.9 * servers))
            right = first_come(arrive, service, servers)
            service[100] += longer
            ours, _ = through_station(arrive, service, servers, _EVER)
            parts.append(_differing(ours, right))
    return none_of(len(parts) * _JOBS, sum(parts), "waits differ")


def keeps_priority(order: tuple[int, int] = (0, 1)) -> Outcome:
    """Return whether two classes on one crew begin as by a heap; ``order`` is that of the station's making."""
    arrive, service = _fine(_inputs("Q02", 2.5))
    rank = (RandomField(_SEED).purpose("validate.Q02.class").dense(_JOBS, 0) < 0.6).astype(int).tolist()
    env = simpy.Environment(initial_time=0)
    crew = Crew(env, 3)
    stations = {rank: Station(env, crew, 3) for rank in order}
    began = [NEVER] * _JOBS

    def done(served: Served) -> None:
        began[served[0]] = served[1]

    feed = Feed(env)
    feed.source(lambda job, time: stations[rank[job]].join(job, time, done)).add(
        arrive[:, 0], np.arange(_JOBS), service[:, 0]
    )
    feed.run_out()
    right = by_priority(arrive[:, 0].tolist(), service[:, 0].tolist(), rank, 3)
    return none_of(_JOBS, sum(a != b for a, b in zip(began, right, strict=True)), "beginnings differ")


def loses_the_same(room: int = 0) -> Outcome:
    """Return whether five servers without a waiting room turn the same jobs away; ``room`` is the fault's."""
    arrive, service = _fine(_inputs("Q03", 5.0))
    ours, _ = through_station(arrive, service, 5, _EVER, room=room)
    right = first_come(arrive, service, 5, np.zeros_like(arrive))
    lost, expected = ours.begin == NEVER, right.begin == NEVER
    telling = _JOBS if expected.any() and not expected.all() else 0
    return none_of(telling, int((lost != expected).sum()), "jobs lost or kept wrongly")


def obeys_little(forget: int = 0) -> Outcome:
    """Return whether the integral of the number present equals the times in system, whatever happens.

    The station loses patience, turns jobs away, changes its crew and its places; the identity is read 200 times.

    Args:
        forget: ticks that the station's integral is robbed of (the planted fault).
    """
    arrive, service = _inputs("Q35", 2.4, 5_000)
    patience = services(RandomField(_SEED).purpose("validate.Q35.patience"), unit_exponential, (5_000, 1), 0)
    env = simpy.Environment(initial_time=0)
    crew = Crew(env, 3)
    station = Station(env, crew, 4, room=8)
    limit = (3 * patience[:, 0]).tolist()
    feed = Feed(env)
    join = feed.source(lambda job, time: station.join(job, time, _nothing, patience=limit[job]))
    join.add(arrive[:, 0], np.arange(5_000), service[:, 0])
    broken = 0
    for nth, stop in enumerate(np.linspace(UNIT, 1.1 * arrive[-1, 0], 200).astype(int).tolist()):
        feed.run_until(stop)
        crew.resize((3, 1, 4, 0, 2)[nth % 5])
        station.move_places((4, 2, 3)[nth % 3])
        station.queue_area -= forget
        integral, times = station.present_time()
        broken += integral != times
    return none_of(200, broken, "readings of Little's law fail")


def _nothing(_served: Served) -> None:
    """Note nothing."""


def _fine(inputs: tuple[Times, Times]) -> tuple[Times, Times]:
    """Return times a thousand times finer, so that no two events coincide and no rule for ties matters."""
    arrive, service = inputs
    grain = RandomField(_SEED).purpose("validate.grain").dense(2 * arrive.size, 0)
    small = np.rint(grain * 9_999).astype(np.int64).reshape(2, *arrive.shape)
    return arrive * 10_000 + small[0], service * 10_000 + small[1]


def _differing(ours: Paths, right: Paths) -> int:
    return int(((ours.begin != right.begin) | (ours.end != right.end)).sum())


ORACLES = (
    Oracle(
        "Q01",
        "P",
        "FIFO with 1, 3 and 10 servers, 20,000 jobs, ms and 1-s ticks: all waits equal Kiefer and Wolfowitz's",
        _PART,
        equals_recursion,
        {"one service a tick longer": partial(equals_recursion, 1)},
    ),
    Oracle(
        "Q02",
        "P",
        "two classes with non-preemptive priority, 20,000 jobs: all waits equal a heap's",
        "two Stations in order on one Crew, fed by Feed",
        keeps_priority,
        {"classes swapped": partial(keeps_priority, (1, 0))},
    ),
    Oracle(
        "Q03",
        "P",
        "loss system with 5 servers, 20,000 jobs: the same jobs are lost",
        "Station(room=0) and Crew fed by Feed",
        loses_the_same,
        {"room for one to wait": partial(loses_the_same, 1)},
    ),
    Oracle(
        "Q35",
        "E",
        "Little's law as an identity of integers: integral of the number present = times in system so far",
        "Station with patience, room, a changing Crew and changing places, fed by Feed",
        obeys_little,
        {"one tick of waiting not accounted for": partial(obeys_little, 1)},
    ),
)
