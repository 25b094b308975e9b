"""Geometry: how far riders have to go, against distances in a square and in the plane (row Q33)."""

from collections.abc import Callable
from functools import partial

import numpy as np

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, measure, statistical
from sim.dispatch import Errands, Nearest, Riders, Terms, Whole
from sim.random_field import RandomField
from sim.trip import straight

_SEED = 33
_SIDE = 10_000
"""metres of the square"""
_PAIRS, _CHOICES, _RIDERS = 120_000, 12_000, 400

Metres = Callable[[int, int, int, int], int]
_TERMS = Terms(lambda away: np.asarray(away, np.int64), 0, 0, 0, 0, 1)


def around_the_block(x0: int, y0: int, x1: int, y1: int) -> int:
    """Plant ways along two sides of a right angle."""
    return abs(x1 - x0) + abs(y1 - y0)


def second_nearest(riders: Riders, errands: Errands) -> int:
    """Plant a rule that sends the second nearest rider."""
    return int(np.argsort(np.hypot(riders.x - errands.from_x[0], riders.y - errands.from_y[0]))[1])


def nearest(riders: Riders, errands: Errands) -> int:
    """Return the rider whom `Nearest` sends."""
    return Nearest().assign(0, errands, riders, _TERMS)[0].rider


def ways(metres: Metres = straight, chosen: Callable[[Riders, Errands], int] = nearest, pairs: int = _PAIRS) -> Outcome:
    """Return whether ways between two places, to the centre and from the nearest rider are as long as they must be."""
    field = RandomField(_SEED)
    u = np.rint(field.purpose("validate.Q33.pairs").marks(np.arange(pairs), 0, 4) * _SIDE).astype(np.int64).tolist()
    half = _SIDE // 2
    between = np.array([metres(*row) for row in u]) / _SIDE
    centre = np.array([metres(row[0], row[1], half, half) for row in u]) / _SIDE
    marks = field.purpose("validate.Q33.riders").marks(np.arange(_CHOICES), 1, 2 * _RIDERS)
    places = np.rint(marks * _SIDE).astype(np.int64).reshape(_CHOICES, 2, _RIDERS)
    errands = _errand(half)
    approach = np.array([_approach(x, y, errands, chosen) for x, y in places]) / _SIDE
    density = _RIDERS  # riders in a square of side 1
    return statistical(
        [
            measure("two places", 0.521405, plain(between), 0.005),
            measure("to the centre", 0.382598, plain(centre), 0.005),
            measure("nearest rider", 1 / (2 * np.sqrt(density)), plain(approach), 0.02),
        ]
    )


def _errand(half: int) -> Errands:
    zero, there = np.zeros(1, np.int64), np.full(1, half)
    return Errands(zero, zero, there, there, zero, zero, zero, zero, zero)


def _approach(x: Whole, y: Whole, errands: Errands, chosen: Callable[[Riders, Errands], int]) -> float:
    zero = np.zeros(x.size, np.int64)
    who = chosen(Riders(np.arange(x.size), x, y, zero, zero), errands)
    return float(np.hypot(x[who] - errands.from_x[0], y[who] - errands.from_y[0]))


ORACLES = (
    Oracle(
        "Q33",
        "S",
        "ways in a unit square: two places 0.521405, to the centre 0.382598; nearest of 400 riders 1/(2 sqrt 400)",
        "the riders' straight ways and the rule Nearest on 12,000 fields of riders; the square is so large that its "
        "rim matters a thousandth",
        ways,
        {
            "ways around the block": partial(ways, around_the_block, nearest, 20_000),
            "the second nearest rider": partial(ways, straight, second_nearest, 20_000),
        },
    ),
)
