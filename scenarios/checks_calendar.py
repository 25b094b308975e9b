"""Checks of the calendar: real days, ticks that fill a day, festivals the right way round."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from sim.units import DAY, MINUTE, show_duration

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 3_660
_DAYS = ("calendar", "days")


def check_days(scenario: Scenario) -> Iterator[Finding]:
    """Yield spans of days that cannot be simulated."""
    calendar = scenario.calendar
    if not FIRST_YEAR <= calendar.start.year < LAST_YEAR:
        message = f"{calendar.start} lies outside the years {FIRST_YEAR} to {LAST_YEAR - 1}"
        yield Finding(("calendar", "start"), message, "is the year right?")
    if calendar.days > MOST_DAYS:
        yield Finding(_DAYS, f"{calendar.days} days are more than ten years", f"at most {MOST_DAYS}")
    if calendar.warm_up >= calendar.days:
        message = f"all {calendar.days} days are warm-up"
        yield Finding(("calendar", "warm_up"), message, "leave at least one day to measure", (_DAYS,))


def check_tick(scenario: Scenario) -> Iterator[Finding]:
    """Yield a tick that does not fill a day a whole number of times."""
    tick = scenario.calendar.tick
    if tick < MINUTE or DAY % tick:
        message = f"a tick of {show_duration(tick)} does not divide a day"
        yield Finding(("calendar", "tick"), message, "write for example '15 min', '1 h' or '1 d'; at least '1 min'")


def check_festivals(scenario: Scenario) -> Iterator[Finding]:
    """Yield festivals that end before they begin."""
    for key, festival in scenario.calendar.festivals.items():
        if festival.last < festival.first:
            at = ("calendar", "festivals", key)
            message = f"ends on {festival.last}, before it begins on {festival.first}"
            yield Finding((*at, "last"), message, "exchange first and last", ((*at, "first"),))
