"""Service standard: crews serve better or worse than the standard, store by store and day by day; audits sample it.

Quality is in points of remembered satisfaction (-1 to 1), 0 for the standard. A manual and training narrow the
differences (the lever service.spread); mystery shoppers come on some days and judge the day with an error of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Task
from sim.host import Host
from sim.samplers import normal
from sim.service_facts import THOUSANDTHS
from sim.spec import spec
from sim.station import Station
from sim.units import Share

Floats = NDArray[np.float64]


@spec
class StandardSpec:
    """How much service differs, and how well mystery shoppers see it; standard deviations in points of satisfaction."""

    stores: Share = 0.0
    """between stores, for good"""
    days: Share = 0.0
    """from day to day within a store: who is at work"""
    audit_error: Share = 0.15
    """of a mystery shopper's judgement (planner's choice)"""


@dataclass(frozen=True)
class CrewLuck:
    """Luck of the crews and of those who judge them."""

    stores: Floats
    """uniforms, shape (stores,)"""
    days: Callable[[int], Floats]
    """day -> uniforms, shape (stores, 3): the day's crew, whether a mystery shopper comes, how it is judged"""


class ServiceStandard:
    """How well each store serves today.

    Args:
        world: what it is built on to.
        policy: what the planner said.
        luck: drawn by store, and by store and day.
    """

    def __init__(self, world: Host, policy: StandardSpec, luck: CrewLuck) -> None:
        self._manners, self._audits = world.facts["manners"], world.facts["audits"]
        self._spread, self._visits = world.levers["service.spread"], world.levers["audit.visits"]
        self._policy = policy
        self._luck = luck
        self._ever = normal(luck.stores, 0.0, policy.stores)
        self._booked = 0
        self._came = 0
        self.quality = np.zeros(luck.stores.size)
        """points above the standard on the day that was closed last, shape (stores,)"""

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none: it is how, not what, crews do."""
        return {}

    def close_day(self, day: int) -> None:
        """Note how well the stores served today, and what mystery shoppers made of it."""
        marks = self._luck.days(day)
        today = self._spread * (self._ever + normal(marks[:, 0], 0.0, self._policy.days))
        noted = _thousandths(today)
        self.quality = noted / THOUSANDTHS
        stores = np.arange(today.size)
        self._manners.append(stores.size, site=stores, day=day, quality=noted)
        came = np.flatnonzero(marks[:, 1] < self._visits)
        judged = _thousandths(today[came] + normal(marks[came, 2], 0.0, self._policy.audit_error))
        self._audits.append(came.size, site=came, day=day, score=judged)
        self._booked += stores.size
        self._came += came.size

    def balances(self) -> Iterator[Balance]:
        """Yield: every store has a row a day, every mystery visit a score."""
        yield "store-days of service", len(self._manners), self._booked
        yield "mystery visits", len(self._audits), self._came


def _thousandths(points: Floats) -> NDArray[np.int64]:
    return np.rint(points * THOUSANDTHS).astype(np.int64)
