"""Randomness: whether draws look uniform and independent, within a stream and between streams.

Each check takes uniforms and returns a p-value: the chance of a statistic at least as large from true randomness,
so that 0 means far from random and 1 means too even to be random. The battery is the usual one for generators
(Knuth, The Art of Computer Programming, volume 2, section 3.3; collisions: section 3.3.2 I).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, kolmogorov, ndtr, pdtr

from sim.random_field import RandomField

Uniforms = NDArray[np.float64]

P_LIMIT = 1e-4
"""A p-value nearer than this to 0 or 1 is a fault. With 36 of them a sound field is blamed under one seed in 140:
look at another seed before believing it."""
Z_LIMIT = 4.5
"""A bit further than this from even, in standard errors, is a fault."""
BITS = 32
"""Leading bits looked at: all those of a mark."""
STREAMS = 32
"""Streams compared with each other, on each axis."""


def kolmogorov_smirnov(u: Uniforms) -> float:
    """Return the p-value of the largest gap between the draws' distribution and the uniform one."""
    ordered = np.sort(u, axis=None)
    step = np.arange(ordered.size + 1) / ordered.size
    gap = max(np.max(step[1:] - ordered), np.max(ordered - step[:-1]))
    return float(kolmogorov(np.sqrt(ordered.size) * gap))


def even_cells(u: Uniforms, cells: int = 1024) -> float:
    """Return the p-value of the chi-square over equal cells of (0, 1)."""
    return _chi_square(np.bincount((u.ravel() * cells).astype(np.intp), minlength=cells))


def even_pairs(u: Uniforms, side: int = 64) -> float:
    """Return the p-value of the chi-square over a ``side`` x ``side`` grid of pairs of neighbours in each row of ``u``.

    Pairs do not overlap, hence are independent.
    """
    even = u.shape[1] // 2 * 2
    grid = (u[:, :even] * side).astype(np.intp).reshape(-1, 2)
    return _chi_square(np.bincount(grid[:, 0] * side + grid[:, 1], minlength=side * side))


def unrelated_neighbours(u: Uniforms) -> float:
    """Return the p-value of the correlation between each draw of a row and the next one."""
    centred = u - 0.5
    # The products have mean 0 and variance 1/144 each, and are uncorrelated.
    products = centred[:, :-1] * centred[:, 1:]
    return float(ndtr(-products.sum() / np.sqrt(products.size / 144)))


def unrelated_streams(u: Uniforms) -> float:
    """Return the p-value of all correlations between the rows of ``u``, shape (streams, n), taken together."""
    streams, n = u.shape
    z = np.asarray(np.corrcoef(u))[np.triu_indices(streams, k=1)] * np.sqrt(n)
    return float(chdtrc(z.size, np.sum(z * z)))


def collisions(u: Uniforms) -> float:
    """Return the p-value of the number of draws that repeat another's leading bits (Poisson, mid-p).

    Streams that are shifted copies of one another pass every check of correlation and fail this one.
    """
    n = u.size
    repeats = n - np.unique((u.ravel() * 2.0**BITS).astype(np.uint64)).size
    mean = n * (n - 1) / 2 / 2.0**BITS
    below = pdtr(repeats - 1, mean) if repeats else 0.0
    return float(1.0 - (below + pdtr(repeats, mean)) / 2)


def worst_bit(u: Uniforms) -> float:
    """Return the largest distance of a leading bit from even, in standard errors."""
    words = (u.ravel() * 2.0**BITS).astype(np.uint64)
    ones = np.array([np.count_nonzero(words & np.uint64(1 << bit)) for bit in range(BITS)])
    return float(np.max(np.abs(ones - u.size / 2)) / np.sqrt(u.size / 4))


def battery(u: Uniforms) -> dict[str, float]:
    """Return the findings on ``u``, shape (streams, n): p-values by check, and the worst bit's standard errors."""
    checks = (kolmogorov_smirnov, even_cells, even_pairs, unrelated_neighbours, unrelated_streams, collisions)
    return {check.__name__: check(u) for check in checks} | {worst_bit.__name__: worst_bit(u)}


def faults(findings: Mapping[str, float]) -> list[str]:
    """Return the checks of `battery` whose finding lies beyond its limit, sorted."""
    bit = findings[worst_bit.__name__]
    extreme = {name for name, p in findings.items() if not P_LIMIT < p < 1 - P_LIMIT and name != worst_bit.__name__}
    return sorted(extreme | ({worst_bit.__name__} if bit >= Z_LIMIT else set()))


def streams(seed: int, n: int = 20_000) -> dict[str, Uniforms]:
    """Return the random field's draws along each axis of its key, shape (`STREAMS`, n) each.

    Rows differ in the named part of the key alone; along a row the entity runs, or the day where entities differ.
    """
    numbers = range(STREAMS)
    field = RandomField(seed)
    purpose = field.purpose("randomness.days")
    return {
        "purposes": np.stack([field.purpose(f"randomness.{k}").dense(n, 0) for k in numbers]),
        "days": np.stack([purpose.dense(n, day) for day in numbers]),
        "entities": np.stack([purpose.dense(STREAMS, STREAMS + day) for day in range(n // 4)], axis=1),
        "replications": np.stack([RandomField(seed, k).purpose("randomness").dense(n, 0) for k in numbers]),
        "seeds": np.stack([RandomField(seed + k).purpose("randomness.seeds").dense(n, 0) for k in numbers]),
        "marks": purpose.marks(np.arange(n), 0, STREAMS).T,
    }


def _chi_square(counts: NDArray[np.intp]) -> float:
    """Return the p-value of equal expected ``counts``."""
    expected = counts.sum() / counts.size
    return float(chdtrc(counts.size - 1, np.sum((counts - expected) ** 2) / expected))
