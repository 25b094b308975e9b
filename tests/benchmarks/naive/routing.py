"""Routing: which nodes ship an order: as few packages as bring all that can be brought, and the cheapest of those."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import dist
from typing import TYPE_CHECKING

from sim.facts import Mode
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.customer import Customer
    from naive.town import Town


@dataclass(slots=True)
class Node:
    """A node that may ship, and what it costs there, fen."""

    slot: int
    per_package: int
    per_unit: int
    free: list[int]
    """by product, as the record says"""


def route(town: "Town", customer: "Customer", mode: int, site: int, basket: Sequence[int]) -> list[int]:
    """Return the node that ships each line."""
    if town.routing.rule == "store_first":
        return [site] * len(basket)
    slots = nodes_near(town, customer, mode)
    return fewest_packages(basket, [quote(town, mode, slot) for slot in slots or [site]])


def nodes_near(town: "Town", customer: "Customer", mode: int, more: int = 0) -> list[int]:
    """Return the nodes that may ship to a customer, ``more`` of each kind than usual: stores, then warehouses."""
    away = [dist(place, customer.home) for place in town.places]
    spec = town.routing
    if mode == Mode.INSTANT:
        clock, radius = town.env.now % DAY, town.offers.instant_radius
        stores = [s.slot for s in town.stores if away[s.slot] <= radius and s.opens <= clock < s.closes]
    else:
        stores = [store.slot for store in town.stores]
    near = sorted(stores, key=away.__getitem__)[: spec.stores + more]
    if mode == Mode.INSTANT:
        return near
    return near + sorted(town.warehouses, key=away.__getitem__)[: spec.warehouses + more]


def quote(town: "Town", mode: int, slot: int) -> Node:
    """Return what shipping from a node costs."""
    work = town.store_work if slot < len(town.stores) else town.warehouse_work
    if mode == Mode.INSTANT:
        carried = town.fleets[town.fleet_of[slot]].spec.per_drop
    else:
        carried = town.carrier.price + town.carrier.packaging
    package = carried + (work.pick_base + work.pack) * work.wage // HOUR
    return Node(slot, package, work.pick_line * work.wage // HOUR, town.shelves[slot].free)


def fewest_packages(basket: Sequence[int], nodes: Sequence[Node]) -> list[int]:
    """Return a node for each line."""
    most, _, _ = serve(basket, nodes)
    for size in range(1, len(nodes) + 1):
        plans = [serve(basket, chosen) for chosen in combinations(nodes, size)]
        full = [(cost, lines) for served, cost, lines in plans if served == most]
        if full:
            return min(full, key=lambda plan: plan[0])[1]
    raise AssertionError("all nodes together serve what can be served")


def serve(basket: Sequence[int], nodes: Sequence[Node]) -> tuple[int, int, list[int]]:
    """Return how many lines ``nodes`` serve, at what cost, and which node takes each line."""
    cheapest = sorted(nodes, key=lambda node: node.per_unit)
    taken: Counter[tuple[int, int]] = Counter()
    lines: list[int | None] = []
    cost = 0
    for sku in basket:
        for node in cheapest:
            if taken[node.slot, sku] < node.free[sku]:
                taken[node.slot, sku] += 1
                cost += node.per_unit
                lines.append(node.slot)
                break
        else:
            lines.append(None)
    used = {slot for slot in lines if slot is not None}
    cost += sum(node.per_package for node in nodes if node.slot in used)
    rest = min(used, default=cheapest[0].slot)
    return taken.total(), cost, [rest if slot is None else slot for slot in lines]
