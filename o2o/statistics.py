"""Statistics over replications: intervals, paired differences, how many replications, many tests at once.

Intervals are Student's (validity rows T01, T03, T05); missing values are left out, and where fewer than two values
are left the interval is missing too. All functions work along the first axis, so many KPIs take one call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
MOST_REPLICATIONS = 1_000_000
"""beyond this a difference counts as out of reach"""


@dataclass(frozen=True)
class Interval:
    """Means with their confidence intervals; all arrays have the shape of one replication."""

    mean: Floats
    half_width: Floats
    sd: Floats
    """standard deviation between replications"""
    n: NDArray[np.int64]
    """replications that have a value"""

    @property
    def lo(self) -> Floats:
        """Return the lower ends."""
        return self.mean - self.half_width

    @property
    def hi(self) -> Floats:
        """Return the upper ends."""
        return self.mean + self.half_width


def t_quantile(degrees: ArrayLike, probability: float) -> Floats:
    """Return Student's quantile; nan for less than one degree of freedom."""
    # Half of what the command line needs to start would go into loading scipy.
    from scipy.special import stdtrit

    df = np.asarray(degrees, np.float64)
    return np.where(df >= 1, stdtrit(np.maximum(df, 1.0), probability), np.nan)


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Return means over replications with ``level`` t-intervals.

    Args:
        values: shape (replications, ...); nan where a KPI does not apply.
        level: confidence, 0.95 for 95 %.
    """
    data = np.asarray(values, np.float64)
    n, mean, sd = _moments(data)
    half = t_quantile(n - 1, (1 + level) / 2) * sd / np.sqrt(np.maximum(n, 1))
    return Interval(mean, half, sd, n)


def _moments(data: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return number, mean and standard deviation of the values there are; nan where there are too few."""
    there = np.isfinite(data)
    n = np.asarray(there.sum(axis=0), np.int64)
    mean = _divided(np.where(there, data, 0.0).sum(axis=0), n)
    squares = np.where(there, data - mean, 0.0) ** 2
    return n, mean, np.sqrt(_divided(squares.sum(axis=0), n - 1))


def _divided(above: Floats, below: NDArray[np.int64]) -> Floats:
    total = np.asarray(above, np.float64)
    quotient = np.full(total.shape, np.nan)
    np.divide(total, below, out=quotient, where=below > 0)
    return quotient


def paired_interval(a: ArrayLike, b: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of b - a where replication k of both had the same luck; shapes as in `mean_interval`."""
    return mean_interval(np.asarray(b, np.float64) - np.asarray(a, np.float64), level)


def welch_interval(a: ArrayLike, b: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of mean(b) - mean(a) of independent values with spreads of their own (Welch 1947).

    ``sd`` is the standard error times the square root of ``n``, the smaller number of values.
    """
    (n_a, mean_a, sd_a), (n_b, mean_b, sd_b) = (_moments(np.asarray(side, np.float64)) for side in (a, b))
    part_a, part_b = _divided(sd_a**2, n_a), _divided(sd_b**2, n_b)
    spread = part_a + part_b
    with np.errstate(invalid="ignore", divide="ignore"):
        degrees = spread**2 / (part_a**2 / (n_a - 1) + part_b**2 / (n_b - 1))
    degrees = np.where(spread == 0, np.minimum(n_a, n_b) - 1, degrees)
    half = t_quantile(np.nan_to_num(degrees), (1 + level) / 2) * np.sqrt(spread)
    n = np.minimum(n_a, n_b)
    return Interval(mean_b - mean_a, half, np.sqrt(spread * n), n)


def p_values(interval: Interval) -> Floats:
    """Return two-sided p-values of "the mean is zero"; 0 when every value is alike and not zero."""
    from scipy.special import stdtr

    degrees = np.maximum(interval.n - 1, 1).astype(np.float64)
    error = interval.sd / np.sqrt(np.maximum(interval.n, 1))
    safe = np.where(error > 0, error, 1.0)
    p = np.where(error > 0, 2 * stdtr(degrees, -np.abs(interval.mean) / safe), np.where(interval.mean == 0, 1.0, 0.0))
    return np.where(interval.n >= 2, p, np.nan)


def holm(p: ArrayLike) -> Floats:
    """Return p-values corrected for their number (Holm 1979): below 0.05 keeps the family's error at 5 %.

    Missing p-values stay missing and do not count.
    """
    values = np.asarray(p, np.float64)
    adjusted = np.full(values.shape, np.nan)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return adjusted


def replications_to_resolve(sd: float, difference: float, level: float = LEVEL) -> int | None:
    """Return the replications at which the interval's half-width shrinks to ``difference``; None when out of reach.

    Args:
        sd: standard deviation (of paired differences) between replications.
        difference: what shall just exclude zero, in the same unit.
        level: confidence of the interval.
    """
    size = abs(difference)
    if not (size > 0 and np.isfinite(sd)):
        return None
    return _first(lambda n: float(t_quantile(n - 1, (1 + level) / 2)) * sd / sqrt(n) <= size, 2)


def replications_for(half_width: float, sd: float, pilot: int, level: float = LEVEL, assurance: float = 0.95) -> int:
    """Return the replications, ``pilot`` ones included, that reach ``half_width`` with probability ``assurance``.

    The pilot's standard deviation is itself uncertain; the quantile of the F distribution covers that
    (validity row T11: reached in at least 93 % of trials).

    Args:
        half_width: wanted half-width of the interval, above 0, in the KPI's unit.
        sd: standard deviation among the pilot's replications.
        pilot: number of the pilot's replications, at least 2.
        level: confidence of the interval.
        assurance: chance to reach the half-width.

    Raises:
        ValueError: no such half-width or pilot, or more than a million replications would be needed.
    """
    from scipy.special import fdtri

    if half_width <= 0 or pilot < 2:
        raise ValueError(
            f"needs a half-width above 0 and a pilot of at least 2 replications, got {half_width}, {pilot}"
        )

    def reached(n: int) -> bool:
        inflated = sd * sqrt(float(fdtri(n - 1, pilot - 1, assurance)))
        return float(t_quantile(n - 1, (1 + level) / 2)) * inflated / sqrt(n) <= half_width

    found = _first(reached, pilot)
    if found is None:
        raise ValueError(
            f"a half-width of {half_width:g} needs more than {MOST_REPLICATIONS:,} replications at a standard "
            f"deviation of {sd:g}: ask for a wider interval or a longer run"
        )
    return found


def _first(enough: Callable[[int], bool], least: int) -> int | None:
    """Return the smallest n >= ``least`` for which the monotone test ``enough`` holds; None beyond the limit."""
    low, high = least, least
    while not enough(high):
        if high >= MOST_REPLICATIONS:
            return None
        low, high = high + 1, min(2 * high, MOST_REPLICATIONS)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def quantile_interval(values: ArrayLike, quantile: float, level: float = LEVEL) -> tuple[float, float, float]:
    """Return a quantile of independent values and the order statistics around it as its interval.

    The interval is distribution-free: ranks between binomial quantiles (validity row T04). An end is infinite when
    the sample is too small to bound it.
    """
    from scipy.special import bdtr

    data = np.sort(np.asarray(values, np.float64))
    n = data.size
    if n == 0:
        return (np.nan, np.nan, np.nan)
    below = bdtr(np.arange(n + 1), n, quantile)
    tail = (1 - level) / 2
    # Rank r covers from below when P(B <= r - 1) <= tail, from above when P(B >= r) <= tail.
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    lo = data[low - 1] if low >= 1 else -np.inf
    hi = data[high - 1] if high <= n else np.inf
    return float(data[max(0, ceil(quantile * n - 1e-9) - 1)]), float(lo), float(hi)
