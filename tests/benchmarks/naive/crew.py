"""Crews: people on shifts as a SimPy resource; who is not at work is a request of the highest priority."""

from collections.abc import Generator

import simpy
from simpy import Event
from simpy.resources.resource import PriorityRequest

from sim.roster import Roster
from sim.units import DAY

OFF_DUTY = -1
"""priority of going home; work comes after it"""


def crew_for(env: simpy.Environment, roster: Roster, weekday: int) -> simpy.PriorityResource:
    """Return a crew that follows ``roster``; ``weekday``: of the first day, 0 for Monday."""
    most = max(roster.at(day, time) for day in range(7) for time in roster.moves(day))
    crew = simpy.PriorityResource(env, capacity=most)
    env.process(keep_shifts(env, crew, roster, weekday))
    return crew


def keep_shifts(
    env: simpy.Environment, crew: simpy.PriorityResource, roster: Roster, weekday: int
) -> Generator[Event, None, None]:
    """Send people home and call them back, for ever; who serves finishes first."""
    away: list[PriorityRequest] = []
    day = 0
    while True:
        for time in roster.moves((weekday + day) % 7):
            yield env.timeout(day * DAY + time - env.now)
            off = crew.capacity - roster.at((weekday + day) % 7, time)
            while len(away) < off:
                away.append(crew.request(priority=OFF_DUTY))
            while len(away) > off:
                end_leave(crew, away.pop())
        day += 1


def end_leave(crew: simpy.PriorityResource, leave: PriorityRequest) -> None:
    """Call somebody back who went home, or was about to."""
    if leave.triggered:
        crew.release(leave)
    else:
        leave.cancel()
