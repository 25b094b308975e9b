"""Rationing: units kept for the better class of orders bring what Littlewood's rule says (row R06)."""

from functools import partial

import numpy as np
from scipy.special import pdtr

from o2o.validate.estimate import plain
from o2o.validate.oracle import Oracle, Outcome, every, measure, none_of, statistical
from sim.channel import Channel
from sim.facts import Mode
from sim.levers import Levers
from sim.random_field import RandomField
from sim.samplers import poisson
from sim.stock import Stock

_UNITS, _MEAN = 10, 4.0
"""units on each shelf, all of them asked for as parcels first; mean of the riders' orders that come later"""
_RIDER, _PARCEL = 10, 4
"""worth of a unit to each class"""
_SHELVES, _LEVELS, _BEST = 6_000, range(2, 7), 4


def littlewood(more: int = 0) -> Outcome:
    """Return whether each level brings its expected worth and the best one is Littlewood's; ``more`` is kept by fault.

    The best level is the smallest y with P(N > y) <= 4 / 10, N the riders' orders: P(N > 3) = 0.567, P(N > 4) = 0.371.
    """
    worth = {level: _sold(level + more) for level in _LEVELS}
    measures = [
        measure(f"worth at {level}", _expected(level), plain(values.reshape(60, -1).mean(axis=1)), 0.02)
        for level, values in worth.items()
    ]
    best = max(worth, key=lambda level: float(worth[level].mean()))
    return every([statistical(measures), none_of(len(worth), int(best != _BEST), "levels are better than 4")])


def _expected(level: int) -> float:
    """Return 4 (10 - y) + 10 E[min(N, y)], where E[min(N, y)] is the sum of P(N > k) over k < y."""
    return _PARCEL * (_UNITS - level) + _RIDER * float(np.sum(1.0 - pdtr(np.arange(level), _MEAN)))


def _sold(level: int) -> np.ndarray:
    """Return the worth of what each shelf sells when ``level`` units are kept for riders' orders."""
    later = poisson(RandomField(136).purpose("validate.R06.orders").dense(_SHELVES, 0), _MEAN)
    shelves = np.arange(_SHELVES)
    cells = np.concatenate((shelves.repeat(_UNITS), shelves.repeat(later)))
    mode = np.where(np.arange(cells.size) < _SHELVES * _UNITS, Mode.PARCEL, Mode.INSTANT).astype(np.int8)
    stock, levers = Stock(1, _SHELVES), Levers({"store": 1})
    stock.start_with(np.full(_SHELVES, _UNITS))
    levers.start_with("ration.instant", level)
    got, _ = Channel(stock, levers).claim(cells, np.arange(cells.size), mode)
    value = np.where(mode == Mode.PARCEL, _PARCEL, _RIDER) * got
    return np.bincount(cells, weights=value, minlength=_SHELVES)


ORACLES = (
    Oracle(
        "R06",
        "S",
        "10 units, parcels worth 4 first, Poisson 4 riders' orders worth 10 later: worth at each level kept, "
        "and Littlewood's level 4 the best of 2 to 6",
        "Channel over 6,000 shelves; worth 4 (10 - y) + 10 E[min(N, y)]",
        littlewood,
        {"a unit more kept than told": partial(littlewood, 1)},
    ),
)
