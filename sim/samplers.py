"""Samplers: one uniform in, one variate out, by inversion, so that a larger parameter only moves draws one way."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrik, gammaincinv, ndtri, pdtr, pdtrik

Floats = NDArray[np.float64]


def exponential(u: ArrayLike, mean: ArrayLike) -> Floats:
    """Return exponential variates; ``mean`` > 0 in the unit wanted."""
    return np.asarray(-np.log1p(-np.asarray(u)) * np.asarray(mean), np.float64)


def normal(u: ArrayLike, mean: ArrayLike = 0.0, sd: ArrayLike = 1.0) -> Floats:
    """Return normal variates."""
    return np.asarray(mean + sd * ndtri(u))


def lognormal(u: ArrayLike, log_mean: ArrayLike, log_sd: ArrayLike) -> Floats:
    """Return log-normal variates; parameters are those of the logarithm."""
    return np.exp(normal(u, log_mean, log_sd))


def lognormal_by_mean(u: ArrayLike, mean: ArrayLike, cv: float) -> Floats:
    """Return log-normal variates with the given ``mean`` and coefficient of variation ``cv``."""
    variance = np.log1p(cv**2)
    return lognormal(u, np.log(mean) - variance / 2, np.sqrt(variance))


def scattered(score: ArrayLike, cv: float) -> Floats:
    """Return log-normal factors with mean 1 and coefficient of variation ``cv`` from normal scores."""
    variance = float(np.log1p(cv**2))
    return np.exp(np.sqrt(variance) * np.asarray(score) - variance / 2)


def gamma(u: ArrayLike, shape: float, mean: ArrayLike) -> Floats:
    """Return gamma variates with the given ``shape`` and ``mean``; heterogeneous rates of a negative binomial."""
    return np.asarray(gammaincinv(shape, u) * (np.asarray(mean) / shape))


def poisson(u: ArrayLike, mean: float) -> NDArray[np.int64]:
    """Return Poisson counts: the smallest k with P(N <= k) >= u."""
    top = int(mean + 12 * np.sqrt(mean) + 12)
    return np.searchsorted(pdtr(np.arange(top), mean), np.asarray(u)).astype(np.int64)


def binomial(u: Floats, trials: NDArray[np.int64], chance: Floats) -> NDArray[np.int64]:
    """Return binomial counts: the smallest k with P(N <= k) >= u; all shapes alike, 0 <= ``chance`` < 1."""
    counts = np.zeros(u.shape, np.int64)
    some = (u > bdtr(0, trials, chance)).nonzero()[0]
    if some.size:
        u, trials, chance = u[some], trials[some], chance[some]
        found = np.clip(np.ceil(bdtrik(u, trials, chance)), 1, trials)
        # The inverse is right to the last digits only, which decide beside a whole number.
        found -= bdtr(found - 1, trials, chance) >= u
        counts[some] = found + (bdtr(found, trials, chance) < u)
    return counts


def poisson_of(u: ArrayLike, mean: ArrayLike) -> NDArray[np.int64]:
    """Return Poisson counts of many means at once: the smallest k with P(N <= k) >= u; shapes broadcast."""
    chance, rate = np.broadcast_arrays(np.asarray(u, np.float64), np.asarray(mean, np.float64))
    some = np.where(rate > 0, rate, 1.0)
    found = np.maximum(np.ceil(pdtrik(chance, some)), 0.0)
    # The inverse is a root of a continuous function: one step down or up puts its rounding right.
    found = np.where((found > 0) & (pdtr(np.maximum(found - 1, 0), some) >= chance), found - 1, found)
    found = np.where(pdtr(found, some) < chance, found + 1, found)
    return np.where(rate > 0, found, 0.0).astype(np.int64)


def pick(u: ArrayLike, cumulative: Floats) -> NDArray[np.int64]:
    """Return the category each uniform falls in; ``cumulative`` rises to 1, or nearly so where sums were rounded."""
    # Not the last category: it may have no share.
    last = np.searchsorted(cumulative, cumulative[-1])
    return np.asarray(np.minimum(np.searchsorted(cumulative, np.asarray(u), side="right"), last), np.int64)


def gumbel(u: ArrayLike) -> Floats:
    """Return standard Gumbel noise; the largest utility plus noise is a logit choice."""
    return np.negative(np.log(-np.log(np.asarray(u, np.float64))))


def choose(utility: Floats, u: Floats, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the alternative each row picks by Gumbel-max.

    Args:
        utility: shape (n, alternatives), logit units.
        u: uniforms of the same shape, keyed per alternative: removing one never moves choices among the others.
        allowed: same shape.

    Raises:
        ValueError: a row has nothing allowed.
    """
    if not allowed.any(axis=1).all():
        raise ValueError(f"row {int(np.argmin(allowed.any(axis=1)))} has no alternative to choose")
    return np.asarray(np.argmax(np.where(allowed, utility + gumbel(u), -np.inf), axis=1), np.int64)


def ticks(milliseconds: Floats) -> NDArray[np.int64]:
    """Round times to whole milliseconds, after all transcendental functions are done."""
    return np.rint(milliseconds).astype(np.int64)


class Scripted:
    """Stands in for a purpose in hand-traced tests: plays back the given uniforms, whoever asks."""

    def __init__(self, uniforms: Iterable[float]) -> None:
        self.name = "scripted"
        self._uniforms = np.asarray(list(uniforms), np.float64)
        self._used = 0

    def _take(self, n: int) -> Floats:
        if self._used + n > self._uniforms.size:
            raise ValueError(f"script is over: {n} more uniforms asked for, {self._uniforms.size - self._used} left")
        self._used += n
        return self._uniforms[self._used - n : self._used]

    def dense(self, n: int, ordinal: int) -> Floats:
        """Return the next ``n`` uniforms."""
        return self._take(n)

    def sparse(self, entities: ArrayLike, ordinal: int) -> Floats:
        """Return the next uniforms, one an entity."""
        return self._take(np.asarray(entities).size)

    def marks(self, entities: ArrayLike, ordinal: int, lanes: int) -> Floats:
        """Return the next uniforms, ``lanes`` an entity."""
        n = np.asarray(entities).size
        return self._take(n * lanes).reshape(n, lanes)

    def ragged(self, entities: ArrayLike, ordinal: int, counts: NDArray[np.integer]) -> Floats:
        """Return the next uniforms, ``counts`` of them."""
        return self._take(int(counts.sum()))
