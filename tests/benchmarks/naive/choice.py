"""Choice: one customer weighs the ways to buy by the same utilities as `agents.ways`, one by one."""

from math import exp, log2
from typing import TYPE_CHECKING

from sim.facts import NEVER, Mode
from sim.intents import NOTHING
from sim.units import CNY, DAY, HOUR

if TYPE_CHECKING:
    from naive.customer import Customer, Trip
    from naive.town import Town

PARCEL_HOURS = 30.0
"""as in agents.ways"""


def choose(customer: "Customer", trip: "Trip", town: "Town") -> tuple[int, int]:
    """Return mode and site that the customer decides for: a logit choice among what is on offer."""
    ways = [*store_ways(customer, trip, town), (indifference(customer, trip), NOTHING, NEVER)]
    if trip.browses:
        ways += online_ways(customer, trip, town)
    worth = [exp(utility) for utility, _, _ in ways]
    left = town.rng.random() * sum(worth)
    for weight, (_, mode, site) in zip(worth, ways, strict=True):
        left -= weight
        if left < 0.0:
            return mode, site
    return ways[-1][1:]


def indifference(customer: "Customer", trip: "Trip") -> float:
    """Return the utility of buying nothing here: more when no need of their own brought them."""
    weights = customer.spec.choice
    return weights.outside if trip.errand is None else weights.outside + weights.idle


def store_ways(customer: "Customer", trip: "Trip", town: "Town") -> list[tuple[float, int, int]]:
    """Return (utility, mode, site) of walking into each of the near stores that are open."""
    weights = customer.spec.choice
    clock = trip.time % DAY
    ways = []
    near = zip(customer.near, customer.way, strict=True) if trip.errand is None else [(trip.errand, 0.0)]
    for slot, way in near:
        store = town.stores[slot]
        if store.opens <= clock < store.closes:
            utility = customer.taste[Mode.WALK_IN] - way - weights.wait * store.expected_wait
            ways.append((utility + customer.leaning(Mode.WALK_IN, slot), int(Mode.WALK_IN), slot))
    return ways


def online_ways(customer: "Customer", trip: "Trip", town: "Town") -> list[tuple[float, int, int]]:
    """Return (utility, mode, site) of collecting, riders and a parcel, as far as they are on offer."""
    weights, offers = customer.spec.choice, town.offers
    ways = []
    collecting = customer.online_taste(Mode.COLLECT) - weights.lead * patience(offers.collect_promise / HOUR)
    for slot, way in zip(customer.near[:2], customer.way[:2], strict=True):
        utility = collecting - way - weights.missing * town.shelves[slot].gone(trip.basket)
        ways.append((utility + customer.leaning(Mode.COLLECT, slot), int(Mode.COLLECT), slot))
    slot = customer.rider_store
    if slot != NEVER and town.stores[slot].opens <= trip.time % DAY < town.stores[slot].closes:
        riding = weights.fee * offers.instant_fee / CNY + weights.lead * patience(offers.instant_promise / HOUR)
        utility = customer.online_taste(Mode.INSTANT) - riding - weights.missing * town.shelves[slot].gone(trip.basket)
        ways.append((utility + customer.leaning(Mode.INSTANT, slot), int(Mode.INSTANT), slot))
    depot = customer.depot
    shipping = weights.fee * offers.parcel_fee / CNY + weights.lead * patience(PARCEL_HOURS)
    utility = customer.online_taste(Mode.PARCEL) - shipping - weights.missing * town.shelves[depot].gone(trip.basket)
    ways.append((utility + customer.leaning(Mode.PARCEL, depot), int(Mode.PARCEL), depot))
    return ways


def patience(hours: float) -> float:
    """Return how much a lead time weighs: nothing up to half an hour, then its logarithm."""
    return log2(1.0 + max(hours - 0.5, 0.0))
