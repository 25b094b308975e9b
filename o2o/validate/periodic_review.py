"""Periodic review: what (s, S) and base-stock levels cost, against published figures (rows I08, I09, V4, V7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from o2o.statistics import Interval
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.oracle import Oracle, Outcome, every, measure, statistical
from o2o.validate.shelves import Floats, Shelves, Units, fixed
from sim.random_field import RandomField
from sim.replenishment import ReorderUpTo
from sim.samplers import poisson

_SEED = 1_991
_WARM = 40
_FEW, _MANY = (240, 32), (840, 6_000)
"""periods and replications through the real stock, and through the recursion alone"""


@dataclass(frozen=True)
class Case:
    """(s, S) under Poisson demand without lead time; money per unit and period."""

    mean: float
    reorder: int
    level: int
    order: float
    """cost of an order"""
    holding: float
    """of a unit on the shelf at the end of a period"""
    waiting: float
    """of a unit owed at the end of a period"""

    def costs(self, ordered: Units, on_hand: Units, owed: Units) -> Floats:
        """Return what a period costs, shape (replications,)."""
        return self.order * (ordered > 0) + self.holding * on_hand + self.waiting * owed


def _demands(mean: float, size: tuple[int, int], first: int) -> Iterator[Units]:
    """Yield demand period after period, each of shape (replications,)."""
    purpose = RandomField(_SEED).purpose("validate.periodic")
    for period in range(size[0]):
        yield poisson(purpose.dense(size[1], first + period), mean)


def _real(case: Case) -> Floats:
    """Return the mean cost a period of the real stock under the real rule, shape (replications,)."""
    rule = ReorderUpTo(fixed(case.reorder), fixed(case.level))
    shelves = Shelves(rule, np.full(_FEW[1], case.level))
    costs = []
    for asked in _demands(case.mean, _FEW, 0):
        ordered = shelves.review()
        shelves.demand(asked)
        costs.append(case.costs(ordered, shelves.on_hand, shelves.owed))
    return np.mean(costs[_WARM:], axis=0)


def _recursion(case: Case, size: tuple[int, int], first: int) -> tuple[Floats, Floats]:
    """Return mean cost and mean demand a period by a recursion on the position alone."""
    position, cost, demand = np.full(size[1], case.level), np.zeros(size[1]), np.zeros(size[1])
    for period, asked in enumerate(_demands(case.mean, size, first)):
        ordered = np.where(position <= case.reorder, case.level - position, 0)
        position = position + ordered - asked
        if period >= _WARM:
            cost += case.costs(ordered, np.maximum(position, 0), np.maximum(-position, 0))
            demand += asked
    counted = size[0] - _WARM
    return cost / counted, demand / counted


@cache
def _many(case: Case) -> Interval:
    cost, demand = _recursion(case, _MANY, 1_000_000)
    return controlled(cost, demand[:, None], [case.mean])


def costs_as_published(case: Case, cost: float, tolerance: float, late: int = 0) -> Outcome:
    """Return whether the case costs what is published; the real reorder point is ``late`` units too low."""
    ours = _real(replace(case, reorder=case.reorder - late))
    twin, _ = _recursion(case, _FEW, 0)
    name = f"cost of ({case.reorder},{case.level}) at {case.mean:g}"
    return statistical([measure(name, cost, two_levels(ours, twin, _many(case)), tolerance)])


_I08 = Case(10, 6, 40, 64, 1, 9)


def _two_more(late: int = 0) -> Outcome:
    means = ((15, 10, 49, 42.698), (20, 14, 62, 49.173))
    return every(
        [
            costs_as_published(replace(_I08, mean=mean, reorder=reorder, level=level), cost, 0.001, late)
            for mean, reorder, level, cost in means
        ]
    )


_PART = (
    "Stock and ReorderUpTo, products as replications; what waits is kept by the oracle as a negative position; a "
    "recursion on the same and on more demands serves as control"
)
_SMALL = Case(6, 4, 10, 5, 1, 4)
_LATE = "ordered three units late"

ORACLES = (
    Oracle(
        "I08",
        "S",
        "(s, S) every period, Poisson 10, order 64, holding 1, waiting 9: (6,40) costs 35.022 (Zheng, Federgruen 1991)",
        _PART,
        partial(costs_as_published, _I08, 35.022, 0.001),
        {_LATE: partial(costs_as_published, _I08, 35.022, 0.001, 3)},
    ),
    Oracle(
        "I09",
        "S",
        "the same at mean 15, (10,49): 42.698; at mean 20, (14,62): 49.173",
        _PART,
        _two_more,
        {_LATE: partial(_two_more, 3)},
    ),
    Oracle(
        "V7",
        "S",
        "(s, S) every period, Poisson 6, order 5, holding 1, waiting 4: (4,10) costs 8.034112 (stockpyl, example 4.7)",
        _PART,
        partial(costs_as_published, _SMALL, 8.034112, 0.002),
        {_LATE: partial(costs_as_published, _SMALL, 8.034112, 0.002, 3)},
    ),
)
