"""Estimates: means with Student intervals at the oracles' level, plain, with control variates, or with a short twin."""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from o2o.statistics import Interval, mean_interval, t_quantile
from o2o.validate.oracle import LEVEL

Floats = NDArray[np.float64]


def plain(values: ArrayLike) -> Interval:
    """Return the mean of independent replications."""
    return mean_interval(values, LEVEL)


def two_levels(real: ArrayLike, twin: ArrayLike, many: Interval) -> Interval:
    """Return the mean of ``real`` sharpened by a recursion that is cheap enough to run far more often.

    The mean of ``real`` - ``twin``, on the same inputs, plus the mean of ``many`` further twins: unbiased for the
    mean of ``real`` whatever the recursion is worth, and the interval holds the errors of both parts (multilevel
    Monte Carlo, Giles 2008). Where workbench and recursion agree on every path, the first part has no error.
    """
    first = mean_interval(np.asarray(real) - np.asarray(twin), LEVEL)
    one, two = float(first.sd) ** 2 / first.n, float(many.sd) ** 2 / many.n
    variance = one + two
    # Welch's degrees of freedom: a part without spread costs none.
    degrees = variance**2 / (one**2 / (first.n - 1) + two**2 / (many.n - 1))
    half = float(t_quantile(degrees, (1 + LEVEL) / 2)) * sqrt(variance)
    return Interval(np.asarray(first.mean + many.mean), np.asarray(half), np.asarray(sqrt(variance * many.n)), many.n)


def controlled(values: ArrayLike, controls: ArrayLike, means: ArrayLike) -> Interval:
    """Return the mean of ``values`` with linear control variates whose ``means`` are known (Lavenberg and Welch 1981).

    Args:
        values: shape (replications,).
        controls: shape (replications, k), drawn with the values.
        means: shape (k,).
    """
    y, x = np.asarray(values, np.float64), np.asarray(controls, np.float64) - np.asarray(means, np.float64)
    n, k = x.shape
    design = np.column_stack((np.ones(n), x))
    solved, *_ = np.linalg.lstsq(design, y, rcond=None)
    degrees = n - k - 1
    residual = y - design @ solved
    variance = float(residual @ residual) / degrees * float(np.linalg.inv(design.T @ design)[0, 0])
    half = float(t_quantile(degrees, (1 + LEVEL) / 2)) * sqrt(variance)
    return Interval(np.asarray(solved[0]), np.asarray(half), np.asarray(sqrt(variance * n)), n)
