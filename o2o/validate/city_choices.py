"""Choices in a city: people whose ways to buy are worth what a logit table says choose by it (row X02)."""

from functools import partial

import numpy as np

from o2o.validate.oracle import Measure, Oracle, Outcome, statistical
from o2o.validate.small_city import Tree, tree
from o2o.validate.twin_worlds import run
from sim.facts import Mode

_PEOPLE = 20_000
_SHARES = {"walk in": 0.313813, "collect": 0.256928, "riders": 0.313813, "nothing": 0.115445}
"""of utilities 1, 0.8, 1 and 0, as in C01"""


def shares_in_a_city(extra: float = 0.0) -> Outcome:
    """Return whether everybody's choices of a day fall as the logit formula says; ``extra`` liking is the fault's."""
    facts = run(_city(extra)).facts
    chosen = np.bincount(facts["orders"]["mode"], minlength=4).astype(float)
    # Baskets left behind are no orders, yet were chosen: count walk-ins by their visits.
    chosen[Mode.WALK_IN] = (facts["visits"]["touchpoint"] == 0).sum()
    sessions = int((facts["visits"]["touchpoint"] == 1).sum())
    counts = [*chosen[[Mode.WALK_IN, Mode.COLLECT, Mode.INSTANT]], sessions - chosen.sum()]
    measures = []
    for (name, share), count in zip(_SHARES.items(), counts, strict=True):
        error = float(np.sqrt(share * (1 - share) / sessions))
        measures.append(Measure(name, share, float(count / sessions), 3.3 * error, 0.014 / share))
    return statistical(measures)


def _city(extra: float) -> Tree:
    city = tree()
    store = city["places"]["stores"]["centre"]
    city["calendar"]["days"] = 1
    city["places"]["stores"] = {"centre": store}
    city["offers"] = {"parcel": False, "instant_radius": "90 km", "instant_promise": "6 h"}
    city["plan"]["waves"]["open"]["opens"] = ["collect", "instant"]
    indifferent = dict.fromkeys(
        ("distance", "wait", "price", "fee", "lead", "missing", "habit", "satisfaction", "trust", "outside"), 0
    )
    city["people"]["segments"] = {
        "all": {
            "customers": _PEOPLE,
            "needs": {"per_year": 365, "shape": 1e6, "hours": [0] * 9 + [1] * 10 + [0] * 5},
            "basket": {"log_mean": 0, "log_sd": 0, "person_sd": 0},
            "tastes": {"walk_in": 1.0 + extra, "collect": 0.8, "instant": 1.0, "spread": 0, "app": 1},
            "choice": indifferent,
        }
    }
    return city


ORACLES = (
    Oracle(
        "X02",
        "S",
        "walking in, collecting, riders, nothing worth 1, 0.8, 1, 0: shares 0.313813, 0.256928, 0.313813, 0.115445",
        "Needs, Ways, Population and World: one day of 20,000 people who differ in luck alone",
        shares_in_a_city,
        {"walking in liked 0.1 more": partial(shares_in_a_city, 0.1)},
    ),
)
