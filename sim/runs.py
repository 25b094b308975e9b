"""Runs: stretches of equal keys in sorted columns."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.integer]


def starts(keys: Keys) -> NDArray[np.bool_]:
    """Return which of ``keys``, shape (n,), differ from the one before; the first always does."""
    first = np.ones(keys.size, bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first


def ranks(keys: Keys) -> NDArray[np.int64]:
    """Return how many equal ``keys`` stand right before each, shape (n,)."""
    position = np.arange(keys.size)
    return position - np.maximum.accumulate(np.where(starts(keys), position, 0))
