"""Statistics over replications: intervals, paired differences, how many replications, many tests at once.

Intervals are Student's (validity rows T01, T03, T05). A figure that is missing (nan) in one replication is missing
here, for a mean over the others would be biased; one replication has a mean but no interval. All functions work along
the first axis, so many KPIs take one call.
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
    n: int
    """replications"""

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
    # Loading scipy takes longer than the command line may need to answer.
    from scipy.special import stdtrit

    df = np.asarray(degrees, np.float64)
    return np.where(df >= 1, stdtrit(np.maximum(df, 1.0), probability), np.nan)


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Return means over replications with ``level`` t-intervals.

    Args:
        values: shape (replications, ...), at least one replication; nan where a KPI does not apply.
        level: confidence, 0.95 for 95 %.
    """
    data = np.asarray(values, np.float64)
    n, mean, sd = _moments(data)
    return Interval(mean, t_quantile(n - 1, (1 + level) / 2) * sd / sqrt(n), sd, n)


def _moments(data: Floats) -> tuple[int, Floats, Floats]:
    """Return number, mean and standard deviation; the latter nan for a single value."""
    n, mean = len(data), np.asarray(data.mean(axis=0))
    # Equal values have no spread, whatever the mean's rounding says.
    alike = (data == data[0]).all(axis=0)
    squares = np.where(alike, 0.0, ((data - mean) ** 2).sum(axis=0)) + 0 * mean
    return n, mean, np.sqrt(squares / (n - 1)) if n > 1 else np.full(mean.shape, np.nan)


def paired_interval(a: ArrayLike, b: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of b - a where replication k of both had the same luck; shapes as in `mean_interval`."""
    return mean_interval(np.asarray(b, np.float64) - np.asarray(a, np.float64), level)


def welch_interval(a: ArrayLike, b: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of mean(b) - mean(a) of independent values with spreads of their own (Welch 1947).

    ``n`` is the smaller number of values, and ``sd`` the standard error times its square root.
    """
    (n_a, mean_a, sd_a), (n_b, mean_b, sd_b) = (_moments(np.asarray(side, np.float64)) for side in (a, b))
    part_a, part_b, n = sd_a**2 / n_a, sd_b**2 / n_b, min(n_a, n_b)
    spread = part_a + part_b
    shares = part_a**2 / max(1, n_a - 1) + part_b**2 / max(1, n_b - 1)
    degrees = np.full(spread.shape, float(n - 1))
    np.divide(spread**2, shares, out=degrees, where=shares > 0)
    half = t_quantile(degrees, (1 + level) / 2) * np.sqrt(spread)
    return Interval(mean_b - mean_a, half, np.sqrt(spread * n), n)


def p_values(interval: Interval) -> Floats:
    """Return two-sided p-values of "the mean is zero"; 0 when every value is alike and not zero."""
    from scipy.special import stdtr

    error = interval.sd / sqrt(interval.n)
    scattered = error > 0
    t = np.abs(interval.mean) / np.where(scattered, error, 1.0)
    p = np.where(scattered, 2 * stdtr(max(1, interval.n - 1), -t), np.where(interval.mean == 0, 1.0, 0.0))
    return np.where(np.isfinite(interval.sd), p, np.nan)


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
