"""Routes: in which order a rider visits a few doors, so that they are reached soonest on average."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

EXACT = 5
"""doors up to which all orders of visit are tried"""

Places = NDArray[np.int64]
Steps = Sequence[Sequence[float]]


def visiting_order(start: tuple[int, int], doors: Places) -> tuple[int, ...]:
    """Return rows of ``doors``, shape (n, 2), in the order that makes the sum of the ways to each door shortest.

    Every permutation is tried up to five doors (the minimum latency tour, Blum et al. 1994); beyond them each door in
    turn is put where it lengthens that sum least. The first of equals wins.
    """
    if len(doors) == 1:
        return (0,)
    points = np.vstack((np.asarray(start, np.float64), doors.astype(np.float64)))
    steps = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
    return shortest_latency(steps.tolist())


def shortest_latency(steps: Steps) -> tuple[int, ...]:
    """Return doors in the order that makes the sum of the ways to each shortest, as `visiting_order` does.

    Args:
        steps: metres from point to point; point 0 is the start, door k point k + 1.
    """
    doors = range(len(steps) - 1)
    if len(doors) <= EXACT:
        return min(permutations(doors), key=lambda tour: latency(steps, tour))
    tour: tuple[int, ...] = ()
    for door in doors:
        tour = min(_insertions(tour, door), key=lambda longer: latency(steps, longer))
    return tour


def latency(steps: Steps, tour: tuple[int, ...]) -> float:
    """Return the sum over doors of the way to reach each, metres: point 0 is the start, door k point k + 1."""
    total = so_far = 0.0
    ways = steps[0]
    for door in tour:
        so_far += ways[door + 1]
        total += so_far
        ways = steps[door + 1]
    return total


def _insertions(tour: tuple[int, ...], door: int) -> list[tuple[int, ...]]:
    return [(*tour[:place], door, *tour[place:]) for place in range(len(tour) + 1)]
