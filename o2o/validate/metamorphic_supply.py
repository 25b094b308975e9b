"""Later suppliers, worse forecasts: no more is found on the shelves (rows M28, M31)."""

from functools import partial

import numpy as np
import simpy

from o2o.statistics import paired_interval
from o2o.validate.oracle import LEVEL, Oracle, Outcome
from o2o.validate.replenishment import apart, nameless, smoothed
from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import run
from sim.facts import Facts
from sim.freshness import Freshness
from sim.levers import Levers
from sim.places import TruckSpec
from sim.random_field import RandomField
from sim.replenishment import OrderUpTo
from sim.road import Road
from sim.samplers import poisson
from sim.stock import Stock
from sim.supply import Link, Ordering, Supply
from sim.units import DAY, HOUR

_SEED = 28
_DAYS, _SKUS, _RATE = 600, 24, 4.0


def a_day_later(longer: int = 1) -> Outcome:
    """Return whether customers find no more when the supplier takes a day longer; ``longer`` in days is the fault's."""
    usual, later = (_fill(lead) for lead in (2, 2 + longer))
    difference = paired_interval(usual, later, 2 * LEVEL - 1)
    return Outcome(
        "a smaller share of units found",
        f"{100 * float(difference.mean):+.2f} percentage points of {100 * usual.mean():.1f} %, "
        f"at most {100 * float(difference.hi):+.2f}",
        "one-sided 99.9 %",
        float(difference.hi) < 0,
        float(difference.lo) > 0,
    )


def worse_forecasts(small: float = 0.25, large: float = 0.5) -> Outcome:
    """Return whether shelves miss less under a ``small`` error of the forecasts than under a ``large`` one."""
    (missed, held), (missed_more, held_then) = (_shelves(error) for error in (small, large))
    dearer = held / held_then - 1
    return Outcome(
        "fewer units missed, at most 5 % more held",
        f"{missed} units missed and {missed_more} with the larger error; {100 * dearer:+.1f} % held",
        "0; 5 %",
        missed < missed_more and dearer <= 0.05,
        missed > missed_more,
    )


def _fill(lead: int) -> np.ndarray:
    """Return the share of units found of each product, shape (skus,), under levels that stay as they are."""
    env, stock = simpy.Environment(initial_time=0), Stock(2, _SKUS)
    rules = [OrderUpTo(lambda _outlook, level=level: np.full(_SKUS, level)) for level in (9, 14)]
    ordering = Ordering(rules, (1, 1), smoothed(np.full((2, _SKUS), _RATE), 0.0), nameless(_SKUS), apart(1))
    road = Road(env, stock, Freshness(stock, np.zeros(_SKUS, np.int64), 1.0))
    after = {1: lead * DAY + 12 * HOUR}
    supply = Supply(
        road, (Link(0, 1, 1_000),), after, ordering, TruckSpec(), Facts(), Levers({"warehouse": 1, "node": 2})
    )
    stock.start_with(supply.opening())
    env.process(supply.review_nightly())
    demand = RandomField(_SEED).purpose("validate.M28.demand")
    asked, found = np.zeros(_SKUS), np.zeros(_SKUS)
    for day in range(_DAYS):
        env.run(until=day * DAY + 15 * HOUR)
        units = poisson(demand.dense(_SKUS, day), _RATE)
        cells = np.repeat(np.arange(_SKUS), units)
        got = cells[stock.reserve(cells)]
        stock.sell(got)
        asked += units
        found += np.bincount(got, minlength=_SKUS)
        env.run(until=(day + 1) * DAY)
    return found / asked


def _shelves(error: float) -> tuple[int, int]:
    """Return units asked for in vain and unit-days held by a small city whose forecasts err so much."""
    city = tree()
    city["calendar"]["days"] = 14
    city["information"] = {"forecast_error": error}
    put(city, ["policies", "replenishment"], {"cover": "1 d", "safety": 0.5})
    days = run(city).facts["stock_days"]
    return int(days["short"].sum()), int(days["physical"].sum())


ORACLES = (
    Oracle(
        "M28",
        "M",
        "the supplier a day later, levels as they are: fewer units found in the mean of 24 products over 600 days",
        "Supply (nightly review, trucks, supplier) and Stock under OrderUpTo",
        a_day_later,
        {"the supplier a day sooner": partial(a_day_later, -1)},
    ),
    Oracle(
        "M31",
        "M",
        "forecasts with an error of 0.25 in place of 0.5: less is missed, and at most 5 % more is held",
        "whole scenarios through o2o.runner.simulate, two weeks",
        worse_forecasts,
        {"the error on the other city": partial(worse_forecasts, 0.5, 0.25)},
    ),
)
