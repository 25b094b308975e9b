"""Replenishment: nightly orders of stores and warehouses equal a day loop, unit for unit (row I01)."""

from functools import partial
from math import ceil, sqrt
from typing import Literal, get_args

import numpy as np
import simpy
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, every, none_of
from sim.facts import NEVER, Facts
from sim.forecast import Method, Smoothed
from sim.forecasting import Forecasting, Knowledge, PoissonSpread
from sim.freshness import Freshness
from sim.levers import Levers
from sim.places import TruckSpec
from sim.random_field import RandomField
from sim.replenishment import ExpectedSales, OrderUpTo, Rates, ReorderLots, ReorderUpTo, Rule
from sim.road import Road
from sim.samplers import poisson
from sim.stock import Stock
from sim.suppliers import SupplierLuck, Suppliers
from sim.supply import Link, Ordering, Supply
from sim.transhipment import Transhipment, TranshipmentSpec
from sim.units import DAY, HOUR

Units = NDArray[np.int64]

_SEED = 5
_DAYS, _SKUS = 5_000, 12
_LEAD = 60 * HOUR
"""the supplier delivers at noon of the second day after the order: before the day's sales at three"""
_RATE = np.linspace(0.5, 9.0, _SKUS)
_LOT = 7

Kind = Literal["base stock", "(s, S)", "(r, nQ)"]


def _rule(kind: Kind, cover: int) -> Rule:
    """Return the real rule of a node that holds so many days of sales beyond its lead time."""
    level, reorder = ExpectedSales(cover * DAY, 0.4, 3), ExpectedSales((cover - 1) * DAY, 0.4, 3)
    if kind == "base stock":
        return OrderUpTo(level)
    if kind == "(s, S)":
        return ReorderUpTo(reorder, level)
    return ReorderLots(reorder, lambda outlook: np.full(outlook.daily.shape, _LOT))


def nameless(skus: int) -> Suppliers:
    """Return a chain whose products name no supplier."""
    luck = SupplierLuck(np.empty((0, 0, 0)), np.empty((0, 0, 0)))
    none = np.zeros(skus)
    return Suppliers((), np.full(skus, NEVER), none.astype(np.int64), Levers({"supplier": 0}), luck, none)


def smoothed(daily: Rates, weight: float) -> Forecasting:
    """Return plain exponential smoothing that is told nothing."""
    return told_nothing(Smoothed(daily, weight))


def told_nothing(method: Method) -> Forecasting:
    """Return a method that knows of no festival, sees no unmet demand, and is not spoilt."""
    knowledge = Knowledge(Levers({}), np.ones(_DAYS + 100), lambda _week: np.empty(0))
    return Forecasting(method, PoissonSpread(method.daily), knowledge)


def apart(stores: int) -> Transhipment:
    """Return stores that do not help each other out."""
    return Transhipment(TranshipmentSpec(), np.zeros((stores, stores), np.int64), np.zeros(stores))


def same_as_a_day_loop(kind: Kind, days: int = _DAYS, lost_unit_on: int = -1) -> Outcome:
    """Return whether stock on hand, on order and short agree every day; on day ``lost_unit_on`` a unit is stolen."""
    demands = np.array([poisson(u, float(rate)) for rate, u in zip(_RATE, _uniforms(days), strict=True)]).T
    right, ours = _day_loop(kind, demands), _world(kind, demands, lost_unit_on)
    return none_of(right.size, int((right != ours).sum()), "figures of stock on hand, on order and short differ")


def _uniforms(days: int) -> NDArray[np.float64]:
    field = RandomField(_SEED)
    return np.array([field.purpose(f"validate.I01.{sku}").dense(days, 0) for sku in range(_SKUS)])


def _world(kind: Kind, demands: Units, lost_unit_on: int) -> Units:
    """Return (shelf, shelf on order, depot, depot on order, short) per day and product, of Supply and Stock."""
    env, stock, facts = simpy.Environment(initial_time=0), Stock(2, _SKUS), Facts()
    ordering = Ordering(
        (_rule(kind, 2), _rule(kind, 1)), (1, 1), smoothed(np.stack((_RATE, _RATE)), 0.0), nameless(_SKUS), apart(1)
    )
    road = Road(env, stock, Freshness(stock, np.zeros(_SKUS, np.int64), 1.0))
    supply = Supply(
        road, (Link(0, 1, 1_000),), {1: _LEAD}, ordering, TruckSpec(), facts, Levers({"warehouse": 1, "node": 2})
    )
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


def _day_loop(kind: Kind, demands: Units) -> Units:
    """Return the same by a loop over days: midnight orders, a truck at six, the supplier at noon two days later."""
    store = [np.array([_level(rate * days) for rate in _RATE]) for days in (2, 3)]
    warehouse = [np.array([_level(rate * days) for rate in _RATE]) for days in (2.5, 3.5)]
    nothing = np.zeros(_SKUS, np.int64)
    shelf, depot = (_missing(kind, nothing, *levels) for levels in (store, warehouse))
    road = [nothing] * 2
    seen = []
    for asked in demands:
        sent = np.minimum(_missing(kind, shelf, *store), depot)
        depot = depot - sent
        road = [*road, _missing(kind, depot + sum(road), *warehouse)]
        shelf = shelf + sent
        depot, road = depot + road[0], road[1:]
        sold = np.minimum(asked, shelf)
        shelf = shelf - sold
        seen.append((shelf, nothing, depot, sum(road), asked - sold))
    return np.array(seen)


def _missing(kind: Kind, position: Units, reorder: Units, level: Units) -> Units:
    """Return what is ordered, one product after another."""
    units = []
    for have, low, high in zip(position.tolist(), reorder.tolist(), level.tolist(), strict=True):
        order = 0
        if kind == "(r, nQ)":
            while have + order <= low:
                order += _LOT
        elif kind == "base stock" or have <= low:
            order = max(high - have, 0)
        units.append(order)
    return np.array(units)


def _level(mean: float) -> int:
    return max(ceil(mean + 0.4 * sqrt(mean)), 3)


def _every_rule(days: int = _DAYS, lost_unit_on: int = -1) -> Outcome:
    return every([same_as_a_day_loop(kind, days, lost_unit_on) for kind in get_args(Kind)])


ORACLES = (
    Oracle(
        "I01",
        "P",
        "base stock, (s, S), (r, nQ) over two echelons, 5,000 days, 12 products: shelf, depot, on order and short "
        "equal a day loop",
        "Supply (nightly review, trucks, supplier), OrderUpTo, ReorderUpTo, ReorderLots and Stock",
        _every_rule,
        {"a unit stolen on day 100": partial(_every_rule, 200, 100)},
    ),
)
