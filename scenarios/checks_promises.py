"""Checks of promises: nothing is promised sooner than hands and wheels allow, nothing opened without riders."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE
from sim.units import HOUR, MINUTE, show_distance, show_duration

_WORK = ("places", "store_work")
_OFFERS = {
    "collect_promise": "collect.promise",
    "instant_promise": "instant.promise",
    "instant_radius": "instant.radius",
    "instant_fee": "instant.fee",
    "parcel_fee": "parcel.fee",
}


def check_ranges(scenario: Scenario) -> Iterator[Finding]:
    """Yield offers that start outside the range of their lever."""
    for field, path in _OFFERS.items():
        lever = CATALOGUE[path]
        value = getattr(scenario.offers, field)
        if not lever.low <= value <= lever.high:
            message = f"is out of range for the lever {path}"
            yield Finding(
                ("offers", field), message, f"{lever.low:.12g} to {lever.high:.12g} in {_engine_unit(lever.unit)}"
            )


def check_riders(scenario: Scenario) -> Iterator[Finding]:
    """Yield steps of the plan that open instant delivery where no rider exists."""
    if scenario.places.fleets:
        return
    hint = "add a block places.fleets with at least one fleet, or leave instant out"
    for path in _opened(scenario, "instant"):
        yield Finding(path, "instant delivery is opened, but there is no rider fleet", hint, (("places", "fleets"),))


def check_promises(scenario: Scenario) -> Iterator[Finding]:
    """Yield promises shorter than the handling of a single unit at no distance."""
    work = scenario.places.store_work
    picked = work.pick_base + work.pick_line + work.pack
    if any(_opened(scenario, "collect")):
        yield from _too_short(scenario, "collect", picked, "picking and packing")
    riders = scenario.places.fleets.values()
    if riders and any(_opened(scenario, "instant")):
        stops = picked + min(fleet.at_store + fleet.at_door for fleet in riders)
        yield from _too_short(scenario, "instant", stops, "picking, packing and the riders' stops")
        yield from _too_far(scenario, stops)


def _too_far(scenario: Scenario, stops: int) -> Iterator[Finding]:
    """Yield radii whose edge the fastest fleet cannot reach within the promise, even if everything goes well."""
    speed = max(fleet.speed for fleet in scenario.places.fleets.values())
    promises = _values(scenario, "instant_promise")
    soonest = max(promises.values())
    for path, radius in _values(scenario, "instant_radius").items():
        ride = radius * HOUR // speed
        if stops <= soonest < stops + ride:
            message = (
                f"{show_distance(radius)} cannot be reached within the promise of {show_duration(soonest)}: at "
                f"{speed / 1000:g} km/h the ride alone takes {ride / MINUTE:.1f} min, all else {stops / MINUTE:.1f}"
            )
            reach = (soonest - stops) * speed // HOUR
            hint = f"a radius of up to {show_distance(reach)} can be kept; or promise more time, or ride faster"
            yield Finding(path, message, hint, (*promises, _WORK, ("places", "fleets")))


def _too_short(scenario: Scenario, way: str, least: int, what: str) -> Iterator[Finding]:
    for path, promise in _values(scenario, f"{way}_promise").items():
        if promise < least:
            message = f"{show_duration(promise)} cannot be kept: {what} alone take {show_duration(least)}"
            hint = f"promise at least {show_duration(least)}, or shorten the work in places.store_work and the fleets"
            yield Finding(path, message, hint, (_WORK, ("places", "fleets")))


def _values(scenario: Scenario, offer: str) -> dict[Path, int]:
    """Return where an offer's value is written, at the start and in the plan, and what it is."""
    lever = CATALOGUE[_OFFERS[offer]]
    values: dict[Path, int] = {("offers", offer): getattr(scenario.offers, offer)}
    for key, change in scenario.plan.changes.items():
        if change.lever == lever.path:
            try:
                values["plan", "changes", key, "to"] = int(lever.parse(change.to))
            except ValueError:
                continue
    return values


def _opened(scenario: Scenario, capability: str) -> list[Path]:
    """Return the paths of the plan's steps that open a capability."""
    waves = scenario.plan.waves.items()
    opened: list[Path] = [
        ("plan", "waves", key, "opens", wave.opens.index(capability)) for key, wave in waves if capability in wave.opens
    ]
    changes = scenario.plan.changes.items()
    return opened + [
        ("plan", "changes", key, "to") for key, change in changes if change.lever == capability and change.to is True
    ]


def _engine_unit(unit: str) -> str:
    return {"duration": "milliseconds", "money": "fen", "distance": "metres"}.get(unit, unit)
