"""Memory: what an outcome does to satisfaction and habit, and so to later choices."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from agents.people import People
from sim import runs
from sim.experience import Experiences, Purchases
from sim.facts import Mode
from sim.spec import spec
from sim.units import DAY, MINUTE, Duration, Factor, Share


@spec
class MemorySpec:
    """How outcomes are remembered; scores lie between -1 and 1."""

    weight: Share = 0.3
    """weight of the newest experience in the remembered satisfaction"""
    on_time: Factor = 0.6
    """score of an order handed over as promised (Olist: 4.3 of 5 stars when on time)"""
    late: Factor = 0.65
    """taken off at once when the promise is broken (Olist: 1.1 stars for one to two days late)"""
    later: Factor = 0.75
    """taken off further as lateness grows to ``late_scale`` and beyond (Olist: down to 1.9 stars)"""
    late_scale: Factor = 1.0
    """lateness, as a share of the promised time, at which all of ``later`` is taken off"""
    told: Share = 0.6
    """of both that remains when the customer was told of the delay before (planner's choice)"""
    missing: Factor = 1.2
    """taken off in proportion to the units that were asked for and missing"""
    patient_wait: Duration = 4 * MINUTE
    """till queue that leaves the score as it is"""
    wait: Factor = 0.04
    """taken off per minute of till queue beyond it"""


def score(lived: Experiences, spec: MemorySpec) -> NDArray[np.float64]:
    """Return what each experience is worth, -1 to 1: a cliff at the promise, then a slope.

    Source: review scores by lateness (Olist); they fall at the promise, not with speed.
    """
    late = np.where(lived.late > 0, spec.late + spec.later * np.minimum(lived.late / spec.late_scale, 1.0), 0.0)
    late *= np.where(lived.told, spec.told, 1.0)
    queued = np.maximum(lived.wait - spec.patient_wait, 0) / MINUTE
    worth = spec.on_time - late - spec.missing * lived.missing - spec.wait * queued
    return np.clip(worth, -1.0, 1.0)


def remember(people: People, lived: Experiences, spec: MemorySpec) -> None:
    """Move remembered satisfaction with each mode towards the newest experience."""
    if not lived.person.size:
        return
    worth = score(lived, spec)
    for rows in _one_each(lived.person * len(Mode) + lived.mode):
        who, mode = lived.person[rows], lived.mode[rows]
        before = people.satisfaction[who, mode]
        people.satisfaction[who, mode] = before + spec.weight * (worth[rows] - before)


def _one_each(key: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield rows in rounds: the first of every key, then the second of those that have one, and so on."""
    if len(set(key.tolist())) == key.size:
        yield np.arange(key.size)
        return
    order = np.argsort(key, kind="stable")
    nth = runs.ranks(key[order])
    for number in range(int(nth.max()) + 1):
        yield order[nth == number]


def form_habits(people: People, bought: Purchases) -> None:
    """Note the last way, store and day of those who bought; a first purchase makes a customer."""
    if not bought.person.size:
        return
    who = bought.person
    people.last_mode[who] = bought.mode
    people.last_site[who] = bought.site
    people.last_day[who] = bought.time // DAY
    new = ~people.customer[who]
    people.first_order[who[new]] = bought.time[new]
    people.won_by[who[new]] = bought.trigger[new]
    people.customer[who] = True
