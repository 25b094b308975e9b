"""Philox4x64-10: the counter-based generator behind the random field, evaluated on arrays of counters.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Bit-equal to the
raw words of numpy's ``Philox`` bit generator, which serves whole populations; this evaluator serves few or
far-apart counters. A round multiplies words 0 and 2 and passes the results to the other two: both products are
made in one array of two rows, because for a few hundred counters the number of array operations is the cost.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

MASK = (1 << 64) - 1
_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS = 10
_CHUNK = 8_000
"""Counters evaluated together: their working arrays, 144 bytes each, stay in the second-level cache. Not a power
of two: rows that far apart would fall on the same cache lines."""
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_FACTORS = np.array(_MULTIPLIERS, np.uint64)[:, None]
_HALF_FACTORS = np.stack([_FACTORS & _LOW, _FACTORS >> _HALF])[:, None]
"""Shape (half of the factor, 1, word, 1), against halves of words of shape (half, word, n)."""
_KEY_STEPS = np.array([[[number * weyl & MASK] for weyl in _WEYL] for number in range(_ROUNDS)], np.uint64)


class _Workspace:
    """Scratch arrays of one chunk, made once: allocation would cost as much as the arithmetic."""

    def __init__(self, size: int) -> None:
        self.even, self.odd, self.low = (np.empty((2, size), np.uint64) for _ in range(3))
        self.halves = np.empty((2, 2, size), np.uint64)
        self.products = np.empty((4, 2, size), np.uint64)

    def fill(self, counters: tuple[Words, ...]) -> None:
        """Take the four counter words of one chunk in."""
        size = counters[0].size
        for k in range(2):
            self.even[k, :size] = counters[2 * k]
            self.odd[k, :size] = counters[2 * k + 1]

    def rounds(self, keys: Words, size: int) -> tuple[Words, Words]:
        """Run the rounds on the first ``size`` counters; return words 0 and 2, and words 1 and 3."""
        even, odd, low = self.even[:, :size], self.odd[:, :size], self.low[:, :size]
        halves, products = self.halves[..., :size], self.products[..., :size]
        lower, upper = halves
        by_halves = products.reshape(2, 2, 2, size)
        low_low, middle, cross, high = products
        middles, crossed = products[1:3], high[::-1]
        for key in keys:
            # 64 x 64 -> 128 bits by halves: no sum below can exceed 64 bits.
            np.bitwise_and(even, _LOW, lower)
            np.right_shift(even, _HALF, upper)
            np.multiply(halves, _HALF_FACTORS, by_halves)
            np.right_shift(low_low, _HALF, low_low)
            np.add(middle, low_low, middle)
            np.bitwise_and(middle, _LOW, low_low)
            np.add(cross, low_low, cross)
            np.right_shift(middles, _HALF, middles)
            np.add(high, middle, high)
            np.add(high, cross, high)
            np.multiply(even, _FACTORS, low)
            np.bitwise_xor(odd, key, even)
            np.bitwise_xor(even, crossed, even)
            odd, low = low[::-1], odd[::-1]
        return even, odd


def blocks(key: tuple[int, int], counters: tuple[Words, Words, Words, Words]) -> NDArray[np.uint64]:
    """Return the four output words of each counter, shape (n, 4).

    Args:
        key: two 64-bit words.
        counters: four arrays of n 64-bit words, least significant first.
    """
    n = counters[0].size
    out = np.empty((n, 4), np.uint64)
    # Wraps at 2**64, as the key schedule demands.
    keys = np.array(key, np.uint64)[:, None] + _KEY_STEPS
    work = _Workspace(min(n, _CHUNK))
    for first in range(0, n, _CHUNK):
        part = slice(first, min(first + _CHUNK, n))
        work.fill(tuple(word[part] for word in counters))
        even, odd = work.rounds(keys, part.stop - first)
        out[part, 0::2], out[part, 1::2] = even.T, odd.T
    return out
