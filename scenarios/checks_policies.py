"""Checks of policies: rules that can be worked out, over nodes that exist."""

from collections.abc import Iterator

from scenarios.findings import Finding
from scenarios.schema import Scenario

MOST_SPLIT = 10
"""nodes of which the rule `split` tries every set: 1,023 sets an order"""
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
    if routing.rule == "split" and considered > MOST_SPLIT:
        message = f"split tries every set of {considered} nodes for each order"
        hint = f"stores and warehouses together at most {MOST_SPLIT}"
        yield Finding((*_ROUTING, "stores"), message, hint, ((*_ROUTING, "warehouses"), (*_ROUTING, "rule")))
