"""Riders: a SimPy resource of turns, and a list of who is free where; the nearest one goes."""

from collections.abc import Generator
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import simpy
from naive.crew import OFF_DUTY
from naive.luck import lognormal
from simpy import Event

from sim.facts import Account, Task, Vehicle
from sim.places import FleetSpec
from sim.roster import Roster
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.online import Order
    from naive.town import Town

AT_WORK = 0


@dataclass(slots=True)
class Rider:
    """A rider, where the last errand ended."""

    number: int
    x: int
    y: int


class Fleet:
    """Riders of one fleet.

    Args:
        env: the clock.
        slot: its slot.
        spec: as the planner said.
        base: where shifts begin, metres.
        weekday: of the first day.
    """

    def __init__(self, env: simpy.Environment, slot: int, spec: FleetSpec, base: tuple[int, int], weekday: int) -> None:
        self.env = env
        self.slot = slot
        self.spec = spec
        self.base = base
        self.weekday = weekday
        self.roster = Roster(spec.shifts)
        self.size = max(self.roster.at(day, time) for day in range(7) for time in self.roster.moves(day))
        self.turns = simpy.PriorityResource(env, capacity=self.size)
        self.idle = [Rider(number, *base) for number in range(self.size)]
        self.busy = 0.0
        """ms ridden since the last full hour"""
        self.queued = 0.0
        """ms that orders waited for riders since then"""
        for number in range(self.size):
            env.process(self.keep_shift(number))

    def keep_shift(self, number: int) -> Generator[Event, None, None]:
        """Go home when the roster needs fewer than ``number`` + 1 riders, come back when it needs more."""
        day, home = 0, None
        while True:
            weekday = (self.weekday + day) % 7
            for time in self.roster.moves(weekday):
                yield self.env.timeout(max(day * DAY + time - self.env.now, 0))
                wanted = number < self.roster.at(weekday, time)
                if wanted and home is not None:
                    self.turns.release(home)
                    self.idle.append(Rider(number, *self.base))
                    home = None
                elif not wanted and home is None:
                    home = self.turns.request(priority=OFF_DUTY)
                    yield home
                    self.idle.pop()
            day += 1

    def nearest(self, x: int, y: int) -> Rider:
        """Take the nearest free rider."""
        rider = min(self.idle, key=lambda one: hypot(one.x - x, one.y - y))
        self.idle.remove(rider)
        return rider


def ride(town: "Town", order: "Order", fleet: Fleet) -> Generator[Event, None, bool]:
    """Wait for a rider and ride to the customer; return whether one came in time."""
    env, spec = town.env, fleet.spec
    asked = env.now
    x, y = town.places[order.site]
    with fleet.turns.request(priority=AT_WORK) as turn:
        yield turn | env.timeout(spec.gives_up)
        if not turn.triggered:
            return False
        start = env.now
        rider = fleet.nearest(x, y)
        home_x, home_y = order.customer.home
        slowness = lognormal(town.rng, HOUR, spec.cv) / spec.speed
        empty, full = hypot(rider.x - x, rider.y - y), hypot(home_x - x, home_y - y)
        yield env.timeout(round(empty * slowness) + spec.at_store)
        order.handed = loaded = env.now
        yield env.timeout(round(full * slowness) + spec.at_door)
        order.delivered = env.now
        rider.x, rider.y = home_x, home_y
        fleet.idle.append(rider)
    fleet.busy += env.now - start
    fleet.queued += start - asked
    times = (start, loaded, env.now)
    metres = (round(empty), round(full))
    town.notes.trips.append((rider.number, Vehicle.RIDER, fleet.slot, order.site, 1, *times, *metres, spec.per_drop))
    town.notes.book(Account.RIDERS, fleet.slot, -spec.per_drop)
    return True


def note_hour(town: "Town", fleet: Fleet, hour: int, paid: int) -> None:
    """Write a fleet's hour down and book its wages."""
    if paid or fleet.busy or fleet.queued:
        town.notes.staff_hours.append((fleet.slot, Task.RIDE, hour, paid, fleet.busy, fleet.queued))
        town.notes.book(Account.RIDERS, fleet.slot, -(paid * fleet.spec.wage // HOUR))
    fleet.busy = fleet.queued = 0.0
