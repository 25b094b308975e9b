"""Worth of plans on days they have not seen: inside the stated interval, better than the baseline or not (O13, O14)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from o2o.statistics import mean_interval
from o2o.validate.oracle import Oracle, Outcome, none_of
from o2o.validate.small_plans import Figures, daily, earned, shop
from optimize.model import Reals
from optimize.placement import place
from optimize.placement_case import Placement
from sim.random_field import RandomField
from sim.samplers import poisson

_SEED = 2_013
_FEW, _LEARNED, _SHOWN, _TRUE = 5, 12, 60, 1_000
"""days to learn from, few or more; days that judge a plan; days that stand for the truth"""
_INSIDE = 0.93


def _days(case: int, mean: Reals, count: int, first: int) -> Reals:
    """Return units asked for of two products, shape (days, 2, 1)."""
    purpose = RandomField(_SEED).purpose("validate.plan-days")
    parts = [poisson(purpose.dense(count, 10 * case + first + k), float(mean[k])) for k in range(2)]
    return np.asarray(np.stack(parts, axis=1)[:, :, None], np.float64)


def _on(data: Placement, days: Reals) -> Placement:
    return replace(data, demand=days, chance=np.full(len(days), 1.0 / len(days)))


def inside(own_days: bool = False, cases: int = 200) -> Outcome:
    """Return whether the worth of plans on new days lies in the 95 % interval that other days gave.

    Args:
        own_days: whether the interval comes from the days that the plan was made for.
        cases: plans.
    """
    hits = 0
    for case in range(cases):
        data, mean = shop(case), Figures(60_000 + case).between(2, 6, 2)
        known = _on(data, _days(case, mean, _LEARNED, 0))
        stock = place(known).stock[:, 0]
        shown = known if own_days else _on(data, _days(case, mean, _SHOWN, 2))
        stated = mean_interval(daily(shown, stock), 0.95)
        truth = earned(_on(data, _days(case, mean, _TRUE, 4)), stock)
        hits += bool(abs(truth - float(stated.mean)) <= float(stated.half_width))
    share = hits / cases
    return Outcome(f"at least 93 % of {cases}", f"{100 * share:.1f} %", "0", share >= _INSIDE, share < _INSIDE)


def better(own_days: bool = False, cases: int = 100) -> Outcome:
    """Return whether plans that are said to beat mean demand do; days in common, new ones unless ``own_days``."""
    said = wrong = 0
    for case in range(cases):
        data, mean = shop(case), Figures(60_000 + case).between(2, 6, 2)
        known = _on(data, _days(case, mean, _FEW, 0))
        stock = place(known).stock[:, 0]
        rule = np.floor(known.demand.mean(axis=0)[:, 0])
        rule = rule if data.litres @ rule <= data.capacity[0] else np.floor(rule / 2)
        shown = known if own_days else _on(data, _days(case, mean, _SHOWN, 2))
        gain = daily(shown, stock) - daily(shown, rule)
        clear = gain.mean() > 0 if own_days else gain.mean() > mean_interval(gain, 0.999).half_width
        new = _on(data, _days(case, mean, _TRUE, 4))
        said += bool(clear)
        wrong += bool(clear and earned(new, stock) < earned(new, rule))
    return none_of(said, wrong, "plans that were called better and are not")


_PART = "optimize.placement on a shop's two products, Poisson days that share their luck"


def _oracles() -> Iterator[Oracle]:
    yield Oracle(
        "O13",
        "S",
        "the worth of at least 93 % of 200 plans on new days lies in the 95 % interval that other new days give",
        _PART,
        inside,
        {"the interval of the days that the plan was made for": partial(inside, own_days=True)},
    )
    yield Oracle(
        "O14",
        "M",
        "a plan that new days call better than stocking the mean, luck in common, is better",
        _PART,
        better,
        {"judged by the days that it was made for": partial(better, own_days=True)},
    )


ORACLES = tuple(_oracles())
