"""Checks of forecasts: weights that are weights, and festivals to know of where forecasts are told of them."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path

LONGEST_WINDOW = 366
"""days; every one of them is kept for every product and node"""


def check_smoothing(scenario: Scenario) -> Iterator[Finding]:
    """Yield a weight of yesterday that is more than the whole, and averages over more than a year."""
    window = scenario.policies.forecast.window
    if window > LONGEST_WINDOW:
        message = f"an average over {window:,} days has forgotten nothing and learns nothing"
        yield Finding(("policies", "forecast", "window"), message, f"at most {LONGEST_WINDOW} days")
    weight = scenario.policies.replenishment.smoothing
    if weight > 1:
        message = f"a weight of {weight:g} makes the forecast overshoot every day it learns from"
        hint = "0 to 1: usually 0.05 to 0.3, and 1 to expect just what yesterday brought"
        yield Finding(("policies", "replenishment", "smoothing"), message, hint)


def check_festivals_known(scenario: Scenario) -> Iterator[Finding]:
    """Yield forecasts that are told of festivals where there are none."""
    if scenario.calendar.festivals:
        return
    hint = "name festivals and their factors in calendar.festivals, or leave it out"
    message, also = "forecasts are told of festivals, but there are none", (("calendar", "festivals"),)
    told: list[Path] = [
        ("plan", "changes", key, "lever")
        for key, change in scenario.plan.changes.items()
        if change.lever == "forecast.promotions"
    ]
    if scenario.information.forecast_promotions:
        told.append(("information", "forecast_promotions"))
    for path in told:
        yield Finding(path, message, hint, also, "warning")
