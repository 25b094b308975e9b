"""The random field: every draw is a pure function of (seed, purpose, entity, ordinal, replication).

Nothing is consumed, so nothing shifts: adding a lever, a customer or a worker leaves all other draws as they
were, and two scenarios with one seed share their luck (common random numbers). The scenario is not part of
the key. Rules: registered purposes; entities are immutable slots; ordinals are calendar positions, never
running counts; marks are drawn at birth.
"""

from hashlib import blake2b

import numpy as np
from numpy.random import Philox
from numpy.typing import ArrayLike, NDArray

from sim.philox import MASK, blocks

Uniforms = NDArray[np.float64]

_LANES = 8
"""Uniforms of 32 bits in one block of four 64-bit words."""


class RandomField:
    """All randomness of one replication.

    Args:
        seed: the scenario's root seed, 0 <= seed < 2**64.
        replication: number of the replication, 0 <= replication < 2**64; replications never share a counter.
        antithetic: mirror every uniform to 1 - u.
    """

    def __init__(self, seed: int, replication: int = 0, *, antithetic: bool = False) -> None:
        if not 0 <= seed <= MASK:
            raise ValueError(f"seed must lie between 0 and 2**64 - 1, got {seed}")
        if not 0 <= replication <= MASK:
            raise ValueError(f"replication must lie between 0 and 2**64 - 1, got {replication}")
        self._seed = seed
        self._replication = replication
        self._antithetic = antithetic
        self._keys: dict[int, str] = {}

    def purpose(self, name: str) -> "Purpose":
        """Register the dotted ``name`` of one random decision and return its draws.

        Raises:
            ValueError: the name is taken, or its 64-bit key clashes with another name's.
        """
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
        taken = self._keys.get(key)
        if taken is not None:
            raise ValueError(f"purpose {name!r} is taken by {taken!r}: every random decision has its own name")
        self._keys[key] = name
        return Purpose(name, (self._seed, key), self._replication, antithetic=self._antithetic)

    def purposes(self) -> list[str]:
        """Return the registered names, sorted."""
        return sorted(self._keys.values())


class Purpose:
    """The draws of one random decision."""

    def __init__(self, name: str, key: tuple[int, int], replication: int, *, antithetic: bool = False) -> None:
        self.name = name
        self._key = key
        self._replication = replication
        self._antithetic = antithetic

    def dense(self, n: int, ordinal: int) -> Uniforms:
        """Return one uniform in (0, 1) for each entity 0 .. n-1; shape (n,)."""
        counter = np.array([0, 0, ordinal, self._replication], np.uint64)
        return self._wide(Philox(key=np.array(self._key, np.uint64), counter=counter).random_raw(n))

    def sparse(self, entities: ArrayLike, ordinal: int) -> Uniforms:
        """Return the uniforms that `dense` would give ``entities``; shape of ``entities``."""
        ids = np.asarray(entities, np.uint64)
        words = self._blocks((ids >> np.uint64(2)) + np.uint64(1), np.zeros_like(ids), ordinal)
        lane = (ids & np.uint64(3)).astype(np.intp)
        return self._wide(words[np.arange(ids.size), lane])

    def marks(self, entities: ArrayLike, ordinal: int, lanes: int) -> Uniforms:
        """Return ``lanes`` uniforms for each entity; shape (n, lanes), 32 bits each.

        Lane k of an entity is the same number however many lanes are asked for.
        """
        ids = np.asarray(entities, np.uint64)
        per_entity = -(-lanes // _LANES)
        counts = np.full(ids.size, per_entity * _LANES)
        return self.ragged(ids, ordinal, counts).reshape(ids.size, -1)[:, :lanes]

    def ragged(self, entities: ArrayLike, ordinal: int, counts: NDArray[np.integer]) -> Uniforms:
        """Return ``counts[i]`` uniforms for entity i, one entity after another; shape (sum(counts),)."""
        ids = np.asarray(entities, np.uint64)
        per_entity = -(-counts // _LANES)
        owner = np.repeat(np.arange(ids.size), per_entity)
        starts = np.cumsum(per_entity) - per_entity
        nth = np.arange(owner.size) - starts[owner]
        words = self._blocks(ids[owner] + np.uint64(1), nth.astype(np.uint64) + np.uint64(1), ordinal)
        halves = np.ascontiguousarray(words).view(np.uint32).reshape(owner.size, _LANES)
        uniforms = self._narrow(halves).reshape(-1)
        if np.all(counts == per_entity * _LANES):
            return uniforms
        keep = np.arange(_LANES) < (counts[owner] - nth * _LANES)[:, None]
        return uniforms[keep.reshape(-1)]

    def _blocks(self, low: NDArray[np.uint64], high: NDArray[np.uint64], ordinal: int) -> NDArray[np.uint64]:
        n = low.size
        calendar = np.full(n, ordinal, np.uint64)
        return blocks(self._key, (low, high, calendar, np.full(n, self._replication, np.uint64)))

    def _wide(self, words: NDArray[np.uint64]) -> Uniforms:
        # Half a step off both ends: logarithms and quantiles stay finite.
        u = ((words >> np.uint64(12)) + 0.5) * 2.0**-52
        return 1.0 - u if self._antithetic else u

    def _narrow(self, words: NDArray[np.uint32]) -> Uniforms:
        u = (words + 0.5) * 2.0**-32
        return 1.0 - u if self._antithetic else u
