"""A small city for whole-scenario oracles: three stores, riders, parcels, collection, and few products."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from scenarios.load import from_tree
from scenarios.schema import Scenario

Tree = dict[str, Any]

_DAY_SHIFT = {"start": "07:00", "end": "23:00"}


def tree() -> Tree:
    """Return the scenario as a file would say it; a fresh copy."""
    return deepcopy(_TREE)


def scenario(**changes: object) -> Scenario:
    """Return the small city with ``changes`` to it, each a dotted path with __ for the dots."""
    altered = tree()
    for path, value in changes.items():
        put(altered, path.split("__"), value)
    return read(altered)


def read(altered: Mapping[str, object]) -> Scenario:
    """Return the scenario that a tree says."""
    return from_tree(altered, "small-city.yaml").scenario


def put(target: Tree, path: list[str], value: object) -> None:
    """Set the value at ``path``; blocks on the way are made where missing."""
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value


def _product(nth: int) -> Tree:
    return {
        "name": f"product {nth}",
        "category": "grocery",
        "price": f"{4 + nth} CNY",
        "cost": f"{2 + nth} CNY",
        "popularity": 1 + nth % 5,
    }


_TREE: Tree = {
    "schema_version": 1,
    "name": "Small city",
    "calendar": {"start": "2026-03-02", "days": 3},
    "people": {
        "segments": {
            "families": {
                "customers": 300,
                "prospects": 60,
                "needs": {"per_year": 150},
                "tastes": {"instant": 2.0, "collect": 2.0, "parcel": 1.5, "app": 0.6},
            },
            "singles": {"customers": 200, "needs": {"per_year": 200}, "tastes": {"instant": 3.0, "app": 0.8}},
        }
    },
    "goods": {"products": {f"p{nth:02}": _product(nth) for nth in range(15)}},
    "places": {
        "warehouses": {"west": {"lon": 121.33, "lat": 31.20}},
        "stores": {
            "centre": {"lon": 121.45, "lat": 31.22, "shifts": {"day": {**_DAY_SHIFT, "staff": 3}}},
            "north": {"lon": 121.44, "lat": 31.25, "shifts": {"day": {**_DAY_SHIFT, "staff": 3}}},
            "south": {"lon": 121.45, "lat": 31.19, "shifts": {"day": {**_DAY_SHIFT, "staff": 3}}},
        },
        "fleets": {"riders": {"lon": 121.45, "lat": 31.21, "shifts": {"day": {**_DAY_SHIFT, "staff": 3}}}},
    },
    "plan": {
        "waves": {
            "open": {
                "start": "2026-03-02",
                "stores": "all",
                "opens": ["collect", "instant", "ship_from_store"],
            }
        }
    },
    "experiment": {"seed": 11, "replications": 1},
}
