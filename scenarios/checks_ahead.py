"""Checks of what is sold ahead or for booked slots: slots that hold their promise, pre-sale where it is collected."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from sim.levers import CATALOGUE
from sim.units import DAY, show_duration


def check_slots(scenario: Scenario) -> Iterator[Finding]:
    """Yield slots of riders' orders that are shorter than the riders' promise, or longer than a store is open."""
    changes = scenario.plan.changes
    promise = scenario.offers.instant_promise
    later = [int(_value(each.lever, each.to)) for each in changes.values() if each.lever == "instant.promise"]
    longest = min((store.closes - store.opens for store in scenario.places.stores.values()), default=DAY)
    for key, change in changes.items():
        if change.lever != "instant.slot":
            continue
        at, length = ("plan", "changes", key, "to"), int(_value(change.lever, change.to))
        if 0 < length < min([promise, *later]):
            message = f"a slot of {show_duration(length)} is over before riders could be there"
            hint = f"they need {show_duration(promise)} (offers.instant_promise); 0 for no slots"
            yield Finding(at, message, hint, (("offers", "instant_promise"),))
        if length > longest:
            message = f"a slot of {show_duration(length)} is longer than a store is open"
            yield Finding(at, message, f"at most {show_duration(longest)}", (("places", "stores"),))


def check_presale(scenario: Scenario) -> Iterator[Finding]:
    """Warn of stores that sell ahead where nobody may ever collect."""
    plan = scenario.plan
    collects = any("collect" in wave.opens for wave in plan.waves.values())
    collects = collects or any(change.lever == "collect" for change in plan.changes.values())
    named = [("plan", "waves", key, "opens") for key, wave in plan.waves.items() if "presale" in wave.opens]
    named += [("plan", "changes", key, "lever") for key, change in plan.changes.items() if change.lever == "presale"]
    for path in () if collects else named:
        message = "presale is moved, but orders can be collected nowhere"
        yield Finding(path, message, "open collect there as well", (), "warning")


def _value(lever: str, written: object) -> float:
    """Return a lever's value in engine units; 0 where another check finds it unreadable."""
    try:
        return CATALOGUE[lever].parse(written)
    except ValueError:
        return 0.0
