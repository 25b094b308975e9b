"""Audits: mystery scores scatter as crews do, and as judges err; variances add up."""

from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from sim.facts import Facts
from sim.levers import Levers
from sim.random_field import RandomField
from sim.service_facts import THOUSANDTHS
from sim.service_standard import CrewLuck, ServiceStandard, StandardSpec

if TYPE_CHECKING:
    from sim.world import World

_SEED = 3
_STORES, _DAYS = 1_500, 30
_SPREAD, _COMES = 0.5, 0.4
_POLICY = StandardSpec(stores=0.4, days=0.3, audit_error=0.15)

Floats = NDArray[np.float64]


def variances(blunt: float = 0.0, narrow: float = 1.0, shy: float = 1.0) -> Outcome:
    """Return whether scores, crews' days and visits vary as the standard says.

    Args:
        blunt: planted error that judges make on top of theirs, points.
        narrow: planted factor on the differences between a store's days.
        shy: planted share of mystery visits that take place.
    """
    day, error, visits = _scores()
    scatter = np.resize(np.array([-1.0, 1.0]), error.size) * blunt
    kept = np.where(np.arange(visits.size) % 100 < 100 * shy, visits, 0.0)
    return statistical(
        [
            measure("days' variance", (_SPREAD * _POLICY.days) ** 2, plain((narrow * day) ** 2), 0.04),
            measure("judges' variance", _POLICY.audit_error**2, plain((error + scatter) ** 2), 0.05),
            measure("visits", _COMES, plain(kept), 0.03),
        ]
    )


@cache
def _scores() -> tuple[Floats, Floats, Floats]:
    """Return what days add to their stores' service, judges' errors, and which store-days were visited; points."""
    facts, levers = Facts(("manners", "audits")), Levers({"store": _STORES})
    levers.start_with("service.spread", _SPREAD)
    levers.start_with("audit.visits", _COMES)
    field, stores = RandomField(_SEED), np.arange(_STORES)
    daily, ever = field.purpose("store.crew"), field.purpose("store.manners").sparse(stores, 0)
    world = cast("World", SimpleNamespace(facts=facts, levers=levers))
    standard = ServiceStandard(world, _POLICY, CrewLuck(ever, lambda day: daily.marks(stores, day, 3)))
    for day in range(_DAYS):
        standard.close_day(day)
    quality = facts["manners"]["quality"].reshape(_DAYS, _STORES) / THOUSANDTHS
    audits = facts["audits"]
    error = audits["score"] / THOUSANDTHS - quality[audits["day"], audits["site"]]
    visited = np.zeros((_DAYS, _STORES))
    visited[audits["day"], audits["site"]] = 1.0
    # A store's own service falls out of the difference of two of its days, which has twice a day's variance.
    return ((quality[1::2] - quality[::2]) / np.sqrt(2.0)).reshape(-1), error, visited.reshape(-1)


ORACLES = (
    Oracle(
        "I23",
        "S",
        "mystery scores: what a store's days add varies by (spread x days)^2, judges by their error squared, and "
        "visits take place on the share of days that is told (variances of independent parts add)",
        "ServiceStandard of sim/service_standard.py, 1,500 stores for 30 days, by the facts it leaves",
        variances,
        {
            "judges err by 0.05 more": partial(variances, blunt=0.05),
            "days differ by a twentieth less": partial(variances, narrow=0.95),
            "one visit in twenty never made": partial(variances, shy=0.95),
        },
    ),
)
