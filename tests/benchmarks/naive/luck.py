"""Luck: the twin's service times, one number at a time."""

from functools import lru_cache
from math import log, sqrt
from random import Random


def lognormal(rng: Random, mean: float, cv: float) -> int:
    """Return a log-normal time in whole ms with the given mean and coefficient of variation."""
    sd = spread(cv)
    return round(rng.lognormvariate(log(mean) - sd * sd / 2, sd))


@lru_cache
def spread(cv: float) -> float:
    """Return the standard deviation of the logarithm."""
    return sqrt(log(1.0 + cv * cv))
