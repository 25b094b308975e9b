"""Sold ahead: what the morning's trucks are to bring is what was ordered until the cut-off (row I26)."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from o2o.runner import WorldRun
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import tree
from o2o.validate.twin_worlds import run
from sim.facts import Mode
from sim.units import DAY, HOUR

_DAYS = 6
_CUTOFF, _TRUCK = 15 * HOUR, 6 * HOUR
_AHEAD = (1, 2)
"""site slots of the stores that sell ahead: north and south"""

Cube = np.ndarray
Fault = Callable[[Cube], None]


def sound(_: Cube) -> None:
    """Plant nothing."""


def unit_forgotten(due: Cube) -> None:
    """Plant a unit that no truck is told of."""
    day, site, sku = (int(axis[0]) for axis in due.nonzero())
    due[day, site, sku] -= 1


def due_with_trucks(fault: Fault = sound, cutoff: int = _CUTOFF) -> Outcome:
    """Return whether units due with a day's truck are those ordered for it, and each order ends with all of them.

    ``cutoff`` is the hour that is claimed, ms; the fault claims another.
    """
    lived = _lived()
    orders, lines, days = (lived.facts[table] for table in ("orders", "order_lines", "stock_days"))
    nodes = sum(site.kind != "fleet" for site in lived.dimensions.sites)
    due = days["ahead"].astype(np.int64).reshape(_DAYS, nodes, -1).copy()
    fault(due)
    ahead = (orders["mode"] == Mode.COLLECT) & np.isin(orders["site"], _AHEAD)
    day, clock = np.divmod(orders["placed"], DAY)
    truck = day + 1 + (clock >= cutoff)
    counted = np.zeros_like(due)
    rows = ahead[lines["order"]] & (truck[lines["order"]] < _DAYS)
    of = lines["order"][rows]
    np.add.at(counted, (truck[of], orders["site"][of], lines["sku"][rows]), lines["asked"][rows])
    told = ahead & (truck < _DAYS)
    late = orders["routed"][told] != truck[told] * DAY + _TRUCK
    return every(
        [
            none_of(int(counted.sum()), int(abs(due - counted).sum()), "units due with another truck"),
            none_of(int(told.sum()), int(late.sum()), "orders that reach the pickers at another time"),
        ]
    )


@cache
def _lived() -> WorldRun:
    city = tree()
    city["calendar"]["days"] = _DAYS
    for segment in city["people"]["segments"].values():
        segment["tastes"] = {"collect": 4.0, "app": 0.9}
    presale = {"start": "2026-03-02", "lever": "presale", "to": True, "where": ["north", "south"]}
    earlier = presale | {"lever": "presale.cutoff", "to": "15 h"}
    city["plan"]["changes"] = {"presale": presale, "cutoff": earlier}
    return run(city)


ORACLES = (
    Oracle(
        "I26",
        "E",
        "per product, store and day: units due with the morning's truck are those ordered ahead until 15:00 of the day "
        "before, and their orders reach the pickers with it; stores that do not sell ahead have none",
        "a whole scenario through o2o.runner.simulate; orders and their lines are the second count",
        due_with_trucks,
        {
            "a unit that no truck is told of": partial(due_with_trucks, unit_forgotten),
            "a cut-off at noon": partial(due_with_trucks, sound, _CUTOFF - 3 * HOUR),
        },
    ),
)
