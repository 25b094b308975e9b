"""Replenishment: nightly orders of stores and warehouses equal a day loop, unit for unit (row I01)."""

from functools import partial
from math import ceil, sqrt

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, none_of
from sim.facts import Facts
from sim.forecast import Smoothed
from sim.places import TruckSpec
from sim.random_field import RandomField
from sim.replenishment import ExpectedSales, OrderUpTo
from sim.samplers import poisson
from sim.stock import Stock
from sim.supply import Link, Ordering, Supply
from sim.units import DAY, HOUR

Units = NDArray[np.int64]

_SEED = 5
_DAYS, _SKUS = 5_000, 12
_LEAD = 60 * HOUR
"""the supplier delivers at noon of the second day after the order: before the day's sales at three"""
_RATE = np.linspace(0.5, 9.0, _SKUS)
_RULES = tuple(OrderUpTo(ExpectedSales(cover * DAY, 0.4, 3)) for cover in (2, 1))


def same_as_a_day_loop(lost_unit_on: int = -1) -> Outcome:
    """Return whether stock on hand, on order and short agree every day; on day ``lost_unit_on`` a unit is stolen."""
    demands = np.array([poisson(u, float(rate)) for rate, u in zip(_RATE, _uniforms(), strict=True)]).T
    right, ours = _day_loop(demands), _world(demands, lost_unit_on)
    return none_of(right.size, int((right != ours).sum()), "figures of stock on hand, on order and short differ")


def _uniforms() -> NDArray[np.float64]:
    field = RandomField(_SEED)
    return np.array([field.purpose(f"validate.I01.{sku}").dense(_DAYS, 0) for sku in range(_SKUS)])


def _world(demands: Units, lost_unit_on: int) -> Units:
    """Return (shelf, shelf on order, depot, depot on order, short) per day and product, of Supply and Stock."""
    env, stock, facts = simpy.Environment(initial_time=0), Stock(2, _SKUS), Facts()
    ordering = Ordering(_RULES, (1, 1), Smoothed(np.stack((_RATE, _RATE)), 0.0))
    running = {1: np.ones(1)}
    supply = Supply(env, stock, (Link(0, 1, 1_000),), {1: _LEAD}, ordering, TruckSpec(), facts, running)
    stock.start_with(supply.opening())
    env.process(supply.review_nightly())
    seen = np.empty((demands.shape[0], 5, _SKUS), np.int64)
    for day, asked in enumerate(demands):
        env.run(until=day * DAY + 15 * HOUR)
        cells = np.repeat(np.arange(_SKUS), asked)
        got = stock.reserve(cells)
        stock.sell(cells[got])
        supply.learn()
        stock.physical[0] -= day == lost_unit_on
        shelf, depot = stock.physical.reshape(2, _SKUS)
        to_shelf, to_depot = stock.in_transit.reshape(2, _SKUS)
        seen[day] = (shelf, to_shelf, depot, to_depot, stock.day["short"][:_SKUS])
        stock.day["short"][:] = 0
        env.run(until=(day + 1) * DAY)
    return seen


def _day_loop(demands: Units) -> Units:
    """Return the same by a loop over days: midnight orders, a truck at six, the supplier at noon two days later."""
    store_level = np.array([_level(rate * 3) for rate in _RATE])
    depot_level = np.array([_level(rate * 3.5) for rate in _RATE])
    shelf, depot = store_level.copy(), depot_level.copy()
    road = [np.zeros(_SKUS, np.int64)] * 2
    seen = []
    for asked in demands:
        sent = np.minimum(np.maximum(store_level - shelf, 0), depot)
        depot = depot - sent
        road = [*road, np.maximum(depot_level - depot - sum(road), 0)]
        shelf = shelf + sent
        depot, road = depot + road[0], road[1:]
        sold = np.minimum(asked, shelf)
        shelf = shelf - sold
        seen.append((shelf, np.zeros(_SKUS, np.int64), depot, sum(road), asked - sold))
    return np.array(seen)


def _level(mean: float) -> int:
    return max(ceil(mean + 0.4 * sqrt(mean)), 3)


ORACLES = (
    Oracle(
        "I01",
        "P",
        "base stock over two echelons, 5,000 days, 12 products: shelf, depot, on order and short equal a day loop",
        "Supply (nightly review, trucks, supplier), OrderUpTo and Stock",
        same_as_a_day_loop,
        {"a unit stolen on day 100": partial(same_as_a_day_loop, 100)},
    ),
)
