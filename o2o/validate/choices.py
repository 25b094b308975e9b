"""Choices: shares, elasticities and switching of the Gumbel-max choice against the logit formula (rows C01 to C04)."""

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from o2o.statistics import Interval
from o2o.validate.estimate import plain
from o2o.validate.oracle import Measure, Oracle, Outcome, every, exact, measure, none_of, statistical
from sim.random_field import RandomField
from sim.samplers import choose, gumbel

Floats = NDArray[np.float64]

_SEED = 74
_CHOICES = 1_000_000
_BATCHES = 50
_TASTE = np.array([3.0, 3.2, 4.0, 0.0])
_PRICES = np.array([10.0, 12.0, 15.0, 0.0])
"""three products and buying nothing"""
_WEIGHT = -0.2
_SHARES = {"1": 0.313813, "2": 0.256928, "3": 0.313813, "none": 0.115445}
_ELASTICITIES = {
    "own 1": (0, 0, 0.05, -1.372374),
    "own 2": (1, 1, 0.05, -1.783372),
    "own 3": (2, 2, 0.05, -2.058561),
    "cross 2 by 1": (0, 1, 0.10, 0.627626),
}
"""product whose price moves, product bought, relative change on either side, theory"""
_EULER = 0.577215664901532860


def utility(prices: Floats = _PRICES, weight: float = _WEIGHT) -> Floats:
    """Return the worth of the four alternatives."""
    return _TASTE + weight * prices


def noise_gives_logit(weight: float = _WEIGHT) -> Outcome:
    """Return whether the workbench's noise wins as the logit formula says, by quadrature over 200,000 midpoints.

    An alternative wins when all others stay below it; the others' chances follow the Gumbel law exp(-exp(-x)).
    """
    u = (np.arange(200_000) + 0.5) / 200_000
    worth = utility(weight=weight)
    shares = {}
    for nth, name in enumerate(_SHARES):
        level = worth[nth] + gumbel(u)
        others = np.delete(worth, nth)
        shares[name] = float(np.exp(-np.exp(others[:, None] - level)).prod(axis=0).mean())
    return exact(_SHARES, shares, 1e-6)


def shares_of_many(weight: float = _WEIGHT) -> Outcome:
    """Return whether a million choices fall as the formula says: within 4 standard errors, which are at most 0.0005."""
    chosen = np.bincount(_chosen(weight=weight), minlength=4) / _CHOICES
    measures = [
        Measure(name, share, float(chosen[nth]), 4 * float(np.sqrt(share * (1 - share) / _CHOICES)), 0.0019 / share)
        for nth, (name, share) in enumerate(_SHARES.items())
    ]
    return statistical(measures)


def elasticities(weight: float = _WEIGHT) -> Outcome:
    """Return whether demand reacts to prices as the formula says, by differences under common luck."""
    moved = [
        measure(name, value, _elasticity(moves, bought, step, weight), 0.03)
        for name, (moves, bought, step, value) in _ELASTICITIES.items()
    ]
    return statistical([*moved, measure("logsum", 2.158958, _logsum(weight), 0.03)])


def drops_an_alternative(rerolled: int = 0) -> Outcome:
    """Return whether dropping product 3 leaves the rest of everybody's choices alone; ``rerolled`` redraws the luck."""
    before, after = _chosen(), _chosen(rerolled, without=2)
    kept = before != 2
    moved = none_of(int(kept.sum()), int((after[kept] != before[kept]).sum()), "who kept theirs change")
    expected = {"1": 0.457329, "2": 0.374429, "none": 0.168242}
    counted = np.bincount(after, minlength=4) / _CHOICES
    shares = [
        Measure(name, share, float(counted[nth]), 4 * float(np.sqrt(share * (1 - share) / _CHOICES)), 0.01)
        for nth, (name, share) in zip((0, 1, 3), expected.items(), strict=True)
    ]
    return every([moved, statistical(shares)])


@cache
def _luck(ordinal: int) -> Floats:
    return RandomField(_SEED).purpose("validate.choice").dense(4 * _CHOICES, ordinal).reshape(_CHOICES, 4)


def _chosen(ordinal: int = 0, *, without: int = -1, weight: float = _WEIGHT) -> NDArray[np.int64]:
    return _pick(utility(weight=weight), ordinal, without)


def _pick(worth: Floats, ordinal: int = 0, without: int = -1) -> NDArray[np.int64]:
    allowed = np.ones((_CHOICES, 4), bool)
    allowed[:, without] = without < 0
    return choose(np.broadcast_to(worth, (_CHOICES, 4)), _luck(ordinal), allowed)


def _elasticity(moves: int, bought: int, step: float, weight: float) -> Interval:
    """Return the arc elasticity of the choices of ``bought`` to the price of ``moves``, batch by batch."""
    counts = []
    for sign in (1, -1):
        prices = _PRICES.copy()
        prices[moves] *= 1 + sign * step
        picked = _pick(utility(prices, weight)) == bought
        counts.append(picked.reshape(_BATCHES, -1).sum(axis=1))
    up, down = counts
    # The mean of both is the middle: what the step's width adds is below half a percent.
    return plain((up - down) / (up + down) / step)


def _logsum(weight: float) -> Interval:
    best = (utility(weight=weight) + gumbel(_luck(0))).max(axis=1) - _EULER
    return plain(best.reshape(_BATCHES, -1).mean(axis=1))


_STRONGER = -0.206
_FAULT = "prices weigh 3 % more"

ORACLES = (
    Oracle(
        "C01",
        "E",
        "multinomial logit, price weight -0.2, prices 10, 12, 15: 0.313813, 0.256928, 0.313813, none 0.115445",
        "the noise of samplers.gumbel, integrated; the other alternatives' law is Gumbel's",
        noise_gives_logit,
        {_FAULT: partial(noise_gives_logit, _STRONGER)},
    ),
    Oracle(
        "C02",
        "S",
        "a million simulated choices show the same shares within 4 standard errors",
        "samplers.choose and gumbel on keyed draws of RandomField; X02 shows the same in a city",
        shares_of_many,
        {_FAULT: partial(shares_of_many, _STRONGER)},
    ),
    Oracle(
        "C03",
        "S",
        "own elasticities -1.372374, -1.783372, -2.058561; cross 0.627626; logsum 2.158958",
        "samplers.choose and gumbel on keyed draws; prices 5 or 10 % up and down under common luck",
        elasticities,
        {_FAULT: partial(elasticities, _STRONGER)},
    ),
    Oracle(
        "C04",
        "M",
        "without product 3: 0.457329, 0.374429, none 0.168242; nobody who kept an alternative changes",
        "samplers.choose on keyed draws of RandomField; C15 shows the same in a whole scenario",
        drops_an_alternative,
        {"luck drawn afresh": partial(drops_an_alternative, 1)},
    ),
)
