"""Lots: what steady demand costs when it is met in lots, against Harris's formula (rows I14, V6)."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, every, exact
from o2o.validate.shelves import Shelves, fixed
from optimize.lot_sizing import economic_order
from sim.replenishment import ReorderLots

_GRAINS = 10
"""whole units of the stock that make one of the case; a demand is a single grain"""


@dataclass(frozen=True)
class Case:
    """Demand without a break, no lead time; units and money as published, for a year."""

    demand: float
    order: float
    """cost of an order"""
    holding: float
    """of a unit for a year"""
    shortage: float = np.inf
    """cost of a unit that waits for a year; infinite where none may"""
    lots: float = 1.0
    """size of the lots, in best ones"""

    @property
    def lot(self) -> float:
        """Return the units of an order."""
        return self.lots * economic_order(self.order, self.holding, self.demand, self.shortage).quantity

    @property
    def waits(self) -> float:
        """Return the units that wait before they are ordered."""
        return self.lot * economic_order(self.order, self.holding, self.demand, self.shortage).late_share

    def cost(self, lot: float, waits: float) -> float:
        """Return what a year costs in lots of that size (Harris 1913): the stock is a saw of straight teeth."""
        held = self.holding * (lot - waits) ** 2
        late = self.shortage * waits**2 if waits else 0.0
        return self.order * self.demand / lot + (held + late) / (2 * lot)


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
    return float(case.order * orders / years + case.holding * on_hand + (case.shortage * owed if owed else 0.0))


_CASES = {
    "EOQ": (Case(1_200, 50, 6), 848.528137, 141.421356),
    "twice the EOQ": (Case(1_200, 50, 6, lots=2), 1060.660172, 282.842712),
    "with waiting": (Case(1_200, 50, 6, 24), 758.946638, 158.113883),
    "example 3.1": (Case(1_300, 8, 0.225), 68.410526, 304.046780),
}
"""case, cost a year, units a lot"""


def costs(names: tuple[str, ...], late: int = 0) -> Outcome:
    """Return whether best lots and their costs are as published, and the real stock costs what the formula says.

    The stock holds whole grains, so it is compared at the lots that these allow; its orders are ``late`` grains late.
    """
    published: dict[str, float] = {}
    ours, formula, real = published.copy(), published.copy(), published.copy()
    for name in names:
        case, cost, lot = _CASES[name]
        published |= {name: cost, f"{name}: lot": lot}
        ours |= {name: case.cost(case.lot, case.waits), f"{name}: lot": case.lot}
        rounded = (round(size * _GRAINS) / _GRAINS for size in (case.lot, case.waits))
        formula[f"{name} in tenths"] = case.cost(*rounded)
        real[f"{name} in tenths"] = yearly_cost(case, late)
    return every([exact(published, ours, 1e-6), exact(formula, real, 1e-6)])


_PART = (
    "economic_order, and Stock under ReorderLots, a tenth of a unit at a time, against the formula at lots of whole "
    "tenths; what waits is kept by the oracle"
)
_I14 = ("EOQ", "twice the EOQ", "with waiting")

ORACLES = (
    Oracle(
        "I14",
        "E",
        "demand 1,200, order 50, holding 6 a year: lots of 141.42 cost 848.528, of twice that 1,060.660, "
        "of 158.11 with waiting at 24 cost 758.947",
        _PART,
        partial(costs, _I14),
        {"ordered a unit late": partial(costs, _I14, 10)},
    ),
    Oracle(
        "V6",
        "E",
        "demand 1,300, order 8, holding 0.225: lots of 304.05 cost 68.410526 (stockpyl, example 3.1)",
        _PART,
        partial(costs, ("example 3.1",)),
        {"ordered ten units late": partial(costs, ("example 3.1",), 100)},
    ),
)
