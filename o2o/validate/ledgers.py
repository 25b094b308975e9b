"""Ledgers of units: every product at every node and day, and the chain as a whole (rows I17, I18)."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.runner import WorldRun
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import tree
from o2o.validate.twin_worlds import run
from sim.facts import Mode, Vehicle
from sim.units import DAY

Cube = NDArray[np.int64]
Days = dict[str, Cube]
"""column of stock_days -> units by day, node and product"""
Facts = Mapping[str, Mapping[str, NDArray[Any]]]
Fault = Callable[[Days], None]

_DAYS = 6


def sound(_: Days) -> None:
    """Plant nothing."""


def unit_from_nowhere(days: Days) -> None:
    """Plant a unit that lies on a shelf from day 3 on."""
    days["physical"][3:, 0, 0] += 1


def sale_not_noted(days: Days) -> None:
    """Plant a sale that nobody wrote down."""
    days["sold"][2, 1, 3] -= 1


def truck_loses_a_unit(days: Days) -> None:
    """Plant a unit that left a depot and arrived nowhere, each node's own book kept in order."""
    days["received"][2, 0, 0] -= 1
    days["physical"][2:, 0, 0] -= 1


def balances(fault: Fault = sound) -> Outcome:
    """Return whether each node's units add up, whatever leaves is somebody's, and trucks carry what stores receive."""
    facts, days = _world(ships=True)
    fault(days)
    before = days["physical"][:-1]
    moved = (days["received"] - days["sold"] - days["shipped"] - days["wasted"])[1:]
    ledger = before + moved != days["physical"][1:]
    left = _taken_home(facts, days["sold"].shape, (Mode.WALK_IN,)) != days["sold"]
    stores = days["received"][:, :-1].sum(axis=2)
    trucks = _truck_loads(facts, stores.shape) != stores
    parts = {"entries do not add up": ledger, "sales are nobody's": left, "loads differ from receipts": trucks}
    return every([none_of(wrong.size, int(wrong.sum()), what) for what, wrong in parts.items()])


def creates_nothing(fault: Fault = sound) -> Outcome:
    """Return whether the chain's units change by suppliers and customers alone, stores shipping parcels or not."""
    parts = []
    for ships in (True, False):
        facts, days = _world(ships=ships)
        fault(days)
        owned = days["physical"].sum(axis=1) + days["in_transit"][:, :-1].sum(axis=1)
        supplied = days["received"][:, -1]
        home = _taken_home(facts, days["sold"].shape, tuple(Mode)).sum(axis=1)
        wrong = owned[:-1] + (supplied - home)[1:] != owned[1:]
        telling = wrong.size if _parcels_from_stores(facts) or not ships else 0
        parts.append(none_of(telling, int(wrong.sum()), "product days create or lose units"))
    return every(parts)


@cache
def _lived(ships: bool) -> WorldRun:
    city = tree()
    city["calendar"]["days"] = _DAYS
    opens = ["collect", "instant", *(["ship_from_store"] if ships else [])]
    city["plan"]["waves"]["open"]["opens"] = opens
    for segment in city["people"]["segments"].values():
        segment["tastes"]["parcel"] = 3.0
    return run(city)


def _world(*, ships: bool) -> tuple[Facts, Days]:
    lived = _lived(ships)
    table, dimensions = lived.facts["stock_days"], lived.dimensions
    nodes = sum(site.kind != "fleet" for site in dimensions.sites)
    shape = (_DAYS, nodes, len(dimensions.skus))
    names = ("physical", "in_transit", "received", "sold", "shipped", "wasted")
    return lived.facts, {name: table[name].astype(np.int64).reshape(shape) for name in names}


def _taken_home(facts: Facts, shape: tuple[int, ...], modes: tuple[Mode, ...]) -> Cube:
    """Return units that left their node for a customer, by day, node and product, counted from the orders' lines."""
    orders, lines = facts["orders"], facts["order_lines"]
    when = np.where(orders["mode"] == Mode.PARCEL, orders["handed"], orders["delivered"])
    gone = (when >= 0) & np.isin(orders["mode"], modes)
    of = lines["order"]
    taken = gone[of] & (lines["got"] > 0)
    cube = np.zeros(shape, np.int64)
    np.add.at(cube, (when[of][taken] // DAY, orders["site"][of][taken], lines["sku"][taken]), lines["got"][taken])
    return cube


def _truck_loads(facts: Facts, shape: tuple[int, ...]) -> Cube:
    trips = facts["trips"]
    trucks = trips["kind"] == Vehicle.TRUCK
    loads = np.zeros(shape, np.int64)
    np.add.at(loads, (trips["end"][trucks] // DAY, trips["site"][trucks]), trips["orders"][trucks])
    return loads


def _parcels_from_stores(facts: Facts) -> int:
    orders = facts["orders"]
    depot = orders["site"].max()
    return int(((orders["mode"] == Mode.PARCEL) & (orders["site"] < depot) & (orders["handed"] >= 0)).sum())


_WORLD = "a whole scenario through o2o.runner.simulate; orders, their lines and trips are the second count"

ORACLES = (
    Oracle(
        "I17",
        "E",
        "per product, node and day: yesterday + received - sold - shipped - wasted = today; sales are customers'; "
        "trucks carry what stores receive",
        _WORLD,
        balances,
        {
            "a unit from nowhere": partial(balances, unit_from_nowhere),
            "a sale not noted": partial(balances, sale_not_noted),
        },
    ),
    Oracle(
        "I18",
        "M",
        "the chain's units, those on trucks included, change by suppliers and customers alone; stores shipping or not",
        _WORLD,
        creates_nothing,
        {"a unit lost on a truck": partial(creates_nothing, truck_loses_a_unit)},
    ),
)
