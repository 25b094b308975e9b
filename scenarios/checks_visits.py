"""Checks of visits that need somebody: pop-up stores that come and go, technicians who install."""

from collections.abc import Iterator

from scenarios.checks_plan import check_start
from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from sim.units import show_clock, show_duration

_POPUPS = ("places", "popups")
_INSTALLATION = ("after_sales", "installation")


def check_popups(scenario: Scenario) -> Iterator[Finding]:
    """Yield pop-up stores that do not exist, that nobody may enter, or that end before they begin."""
    stores, popups = scenario.places.stores, scenario.places.popups
    for key, popup in popups.items():
        at = (*_POPUPS, key)
        if key not in stores:
            yield Finding(at, f"there is no store {key!r}", near(key, stores))
            continue
        yield from check_start(scenario, at, popup.start)
        if popup.end <= popup.start:
            message = f"is gone on {popup.end}, before it opens on {popup.start}"
            yield Finding((*at, "end"), message, "end is the first day without it", ((*at, "start"),))
        if not stores[key].walk_ins:
            message = f"{key!r} is a dark store: nobody who passes by may look in"
            yield Finding(at, message, "leave walk_ins out", (("places", "stores", key, "walk_ins"),))
    if stores and popups and stores.keys() <= popups.keys():
        hint = "people need a store that is always there"
        yield Finding(_POPUPS, "every store is a pop-up store", hint, (("places", "stores"),))


def check_installation(scenario: Scenario) -> Iterator[Finding]:
    """Yield goods that nobody installs, old things that nobody fetches, and slots that fit in no day."""
    service = scenario.after_sales.installation
    hours = service.closes - service.opens
    if hours <= 0:
        message = f"closes at {show_clock(service.closes)}, but opens at {show_clock(service.opens)}"
        hint = "opens comes before closes, both on the same day"
        yield Finding((*_INSTALLATION, "closes"), message, hint, ((*_INSTALLATION, "opens"),))
    elif not 0 < service.slot <= hours:
        message = f"a slot of {show_duration(service.slot)} fits in no day of {show_duration(hours)}"
        also = ((*_INSTALLATION, "opens"), (*_INSTALLATION, "closes"))
        yield Finding((*_INSTALLATION, "slot"), message, "such as '2 h'", also)
    for key, product in scenario.goods.products.items():
        at = ("goods", "products", key)
        if product.installed and not service.technicians:
            message, hint = "is to be installed, but there are no technicians", "give after_sales.installation some"
            yield Finding((*at, "installed"), message, hint, ((*_INSTALLATION, "technicians"),))
        if product.traded_in and not product.installed:
            message = "old ones are taken along by technicians, but nobody installs it"
            yield Finding((*at, "traded_in"), message, "give installed as well", ((*at, "installed"),))
