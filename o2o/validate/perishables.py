"""Perishables: units wasted equal a recursion by age, unit for unit (row I16)."""

from functools import partial
from math import ceil

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from sim.freshness import Freshness
from sim.markdown import Markdown, MarkdownSpec
from sim.random_field import RandomField
from sim.samplers import poisson
from sim.stock import Stock, Units

_SEED = 1_964
_DAYS = 1_500
_LIFE = np.array([1, 2, 2, 3, 5, 7, 7, 0])
"""days of each product; the last keeps for ever"""
_REDUCED, _WEIGHT = 2, 4.0
"""days left of what is reduced; weight of its price against freshness"""
_MEAN = np.array([4.0, 1.0, 6.0, 3.0, 2.0, 0.5, 8.0, 2.0])
_LEVEL = np.array([6, 4, 14, 12, 11, 5, 48, 9])
"""what every morning's delivery fills up to"""


def wasted_as_counted(oldest_first: float, off: float = 0.0, miscounted: int = 0) -> Outcome:
    """Return whether waste and stock agree every day; on day ``miscounted`` a unit grows a day older too soon.

    Args:
        oldest_first: share of the units that leave oldest first at equal prices.
        off: share taken off the price of units in their last two days.
        miscounted: day of the fault, 0 for none.
    """
    field = RandomField(_SEED)
    draws = [field.purpose(f"validate.I16.{sku}").dense(_DAYS, 0) for sku in range(_LIFE.size)]
    demands = np.array([poisson(u, float(mean)) for u, mean in zip(draws, _MEAN, strict=True)]).T
    ours = _world(demands, oldest_first, off)
    keen = 1 / (1 + (1 / oldest_first - 1) * (1 - off) ** _WEIGHT)
    right = np.stack(
        [_by_age(sku, demands[:, sku].tolist(), (oldest_first, keen), miscounted) for sku in range(_LIFE.size)], axis=2
    )
    telling = right.size if right[:, 0].any() else 0
    return none_of(telling, int((ours != right).sum()), "figures of waste and stock differ")


def _world(demands: Units, oldest_first: float, off: float) -> Units:
    """Return (wasted, left) per day and product of Stock and Freshness."""
    stock = Stock(1, _LIFE.size)
    markdown = Markdown(MarkdownSpec(days=_REDUCED, weight=_WEIGHT), np.array([off]), lambda: np.ones((1, _LIFE.size)))
    freshness = Freshness(stock, _LIFE, oldest_first, markdown)
    freshness.start()
    seen = np.empty((len(demands), 2, _LIFE.size), np.int64)
    for day, asked in enumerate(demands):
        units = _LEVEL - stock.physical
        stock.expect(0, units)
        stock.receive(0, units)
        freshness.shelve(0, freshness.fresh(units))
        cells = np.repeat(np.arange(_LIFE.size), asked)
        stock.sell(cells[stock.reserve(cells)])
        waste = freshness.end_day()
        stock.waste(*waste)
        freshness.check(day)
        seen[day] = stock.day["wasted"], stock.physical
        for flow in stock.day.values():
            flow[:] = 0
    return seen


def _by_age(sku: int, demands: list[int], shares: tuple[float, float], miscounted: int) -> Units:
    """Return the same for one product, unit by unit: a sorted list holds the last day of each unit there."""
    life, level = int(_LIFE[sku]), int(_LEVEL[sku])
    units: list[int] = []
    seen = []
    for day, asked in enumerate(demands):
        units += [day + life - 1 if life else _DAYS] * (level - len(units))
        sold = min(asked, len(units))
        reduced = sum(last - day < _REDUCED for last in units)
        old = max(ceil(sold * shares[0]), min(reduced, ceil(sold * shares[1])))
        units = sorted(units)[old : len(units) - (sold - old)]
        if day == miscounted and day and units:
            units[-1] -= 1
        kept = [last for last in units if last > day]
        seen.append((len(units) - len(kept), len(kept)))
        units = kept
    return np.array(seen)


def _both(miscounted: int = 0) -> Outcome:
    cases = ((1.0, 0.0), (0.4, 0.0), (0.4, 0.3))
    return every([wasted_as_counted(share, off, miscounted) for share, off in cases])


ORACLES = (
    Oracle(
        "I16",
        "P",
        "eight products of 1 to 7 days or for ever, 1,500 days, all or 40 % taken oldest first, or more where old ones "
        "are 30 % off: waste and stock equal a count unit by unit",
        "Freshness and Stock; the case fills the shelf every morning and sells",
        _both,
        {"a unit a day older on day 700": partial(_both, 700)},
    ),
)
