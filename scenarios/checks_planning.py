"""Checks of what plans may do: labour rules that leave a shift, and room for the people who must be there."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.units import HOUR, show_duration


def check_planning(scenario: Scenario) -> Iterator[Finding]:
    """Yield limits of `planning.shifts` that no roster could keep."""
    rules = scenario.planning.shifts
    at: Path = ("planning", "shifts")
    if rules.longest // HOUR < max(1, -(-rules.shortest // HOUR)):
        message = (
            f"shifts are planned in whole hours, and none lies between the shortest of {show_duration(rules.shortest)} "
            f"and the longest of {show_duration(rules.longest)}"
        )
        yield Finding((*at, "longest"), message, "raise longest, or lower shortest", ((*at, "shortest"),))
    if rules.most and rules.least > rules.most:
        message = f"at most {rules.most} people may be at work, and at least {rules.least} must be"
        yield Finding((*at, "most"), message, "raise most, or lower least; 0 is no limit", ((*at, "least"),))
