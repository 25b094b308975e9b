"""Neighbours who must not matter: another region, a rush elsewhere, a customer more or less (M12 to M14, M24, M29)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import Facts, run, same

_CITY_WIDE = {"visit", "part_of"}
"""columns that number rows of the whole city"""
_DAY_TWO = "2026-03-03"
_SHIFT = {"start": "07:00", "end": "23:00"}


def another_region(warehouses: int = 2) -> Outcome:
    """Return whether a rush in the east changes nothing in the west; with one warehouse they are not apart."""
    calm, rush = _two_regions(warehouses), _two_regions(warehouses)
    change = {"start": _DAY_TWO, "lever": "demand.factor", "to": 3, "where": ["east"]}
    put(rush, ["plan", "changes", "rush"], change)
    one, two = (run(city).facts for city in (calm, rush))
    tables = ("visits", "orders", "stock_days", "staff_hours")
    return every([same(*(_part(facts, tables, "site", np.array([1, 2])) for facts in (one, two))), _felt(one, two)])


def one_up_one_down(staff: int = 200) -> Outcome:
    """Return whether a rush in the north and a calm in the south leave the centre alone where all find room at once."""
    moved = _ample(staff)
    for zone, factor in (("north", 1.5), ("south", 0.5)):
        change = {"start": _DAY_TWO, "lever": "demand.factor", "to": factor, "where": [zone]}
        put(moved, ["plan", "changes", zone], change)
    one, two = (run(city).facts for city in (_ample(staff), moved))
    people = np.flatnonzero(one["people"]["zone"] == 0)
    return every([same(*(_of(facts, people) for facts in (one, two))), _felt(one, two)])


def customers_more(staff: int = 200, key: str = "strangers", count: int = 2) -> Outcome:
    """Return whether ``count`` customers more leave all others alone where all find room at once."""
    more = _ample(staff)
    more["people"]["segments"][key] = {"customers": count, "needs": {"per_year": 2_000}, "choice": {"outside": -60}}
    one, two = (run(city).facts for city in (_ample(staff), more))
    everybody = len(one["people"]["zone"])
    people = np.arange(everybody)
    new = _of(two, np.arange(everybody, everybody + count))["orders"]["person"].size
    return every(
        [same(*(_of(facts, people) for facts in (one, two))), none_of(1, int(not new), "newcomers who never buy")]
    )


def alone_or_in_a_batch(nth: int = 2) -> Outcome:
    """Return whether a replication is the same alone and after others; ``nth`` is the one that comes after them."""
    alone = run(tree(), 2).facts
    for before in (0, 1):
        run(tree(), before)
    return same(alone, run(tree(), nth).facts)


def _felt(one: Facts, two: Facts) -> Outcome:
    orders = [len(facts["orders"]["person"]) for facts in (one, two)]
    return none_of(1, int(orders[0] == orders[1]), "changes that nobody feels")


def _of(facts: Facts, people: NDArray[np.int64]) -> Facts:
    return _part(facts, ("visits", "orders"), "person", people)


def _part(facts: Facts, tables: tuple[str, ...], column: str, values: NDArray[np.int64]) -> Facts:
    """Return the rows of ``tables`` whose ``column`` is one of ``values``, in order of time and person."""
    return {name: _sorted(facts[name], np.isin(facts[name][column], values)) for name in tables}


def _sorted(table: Mapping[str, NDArray[Any]], rows: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    part = {name: values[rows] for name, values in table.items() if name not in _CITY_WIDE}
    keys = [
        part[name]
        for name in ("task", "sku", "touchpoint", "person", "hour", "day", "reserved", "arrive")
        if name in part
    ]
    order = np.lexsort(keys)
    return {name: values[order] for name, values in part.items()}


def _two_regions(warehouses: int) -> Tree:
    """Return two stores 120 km apart, each short of hands and goods, whose customers go to no other."""
    city = tree()
    places = city["places"]
    places["stores"], places["fleets"] = {}, {}
    places["warehouses"] = {key: {"lon": lon, "lat": 31.2} for key, lon in (("a", 121.3), ("b", 122.8))[:warehouses]}
    for key, lon, depot in (("east", 122.7, "b"), ("west", 121.4, "a")):
        crew = {"day": {**_SHIFT, "staff": 2}}
        store = {"lon": lon, "lat": 31.2, "tills": 1, "fleet": key, "shifts": crew}
        places["stores"][key] = store | {"warehouse": depot if warehouses > 1 else "a"}
        places["fleets"][key] = {"lon": lon, "lat": 31.21, "shifts": crew}
    for segment in city["people"]["segments"].values():
        segment["choice"] = {"distance": 8}
    put(city, ["policies", "replenishment"], {"facing": 2, "safety": 0, "cover": "0 h"})
    city["plan"]["waves"]["open"]["opens"] = ["collect", "instant"]
    return city


def _ample(staff: int) -> Tree:
    """Return the small city without riders, who are never two at one place, and with room for everybody at once."""
    city = tree()
    for store in city["places"]["stores"].values():
        store |= {"tills": staff, "shifts": {"day": {**_SHIFT, "staff": staff}}}
    del city["places"]["fleets"]
    depot = city["places"]["warehouses"]["west"]
    depot |= {"pack_benches": staff, "shifts": {"day": {"start": "06:00", "end": "22:00", "staff": staff}}}
    for segment in city["people"]["segments"].values():
        segment["prospects"] = 0
    put(city, ["policies", "replenishment"], {"facing": 100_000, "safety": 0, "cover": "0 h"})
    city["plan"]["waves"]["open"]["opens"] = ["collect", "ship_from_store"]
    return city


_ALONE = "whole scenarios through o2o.runner.simulate"

ORACLES = (
    Oracle(
        "M12",
        "M",
        "more needs in one zone and fewer in another leave those of the third alone where all find room at once",
        _ALONE,
        one_up_one_down,
        {"a crew of one a store": partial(one_up_one_down, 1)},
    ),
    Oracle(
        "M13",
        "M",
        "two regions with stores, riders and warehouses of their own: a rush in one changes nothing in the other",
        f"{_ALONE}; tills, crews and goods are short",
        another_region,
        {"one warehouse for both": partial(another_region, 1)},
    ),
    Oracle(
        "M14",
        "M",
        "two customers more: the visits and orders of all others are the same where all find room at once",
        _ALONE,
        customers_more,
        {"a crew of one a store": partial(customers_more, 1, "strangers", 30)},
    ),
    Oracle(
        "M24",
        "M",
        "a replication alone is the same as after others",
        _ALONE,
        alone_or_in_a_batch,
        {"another replication": partial(alone_or_in_a_batch, 1)},
    ),
    Oracle(
        "M29",
        "M",
        "forty customers fewer: their orders are gone, those of all others are the same where all find room at once",
        f"{_ALONE}; read from the larger city to the smaller",
        partial(customers_more, 200, "strangers", 40),
        {"the lists of people begin with theirs": partial(customers_more, 200, "a_strangers", 40)},
    ),
)
