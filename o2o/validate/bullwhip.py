"""Bullwhip: how much more the orders of a node swing than what leaves it, against Chen et al. (row I22)."""

from functools import partial

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Measure, Oracle, Outcome, measure, statistical
from o2o.validate.replenishment import apart, nameless, told_nothing
from sim.facts import Facts
from sim.forecast import MovingAverage
from sim.freshness import Freshness
from sim.levers import Levers
from sim.places import TruckSpec
from sim.random_field import RandomField
from sim.replenishment import ExpectedSales, OrderUpTo
from sim.road import Road
from sim.samplers import normal
from sim.stock import Stock
from sim.supply import Link, Ordering, Supply
from sim.units import DAY, HOUR

Floats = NDArray[np.float64]

_SEED = 2_000
_WARM, _DAYS, _SKUS = 20, 600, 120
_MEAN, _SD = 80.0, 8.0
_WINDOW = 5
_COVERED = 2
"""days that both levels cover: 1 of the truck and 1 of cover at the store, 1/2 of the supplier and 1 1/2 of cover"""
_WEEK = 7


def swings(window: int = _WINDOW) -> Outcome:
    """Return whether orders swing as much as theory says, with sales shared and not; ``window`` is the fault's."""
    measures: list[Measure] = []
    apart, shared = (_swing(seen, window) for seen in (0, 1))
    for name, effect, days, (sold, ordered) in (
        ("store", _filter(_COVERED), 1, (apart[0], apart[1])),
        ("warehouse, sales shared", _filter(2 * _COVERED), 1, (shared[0], shared[2])),
        ("of weeks", _filter(2 * _COVERED), _WEEK, (shared[0], shared[2])),
        ("of weeks, orders seen", np.convolve(_filter(_COVERED), _filter_of_orders()), _WEEK, (apart[0], apart[2])),
    ):
        expected = (np.convolve(effect, np.ones(days)) ** 2).sum() / days
        ratios = _over(ordered, days).var(axis=0) / _over(sold, days).var(axis=0)
        measures.append(measure(name, float(expected), plain(ratios), 0.03))
    return statistical(measures)


def _over(units: Floats, days: int) -> Floats:
    """Return sums over so many days in a row, shape (days, skus) or less."""
    total = units.cumsum(axis=0)
    return total[days:] - total[:-days]


def _filter(covered: int) -> Floats:
    """Return what a unit sold today adds to the orders of the coming nights, where levels cover so many days.

    An order is the day's sales and the change of the level: covered x (sales of the newest day - those that drop out
    of the average) / window.
    """
    effect = np.zeros(_WINDOW + 1)
    effect[0], effect[_WINDOW] = 1 + covered / _WINDOW, -covered / _WINDOW
    return effect


def _filter_of_orders() -> Floats:
    """Return what a unit that a store orders tonight adds to its warehouse's orders of tonight and later nights."""
    effect = np.zeros(_WINDOW + 2)
    effect[0], effect[1], effect[_WINDOW + 1] = 1, _COVERED / _WINDOW, -_COVERED / _WINDOW
    return effect


def _swing(shared: int, window: int) -> Floats:
    """Return units sold, ordered by the store and ordered by its warehouse on each day, shape (3, days, skus)."""
    env, stock = simpy.Environment(initial_time=0), Stock(2, _SKUS)
    levers = Levers({"warehouse": 1, "node": 2})
    levers.start_with("supply.share_pos", shared)
    rules = [OrderUpTo(ExpectedSales(int(cover * DAY), 0.0, 0)) for cover in (_COVERED - 1, _COVERED - 0.5)]
    forecast = told_nothing(MovingAverage(np.full((2, _SKUS), _MEAN), window))
    ordering = Ordering(rules, (1, 1), forecast, nameless(_SKUS), apart(1))
    road = Road(env, stock, Freshness(stock, np.zeros(_SKUS, np.int64), 1.0))
    supply = Supply(road, (Link(0, 1, 1_000),), {1: 12 * HOUR}, ordering, TruckSpec(), Facts(), levers)
    stock.start_with(supply.opening())
    env.process(supply.review_nightly())
    sales = RandomField(_SEED).purpose("validate.I22.sales")
    seen = np.zeros((3, _DAYS, _SKUS))
    for day in range(_DAYS):
        env.run(until=day * DAY + 1 * HOUR)
        seen[1:, day] = stock.day["sent"].reshape(2, _SKUS)[1], stock.in_transit.reshape(2, _SKUS)[1]
        env.run(until=day * DAY + 15 * HOUR)
        units = np.rint(normal(sales.dense(_SKUS, day), _MEAN, _SD)).astype(np.int64)
        cells = np.repeat(np.arange(_SKUS), units)
        stock.sell(cells[stock.reserve(cells)])
        seen[0, day] = stock.day["sold"][:_SKUS]
        supply.learn()
        for flow in stock.day.values():
            flow[:] = 0
        env.run(until=(day + 1) * DAY)
    return seen[:, _WARM:]


ORACLES = (
    Oracle(
        "I22",
        "S",
        "order up to, moving average of 5 days, levels of 2 days at a store and its warehouse: orders vary by 2.12 of "
        "sales at the store, 3.88 at the warehouse that sees sales, 1 + 2L/p + 2L^2/p^2 (Chen et al. 2000); over weeks "
        "by less there than where it sees orders only",
        "Supply under OrderUpTo and MovingAverage, sales shared or not; for what is seen, exact filters",
        swings,
        {"an average of 6 days": partial(swings, 6)},
    ),
)
