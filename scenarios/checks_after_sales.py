"""Checks of what comes after the sale: rosters of the complaint desk, levers that move nothing."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.moves import moved, moves
from scenarios.schema import Scenario
from sim.units import show_clock

_COMPLAINTS = ("after_sales", "complaints")
_IDLE = {
    "returns": "no product ever comes back: returned and returned_in_store are 0 everywhere",
    "fit": "no product ever comes back: returned and returned_in_store are 0 everywhere",
    "bot": "there is no complaint desk: after_sales.complaints.shifts is empty",
    "audit": "service is the same everywhere: places.standard.stores and days are 0",
    "service": "service is the same everywhere: places.standard.stores and days are 0",
    "pick": "nobody complains of a wrong unit: after_sales.complaints.shifts is empty",
}
"""first word of a lever's path -> why it would move nothing"""

_FETCH = "open the way with a change of returns.pickup to true"


def check_agents(scenario: Scenario) -> Iterator[Finding]:
    """Yield shifts of the complaint desk that end before they begin, and a roster on which nobody ever works."""
    shifts = scenario.after_sales.complaints.shifts
    for name, shift in shifts.items():
        if shift.start >= shift.end:
            at = (*_COMPLAINTS, "shifts", name)
            message = f"ends at {show_clock(shift.end)}, but starts at {show_clock(shift.start)}"
            hint = "a shift over midnight is written as two: one to '24:00', one from '00:00'"
            yield Finding((*at, "end"), message, hint, ((*at, "start"),))
    if shifts and not any(shift.staff for shift in shifts.values()):
        hint = "give a shift staff, or leave shifts out: then there is no complaint desk"
        yield Finding((*_COMPLAINTS, "shifts"), "no agent is ever at work; what the bot leaves waits for ever", hint)
    if shifts and not scenario.after_sales.complaints.promise:
        yield Finding((*_COMPLAINTS, "promise"), "nothing is settled at once", "write for example '48 h'")


def check_services(scenario: Scenario) -> Iterator[Finding]:
    """Yield store services at stores that do not exist."""
    for key, service in scenario.places.services.items():
        for position, store in enumerate(() if service.stores == "all" else service.stores):
            if store not in scenario.places.stores:
                path = ("places", "services", key, "stores", position)
                yield Finding(path, f"there is no store {store!r}", near(store, scenario.places.stores))


def check_fear(scenario: Scenario) -> Iterator[Finding]:
    """Warn of people who fear that goods will not fit of which none ever comes back."""
    if any(sku.returned or sku.returned_in_store for sku in scenario.goods.products.values()):
        return
    for key, segment in scenario.people.segments.items():
        if segment.choice.fit:
            path = ("people", "segments", key, "choice", "fit")
            yield Finding(path, f"is given, but {_IDLE['fit']}", "", (("goods", "products"),), "warning")


def check_idle_levers(scenario: Scenario) -> Iterator[Finding]:
    """Warn of changes and shocks that move levers which nothing reads in this scenario."""
    returns = any(sku.returned or sku.returned_in_store for sku in scenario.goods.products.values())
    desk = bool(scenario.after_sales.complaints.shifts)
    uneven = bool(scenario.places.standard.stores or scenario.places.standard.days)
    read = {"returns": returns, "fit": returns, "bot": desk, "pick": desk, "audit": uneven, "service": uneven}
    fetched = moves(scenario, "returns.pickup")
    for path, lever in moved(scenario):
        word = lever.split(".")[0]
        if lever == "returns.pickups" and not fetched:
            yield Finding(path, f"{lever} is moved, but no courier ever comes", _FETCH, (), "warning")
        if not read.get(word, True):
            yield Finding(path, f"{lever} is moved, but {_IDLE[word]}", "", (), "warning")
