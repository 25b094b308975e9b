"""Checks of nodes that ship: dark stores that can sell, pace within the lever's range, transit that ends."""

from collections.abc import Iterator

import numpy as np

from scenarios.findings import Finding
from scenarios.schema import Scenario
from sim.levers import CATALOGUE
from sim.transit import transit_of
from sim.units import DAY, KM, show_duration

LONGEST = 60
"""days after which a parcel is lost rather than late"""


def check_dark_stores(scenario: Scenario) -> Iterator[Finding]:
    """Yield dark stores that cannot sell, and services they cannot offer."""
    stores = scenario.places.stores
    dark = [key for key, store in stores.items() if not store.walk_ins]
    if dark and len(dark) == len(stores):
        message = "nobody can walk in anywhere: all stores are dark"
        yield Finding(("places", "stores", dark[0], "walk_ins"), message, "leave customers at least one store")
    if dark and not scenario.places.fleets:
        path = ("places", "stores", dark[0], "walk_ins")
        message = "a dark store without riders sells nothing"
        yield Finding(path, message, "add a block places.fleets", (("places", "fleets"),))
    for key, wave in scenario.plan.waves.items():
        if "collect" not in wave.opens or wave.stores == "all":
            continue
        for position, name in enumerate(wave.stores):
            if name in dark:
                at = ("plan", "waves", key, "stores", position)
                also = (("places", "stores", name, "walk_ins"), ("plan", "waves", key, "opens"))
                yield Finding(at, f"{name!r} is a dark store: nobody collects there", "leave it out", also)


def check_pace(scenario: Scenario) -> Iterator[Finding]:
    """Yield paces of picking outside of the range of their lever."""
    lever = CATALOGUE["pick.rate_mult"]
    for kind, sites in (("stores", scenario.places.stores), ("warehouses", scenario.places.warehouses)):
        for key, site in sites.items():
            if not lever.low <= site.pick_pace <= lever.high:
                message = f"{site.pick_pace:g} is out of range for the lever {lever.path}"
                yield Finding(("places", kind, key, "pick_pace"), message, f"{lever.low:g} to {lever.high:g}")


def check_transit(scenario: Scenario) -> Iterator[Finding]:
    """Yield transit by distance that promises nothing, or takes months across the second zone."""
    carrier = scenario.places.carrier
    if carrier.transit != "by_distance":
        return
    at = ("places", "carrier")
    if not 0 < carrier.late < 1:
        message = f"{carrier.late:g} of all parcels late is no promise"
        yield Finding((*at, "late"), message, "write a share between 0 and 1, such as 0.065", ((*at, "transit"),))
        return
    with np.errstate(over="ignore"):
        exponent = carrier.log_days + carrier.log_distance * np.log(max(carrier.second_zone, 1) / KM)
    days = transit_of(carrier).promised(np.array([carrier.second_zone])) if exponent < 20 else np.array([10**6])
    if days[0] > LONGEST:
        message = f"parcels to the end of the second zone would be promised in more than {show_duration(LONGEST * DAY)}"
        also = ((*at, "log_distance"), (*at, "log_spread"), (*at, "second_zone"), (*at, "late"))
        yield Finding((*at, "log_days"), message, "check log_days, log_distance and log_spread", also)
