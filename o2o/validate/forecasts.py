"""Forecasts: every method equals a recursion number by number, and Croston's quotient has its known mean (I20, I21)."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, none_of, statistical
from sim.forecast import Croston, Method, MovingAverage, SeasonalNaive, Smoothed
from sim.random_field import RandomField
from sim.samplers import poisson

Units = NDArray[np.int64]

_SEED = 1972
_DAYS, _FIRST = 1_500, 1.5
_MEAN = np.array([0.1, 0.5, 2.0, 9.0])
_WEIGHT, _WINDOW = 0.2, 10
_GAP, _SIZE = 4.0, 6.0
"""mean days between sales, mean units of a day with a sale"""
_PRODUCTS, _WARM, _LONG = 2_000, 50, 600

Recursion = Callable[[list[int]], Iterator[float]]


def as_counted(lost: int = -1) -> Outcome:
    """Return whether the methods expect what recursions do, day by day; on day ``lost`` they see a unit less."""
    field = RandomField(_SEED)
    draws = [field.purpose(f"validate.I20.{sku}").dense(_DAYS, 0) for sku in range(_MEAN.size)]
    left = np.array([poisson(u, float(mean)) for u, mean in zip(draws, _MEAN, strict=True)]).T
    cases: tuple[tuple[Method, Recursion], ...] = (
        (Smoothed(_first(), _WEIGHT), _smoothed),
        (MovingAverage(_first(), _WINDOW), _moving_average),
        (SeasonalNaive(_first()), _seasonal_naive),
        (Croston(_first(), _WEIGHT), _croston),
    )
    astray = 0
    for method, recursion in cases:
        right = np.array([list(recursion(column.tolist())) for column in left.T]).T
        astray += int((np.abs(_ours(method, left, lost) - right) > 1e-9 * (1 + right)).sum())
    return none_of(len(cases) * left.size, astray, "expectations differ")


def croston_mean(lost: float = 0.0) -> Outcome:
    """Return whether, with all weight on the newest sale, Croston's quotient is size x ln p / (p - 1) on average.

    Args:
        lost: share of the days with a sale that go unseen.
    """
    field = RandomField(_SEED)
    chance, size = field.purpose("validate.I21.sale"), field.purpose("validate.I21.size")
    method = Croston(np.full((1, _PRODUCTS), 1 / _GAP), 1.0)
    total = np.zeros(_PRODUCTS)
    for day in range(_WARM + _LONG):
        sold = chance.dense(_PRODUCTS, day) < (1.0 - lost) / _GAP
        method.learn((sold * (1 + poisson(size.dense(_PRODUCTS, day), _SIZE - 1)))[None])
        total += method.daily[0] * (day >= _WARM)
    expected = _SIZE * np.log(_GAP) / (_GAP - 1)
    return statistical([measure("units a day", float(expected), plain(total / _LONG), 0.01)])


def _first() -> NDArray[np.float64]:
    return np.full((1, _MEAN.size), _FIRST)


def _ours(method: Method, left: Units, lost: int) -> NDArray[np.float64]:
    """Return what a method expects of the next day after each day, shape of ``left``."""
    seen = np.empty(left.shape)
    for day, units in enumerate(left):
        method.learn(np.maximum(units - (day == lost), 0)[None])
        ahead = method.ahead(1)
        seen[day] = method.daily[0] if ahead is None else ahead[0, 0]
    return seen


def _smoothed(left: list[int]) -> Iterator[float]:
    level = _FIRST
    for units in left:
        level = _WEIGHT * units + (1 - _WEIGHT) * level
        yield level


def _moving_average(left: list[int]) -> Iterator[float]:
    window = [_FIRST] * _WINDOW
    for units in left:
        window = [*window[1:], units]
        yield sum(window) / _WINDOW


def _seasonal_naive(left: list[int]) -> Iterator[float]:
    for day in range(1, len(left) + 1):
        yield left[day - 7] if day >= 7 else _FIRST


def _croston(left: list[int]) -> Iterator[float]:
    size, gap, since = 1.0, 1 / _FIRST, 0
    for units in left:
        since += 1
        if units:
            size = _WEIGHT * units + (1 - _WEIGHT) * size
            gap = _WEIGHT * since + (1 - _WEIGHT) * gap
            since = 0
        yield size / gap


ORACLES = (
    Oracle(
        "I20",
        "P",
        "smoothing, moving average, seasonal naive and Croston, four products, 1,500 days: every expectation equals a "
        "recursion",
        "sim.forecast on Poisson days",
        as_counted,
        {"a unit unseen on day 700": partial(as_counted, 700)},
    ),
    Oracle(
        "I21",
        "S",
        "Croston's quotient of the newest sale, a sale every 4 days on average: 6 ln 4 / 3 = 2.772589 a day, not 1.5 "
        "(Syntetos and Boylan 2001)",
        "sim.forecast.Croston with weight 1, 2,000 products over 600 days",
        croston_mean,
        {"one sale in 50 lost": partial(croston_mean, 0.02)},
    ),
)
