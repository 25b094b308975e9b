"""Returns thin what was received: each unit by its own chance, whatever becomes of the others."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.runner import simulate
from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.small_city import read, tree
from sim.units import DAY

_SHARE, _RESALE = 0.286, 0.8
_DAYS, _SETTLED = 14, 11
"""days lived, and days whose orders are counted: their customers have decided by then"""

Flags = NDArray[np.bool_]
Fault = Callable[[Flags], Flags]


def sound(units: Flags) -> Flags:
    """Plant nothing."""
    return units


def lost_returns(units: Flags) -> Flags:
    """Plant the loss of one return in eight."""
    kept = units.copy()
    kept[np.flatnonzero(units)[::8]] = False
    return kept


def eager_returns(units: Flags) -> Flags:
    """Plant one more return for every 20 units that are kept."""
    more = units.copy()
    more[np.flatnonzero(~units)[::20]] = True
    return more


def thinned(fault: Fault = sound, back_to_shelf: Fault = sound) -> Outcome:
    """Return whether shares of units given back, and of those shelved again, are what products and policy say."""
    given, shelved = _units()
    return statistical(
        [
            measure("given back", _SHARE, plain(fault(given).astype(np.float64)), 0.05),
            measure("shelved again", _RESALE, plain(back_to_shelf(shelved).astype(np.float64)), 0.04),
        ]
    )


@cache
def _units() -> tuple[Flags, Flags]:
    """Return which units received online were given back, and which of those inspected went to a shelf."""
    city = tree()
    city["calendar"]["days"] = _DAYS
    city["people"]["segments"]["families"]["customers"] = 1_700
    city["people"]["returning"] = {"broken": 0, "after": "1 d"}
    city["after_sales"] = {"returns": {"resale": _RESALE, "post_days": "1 d"}}
    for product in city["goods"]["products"].values():
        product["returned"] = _SHARE
    facts = simulate(read(city), 0).facts
    orders, lines, back = facts["orders"], facts["order_lines"], facts["returns"]
    counted = (orders["channel"] == 1) & (orders["delivered"] >= 0) & (orders["delivered"] < _SETTLED * DAY)
    received = np.flatnonzero(counted[lines["order"]] & (lines["got"] > 0))
    asked = np.bincount(back["order"], minlength=counted.size)
    units = np.bincount(lines["order"][received], minlength=counted.size)
    # A unit is as good as another of its order: as many as were asked for come first.
    nth = np.arange(received.size) - (np.cumsum(units) - units)[lines["order"][received]]
    return nth < asked[lines["order"][received]], back["shelved"][back["inspected"] >= 0] > 0


ORACLES = (
    Oracle(
        "I19",
        "S",
        f"of units received online whose product comes back with chance {_SHARE}, that share is given back, and of "
        f"those inspected a share of {_RESALE} is shelved again (binomial thinning)",
        "a whole scenario through o2o.runner.simulate: people decide, the post carries, a warehouse inspects",
        thinned,
        {
            "one return in eight lost": partial(thinned, lost_returns),
            "one kept unit in twenty given back": partial(thinned, eager_returns),
            "one good unit in eight written off": partial(thinned, sound, lost_returns),
        },
    ),
)
