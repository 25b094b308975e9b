"""Riders: orders and riders are matched, every minute or whenever either turns up; trips are processes."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from math import dist
from typing import TYPE_CHECKING

from naive.bundles import Batch
from naive.luck import lognormal
from simpy import Event

from sim.facts import Account, Task, Vehicle
from sim.places import FleetSpec
from sim.roster import Roster
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.online import Order
    from naive.town import Town

Resize = Callable[[int], None]
Place = tuple[int, int]
"""metres east and north"""
EASY = 1_000_000
"""of a riding time of average luck"""


@dataclass(slots=True, eq=False)
class Rider:
    """A rider, where and when the last trip ends, or is expected to."""

    number: int
    x: int
    y: int
    free: float = 0.0


@dataclass(slots=True, eq=False)
class Errand:
    """An order that waits for a rider."""

    order: "Order"
    store: Place
    home: Place
    ready: float
    since: float
    slowness: float
    """of its rides, 1 on average"""
    assigned: Event
    delivered: Event
    not_before: float = field(default=0.0)
    """offered again from then on"""


class Fleet:
    """Riders of one fleet.

    Args:
        town: whose orders they bring.
        slot: its slot.
        spec: as the planner said.
        weekday: of the first day.
    """

    def __init__(self, town: "Town", slot: int, spec: FleetSpec, weekday: int) -> None:
        self.town = town
        self.env = town.env
        self.slot = slot
        self.spec = spec
        self.base = town.places[slot]
        self.weekday = weekday
        self.roster = Roster(spec.shifts)
        self.breaks = Roster(spec.breaks)
        self.size = self.pausing = self.called = 0
        self.idle: list[Rider] = []
        self.out: list[Rider] = []
        self.resting: list[Rider] = []
        self.waiting: list[Errand] = []
        self.shifted = 0.0
        """when a shift last began or ended"""
        self.busy = self.overtime = 0.0
        """ms ridden, and ridden past the shift's end, since the last full hour"""
        self.queued = 0.0
        """ms that orders waited for riders since then"""
        self.env.process(self.keep_shifts())
        if spec.breaks:
            self.env.process(self.keep_breaks())
        self.decides_regularly = town.dispatch.every > 0
        if self.decides_regularly:
            self.env.process(self.decide_regularly(town.dispatch.every))

    def keep_shifts(self) -> Generator[Event, None, None]:
        """Call riders to work and send them home, for ever; who is out goes home after the trip."""
        yield from self.follow(self.roster, self.resize)

    def keep_breaks(self) -> Generator[Event, None, None]:
        """Give riders a break, for ever; who is out has it after the trip."""
        yield from self.follow(self.breaks, self.rest)

    def follow(self, roster: Roster, resize: Resize) -> Generator[Event, None, None]:
        """Do what a roster says at its times."""
        day = 0
        while True:
            weekday = (self.weekday + day) % 7
            for time in roster.moves(weekday):
                yield self.env.timeout(day * DAY + time - self.env.now)
                resize(roster.at(weekday, time))
            day += 1

    def resize(self, size: int) -> None:
        """Put so many riders to work."""
        self.size, self.shifted = size, self.env.now
        while self.present() < size:
            self.idle.append(Rider(self.called, *self.base))
            self.called += 1
        for group in (self.idle, self.resting):
            while group and self.present() > size:
                group.pop()
        self.look()

    def rest(self, riders: int) -> None:
        """Let so many have a break."""
        self.pausing = riders
        while self.idle and len(self.resting) < riders:
            self.resting.append(self.idle.pop(0))
        while len(self.resting) > riders:
            self.idle.append(self.resting.pop(0))
        self.look()

    def present(self) -> int:
        """Return how many are at work, breaks included."""
        return len(self.idle) + len(self.out) + len(self.resting)

    def decide_regularly(self, every: int) -> Generator[Event, None, None]:
        """Match orders and riders, for ever."""
        while True:
            yield self.env.timeout(every)
            now = self.env.now
            offered = [errand for errand in self.waiting if errand.not_before <= now]
            if offered and self.idle:
                for rider in self.idle:
                    rider.free = now
                for rider in self.out:
                    rider.free = max(rider.free, now + 1)
                batch = Batch(now, offered, [*self.idle, *self.out], self.spec, self.speed())
                for rider, errands in batch.trips():
                    self.offer(rider, errands)

    def look(self) -> None:
        """Send the nearest rider for the oldest order, unless there are regular decisions."""
        while not self.decides_regularly and self.waiting and self.idle:
            errand = self.waiting[0]
            self.offer(min(self.idle, key=lambda one: dist((one.x, one.y), errand.store)), [errand])

    def offer(self, rider: Rider, errands: Sequence[Errand]) -> None:
        """Ask a rider; a trip turned down is offered again later."""
        if not all(self.town.rng.random() < self.spec.accepts for _ in errands):
            for errand in errands:
                errand.not_before = self.env.now + self.spec.answers
            return
        self.idle.remove(rider)
        self.out.append(rider)
        for errand in errands:
            self.waiting.remove(errand)
            self.queued += self.env.now - errand.since
            errand.assigned.succeed()
        self.env.process(self.trip(rider, errands))

    def trip(self, rider: Rider, errands: Sequence[Errand]) -> Generator[Event, None, None]:
        """Fetch the goods and bring them door by door."""
        env, spec, start = self.env, self.spec, self.env.now
        at = errands[0].store
        empty, full = round(dist((rider.x, rider.y), at)), 0
        rider.free = start + self.expected(empty, errands)
        rider.x, rider.y = errands[-1].home
        yield env.timeout(self.leg(empty, errands[0]) + spec.at_store)
        loaded = env.now
        for errand in errands:
            way = round(dist(at, errand.home))
            full += way
            yield env.timeout(self.leg(way, errand) + spec.at_door)
            errand.order.handed, errand.order.delivered = loaded, env.now
            errand.delivered.succeed()
            at = errand.home
            if spec.after_door:
                yield env.timeout(spec.after_door)
        self.come_back(rider)
        self.busy += env.now - start
        cost = spec.per_drop * len(errands)
        times, metres = (start, loaded, env.now), (empty, full)
        site = errands[0].order.site
        self.town.notes.trips.append(
            (rider.number, Vehicle.RIDER, self.slot, site, len(errands), *times, *metres, cost)
        )
        self.town.notes.book(Account.RIDERS, self.slot, -cost)

    def come_back(self, rider: Rider) -> None:
        """Be idle again, or have a break, or go home."""
        over = self.present() > self.size
        self.out.remove(rider)
        if over:
            self.overtime += self.env.now - self.shifted
        else:
            (self.resting if len(self.resting) < self.pausing else self.idle).append(rider)
        self.look()

    def leg(self, metres: int, errand: Errand) -> int:
        """Return ms for a way at the speed of the moment."""
        return round(metres * HOUR / self.speed() * errand.slowness)

    def expected(self, empty: int, errands: Sequence[Errand]) -> float:
        """Return ms that a trip takes with average luck."""
        metres, at = float(empty), errands[0].store
        for errand in errands:
            metres += dist(at, errand.home)
            at = errand.home
        stops = self.spec.at_store + len(errands) * (self.spec.at_door + self.spec.after_door)
        return metres * HOUR / self.speed() + stops

    def speed(self) -> float:
        """Return metres an hour: riders are slower in rush hours."""
        clock, speed = self.env.now % DAY, float(self.spec.speed)
        for hours in self.spec.rush.values():
            if hours.start <= clock < hours.end:
                speed *= hours.speed
        return speed


def ride(town: "Town", order: "Order", fleet: Fleet) -> Generator[Event, None, bool]:
    """Wait for a rider, and for the door; return whether one came in time."""
    env, now = town.env, town.env.now
    slowness = lognormal(town.rng, EASY, fleet.spec.cv) / EASY
    ways = (town.places[order.site], order.customer.home)
    errand = Errand(order, *ways, now, now, slowness, env.event(), env.event())
    fleet.waiting.append(errand)
    fleet.look()
    yield errand.assigned | env.timeout(fleet.spec.gives_up)
    if not errand.assigned.triggered:
        fleet.waiting.remove(errand)
        fleet.queued += env.now - now
        return False
    yield errand.delivered
    town.shelves[order.site].ship(order.got)
    town.notes.book(Account.GOODS, order.site, -order.cost)
    return True


def note_hour(town: "Town", fleet: Fleet, hour: int, paid: float) -> None:
    """Write a fleet's hour down and book its wages."""
    paid += fleet.overtime
    if paid or fleet.busy or fleet.queued:
        town.notes.staff_hours.append((fleet.slot, Task.RIDE, hour, paid, fleet.busy, fleet.queued))
        town.notes.book(Account.RIDERS, fleet.slot, -(paid * fleet.spec.wage // HOUR))
    fleet.busy = fleet.queued = fleet.overtime = 0.0
