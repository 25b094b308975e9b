"""Shapley values: what each of several changes adds to an outcome, on average over all orders of making them.

Shapley (1953), "A value for n-person games": the only shares that sum to the whole, treat like changes alike, give
nothing to a change without effect, and add up over outcomes. Row S149.
"""

from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shapley(worth: Floats) -> Floats:
    """Return the share of each change, shape (changes, ...); they sum to ``worth[-1] - worth[0]``.

    Args:
        worth: the outcome with every choice of changes, shape (2**changes, ...): bit k of the first index says whether
            change k is made.
    """
    choices = np.arange(len(worth))
    made = np.bitwise_count(choices)
    changes = int(made[-1])
    shares = []
    for change in range(changes):
        without = choices[choices >> change & 1 == 0]
        # Of all orders, so many make exactly these changes before this one.
        weight = np.array([1 / (changes * comb(changes - 1, int(n))) for n in made[without]])
        shares.append(np.tensordot(weight, worth[without | 1 << change] - worth[without], axes=1))
    return np.array(shares)
