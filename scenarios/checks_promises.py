"""Checks of promises: nothing is promised sooner than hands and wheels allow, nothing opened without riders."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.levers import CATALOGUE
from sim.units import show_duration

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
        least = picked + min(fleet.at_store + fleet.at_door for fleet in riders)
        yield from _too_short(scenario, "instant", least, "picking, packing and the riders' stops")


def _too_short(scenario: Scenario, way: str, least: int, what: str) -> Iterator[Finding]:
    lever = CATALOGUE[f"{way}.promise"]
    promised: dict[Path, int] = {("offers", f"{way}_promise"): getattr(scenario.offers, f"{way}_promise")}
    for key, change in scenario.plan.changes.items():
        if change.lever == lever.path:
            try:
                promised["plan", "changes", key, "to"] = int(lever.parse(change.to))
            except ValueError:
                continue
    for path, promise in promised.items():
        if promise < least:
            message = f"{show_duration(promise)} cannot be kept: {what} alone take {show_duration(least)}"
            hint = f"promise at least {show_duration(least)}, or shorten the work in places.store_work and the fleets"
            yield Finding(path, message, hint, (_WORK, ("places", "fleets")))


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
