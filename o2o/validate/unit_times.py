"""Unit times: samplers of service times with mean 1, made of the workbench's own."""

import numpy as np
from numpy.typing import NDArray

from sim.samplers import exponential, gamma, lognormal_by_mean

Floats = NDArray[np.float64]


def unit_exponential(u: Floats) -> Floats:
    """Return exponential times."""
    return exponential(u, 1.0)


def unit_constant(u: Floats) -> Floats:
    """Return times of exactly 1."""
    return np.ones_like(u)


def unit_erlang(u: Floats) -> Floats:
    """Return Erlang-2 times."""
    return gamma(u, 2.0, 1.0)


def unit_lognormal(u: Floats) -> Floats:
    """Return log-normal times with coefficient of variation 1.5."""
    return lognormal_by_mean(u, 1.0, 1.5)
