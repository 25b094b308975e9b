"""Best sellers: to offer everything for collection may not pay (row E4; Gao and Su 2017, Management Science 63(8)).

Their store is a newsvendor's: who comes finds what is left. Here a store fills its shelves overnight to
fixed levels, and collection needs one person more. Nothing but the liking of walking in differs between two of them:
where people like it, walk-ins empty the shelves by themselves, a collected unit is one that somebody else would have
bought, and the person more is paid for nothing; where they do not, collection sells what would have stayed. What
walk-ins buy beside what they came for (the cross-selling of the paper) is not simulated, and not claimed.
"""

from functools import cache, partial

import numpy as np

from o2o.statistics import Interval, paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome, every
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run
from sim.units import CNY

_REPLICATIONS = 8
_PRODUCTS = 10
_SCARCE, _PLENTY = 12, 1_000
"""units of each product that the night fills the shelves to"""
_LIKED, _DISLIKED = 3.0, -2.0
"""of walking into the store: the default, and too little for most"""


def pays_only_for_slow_sellers(level: int = _SCARCE, mixed_up: bool = False) -> Outcome:
    """Return whether contribution falls with collection where walk-ins buy everything, and rises where few walk in.

    ``level`` of the shelves; ``mixed_up``: planted exchange of the two towns.
    """
    best, slow = (_DISLIKED, _LIKED) if mixed_up else (_LIKED, _DISLIKED)
    return every([_moved("best sellers", best, level, -1), _moved("slow sellers", slow, level, 1)])


def _moved(town_of: str, liking: float, level: int, sign: int) -> Outcome:
    """Return whether collection moves the contribution of a town the way ``sign`` says."""
    change = _change(liking, level)
    up, down = float(change.lo), float(change.hi)
    return Outcome(
        f"contribution with {town_of} {'higher' if sign > 0 else 'lower'}",
        f"{float(change.mean):+,.0f} CNY, " + (f"at least {up:+,.0f}" if sign > 0 else f"at most {down:+,.0f}"),
        "one-sided 99.9 %",
        up > 0 if sign > 0 else down < 0,
        down < 0 if sign > 0 else up > 0,
    )


def _change(liking: float, level: int) -> Interval:
    """Return what collection changes of the contribution, CNY; its ends are one-sided bounds."""
    without, launched = (_contribution(liking, level, launched) for launched in (False, True))
    return paired_interval(without, launched, 2 * LEVEL - 1)


@cache
def _contribution(liking: float, level: int, launched: bool) -> np.ndarray:
    """Return all that was booked, CNY, shape (replications,)."""
    booked = [run(town(liking, level, launched), nth).facts["ledger"]["fen"].sum() for nth in range(_REPLICATIONS)]
    return np.array(booked, np.float64) / CNY


def town(liking: float, level: int, launched: bool) -> Tree:
    """Return a town of one store, with or without collection and the person it takes."""
    city = tree()
    city["calendar"]["days"] = 5
    tastes = {"walk_in": liking, "collect": 2.0, "app": 1.0}
    city["people"]["segments"] = {"all": {"customers": 300, "needs": {"per_year": 150}, "tastes": tastes}}
    product = {"category": "grocery", "price": "80 CNY", "cost": "48 CNY", "popularity": 1}
    names = [f"p{nth}" for nth in range(_PRODUCTS)]
    city["goods"]["products"] = {name: {"name": f"product {name}", **product} for name in names}
    places = city["places"]
    places["stores"] = {"centre": places["stores"]["centre"]}
    places["stores"]["centre"]["shifts"]["day"]["staff"] = 3 if launched else 2
    del places["fleets"]
    shelves = {name: {"site": "centre", "sku": name, "level": level} for name in names}
    put(city, ["policies", "replenishment", "levels"], shelves)
    start = city["calendar"]["start"]
    levers = {"parcel": False, "collect": launched}
    city["plan"] = {"changes": {lever: {"start": start, "lever": lever, "to": to} for lever, to in levers.items()}}
    return city


ORACLES = (
    Oracle(
        "E4",
        "M",
        "collection opens and takes one person more: contribution falls where walk-ins buy all there is, and rises "
        "where few walk in (Gao and Su 2017: not for products that sell well in stores)",
        f"whole scenarios through o2o.runner.simulate, {_REPLICATIONS} replications; contribution from the ledger",
        pays_only_for_slow_sellers,
        {
            "the towns exchanged": partial(pays_only_for_slow_sellers, mixed_up=True),
            "shelves that nobody empties": partial(pays_only_for_slow_sellers, _PLENTY),
        },
    ),
)
