"""Steady days: once people and shelves have settled, a longer warm-up measures the same (row M20)."""

from dataclasses import replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.kpis import measure
from o2o.runner import WorldRun
from o2o.statistics import mean_interval
from o2o.validate.oracle import LEVEL, Measure, Oracle, Outcome, every, statistical
from o2o.validate.small_city import Tree, put, tree
from o2o.validate.twin_worlds import run, same

_DAYS, _WEEK = 28, 7
_REPLICATIONS = 8
_PER_DAY, _RATES = ("E49n",), ("K08", "K04")
"""net sales; conversion and punctuality"""


def longer_warm_up(short: int = _WEEK) -> Outcome:
    """Return whether KPIs are the same after two weeks of warm-up as after ``short`` days; the fault plants none."""
    measures = []
    before, after = (np.array([_figures(nth, days) for nth in range(_REPLICATIONS)]) for days in (short, 2 * _WEEK))
    for column, kpi in enumerate((*_PER_DAY, *_RATES)):
        ratio = mean_interval(before[:, column] / after[:, column], LEVEL)
        measures.append(Measure(kpi, 1.0, float(ratio.mean), float(ratio.half_width), 0.03))
    return every([statistical(measures), same(run(_city(0)).facts, run(_city(2 * _WEEK)).facts)])


@cache
def _lived(replication: int) -> WorldRun:
    return run(_city(0), replication)


def _figures(replication: int, warm_up: int) -> NDArray[np.float64]:
    lived = _lived(replication)
    table = measure(lived.facts, replace(lived.dimensions, warm_up=warm_up))
    daily = [table.get(kpi) / (_DAYS - warm_up) for kpi in _PER_DAY]
    return np.array([*daily, *(table.get(kpi) for kpi in _RATES)])


def _city(warm_up: int) -> Tree:
    """Return a city whose people need little for ten days after they bought: its first week is not like others."""
    city = tree()
    city["calendar"] |= {"days": _DAYS, "warm_up": warm_up, "city_shock": 0, "zone_shock": 0}
    for segment in city["people"]["segments"].values():
        segment |= {"prospects": 0, "basket": {"log_sd": 0, "person_sd": 0}}
        segment["needs"] |= {"shape": 1e6, "rest_days": 10, "rest_depth": 0.9}
    put(city, ["people", "memory", "weight"], 0.0)
    return city


ORACLES = (
    Oracle(
        "M20",
        "M",
        "warm-up of two weeks or one: net sales a day, conversion and punctuality are the same, and so is the world",
        f"whole scenarios through o2o.runner.simulate and o2o.kpis.measure, {_REPLICATIONS} times {_DAYS} days",
        longer_warm_up,
        {"no warm-up": partial(longer_warm_up, 0)},
        "full",
    ),
)
