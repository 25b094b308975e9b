"""Lots: what steady demand costs when it is met in lots, against Harris's formula (rows I14, V6)."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, exact
from o2o.validate.shelves import Shelves, fixed
from sim.replenishment import ReorderLots

_GRAINS = 25
"""whole units of the stock that make one of the case; a demand is a single grain"""


@dataclass(frozen=True)
class Case:
    """Demand without a break, no lead time; units and money as published, for a year."""

    demand: float
    order: float
    """cost of an order"""
    holding: float
    """of a unit for a year"""
    lot: float
    waits: float = 0.0
    """units that wait before they are ordered"""
    waiting: float = 0.0
    """cost of a unit that waits for a year"""


def yearly_cost(case: Case, late: int = 0) -> float:
    """Return the cost a year of the real stock, whose reorder point is ``late`` grains too low."""
    lot, waits = round(case.lot * _GRAINS), round(case.waits * _GRAINS)
    shelves = Shelves(ReorderLots(fixed(-waits - late), fixed(lot)), np.array([lot - waits]))
    steps, orders = lot, 0
    levels = np.empty((2, steps))
    for step in range(steps):
        levels[0, step] = shelves.on_hand[0] - shelves.owed[0]
        shelves.demand(np.ones(1, np.int64))
        levels[1, step] = shelves.on_hand[0] - shelves.owed[0]
        orders += int(shelves.review()[0] > 0)
    # Goods flow: between two grains the level is in the middle of before and after.
    level = levels.mean(axis=0) / _GRAINS
    years = steps / _GRAINS / case.demand
    on_hand, owed = np.maximum(level, 0).mean(), np.maximum(-level, 0).mean()
    return float(case.order * orders / years + case.holding * on_hand + case.waiting * owed)


_EOQ = Case(1_200, 50, 6, 141.421356)
_CASES = {
    "EOQ": (_EOQ, 848.528137),
    "twice the EOQ": (Case(1_200, 50, 6, 282.842712), 1060.660172),
    "with waiting": (Case(1_200, 50, 6, 158.113883, 31.622777, 24), 758.946638),
    "example 3.1": (Case(1_300, 8, 0.225, 304.046780), 68.410526),
}


def costs(names: tuple[str, ...], late: int = 0) -> Outcome:
    """Return whether the named cases cost what is published; their orders are ``late`` grains late."""
    expected = {name: _CASES[name][1] for name in names}
    got = {name: yearly_cost(_CASES[name][0], late) for name in names}
    return exact(expected, got, 0.01)


_PART = "Stock and ReorderLots, a twenty-fifth of a unit at a time; what waits is kept by the oracle"
_I14 = ("EOQ", "twice the EOQ", "with waiting")

ORACLES = (
    Oracle(
        "I14",
        "E",
        "demand 1,200, order 50, holding 6 a year: lots of 141.42 cost 848.528, of twice that 1,060.660, "
        "of 158.11 with waiting at 24 cost 758.947",
        _PART,
        partial(costs, _I14),
        {"ordered a unit late": partial(costs, _I14, 25)},
    ),
    Oracle(
        "V6",
        "E",
        "demand 1,300, order 8, holding 0.225: lots of 304.05 cost 68.410526 (stockpyl, example 3.1)",
        _PART,
        partial(costs, ("example 3.1",)),
        {"ordered ten units late": partial(costs, ("example 3.1",), 250)},
    ),
)
