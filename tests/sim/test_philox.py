"""Philox4x64-10 against its published vectors and numpy's generator."""

import numpy as np
import pytest

from sim.philox import MASK, blocks

PI = (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89)
VECTORS = [
    ((0, 0), (0, 0, 0, 0), "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"),
    ((MASK, MASK), (MASK,) * 4, "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"),
    (
        (0x452821E638D01377, 0xBE5466CF34E90C6C),
        PI,
        "a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6",
    ),
]
"""Random123's known-answer file: zeros, ones, the digits of pi."""


def words(*values):
    return tuple(np.array([value], np.uint64) for value in values)


@pytest.mark.parametrize(("key", "counter", "answer"), VECTORS)
def test_published_vectors_come_out(key, counter, answer):
    (row,) = blocks(key, words(*counter))
    assert " ".join(f"{int(word):016x}" for word in row) == answer


def test_a_thousand_keys_and_counters_equal_numpys_generator():
    inputs = np.random.Generator(np.random.PCG64(11)).integers(0, MASK, (1000, 6), np.uint64, endpoint=True)
    for k0, k1, *counter in inputs:
        expected = np.random.Philox(key=np.array([k0, k1]), counter=np.array(counter)).random_raw(4)
        # numpy steps the counter before each block; the carry may run through all four words.
        following = sum(int(word) << 64 * place for place, word in enumerate(counter)) + 1
        ours = blocks((int(k0), int(k1)), words(*((following >> 64 * place) & MASK for place in range(4))))
        assert np.array_equal(ours[0], expected)


@pytest.mark.parametrize("n", [0, 1, 7_999, 8_000, 8_001, 20_000])
def test_rows_do_not_depend_on_how_many_counters_are_evaluated_together(n):
    inputs = np.random.Generator(np.random.PCG64(12)).integers(0, MASK, (4, n), np.uint64)
    together = blocks((3, 5), tuple(inputs))
    assert together.shape == (n, 4)
    for row in {0, n // 2, n - 1} if n else ():
        assert np.array_equal(together[row], blocks((3, 5), words(*inputs[:, row]))[0])


def test_counters_are_left_as_they_were():
    counters = tuple(np.arange(100, dtype=np.uint64) for _ in range(4))
    blocks((1, 2), counters)
    assert all(np.array_equal(word, np.arange(100)) for word in counters)
