"""Turning away: shoppers who see the line and do not join it, against a birth-death chain (row Q38)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Areas, Window, areas_of, arrivals, services, window
from o2o.validate.oracle import Oracle, Outcome, every, measure, statistical
from o2o.validate.recursions import NEVER, Paths, Times
from o2o.validate.theory import turned_away
from o2o.validate.unit_times import unit_exponential
from sim.feed import Feed
from sim.looking_ahead import LookingAhead
from sim.random_field import RandomField
from sim.station import Crew, Served, Station

_SEED = 1_963
_WARM = 300
_PILOT, _MANY = (1_500, 16), (3_000, 300)
"""jobs and replications through the real station, and through the recursion alone"""
_LONGEST = 40
"""no line grows longer here"""

Luck = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """Shoppers at tills that are too few."""

    rate: float
    servers: int
    patience: float
    """mean, in mean services"""
    share: float
    """of the shoppers, those who look ahead"""


CASES = (Case(6.0, 4, 1.0, 1.0), Case(4.5, 4, 0.5, 0.6))


class Miscounting(LookingAhead):
    """Plants shoppers who overlook that somebody must end before the first in line can begin."""

    def reckon(self, line: Station) -> int:
        """Return a wait that is one service over the places too short, ms."""
        return max(super().reckon(line) - UNIT // line.crew.size, 0)


def turns_away(case: Case, actual: Case, look: Callable[[float, int], LookingAhead]) -> Outcome:
    """Return whether as many turn away, wait and stand in line as theory says of ``case``.

    Args:
        case: what theory is told.
        actual: what the station is given; another than ``case`` is a planted fault.
        look: how shoppers look at a line.
    """
    counted = window(case.rate, _PILOT[0], _WARM)
    inputs = _draw(case, _PILOT, 0)
    arrive, service, patience, luck = inputs
    twin = _figures(_recursion(case, inputs), counted)
    real = _through((arrive, service, patience, luck), actual, look, counted)
    many = _many(case)
    theory = zip(real, turned_away(case.rate, case.servers, case.patience, case.share), strict=True)
    return statistical(
        [measure(name, value, two_levels(real[name], twin[name], many[name]), 0.025) for name, value in theory]
    )


Inputs = tuple[Times, Times, Times, Luck]
"""arrivals, services, patience and the mark of who looks; shapes alike"""


def _draw(case: Case, shape: tuple[int, int], ordinal: int) -> Inputs:
    field, name = RandomField(_SEED), f"validate.Q38.{CASES.index(case)}"
    gaps, work, limits, looks = (field.purpose(f"{name}.{what}") for what in ("arrival", "service", "patience", "look"))
    patience = np.rint(case.patience * services(limits, unit_exponential, shape, ordinal)).astype(np.int64)
    luck = looks.marks(np.arange(shape[0]), ordinal, shape[1])
    return arrivals(gaps, case.rate, shape, ordinal), services(work, unit_exponential, shape, ordinal), patience, luck


def _through(
    inputs: Inputs, case: Case, look: Callable[[float, int], LookingAhead], counted: Window
) -> dict[str, NDArray[np.float64]]:
    """Return the figures of a real `Station` whose shoppers are real `LookingAhead`."""
    arrive, service, patience, luck = inputs
    begin, queue = np.full_like(arrive, NEVER), np.zeros(arrive.shape[1], np.int64)
    for nth in range(arrive.shape[1]):
        env = simpy.Environment(initial_time=0)
        feed = Feed(env)
        station = Station(env, Crew(env, case.servers), 1 << 20)
        ahead = look(case.share, UNIT)
        ahead.note(luck[:, nth], np.arange(len(arrive)))
        began = begin[:, nth]
        _let_in(feed, station, ahead, began, (arrive[:, nth], service[:, nth], patience[:, nth].tolist()))
        feed.run_until(counted.opens)
        before = station.read()[1]
        feed.run_until(counted.closes)
        queue[nth] = station.read()[1] - before
        feed.run_out()
    return _shares(arrive, begin, counted) | {"Lq": queue / (counted.closes - counted.opens)}


def _let_in(
    feed: Feed, station: Station, ahead: LookingAhead, began: Times, shoppers: tuple[Times, Times, list[int]]
) -> None:
    arrive, service, patience = shoppers

    def done(served: Served) -> None:
        began[served[0]] = served[1]

    def come(job: int, time: int) -> None:
        if not ahead.turns_away(job, station, patience[job]):
            station.join(job, time, done)

    feed.source(come).add(arrive, np.arange(arrive.size), service)


def _recursion(case: Case, inputs: Inputs) -> Paths:
    """Return what shoppers do, by hand: who begins later than now stands in line now."""
    arrive, service, patience, luck = inputs
    free = np.zeros((case.servers, arrive.shape[1]), np.int64)
    latest = np.zeros((_LONGEST, arrive.shape[1]), np.int64)
    column = np.arange(arrive.shape[1])
    place = np.zeros_like(column)
    begin, end = np.empty_like(arrive), np.empty_like(arrive)
    looks = (luck * 2.0**22) % 1.0 < case.share
    for job, now in enumerate(arrive):
        soonest = free.argmin(axis=0)
        line = (latest > now).sum(axis=0)
        wait = np.where(free[soonest, column] <= now, 0, (line + 1) * UNIT // case.servers)
        away = looks[job] & (wait > patience[job])
        starts = np.maximum(now, free[soonest, column])
        free[soonest, column] = np.where(away, free[soonest, column], starts + service[job])
        joins = np.flatnonzero(~away)
        latest[place[joins], joins] = starts[joins]
        place[joins] = (place[joins] + 1) % _LONGEST
        begin[job] = np.where(away, NEVER, starts)
        end[job] = np.where(away, NEVER, starts + service[job])
    return Paths(arrive, begin, end)


@cache
def _many(case: Case) -> Mapping[str, Interval]:
    counted, inputs = window(case.rate, _MANY[0], _WARM), _draw(case, _MANY, 1)
    figures = _figures(_recursion(case, inputs), counted)
    controls = np.column_stack((inputs[0][-1] / (_MANY[0] * UNIT), inputs[1].mean(axis=0) / UNIT))
    return {name: controlled(values, controls, [1 / case.rate, 1.0]) for name, values in figures.items()}


def _figures(paths: Paths, counted: Window) -> dict[str, NDArray[np.float64]]:
    areas: Areas = areas_of(paths, paths.arrive, counted)
    line = areas.queue / (counted.closes - counted.opens)
    return _shares(paths.arrive, paths.begin, counted) | {"Lq": line}


def _shares(arrive: Times, begin: Times, counted: Window) -> dict[str, NDArray[np.float64]]:
    arrive, begin = arrive[counted.first :], begin[counted.first :]
    return {"P(turn away)": (begin == NEVER).mean(axis=0), "P(wait)": (begin > arrive).mean(axis=0)}


def _all(change: Callable[[Case], Case], look: Callable[[float, int], LookingAhead] = LookingAhead) -> Outcome:
    return every([turns_away(case, change(case), look) for case in CASES])


def _as_it_is(case: Case) -> Case:
    return case


ORACLES = (
    Oracle(
        "Q38",
        "S",
        "M/M/4 whose shoppers see the line: rate 6, all look, patience 1; rate 4.5, 60 % look, patience 0.5: shares "
        "that turn away and wait, and the mean line, as in the birth-death chain whose lookers join behind q in line "
        "with chance exp(-(q + 1) / (4 x patience))",
        "LookingAhead before a Station and Crew fed by Feed; a recursion on the same and more inputs serves as control",
        partial(_all, _as_it_is),
        {
            "a till fewer": partial(_all, lambda case: replace(case, servers=case.servers - 1)),
            "a tenth of them does not look": partial(_all, lambda case: replace(case, share=0.9 * case.share)),
            "who is being served is overlooked": partial(_all, _as_it_is, Miscounting),
        },
    ),
)
