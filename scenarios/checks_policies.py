"""Checks of order handling: routing rules that can be worked out, batches and waves while somebody is at work."""

from collections.abc import Iterator

from scenarios.checks_places import shifts_of
from scenarios.findings import Finding
from scenarios.schema import Scenario
from sim.levers import CATALOGUE
from sim.units import DAY, show_clock

MOST_SPLIT = 10
"""nodes of which the rules `split` and `bid_prices` try every set: 1,023 sets an order"""
_ROUTING = ("policies", "routing")


def check_routing(scenario: Scenario) -> Iterator[Finding]:
    """Yield routing rules that consider more nodes than there are, or than all sets of them can be tried."""
    routing, places = scenario.policies.routing, scenario.places
    for field, asked, known in (
        ("stores", routing.stores, len(places.stores)),
        ("warehouses", routing.warehouses, len(places.warehouses)),
    ):
        if asked > max(known, 1):
            message = f"{asked} {field} are considered, but there are {known}"
            yield Finding((*_ROUTING, field), message, f"at most {known}", (("places", field),))
    considered = routing.stores + routing.warehouses
    if routing.rule in ("split", "bid_prices") and considered > MOST_SPLIT:
        message = f"{routing.rule} tries every set of {considered} nodes for each order"
        hint = f"stores and warehouses together at most {MOST_SPLIT}"
        yield Finding((*_ROUTING, "stores"), message, hint, ((*_ROUTING, "warehouses"), (*_ROUTING, "rule")))


def check_waves_of_work(scenario: Scenario) -> Iterator[Finding]:
    """Yield warehouse waves that release work while nobody is there, or twice at the same time."""
    for key, depot in scenario.places.warehouses.items():
        at = ("places", "warehouses", key)
        for position, wave in enumerate(depot.waves):
            path = (*at, "waves", position)
            if wave in depot.waves[:position]:
                yield Finding(path, f"{show_clock(wave)} is named twice", "name each wave once")
            elif wave == DAY:
                yield Finding(path, "24:00 is the next day's 00:00", "write '00:00'")
            elif not any(shift.staff and shift.start <= wave < shift.end for shift in shifts_of(depot)):
                hint = "let a shift cover it, or release the work when one begins"
                yield Finding(path, f"nobody is at work at {show_clock(wave)}", hint, ((*at, "shifts"),))


def check_allocation(scenario: Scenario) -> Iterator[Finding]:
    """Yield hours of allocation by hand that end before they begin."""
    found: dict[str, tuple[str, float]] = {}
    for key, change in scenario.plan.changes.items():
        if change.lever in ("allocation.opens", "allocation.closes"):
            try:
                found[change.lever] = (key, CATALOGUE[change.lever].parse(change.to))
            except ValueError:
                continue
    opens, closes = found.get("allocation.opens", ("", 0.0)), found.get("allocation.closes", ("", float(DAY)))
    if found and closes[1] <= opens[1]:
        name = closes[0] or opens[0]
        message = f"orders are allocated from {show_clock(int(opens[1]))} to {show_clock(int(closes[1]))}: never"
        others = tuple(("plan", "changes", key, "to") for key, _ in found.values())
        yield Finding(
            ("plan", "changes", name, "to"), message, "allocation.closes comes after allocation.opens", others
        )


def check_assistance(scenario: Scenario) -> Iterator[Finding]:
    """Yield shares of customers who need somebody for no time at all."""
    work = scenario.places.store_work
    at = ("places", "store_work")
    for share, time in (("advice", "advice_time"), ("assist", "assist_time")):
        if getattr(work, share) and not getattr(work, time):
            message = f"{share} asks for somebody of the crew, but takes no time"
            yield Finding((*at, time), message, f"write a time, or leave {share} out", ((*at, share),))
