"""Checks of riders: fleets with shifts, breaks within them, hours in which somebody moves."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.places import FleetSpec, ShiftSpec
from sim.units import SECOND, show_clock, show_duration

_BUNDLING = frozenset({"rolling_batch", "optimised"})
"""dispatch rules that may give a rider more than one order a trip"""


def check_fleets(scenario: Scenario) -> Iterator[Finding]:
    """Yield fleets that nobody rides for, and times that would let nothing ever happen."""
    for key, fleet in scenario.places.fleets.items():
        at = ("places", "fleets", key)
        if not fleet.shifts:
            hint = "write shifts: {day: {start: '08:00', end: '22:00', staff: 6}}"
            yield Finding((*at, "shifts"), "a fleet without shifts has no riders", hint)
        for name, hours in fleet.rush.items():
            yield from _check_rush((*at, "rush", name), hours.start, hours.end, hours.speed)
        if fleet.answers < SECOND:
            hint = "write at least '1 s'"
            yield Finding((*at, "answers"), "a rider who is asked needs time to answer", hint)
        if fleet.overflow.retry < SECOND:
            hint = "write at least '1 s'"
            yield Finding((*at, "overflow", "retry"), "a third party cannot be asked without end at once", hint)


def check_breaks(scenario: Scenario) -> Iterator[Finding]:
    """Yield breaks that end before they begin, lie outside the shifts, or are for more riders than are at work."""
    for key, fleet in scenario.places.fleets.items():
        for name, rest in fleet.breaks.items():
            at = ("places", "fleets", key, "breaks", name)
            also = (("places", "fleets", key, "shifts"),)
            if rest.start >= rest.end:
                message = f"ends at {show_clock(rest.end)}, but starts at {show_clock(rest.start)}"
                yield Finding(
                    (*at, "end"), message, "a break starts before it ends, on the same day", ((*at, "start"),)
                )
                continue
            fewest = _fewest(fleet, rest)
            if fewest == 0:
                message = f"the break {show_clock(rest.start)} to {show_clock(rest.end)} lies outside the shifts"
                yield Finding((*at, "start"), message, "a break lies within a shift", (*also, (*at, "end")))
            elif rest.staff > fewest:
                message = f"{rest.staff} riders have a break while only {fewest} are at work"
                hint = f"at most {fewest} can have this break"
                yield Finding((*at, "staff"), message, hint, (*also, (*at, "start"), (*at, "end")))


def check_dispatch(scenario: Scenario) -> Iterator[Finding]:
    """Yield decisions closer than a second, batches that are never closed, and bags that are never filled."""
    dispatch = scenario.policies.dispatch
    every = dispatch.every
    if dispatch.rule in _BUNDLING and every == 0:
        message = f"{dispatch.rule} gathers orders between decisions, but no time between them is given"
        also = (("policies", "dispatch", "rule"),)
        yield Finding(("policies", "dispatch", "every"), message, "write for example every: '1 min'", also)
    for key, fleet in scenario.places.fleets.items():
        if fleet.capacity > 1 and dispatch.rule not in _BUNDLING:
            message = f"riders can carry {fleet.capacity} orders, but {dispatch.rule} gives them one at a time"
            hint = "write policies: {dispatch: {rule: rolling_batch, every: '1 min'}}, or leave capacity out"
            also = (("policies", "dispatch", "rule"),)
            yield Finding(("places", "fleets", key, "capacity"), message, hint, also)
    if 0 < every < SECOND:
        message = f"decisions every {show_duration(every)} are closer than people and phones can follow"
        yield Finding(("policies", "dispatch", "every"), message, "write at least '1 s', or 0 to decide at once")


def _check_rush(at: Path, start: int, end: int, speed: float) -> Iterator[Finding]:
    if start >= end:
        message = f"ends at {show_clock(end)}, but starts at {show_clock(start)}"
        yield Finding((*at, "end"), message, "hours over midnight are written as two", ((*at, "start"),))
    if speed <= 0:
        hint = "write a share of the fleet's speed, for example 0.7"
        yield Finding((*at, "speed"), "nobody ever arrives at speed 0", hint)


def _fewest(fleet: FleetSpec, rest: ShiftSpec) -> int:
    """Return the fewest riders at work at any moment of a break, on any kind of day on which it is taken."""
    kinds = ("weekdays", "weekend") if rest.days == "all" else (rest.days,)
    fewest = []
    for kind in kinds:
        shifts = [shift for shift in fleet.shifts.values() if shift.days in ("all", kind)]
        moments = {rest.start} | {s.end for s in shifts if rest.start <= s.end < rest.end}
        fewest += [sum(s.staff for s in shifts if s.start <= moment < s.end) for moment in moments]
    return min(fewest)
