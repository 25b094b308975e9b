"""Shelf labels: as many show an old price as are missed; what they give away is what shoppers did not pay (row I29)."""

from functools import cache, partial

import numpy as np

from o2o.runner import WorldRun
from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from o2o.validate.small_city import tree
from o2o.validate.twin_worlds import run
from sim.facts import Mode
from sim.units import DAY

_MISSED = 0.3
_PRODUCTS, _STORES = 400, 3
_RISE, _FROM = 1.25, 1
"""price level, and the day from which it holds"""


def old_prices(missed: float = _MISSED, kept_back: int = 0) -> Outcome:
    """Return whether a share of labels is wrong, and each store gives away what its shoppers paid less than the till's.

    Args:
        missed: share that is claimed; the fault claims another.
        kept_back: planted fen by which the labels' book is wrong.
    """
    lived = _lived()
    facts, cost = lived.facts, np.array([sku.price for sku in lived.dimensions.skus])
    labels = facts["labels"]
    changed = labels["day"] == _FROM
    wrong = np.arange(_PRODUCTS) < labels["wrong"][changed, None]
    orders, lines = facts["orders"], facts["order_lines"]
    of = lines["order"]
    day = orders["placed"][of] // DAY
    shopped = (orders["mode"][of] == Mode.WALK_IN) & (day >= _FROM) & (lines["got"] > 0)
    less = (np.rint(cost[lines["sku"]] * _RISE) - lines["price"])[shopped].astype(np.int64)
    given = np.zeros((int(labels["day"].max()) + 1, _STORES), np.int64)
    np.add.at(given, (day[shopped], orders["site"][of][shopped]), less)
    booked = np.zeros_like(given)
    booked[labels["day"], labels["site"]] = labels["given_away"]
    booked[_FROM, 0] -= kept_back
    cells = given.size if given.any() else 0
    return every(
        [
            statistical([measure("labels wrong", missed, plain(wrong.ravel()), 0.2)]),
            none_of(cells, int((given != booked).sum()), "store days on which shoppers saved something else"),
        ]
    )


@cache
def _lived() -> WorldRun:
    city = tree()
    product = {"category": "grocery", "cost": "2 CNY", "popularity": 1}
    city["goods"]["products"] = {
        f"p{nth:03}": {"name": f"product {nth}", "price": f"{4 + nth % 9} CNY", **product} for nth in range(_PRODUCTS)
    }
    # Nobody leaves a basket behind: what is not paid for is in no order.
    city["places"]["store_work"] = {"patience": "100 d"}
    city["plan"]["changes"] = {
        "price": {"start": "2026-03-03", "lever": "price.factor", "to": _RISE},
        "errors": {"start": "2026-03-02", "lever": "labels.errors", "to": _MISSED},
    }
    return run(city)


ORACLES = (
    Oracle(
        "I29",
        "S",
        f"prices rise by a quarter and labels are missed with chance {_MISSED}: that share of {_PRODUCTS * _STORES:,} "
        "shows the old price, and per store and day shoppers pay less than the till's price by what labels gave away",
        "a whole scenario through o2o.runner.simulate; orders' lines are the second count",
        old_prices,
        {
            "a chance of 0.35 is claimed": partial(old_prices, 0.35),
            "a fen too little in the labels' book": partial(old_prices, _MISSED, 1),
        },
    ),
)
