"""Checks of corners: stores and classes that do not exist, more visitors than there are, floor for nobody."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.moves import moved
from scenarios.schema import Scenario
from sim.corners import CornerSpec
from sim.units import DAY, show_duration

_CORNERS = ("places", "corners")
_AREA = "corners.area"


def check_corners(scenario: Scenario) -> Iterator[Finding]:
    """Yield corners in stores or of product classes that do not exist, and those where nobody can be."""
    for key, corner in scenario.places.corners.items():
        yield from _known(scenario, key, corner)
        at = (*_CORNERS, key)
        if not corner.m2_a_head:
            yield Finding((*at, "m2_a_head"), "people need some floor", "such as 2 square metres a head")
        if not corner.split:
            yield Finding((*at, "split"), "no floor is this corner's", "give it a part, or leave the corner out")
        if not 0 < corner.dwell <= DAY:
            message = f"nobody stays in a corner for {show_duration(corner.dwell)}"
            yield Finding((*at, "dwell"), message, "such as '10 min'; a day at most")
        if corner.categories and not corner.takes:
            message = "classes are named, but nobody takes anything along"
            yield Finding((*at, "categories"), message, "give takes as well, or leave categories out")


def check_corner_visits(scenario: Scenario) -> Iterator[Finding]:
    """Yield stores whose corners ask for more visitors than walk in: a visit leads to one corner at most."""
    for store in scenario.places.stores:
        there = [key for key, corner in scenario.places.corners.items() if store in _stores(scenario, corner)]
        visited = sum(scenario.places.corners[key].visited for key in there)
        if visited > 1 + 1e-9:
            message = f"the corners of {store!r} ask for {100 * visited:.4g} % of those who walk in"
            paths = tuple((*_CORNERS, key, "visited") for key in there)
            hint = "a visit leads to one corner at most: let the shares of a store come to 100 % or less"
            yield Finding(paths[-1], message, hint, paths[:-1])


def check_corner_area(scenario: Scenario) -> Iterator[Finding]:
    """Warn of floor given to corners that are not there, or that no shelf loses; and of corners without floor."""
    at = [path for path, lever in moved(scenario) if lever == _AREA]
    if at and not scenario.places.corners:
        yield Finding(
            at[0], f"{_AREA} is moved, but there are no corners", "add places.corners", (_CORNERS,), "warning"
        )
    elif at and not scenario.policies.replenishment.units_per_m2:
        path = ("policies", "replenishment", "units_per_m2")
        message = "corners take their floor from nobody: shelves hold as many units as are ordered"
        hint = "say how many units a square metre of shelves holds: policies.replenishment.units_per_m2"
        yield Finding(at[0], message, hint, (path,), "warning")
    if scenario.places.corners and not at:
        message = f"corners have no floor: nothing ever moves {_AREA}"
        hint = f"add a change such as {{start: ..., lever: {_AREA}, to: 0.1}} to plan.changes"
        yield Finding(_CORNERS, message, hint, (), "warning")


def _known(scenario: Scenario, key: str, corner: CornerSpec) -> Iterator[Finding]:
    stores = scenario.places.stores
    for position, store in enumerate(() if corner.stores == "all" else corner.stores):
        path = (*_CORNERS, key, "stores", position)
        if store not in stores:
            yield Finding(path, f"there is no store {store!r}", near(store, stores))
        elif not stores[store].walk_ins:
            message = f"{store!r} is a dark store: nobody walks in"
            yield Finding(path, message, "leave it out", (("places", "stores", store, "walk_ins"),))
    bought = {product.category for product in scenario.goods.products.values() if product.popularity}
    for position, category in enumerate(corner.categories):
        if category not in bought:
            message = f"no product of the class {category!r} is ever bought"
            yield Finding((*_CORNERS, key, "categories", position), message, near(category, bought))


def _stores(scenario: Scenario, corner: CornerSpec) -> tuple[str, ...]:
    return tuple(scenario.places.stores) if corner.stores == "all" else corner.stores
