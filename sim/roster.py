"""Rosters: how many people are at work when."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.places import ShiftSpec
from sim.station import Process
from sim.units import DAY, HOUR


class Team(Protocol):
    """People whose number a roster sets: a crew, a fleet."""

    def resize(self, size: int) -> None:
        """Put ``size`` people to work; those who serve finish their job first."""
        ...


class Roster:
    """How many people a roster puts to work at each time of the week.

    Args:
        shifts: who comes when.
        by_hour: people in each of the 24 hours, in place of the shifts; none for the shifts.
    """

    def __init__(self, shifts: Mapping[str, ShiftSpec], by_hour: Sequence[int] = ()) -> None:
        hourly = (
            ShiftSpec(start=hour * HOUR, end=(hour + 1) * HOUR, staff=staff) for hour, staff in enumerate(by_hour)
        )
        self._shifts = tuple(hourly if by_hour else shifts.values())

    def at(self, weekday: int, time: int) -> int:
        """Return people at work on ``weekday`` (0 Monday) at ``time`` ms after midnight."""
        return sum(s.staff for s in self._shifts if _works(s, weekday) and s.start <= time < s.end)

    def moves(self, weekday: int) -> list[int]:
        """Return the times of ``weekday`` at which the number may change, midnight included."""
        times = {0} | {t for s in self._shifts if _works(s, weekday) for t in (s.start, s.end)}
        return sorted(t for t in times if t < DAY)


def _works(shift: ShiftSpec, weekday: int) -> bool:
    return shift.days == "all" or (shift.days == "weekend") == (weekday >= 5)


def follow_roster(
    env: simpy.Environment, team: Team, roster: Roster, first_weekday: int, factor: NDArray[np.float64]
) -> Process:
    """Resize ``team`` by ``roster`` for ever; ``factor``, shape (1,), is the lever, read live at every change."""
    day = 0
    while True:
        weekday = (first_weekday + day) % 7
        for time in roster.moves(weekday):
            delay = day * DAY + time - int(env.now)
            if delay:
                yield env.timeout(delay)
            team.resize(round(roster.at(weekday, time) * float(factor[0])))
        day += 1
        yield env.timeout(day * DAY - int(env.now))
