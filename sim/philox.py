"""Philox4x64-10: the counter-based generator behind the random field, evaluated on arrays of counters.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Bit-equal to the
raw words of numpy's ``Philox`` bit generator, which serves whole populations; this evaluator serves few or
far-apart counters.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

MASK = (1 << 64) - 1
_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS = 10
_CHUNK = 16_384
"""Counters evaluated together: their working arrays stay in the second-level cache."""
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


class _Workspace:
    """Scratch arrays of one chunk, made once: allocation would cost as much as the arithmetic."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.scratch = [np.empty(size, np.uint64) for _ in range(6)]

    def multiply(self, a: Words, factor: int, high: Words, low: Words) -> None:
        """Write the high and low words of ``a * factor`` (64 x 64 -> 128 bits by halves)."""
        al, ah, t, u, v, _ = (array[: a.size] for array in self.scratch)
        fl, fh = np.uint64(factor & 0xFFFFFFFF), np.uint64(factor >> 32)
        np.bitwise_and(a, _LOW, al)
        np.right_shift(a, _HALF, ah)
        np.multiply(al, fl, t)
        np.right_shift(t, _HALF, t)
        np.multiply(ah, fl, u)
        np.add(u, t, u)
        np.bitwise_and(u, _LOW, t)
        np.multiply(al, fh, v)
        np.add(t, v, t)
        np.right_shift(t, _HALF, t)
        np.right_shift(u, _HALF, u)
        np.multiply(ah, fh, high)
        np.add(high, t, high)
        np.add(high, u, high)
        np.multiply(a, np.uint64(factor), low)


def blocks(key: tuple[int, int], counters: tuple[Words, Words, Words, Words]) -> NDArray[np.uint64]:
    """Return the four output words of each counter, shape (n, 4).

    Args:
        key: two 64-bit words.
        counters: four arrays of n 64-bit words, least significant first.
    """
    n = counters[0].size
    out = np.empty((4, n), np.uint64)
    work = _Workspace(min(n, _CHUNK))
    for first in range(0, n, _CHUNK):
        part = slice(first, first + _CHUNK)
        _chunk(work, key, tuple(word[part].copy() for word in counters), out[:, part])
    return out.T


def _chunk(work: _Workspace, key: tuple[int, int], counter: tuple[Words, ...], out: NDArray[np.uint64]) -> None:
    """Run the ten rounds on one chunk of counters."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    size = c0.size
    h0, l0, h1, l1 = (np.empty(size, np.uint64) for _ in range(4))
    for _ in range(_ROUNDS):
        work.multiply(c0, _MULTIPLIERS[0], h0, l0)
        work.multiply(c2, _MULTIPLIERS[1], h1, l1)
        np.bitwise_xor(h1, c1, c0)
        np.bitwise_xor(c0, np.uint64(k0), c0)
        np.bitwise_xor(h0, c3, c2)
        np.bitwise_xor(c2, np.uint64(k1), c2)
        c1, l1 = l1, c1
        c3, l0 = l0, c3
        k0, k1 = (k0 + _WEYL[0]) & MASK, (k1 + _WEYL[1]) & MASK
    for lane, word in enumerate((c0, c1, c2, c3)):
        out[lane] = word
