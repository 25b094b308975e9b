"""Reorder points under continuous review: (Q, r) and any lead time, against theory (rows I05 to I07, V7)."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.base_stock import Figures, base_stock, through_shelf
from o2o.validate.estimate import controlled, two_levels
from o2o.validate.line import UNIT, Sampler, arrivals
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from o2o.validate.recursions import Times
from o2o.validate.shelves import fixed
from o2o.validate.unit_times import unit_exponential
from sim.random_field import RandomField
from sim.replenishment import ReorderLots
from sim.samplers import ticks

_SEED = 1_963
_WARM = 300
_PILOT, _MANY = (1_300, 8), (6_300, 1_200)
"""demands and replications through the real stock, and through the recursion alone"""
_LONG = 100
"""demands after which the last exponential lead time of mean 6 is over, but for one in ten million"""


@dataclass(frozen=True)
class Case:
    """(Q, r) under Poisson demand, one unit of it in a unit of time."""

    lot: int
    reorder: int
    lead: int
    """units of time, so the mean demand in a lead time"""

    def rule(self, late: int) -> ReorderLots:
        """Return the real rule; its reorder point is ``late`` units too low."""
        return ReorderLots(fixed(self.reorder - late), fixed(self.lot))


def _arrivals(size: tuple[int, int], ordinal: int) -> Times:
    return arrivals(RandomField(_SEED).purpose("validate.reorder"), 1.0, size, ordinal)


def _lots(case: Case, arrive: Times) -> Figures:
    """Return the figures when every Qth demand orders a lot that serves Q demands in turn."""
    lot, opening, lead = case.lot, case.lot + case.reorder, case.lead * UNIT
    demand = np.arange(_WARM, arrive.shape[0])
    now = arrive[demand]
    ordered = demand // lot
    missing = np.zeros(now.shape, np.int64)
    for back in range(2 + 4 * case.lead // lot):
        nth = ordered - back
        missing += (nth >= 1)[:, None] & (arrive[np.maximum(nth, 1) * lot - 1] + lead > now)
    found = np.maximum(opening + lot * (ordered[:, None] - missing) - demand[:, None], 0)
    ready = arrive[((demand - opening) // lot + 1) * lot - 1] + lead
    waits = np.maximum(ready - now, 0) / UNIT
    return {"fill": (ready <= now).mean(axis=0), "EBO": waits.mean(axis=0), "on hand": found.mean(axis=0)}


@cache
def _many(case: Case) -> tuple[Figures, NDArray[np.float64]]:
    arrive = _arrivals(_MANY, 1)
    return _lots(case, arrive), arrive[-1:].T / (_MANY[0] * UNIT)


def _pairs(case: Case, late: int) -> tuple[Figures, Figures]:
    """Return what the real stock and the recursion make of the same demands."""
    arrive = _arrivals(_PILOT, 0)
    leads = np.full(arrive.shape, case.lead * UNIT)
    opening = case.lot + case.reorder
    return through_shelf(arrive, case.rule(late), opening, leads, patient=True), _lots(case, arrive)


def lots(case: Case, theory: dict[str, tuple[float, float]], late: int = 0) -> Outcome:
    """Return whether fill rate, backorders and units on hand are those of ``theory``: figure and tolerance by name."""
    real, twin = _pairs(case, late)
    many, gaps = _many(case)
    parts = []
    for name, (expected, tolerance) in theory.items():
        far = controlled(many[name], gaps, [1.0])
        parts.append(
            measure(f"{name} ({case.lot},{case.reorder})", expected, two_levels(real[name], twin[name], far), tolerance)
        )
    return statistical(parts)


def cost(late: int = 0) -> Outcome:
    """Return whether (r, Q) = (3, 5) at 1.5 units a unit of time and lead time 2 costs what is published."""
    case = Case(5, 3, 3)
    real, twin = _pairs(case, late)
    many, gaps = _many(case)
    of = [100 * 1.5 / 5 + 20 * figures["on hand"] + 150 * figures["EBO"] for figures in (real, twin, many)]
    far = controlled(of[2], gaps, [1.0])
    return statistical([measure("cost of (3,5)", 107.923584, two_levels(of[0], of[1], far), 0.005)])


def any_lead_time(late: int = 0) -> Outcome:
    """Return whether the fill rate of a base stock hangs on the mean lead time alone (Palm 1938)."""
    parts = []
    for name in _SPREAD:
        arrive, leads = _with_leads(name, _PILOT, 0)
        rule = base_stock(_BASE - late)
        real = through_shelf(arrive, rule, _BASE - late, leads, patient=True)["fill"]
        twin = (_outstanding(arrive, leads) < _BASE).mean(axis=0)
        parts.append(measure(name, 0.743980, two_levels(real, twin, _filled(name)), 0.01))
    return statistical(parts)


_BASE = 8
_SPREAD: dict[str, Sampler] = {"exponential": unit_exponential, "uniform": lambda u: 2 * u}
"""lead times by name, as multiples of their mean"""


def _with_leads(name: str, size: tuple[int, int], draw: int) -> tuple[Times, Times]:
    """Return arrivals and a lead time for the order after each, mean 6."""
    u = RandomField(_SEED).purpose(f"validate.lead.{name}").dense(size[0] * size[1], draw)
    return _arrivals(size, 2 + draw), ticks(6 * UNIT * _SPREAD[name](u.reshape(size)))


@cache
def _filled(name: str) -> Interval:
    arrive, leads = _with_leads(name, (1_300, 900), 1)
    gaps = arrive[-1:].T / (arrive.shape[0] * UNIT)
    return controlled((_outstanding(arrive, leads) < _BASE).mean(axis=0), gaps, [1.0])


def _outstanding(arrive: Times, leads: Times) -> NDArray[np.int64]:
    """Return how many earlier orders are still to come when each demand arrives."""
    away = np.zeros((arrive.shape[0] - _WARM, arrive.shape[1]), np.int64)
    for before in range(1, _LONG + 1):
        away += arrive[_WARM - before : -before] + leads[_WARM - before : -before] > arrive[_WARM:]
    return away


_I05 = {"fill": (0.973454, 0.002), "EBO": (0.035987, 0.03), "on hand": (12.535987, 0.003)}
_I06 = {"fill": (0.946957, 0.002), "EBO": (0.071943, 0.03), "on hand": (7.571943, 0.003)}
_PART = (
    "Stock, ReorderLots, Feed and Call; what waits is kept by the oracle as a negative position; a recursion on the "
    "same and on more demands serves as control"
)
_LATE = "ordered a unit late"

ORACLES = (
    Oracle(
        "I05",
        "S",
        "(Q, r) = (20, 12), 10 demanded in a lead time: fill 0.973454, backorders 0.035987, on hand 12.535987",
        _PART,
        partial(lots, Case(20, 12, 10), _I05),
        {_LATE: partial(lots, Case(20, 12, 10), _I05, 1)},
    ),
    Oracle(
        "I06",
        "S",
        "(Q, r) = (10, 12), 10 demanded in a lead time: fill 0.946957, backorders 0.071943, on hand 7.571943",
        _PART,
        partial(lots, Case(10, 12, 10), _I06),
        {_LATE: partial(lots, Case(10, 12, 10), _I06, 1)},
    ),
    Oracle(
        "I07",
        "S",
        "base stock of 8, 6 demanded in a mean lead time: fill 0.743980, be lead times exponential or uniform (Palm)",
        "Stock, OrderUpTo, Feed and Call; orders overtake one another; a count of orders away serves as control",
        any_lead_time,
        {"a unit missing from the level": partial(any_lead_time, 1)},
    ),
    Oracle(
        "V7r",
        "S",
        "(r, Q) = (3, 5), 1.5 a unit of time, lead time 2, order 100, holding 20, waiting 150: 107.923584 (stockpyl)",
        _PART,
        cost,
        {_LATE: partial(cost, 1)},
    ),
)
