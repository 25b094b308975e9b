"""Crews: people on shifts as a SimPy resource; who is not at work is a request of the highest priority."""

from collections.abc import Generator

import simpy
from simpy import Event
from simpy.resources.resource import PriorityRequest

from sim.roster import Roster
from sim.units import DAY

OFF_DUTY = -1
"""priority of going home; work comes after it"""


class Crew(simpy.PriorityResource):
    """A crew that follows a roster.

    Args:
        env: the clock.
        roster: who is at work when.
        weekday: of the first day, 0 for Monday.
    """

    def __init__(self, env: simpy.Environment, roster: Roster, weekday: int) -> None:
        on_duty = (roster.at(day, time) for day in range(7) for time in roster.moves(day))
        super().__init__(env, capacity=max(1, *on_duty))
        self.on_duty = 0
        """people on the roster now"""
        env.process(self.keep_shifts(env, roster, weekday))

    def keep_shifts(self, env: simpy.Environment, roster: Roster, weekday: int) -> Generator[Event, None, None]:
        """Send people home and call them back, for ever; who serves finishes first."""
        away: list[PriorityRequest] = []
        day = 0
        while True:
            for time in roster.moves((weekday + day) % 7):
                yield env.timeout(day * DAY + time - env.now)
                self.on_duty = roster.at((weekday + day) % 7, time)
                while len(away) < self.capacity - self.on_duty:
                    away.append(self.request(priority=OFF_DUTY))
                while len(away) > self.capacity - self.on_duty:
                    end_leave(self, away.pop())
            day += 1


def end_leave(crew: Crew, leave: PriorityRequest) -> None:
    """Call somebody back who went home, or was about to."""
    if leave.triggered:
        crew.release(leave)
    else:
        leave.cancel()
