"""Other shelves: who orders at the desk what a shelf lacks, and who looks at shelves before going (rows I28, M34)."""

from functools import cache, partial

import numpy as np

from o2o.runner import WorldRun
from o2o.validate.oracle import Measure, Oracle, Outcome, every, none_of, statistical
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run, same
from sim.facts import Mode
from sim.facts import Outcome as Visit
from sim.units import DAY

_PATIENCE = 2 * DAY


def ordered_at_the_desk(patience: int = _PATIENCE, lost: int = 0) -> Outcome:
    """Return whether shoppers wait as long as they are said to, and each order asks for all that they missed.

    Args:
        patience: mean longest wait that is claimed, ms; the fault claims another.
        lost: planted number of units that an order forgets.
    """
    facts = _scarce().facts
    aisle, lines, orders = facts["aisle"], facts["order_lines"], facts["orders"]
    told = aisle["lead"] >= 0
    chances = np.exp(-aisle["lead"][told] / patience)
    share = float((aisle["order"][told] >= 0).mean())
    error = float(np.sqrt((chances * (1 - chances)).sum()) / chances.size)
    waits = Measure("orders of those told", float(chances.mean()), share, 3.3 * error, 0.12)
    order = aisle["order"][aisle["order"] >= 0]
    asked = np.bincount(lines["order"], minlength=orders["mode"].size)[order]
    asked[0] -= lost
    wrong = (asked != aisle["units"][aisle["order"] >= 0]) | (orders["mode"][order] != Mode.PARCEL)
    return every([statistical([waits]), none_of(order.size, int(wrong.sum()), "parcels with other units")])


def shown_shelves(app: float = 0.0) -> Outcome:
    """Return whether shelves on show save trips in vain, and change nothing for people who never look into the app.

    ``app``: how often a need of those people begins there; the fault lets them look.
    """
    vain = []
    for shows in (False, True):
        visits = run(_show(shows, 0.9)).facts["visits"]
        vain.append(int((visits["outcome"] == Visit.NOTHING_LEFT).sum()))
    fewer = Outcome("fewer trips in vain", f"{vain[0]}, then {vain[1]}", "0", vain[1] < vain[0], vain[1] > vain[0])
    blind = same(run(_show(False, app)).facts, run(_show(True, app)).facts, ("lever_changes",))
    return every([fewer, blind])


def _levels(units: int) -> Tree:
    """Return the small city whose stores are filled to so many units of each product at night."""
    city = tree()
    pairs = [(site, sku) for site in city["places"]["stores"] for sku in city["goods"]["products"]]
    levels = {f"{site}-{sku}": {"site": site, "sku": sku, "level": units} for site, sku in pairs}
    put(city, ["policies", "replenishment", "levels"], levels)
    return city


@cache
def _scarce() -> WorldRun:
    city = _levels(1)
    city["calendar"]["days"] = 10
    city["places"]["aisle"] = {"asks": 1, "patience": f"{_PATIENCE // DAY} d"}
    city["plan"]["changes"] = {"aisle": {"start": "2026-03-02", "lever": "endless_aisle", "to": True}}
    return run(city)


def _show(shows: bool, app: float) -> Tree:
    city = _levels(3)
    for segment in city["people"]["segments"].values():
        segment["tastes"] = {"walk_in": 4.0, "app": app}
        segment["prospects"] = 0
        segment["basket"] = {"log_mean": 0.3, "log_sd": 0.3, "person_sd": 0}
    shown = {"start": "2026-03-02", "lever": "virtual_store", "to": shows}
    city["plan"]["changes"] = {"shows": shown}
    return city


ORACLES = (
    Oracle(
        "I28",
        "S",
        "shoppers told of a lead L order with chance exp(-L / 2 d), for their longest waits are exponential, and a "
        "parcel holds every unit missed",
        "a whole scenario through o2o.runner.simulate with one unit on each shelf: its aisle and its orders",
        ordered_at_the_desk,
        {
            "people wait half as long": partial(ordered_at_the_desk, _PATIENCE // 2),
            "an order forgets a unit": partial(ordered_at_the_desk, _PATIENCE, 1),
        },
    ),
    Oracle(
        "M34",
        "M",
        "shelves on show in the app: fewer trips in vain; where nobody looks, nothing changes",
        "whole scenarios through o2o.runner.simulate, true records shown at once",
        shown_shelves,
        {"people who look": partial(shown_shelves, 0.5)},
    ),
)
