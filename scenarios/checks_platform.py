"""Checks of the online platform: outages that make sense, levers that move something."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.moves import moved
from scenarios.schema import Scenario
from sim.units import HOUR, show_duration

_STEEP = 5
"""power of the load beyond which nearly all failures would fall into one hour of the year"""
_NEVER = "but the platform never fails: platform.up is 0"


def check_platform(scenario: Scenario) -> Iterator[Finding]:
    """Yield outages that are none, or never end; warn of levers that move nothing."""
    platform, at = scenario.platform, ("platform",)
    if not platform.up:
        yield from _idle(scenario)
        return
    if platform.up < HOUR:
        message = f"the platform would fail every {show_duration(platform.up)}"
        yield Finding((*at, "up"), message, "at least '60 min', or 0 for one that never fails")
    if not platform.repair:
        hint = "write for example '4 h', or leave platform out"
        yield Finding((*at, "repair"), "an outage that is over at once is none", hint, ((*at, "up"),))
    if platform.busy > _STEEP:
        message = f"twice the load would bring {2**platform.busy:.3g} times as many failures"
        yield Finding((*at, "busy"), message, f"a power from 0 to {_STEEP}; 1: in proportion to the load")
    if platform.repair and platform.failover > 10 * platform.repair:
        message = f"a standby after {show_duration(platform.failover)} comes when nearly all repairs are done"
        yield Finding((*at, "failover"), message, "", ((*at, "repair"),), "warning")


def _idle(scenario: Scenario) -> Iterator[Finding]:
    for name in ("failover", "busy"):
        if getattr(scenario.platform, name):
            yield Finding(("platform", name), f"{name} is set, {_NEVER}", "", (), "warning")
    for path, lever in moved(scenario):
        if lever.startswith("platform."):
            yield Finding(path, f"{lever} is moved, {_NEVER}", "", (), "warning")
