"""Checks of places: references, opening hours, rosters that leave nobody alone, one city."""

from collections.abc import Iterator, Mapping
from itertools import chain

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path
from sim.places import FleetSpec, ShiftSpec, StoreSpec, WarehouseSpec, ZoneSpec, metres, project
from sim.units import HOUR, show_clock

HOURS = 24
WIDEST = 300_000
"""metres between any two places of one city; the flat map is right to 0.1 % within it"""
Place = StoreSpec | WarehouseSpec | FleetSpec | ZoneSpec


def check_needed(scenario: Scenario) -> Iterator[Finding]:
    """Yield blocks that are empty though a scenario needs at least one entry."""
    needed: dict[Path, Mapping[str, object]] = {
        ("people", "segments"): scenario.people.segments,
        ("places", "stores"): scenario.places.stores,
        ("places", "warehouses"): scenario.places.warehouses,
        ("goods", "products"): scenario.goods.products,
    }
    for path, entries in needed.items():
        if not entries:
            yield Finding(path, f"{path[-1]} needs at least one entry", f"write {path[-1]}: {{a-key: {{...}}}}")
    segments = scenario.people.segments.values()
    if segments and not any(segment.customers + segment.prospects for segment in segments):
        yield Finding(("people", "segments"), "nobody lives here", "give a segment customers or prospects")
    products = scenario.goods.products.values()
    if products and not any(product.popularity for product in products):
        yield Finding(("goods", "products"), "nobody buys any product", "give a product a popularity above 0")
    zones = scenario.places.zones.values()
    if zones and not any(zone.weight for zone in zones):
        yield Finding(("places", "zones"), "nobody lives in any zone", "give a zone a weight above 0")


def check_references(scenario: Scenario) -> Iterator[Finding]:
    """Yield stores that name a warehouse or fleet which does not exist."""
    places = scenario.places
    for key, store in places.stores.items():
        for field, name, known in (
            ("warehouse", store.warehouse, places.warehouses),
            ("fleet", store.fleet, places.fleets),
        ):
            if name and name not in known:
                yield Finding(("places", "stores", key, field), f"there is no {field} {name!r}", near(name, known))


def check_hours(scenario: Scenario) -> Iterator[Finding]:
    """Yield stores that close before they open, or are open while nobody is at work."""
    for key, store in scenario.places.stores.items():
        at = ("places", "stores", key)
        if store.opens >= store.closes:
            message = f"closes at {show_clock(store.closes)}, but opens at {show_clock(store.opens)}"
            hint = "opens comes before closes, both on the same day"
            yield Finding((*at, "closes"), message, hint, ((*at, "opens"),))
            continue
        for days, kinds in (("weekdays", {"all", "weekdays"}), ("the weekend", {"all", "weekend"})):
            gap = _gap(store, [shift for shift in shifts_of(store) if shift.days in kinds])
            if gap is not None:
                message = f"nobody is at work on {days} from {show_clock(gap[0])} to {show_clock(gap[1])}"
                hint = f"the store is open {show_clock(store.opens)} to {show_clock(store.closes)}; add a shift"
                field = "staff_by_hour" if store.staff_by_hour else "shifts"
                yield Finding((*at, field), message, hint, ((*at, "opens"), (*at, "closes")))
                break


def check_people_by_hour(scenario: Scenario) -> Iterator[Finding]:
    """Yield rosters by the hour that do not name all 24 hours."""
    places = scenario.places
    kinds: dict[str, Mapping[str, StoreSpec | WarehouseSpec]] = {
        "stores": places.stores,
        "warehouses": places.warehouses,
    }
    for kind, sites in kinds.items():
        for key, site in sites.items():
            if len(site.staff_by_hour) not in (0, HOURS):
                message = f"{len(site.staff_by_hour)} hours are named"
                hint = "name the people at work in each of the 24 hours from 00:00 on, or leave it out"
                yield Finding(("places", kind, key, "staff_by_hour"), message, hint)


def shifts_of(site: StoreSpec | WarehouseSpec) -> list[ShiftSpec]:
    """Return a site's shifts; those of its hours where people are named by the hour."""
    if len(site.staff_by_hour) != HOURS:
        return list(site.shifts.values())
    return [ShiftSpec(start=h * HOUR, end=(h + 1) * HOUR, staff=n) for h, n in enumerate(site.staff_by_hour)]


def check_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Yield shifts that end before they begin."""
    places = scenario.places
    kinds: dict[str, Mapping[str, StoreSpec | WarehouseSpec | FleetSpec]] = {
        "stores": places.stores,
        "warehouses": places.warehouses,
        "fleets": places.fleets,
    }
    for kind, sites in kinds.items():
        for key, site in sites.items():
            for name, shift in site.shifts.items():
                if shift.start >= shift.end:
                    at = ("places", kind, key, "shifts", name)
                    message = f"ends at {show_clock(shift.end)}, but starts at {show_clock(shift.start)}"
                    hint = "a shift over midnight is written as two: one to '24:00', one from '00:00'"
                    yield Finding((*at, "end"), message, hint, ((*at, "start"),))


def check_carrier(scenario: Scenario) -> Iterator[Finding]:
    """Yield delivery hours and zones of the parcel carrier that are the wrong way round."""
    carrier = scenario.places.carrier
    at = ("places", "carrier")
    if carrier.delivers_from >= carrier.delivers_to:
        message = f"ends at {show_clock(carrier.delivers_to)}, but begins at {show_clock(carrier.delivers_from)}"
        yield Finding((*at, "delivers_to"), message, "delivers_from comes first", ((*at, "delivers_from"),))
    if carrier.second_zone < carrier.first_zone:
        hint = "second_zone reaches farther than first_zone"
        yield Finding((*at, "second_zone"), "lies within the first zone", hint, ((*at, "first_zone"),))


def check_one_city(scenario: Scenario) -> Iterator[Finding]:
    """Yield places that lie too far from the first store to be of one city."""
    places = scenario.places
    if not places.stores:
        return
    first_key, first = next(iter(places.stores.items()))
    kinds: dict[str, Mapping[str, Place]] = {
        "stores": places.stores,
        "warehouses": places.warehouses,
        "fleets": places.fleets,
        "zones": places.zones,
    }
    named = chain.from_iterable(((kind, key, place) for key, place in sites.items()) for kind, sites in kinds.items())
    origin = ("places", "stores", first_key)
    for kind, key, place in named:
        x, y = project(place.lon, place.lat, first.lon, first.lat)
        far = int(metres(0, 0, x, y))
        if far > WIDEST:
            at = ("places", kind, key)
            message = f"lies {far / 1000:,.0f} km from the store {first_key!r}; one city is at most 300 km wide"
            hint = "are lon and lat exchanged?" if _exchanged(place, first) else "check lon and lat"
            also = ((*at, "lon"), (*at, "lat"), (*origin, "lon"), (*origin, "lat"))
            yield Finding((*at, "lon"), message, hint, also)


def _exchanged(place: Place, first: StoreSpec) -> bool:
    return abs(place.lon - first.lat) < 3 and abs(place.lat - first.lon) < 3


def _gap(store: StoreSpec, shifts: list[ShiftSpec]) -> tuple[int, int] | None:
    """Return the first part of the opening hours with nobody at work."""
    covered = store.opens
    for shift in sorted(shifts, key=lambda shift: shift.start):
        if shift.staff == 0 or shift.end <= covered:
            continue
        if shift.start > covered:
            return covered, min(shift.start, store.closes)
        covered = shift.end
        if covered >= store.closes:
            return None
    return (covered, store.closes) if covered < store.closes else None
