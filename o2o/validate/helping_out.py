"""Helping out: stores that tranship miss less than stores alone, and make no unit (row M32)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import Facts, run

_STORES = 3


def cut_off(*, helps: bool) -> Tree:
    """Return a city of two depots, one of which is shut from the third day; stores may help each other out."""
    city = tree()
    city["calendar"]["days"] = 10
    city["places"]["warehouses"]["east"] = {"lon": 121.55, "lat": 31.2}
    for store, depot in (("north", "east"), ("south", "west"), ("centre", "west")):
        city["places"]["stores"][store]["warehouse"] = depot
    shut = {"start": "2026-03-04", "lever": "warehouse.open", "where": ["east"], "to": False}
    put(city, ["plan", "changes", "shut"], shut)
    put(city, ["policies", "replenishment"], {"cover": "4 d", "safety": 0.5})
    if helps:
        city["plan"]["waves"]["open"]["opens"].append("transhipment")
    return city


def helped_out(*, helps: bool = True, lost: int = 0) -> Outcome:
    """Return whether fewer units are missed with help, and all of the chain's are accounted for.

    Args:
        helps: whether stores do help; they do not in the fault.
        lost: units that vanish from a truck, in the fault.
    """
    alone, helped = (run(cut_off(helps=on)).facts for on in (False, helps))
    missed, missed_alone = (int(facts["stock_days"]["short"].sum()) for facts in (helped, alone))
    fewer = Outcome(
        "fewer units missed",
        f"{missed} units missed, {missed_alone} without help",
        "0",
        missed < missed_alone,
        missed >= missed_alone,
    )
    odd = _unexplained(helped)
    odd[-1, 0] -= lost
    return every([fewer, none_of(odd.size, int((odd != 0).sum()), "products and days with units from or to nowhere")])


def _unexplained(facts: Facts) -> NDArray[np.int64]:
    """Return the change of the chain's units from day to day less what came in and went out, shape (days, skus)."""
    table = facts["stock_days"]
    shape = (int(table["day"].max()) + 1, -1, int(table["sku"].max()) + 1)

    def days(*names: str) -> NDArray[np.int64]:
        return np.asarray(sum(table[name].astype(np.int64) for name in names)).reshape(shape)

    depots = days("in_transit")[:, _STORES:].sum(axis=1)
    bought = np.diff(depots, axis=0) + days("received")[1:, _STORES:].sum(axis=1)
    held = np.diff(days("physical", "in_transit").sum(axis=1), axis=0)
    gone = (days("sold", "shipped", "wasted") - days("sent", "returned"))[1:].sum(axis=1)
    unexplained: NDArray[np.int64] = held - bought + gone
    return unexplained


ORACLES = (
    Oracle(
        "M32",
        "M",
        "a store whose depot is shut, helped out by the others or not: fewer units missed; the chain's units change by "
        "suppliers and customers alone",
        "whole scenarios through o2o.runner.simulate, ten days",
        helped_out,
        {"nobody helps": partial(helped_out, helps=False), "a unit lost on the way": partial(helped_out, lost=1)},
    ),
)
