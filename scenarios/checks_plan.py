"""Checks of the plan: waves and changes name what exists, on days that are simulated, once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Literal, NamedTuple

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CAPABILITIES, CATALOGUE, Lever

_START = ("calendar", "start")
_DAYS = ("calendar", "days")


def check_dates(scenario: Scenario) -> Iterator[Finding]:
    """Yield waves and changes before the first simulated day, and warn of those after the last."""
    steps: dict[Path, date] = {("plan", "waves", key): wave.start for key, wave in scenario.plan.waves.items()}
    steps |= {("plan", "changes", key): change.start for key, change in scenario.plan.changes.items()}
    for at, when in steps.items():
        yield from check_start(scenario, at, when)


def check_start(scenario: Scenario, at: Path, when: date) -> Iterator[Finding]:
    """Yield what is wrong with the day on which the entry at ``at`` starts."""
    first = scenario.calendar.start
    last = date.fromordinal(min(first.toordinal() + scenario.calendar.days - 1, date.max.toordinal()))
    path = (*at, "start")
    if when < first:
        message = f"{when} lies before the first simulated day, {first}"
        hint = "move it, or let the calendar start earlier; what holds from the first day goes into the blocks above"
        yield Finding(path, message, hint, (_START,))
    elif when > last:
        message = f"{when} lies after the last simulated day, {last}"
        yield Finding(path, message, "it never happens in this scenario", (_START, _DAYS), "warning")


def check_waves(scenario: Scenario) -> Iterator[Finding]:
    """Yield waves that name unknown stores or capabilities, or name them twice."""
    stores = scenario.places.stores
    for key, wave in scenario.plan.waves.items():
        at = ("plan", "waves", key)
        if wave.stores != "all":
            yield from _unknown(wave.stores, stores, (*at, "stores"), "store")
        yield from _unknown(wave.opens, CAPABILITIES, (*at, "opens"), "capability")


def check_changes(scenario: Scenario) -> Iterator[Finding]:
    """Yield changes with an unknown lever, a value it cannot take, or a place outside of its scope."""
    for key, change in scenario.plan.changes.items():
        at = ("plan", "changes", key)
        lever = CATALOGUE.get(change.lever)
        if lever is None:
            yield Finding((*at, "lever"), f"there is no lever {change.lever!r}", near(change.lever, CATALOGUE))
            continue
        yield from check_value(lever, change.to, at)
        yield from check_where(scenario, change.where, lever, at)
        if change.end is not None and change.end <= change.start:
            message = f"ends on {change.end}, but starts on {change.start}"
            yield Finding((*at, "end"), message, "end is the first day without the change", ((*at, "start"),))


def check_conflicts(scenario: Scenario) -> Iterator[Finding]:
    """Yield changes that move the same lever at the same place on the same day."""
    first: dict[tuple[str, str, date], str] = {}
    for key, change in scenario.plan.changes.items():
        lever = CATALOGUE.get(change.lever)
        if lever is None:
            continue
        for place in ids_of(scenario, lever) if change.where == "all" else change.where:
            slot = (change.lever, place, change.start)
            if slot in first:
                other = ("plan", "changes", first[slot])
                message = f"moves {change.lever} of {place!r} on {change.start}, as {first[slot]!r} does"
                paths = (other, ("plan", "changes", key, "where"), ("plan", "changes", key, "lever"))
                yield Finding(("plan", "changes", key, "start"), message, "keep one of the two", paths)
                break
            first[slot] = key


class _Step(NamedTuple):
    """A wave or change at one place."""

    at: Path
    start: date
    end: date | None
    """first day without it; None where it stays"""


def check_overlaps(scenario: Scenario) -> Iterator[Finding]:
    """Yield what begins while another change of its lever lasts at its place: the end of that one would undo it."""
    told: set[tuple[Path, Path]] = set()
    for (path, place), steps in _steps(scenario).items():
        for first, then in permutations(steps, 2):
            if first.end is None or not first.start < then.start < first.end or (first.at, then.at) in told:
                continue
            told.add((first.at, then.at))
            what = path if place is None else f"{path} of {place!r}"
            names, where = (str(first.at[-1]), str(then.at[-1])), ((*first.at, "end"), (*then.at, "start"))
            hint = f"let {names[0]!r} end on {then.start}, or {names[1]!r} start on {first.end}"
            undoes = f"puts back what {what} was before, while {names[1]!r} holds from {then.start}"
            yield Finding(where[0], undoes, hint, (where[1],))
            inside = f"moves {what} on {then.start}, while {names[0]!r} lasts until {first.end}"
            yield Finding(where[1], inside, hint, (where[0],))


def _steps(scenario: Scenario) -> dict[tuple[str, str | None], list[_Step]]:
    """Return (lever, place) -> the waves and changes that move it there."""
    found: dict[tuple[str, str | None], list[_Step]] = {}
    for key, wave in scenario.plan.waves.items():
        step = _Step(("plan", "waves", key), wave.start, None)
        for place in scenario.places.stores if wave.stores == "all" else wave.stores:
            for path in wave.opens:
                found.setdefault((path, place), []).append(step)
    for key, change in scenario.plan.changes.items():
        lever = CATALOGUE.get(change.lever)
        if lever is None:
            continue
        step = _Step(("plan", "changes", key), change.start, change.end)
        for place in ids_of(scenario, lever) if change.where == "all" else change.where:
            found.setdefault((change.lever, place), []).append(step)
    return found


def check_value(lever: Lever, to: object, at: Path) -> Iterator[Finding]:
    """Yield a value ``to`` of the entry at ``at`` that ``lever`` cannot take."""
    try:
        lever.parse(to)
    except ValueError as error:
        hint = f"{lever.path}: {lever.meaning}, {lever.unit}"
        yield Finding((*at, "to"), str(error), hint, ((*at, "lever"),))


def check_where(scenario: Scenario, where: Sequence[str] | Literal["all"], lever: Lever, at: Path) -> Iterator[Finding]:
    """Yield places ``where`` of the entry at ``at`` that the scope of ``lever`` does not have."""
    if where == "all":
        return
    path = (*at, "where")
    if lever.scope == "chain":
        message = f"{lever.path} belongs to the whole chain"
        yield Finding(path, message, "leave where: out", ((*at, "lever"),))
        return
    yield from _unknown(where, ids_of(scenario, lever), path, lever.scope)


def ids_of(scenario: Scenario, lever: Lever) -> Sequence[str]:
    """Return the keys a change of ``lever`` may name; without zones every store stands in one of its own key."""
    places = scenario.places
    keyed: dict[str, Mapping[str, object]] = {
        "store": places.stores,
        "warehouse": places.warehouses,
        "node": {**places.stores, **places.warehouses},
        "fleet": places.fleets,
        "zone": places.zones or places.stores,
        "segment": scenario.people.segments,
        "supplier": places.suppliers,
    }
    return tuple(keyed.get(lever.scope, {"chain": None}))


def _unknown(
    names: Sequence[str], known: Sequence[str] | Mapping[str, object], path: Path, what: str
) -> Iterator[Finding]:
    """Yield the names that are not known or given twice, and the list when it is empty."""
    if not names:
        yield Finding(path, "the list is empty", near("", known))
    for position, name in enumerate(names):
        if name not in known:
            yield Finding((*path, position), f"there is no {what} {name!r}", near(name, known))
        elif name in names[:position]:
            yield Finding((*path, position), f"{name!r} is named twice", "name it once")
