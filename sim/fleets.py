"""Fleets: every fleet of the city, plain where nothing more is asked of it, else dispatched by a rule."""

from collections.abc import Collection
from typing import Protocol

import simpy

from sim.city import City
from sim.dispatch import Nearest
from sim.dispatched import Conduct, DispatchedFleet, FleetLevers
from sim.errand import Errand
from sim.facts import Facts
from sim.fleet_census import Census
from sim.levers import Levers
from sim.pace import CityPace
from sim.places import FleetSpec
from sim.rider_terms import OverflowSpec
from sim.riders import Fleet
from sim.roster import Roster, follow_roster

_NEEDS_A_RULE = frozenset({"riders.accepts", "overflow.available", "overflow.price"})
"""levers that only a dispatched fleet reads"""


class RiderPool(Protocol):
    """What the world asks of a fleet."""

    slot: int
    spec: FleetSpec
    roster: Roster
    ahead: int
    """ms before goods are ready from when on it wants to know of them; 0 for not at all"""
    delivered: list[tuple[int, int, int, int]]
    """(order, left the store, at the door, fen paid for the drop) since the world last looked"""
    refused: list[tuple[int, int]]
    """(order, when) that waited too long, since the world last looked"""

    @property
    def waiting(self) -> int:
        """Return how many errands wait for a rider."""
        ...

    def resize(self, size: int) -> None:
        """Put ``size`` riders to work."""
        ...

    def announce(self, errand: Errand) -> None:
        """Hear of an errand whose goods are not ready; asked only where ``ahead`` is not 0."""
        ...

    def take(self, errand: Errand) -> None:
        """Accept an errand whose goods are ready."""
        ...

    def read(self) -> tuple[int, int, int, int]:
        """Return (paid, busy, queue) milliseconds so far and the longest queue since the last reading."""
        ...

    def note_trips(self) -> None:
        """Write finished trips to the facts."""
        ...

    def census(self) -> Census:
        """Return who and what is where."""
        ...


def build_fleets(
    env: simpy.Environment, city: City, facts: Facts, levers: Levers, conduct: Conduct, moved: Collection[str]
) -> list[Fleet | DispatchedFleet]:
    """Return the city's fleets, in the order of their slots.

    A plain fleet and a dispatched one that is asked for nothing more do the same to the millisecond; the plain one is
    faster.

    Args:
        env: the world's clock.
        city: where fleets begin their shifts.
        facts: where trips are noted.
        levers: live values.
        conduct: the dispatch rule and its timing.
        moved: levers that the plan moves.
    """
    fleets: list[Fleet | DispatchedFleet] = []
    for nth, key in enumerate(city.fleet_keys):
        spec, slot = city.places.fleets[key], city.nodes + nth
        x, y = city.site_xy[slot].tolist()
        live = {path: levers[path][nth : nth + 1] for path in (*_NEEDS_A_RULE, "riders.speed")}
        pace = CityPace(spec, live["riders.speed"])
        if is_plain(spec, conduct) and not _NEEDS_A_RULE & set(moved):
            fleets.append(Fleet(env, slot, spec, (x, y), facts, pace))
            continue
        of_fleet = FleetLevers(live["riders.accepts"], live["overflow.available"], live["overflow.price"])
        fleets.append(DispatchedFleet(env, slot, spec, (x, y), facts, conduct, pace, of_fleet))
    return fleets


def is_plain(spec: FleetSpec, conduct: Conduct) -> bool:
    """Return whether the nearest free rider takes the oldest order at once, and nothing else ever happens."""
    extras = (spec.breaks, spec.overflow != OverflowSpec(), spec.accepts < 1.0, spec.after_door)
    return isinstance(conduct.rule, Nearest) and not conduct.every and not conduct.ahead and not any(extras)


def follow_fleet_rosters(
    env: simpy.Environment, fleets: list[Fleet | DispatchedFleet], levers: Levers, weekday: int
) -> None:
    """Let riders come to work, have breaks and go home, for ever; ``weekday`` is that of the first day."""
    for nth, fleet in enumerate(fleets):
        factor = levers["riders.factor"][nth : nth + 1]
        env.process(follow_roster(env, fleet, fleet.roster, weekday, factor))
        if isinstance(fleet, DispatchedFleet) and fleet.spec.breaks:
            env.process(follow_roster(env, _Breaks(fleet), Roster(fleet.spec.breaks), weekday, factor))


class _Breaks:
    """The team of those who have a break."""

    def __init__(self, fleet: DispatchedFleet) -> None:
        self._fleet = fleet

    def resize(self, size: int) -> None:
        """Let ``size`` riders have a break."""
        self._fleet.rest(size)
