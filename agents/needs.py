"""Needs: who wants to shop today, when, and how much; drawn once a day for everybody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.errands import Visits
from agents.marketing import Clicks
from agents.people import People
from sim.calendar import Calendar
from sim.catalog import Catalog
from sim.facts import NEVER, Trigger
from sim.levers import Levers
from sim.random_field import RandomField
from sim.samplers import normal
from sim.units import DAY, HOUR, MINUTE

_EARLIEST = 5 * MINUTE
"""no need ends in the first minutes of a day: the app session before it belongs to the same day"""
_TIME, _SIZE, _APP, _MEMBER, _SERVICE = range(5)
"""lanes of an occasion's marks; from _SERVICE on they belong to whatever service it needs"""
MARKS = 8


@dataclass(frozen=True)
class Occasions:
    """Today's visits to come, sorted by (time, person); n rows."""

    person: NDArray[np.int64]
    time: NDArray[np.int64]
    """ms since the start"""
    trigger: NDArray[np.int8]
    browses: NDArray[np.bool_]
    """begins in the app"""
    recognised: NDArray[np.bool_]
    """a store would know the person"""
    units: NDArray[np.int64]
    sku: NDArray[np.int64]
    """basket lines of all occasions, one after another"""
    line: NDArray[np.int64]
    """where each occasion's lines begin in `sku`, shape (n,)"""
    marks: NDArray[np.float64]
    """luck of the service, shape (n, 4)"""
    scores: NDArray[np.float64]
    """the same as standard normal scores"""
    noise: NDArray[np.float64]
    """one uniform an alternative, shape (n, 8)"""
    at: NDArray[np.int64]
    """store where an errand has brought the person already; -1 for people at home"""


class Needs:
    """Draws the day's occasions.

    Args:
        people: everybody.
        calendar: weekday, season and festivals.
        catalog: what baskets are filled from.
        zones: number of zones.
        field: the random field.
    """

    def __init__(self, people: People, calendar: Calendar, catalog: Catalog, zones: int, field: RandomField) -> None:
        self._people = people
        self._calendar = calendar
        self._shelf = GuideTable(catalog.cumulative)
        self._demand = calendar.demand()[:, None] * calendar.shocks(
            field.purpose("city.day"), field.purpose("zone.day"), zones
        )
        self._need = field.purpose("customer.need")
        self._marks = field.purpose("customer.marks")
        self._noise = field.purpose("customer.choice")
        self._lines = field.purpose("customer.basket")
        self._hours = np.array([_cumulative(spec.needs.hours) for spec in people.specs])

    def draw(self, day: int, levers: Levers, clicks: Clicks, errands: Visits) -> Occasions:
        """Return the occasions of ``day``; people with a need of their own see to that before an errand."""
        people = self._people
        triggers = np.full(people.count, -1, np.int8)
        triggers[errands.person] = Trigger.ERRAND
        triggers[clicks.natural] = Trigger.NATURAL
        triggers[clicks.paid] = Trigger.PAID
        triggers[self._in_need(day, levers)] = Trigger.NEED
        triggers[people.custom] = -1
        who = np.flatnonzero(triggers >= 0)
        entity = people.entity[who]
        marks = self._marks.marks(entity, day, MARKS)
        units = self._units(who, marks[:, _SIZE])
        # Drawn person by person, as the field likes it; lines stay in that order, everything else goes by time.
        sku = self._shelf.pick(self._lines.ragged(entity, day, units))
        noise = self._noise.marks(entity, day, 8)
        time = day * DAY + self._time_of_day(who, marks[:, _TIME])
        at = np.full(who.size, NEVER, np.int64)
        rows, errand = _met(who, triggers, errands)
        time[rows], at[rows] = errands.time[errand], errands.site[errand]
        order = np.argsort(time, kind="stable")
        who, marks = who[order], marks[order]
        trigger = triggers[who]
        return Occasions(
            person=who,
            time=time[order],
            trigger=trigger,
            browses=_browses(trigger, marks[:, _APP] < people.app[who]) & (levers["app.open"][0] > 0),
            recognised=marks[:, _MEMBER] < levers["match_rate"][0],
            units=units[order],
            sku=sku,
            line=(np.cumsum(units) - units)[order],
            marks=marks[:, _SERVICE:],
            scores=normal(marks[:, _SERVICE:]),
            noise=noise[order],
            at=at[order],
        )

    def _in_need(self, day: int, levers: Levers) -> NDArray[np.bool_]:
        people = self._people
        zone = self._demand[day] * levers["demand.factor"]
        need = np.zeros(people.count, bool)
        for row, rows, entity in people.runs:
            part = slice(row, row + rows)
            spec = people.specs[people.segment[row]].needs
            rate = people.rate[part] * zone[people.zone[part]] * people.customer[part]
            since = np.minimum(day - people.last_day[part].astype(np.int64), 1000)
            rest = spec.rest_depth * np.exp(-(since - 1) / max(spec.rest_days, 1e-9))
            need[part] = self._need.dense(rows, day, entity) < -np.expm1(-rate * (1.0 - rest))
        return need

    def _time_of_day(self, who: NDArray[np.int64], u: NDArray[np.float64]) -> NDArray[np.int64]:
        time = np.empty(who.size)
        segment = self._people.segment[who]
        for slot, cumulative in enumerate(self._hours):
            rows = segment == slot
            time[rows] = np.interp(u[rows], cumulative, np.arange(25.0) * HOUR)
        return np.clip(np.rint(time).astype(np.int64), _EARLIEST, DAY - 1)

    def _units(self, who: NDArray[np.int64], u: NDArray[np.float64]) -> NDArray[np.int64]:
        people = self._people
        segment = people.segment[who]
        mean, sd, most = (
            people.by_segment([getattr(spec.basket, name) for spec in people.specs])[segment]
            for name in ("log_mean", "log_sd", "most")
        )
        size = np.exp(normal(u, mean + people.appetite[who], sd))
        return np.clip(np.rint(size), 1, most).astype(np.int64)


def _met(
    who: NDArray[np.int64], triggers: NDArray[np.int8], errands: Visits
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows of ``who`` whose occasion is an errand, and the errand of each; both are sorted by person."""
    rows = np.flatnonzero(triggers[who] == Trigger.ERRAND)
    return rows, np.searchsorted(errands.person, who[rows])


def _browses(trigger: NDArray[np.int8], would: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who begins in the app: clicks always do, needs by habit, people in a store never."""
    return np.where(trigger == Trigger.NEED, would, trigger != Trigger.ERRAND)


class GuideTable:
    """Inversion of a discrete distribution by a table: most uniforms need one look-up, the rest a search.

    Source: Chen and Asau, "On generating random variates from an empirical distribution", 1974.
    """

    _CELLS = 1 << 14

    def __init__(self, cumulative: NDArray[np.float64]) -> None:
        self._cumulative = cumulative
        edges = np.arange(self._CELLS + 1) / self._CELLS
        first = np.searchsorted(cumulative, edges, side="right")
        self._first = np.minimum(first[:-1], cumulative.size - 1)
        self._sure = first[:-1] == np.searchsorted(cumulative, edges[1:], side="left")

    def pick(self, u: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the category of each uniform: the first whose cumulative share exceeds it."""
        cell = (u * self._CELLS).astype(np.int64)
        chosen = self._first[cell]
        open_rows = np.flatnonzero(~self._sure[cell])
        found = np.searchsorted(self._cumulative, u[open_rows], side="right")
        chosen[open_rows] = np.minimum(found, self._cumulative.size - 1)
        return chosen


def _cumulative(shares: tuple[float, ...]) -> NDArray[np.float64]:
    total = np.concatenate(([0.0], np.cumsum(shares)))
    return total / total[-1]
