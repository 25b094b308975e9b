"""Response teams: shelves that run short between reviews are filled sooner, and others are left alone (row M33)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome, every
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run, same
from sim.units import DAY, HOUR

_DAYS, _REPLICATIONS = 14, 2


def sooner(delay: str = "0 h") -> Outcome:
    """Return whether a team shortens the time to a filled shelf, and changes nothing where all order every night.

    ``delay``: from alert to notice; the fault's team notices nothing within the run.
    """
    alone, helped = (
        np.concatenate([_hours(team, delay, nth) for nth in range(_REPLICATIONS)]) for team in (False, True)
    )
    change = paired_interval(alone, helped, 2 * LEVEL - 1)
    quicker = Outcome(
        "products short for fewer hours",
        f"{float(change.mean):+.1f} of {alone.mean():.1f} h a product, at most {float(change.hi):+.1f} h",
        "one-sided 99.9 %",
        float(change.hi) < 0,
        float(change.lo) > 0 or bool((alone == helped).all()),
    )
    without, with_team = (run(_city(team, delay, 1)).facts for team in (False, True))
    nightly = same(without, with_team, ("lever_changes",))
    return every([quicker, nightly])


def _hours(team: bool, delay: str, replication: int) -> NDArray[np.float64]:
    """Return the hours from alert to filled shelf of each node's product; an open alert lasts to the end of the run."""
    lived = run(_city(team, delay, 4), replication)
    alerts, skus = lived.facts["alerts"], len(lived.dimensions.skus)
    restored = np.where(alerts["restored"] < 0, _DAYS * DAY, alerts["restored"])
    cell = alerts["site"].astype(np.int64) * skus + alerts["sku"]
    hours = np.bincount(cell, (restored - alerts["breached"]) / HOUR, minlength=4 * skus)
    return hours.astype(np.float64)


def _city(team: bool, delay: str, apart: int) -> Tree:
    city = tree()
    city["calendar"]["days"] = _DAYS
    put(city, ["policies", "replenishment"], {"review": apart, "cover": f"{apart} d", "safety": 0, "facing": 1})
    first = {"start": "2026-03-02"}
    city["plan"]["changes"] = {
        "team": first | {"lever": "response.team", "to": team},
        "delay": first | {"lever": "response.delay", "to": delay},
        "rush": {"start": "2026-03-08", "lever": "demand.factor", "to": 4},
    }
    return city


ORACLES = (
    Oracle(
        "M33",
        "M",
        "orders four days apart, and a rush: a team that orders out of turn what an alert says is short fills "
        "shelves sooner; where everybody orders every night it changes nothing",
        f"whole scenarios through o2o.runner.simulate, {_REPLICATIONS} replications",
        sooner,
        {"a team that never notices": partial(sooner, "30 d")},
        "full",
    ),
)
