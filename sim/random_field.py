"""The random field: every draw is a pure function of (seed, purpose, entity, ordinal, replication).

Nothing is consumed, so nothing shifts: adding a lever, a customer or a worker leaves all other draws as they
were, and two scenarios with one seed share their luck (common random numbers). The scenario is not part of
the key. Rules: registered purposes; entities are immutable slots; ordinals are calendar positions, never
running counts; marks are drawn at birth.
"""

from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.random import Philox
from numpy.typing import ArrayLike, NDArray

from sim.philox import MASK, blocks

Uniforms = NDArray[np.float64]

_LANES = 8
"""Uniforms of 32 bits in one block of four 64-bit words."""
_SPAN = 8
"""Neighbouring blocks that numpy's generator serves in less time than the sparse evaluator takes for one."""
_STRETCH = 4_096
"""Blocks taken from numpy's generator at a time: they stay in the second-level cache until they are picked from."""
_START = 1_000
"""Blocks whose evaluation costs as much as starting the sparse evaluator."""


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

    def dense(self, n: int, ordinal: int, first: int = 0) -> Uniforms:
        """Return one uniform in (0, 1) for each entity first .. first + n-1; shape (n,).

        Raises:
            ValueError: ``first`` is not a multiple of 4, where a block of the generator begins.
        """
        if first % 4:
            raise ValueError(f"a run of entities must begin at a multiple of 4, got {first}")
        return self._wide(self._stream(first // 4, 0, ordinal).random_raw(n))

    def sparse(self, entities: ArrayLike, ordinal: int) -> Uniforms:
        """Return the uniforms that `dense` would give ``entities``; shape of ``entities``.

        Raises:
            ValueError: an entity is not a slot, a whole number from 0.
        """
        slots = _slots(entities)
        ids = slots.reshape(-1)
        lane = (ids & np.uint64(3)).astype(np.intp)
        words = self._chosen(ids >> np.uint64(2), 0, ordinal)[np.arange(ids.size), lane]
        return self._wide(words).reshape(slots.shape)

    def marks(self, entities: ArrayLike, ordinal: int, lanes: int) -> Uniforms:
        """Return ``lanes`` uniforms for each entity; shape (n, lanes), 32 bits each.

        Lane k of an entity is the same number however many lanes are asked for.

        Raises:
            ValueError: an entity is not a slot, a whole number from 0.
        """
        ids = _slots(entities)
        words = np.empty((ids.size, -(-lanes // _LANES), 4), np.uint64)
        for nth in range(words.shape[1]):
            words[:, nth] = self._chosen(ids, nth + 1, ordinal)
        return self._narrow(words.reshape(ids.size, words.shape[1] * 4).view(np.uint32)[:, :lanes])

    def ragged(self, entities: ArrayLike, ordinal: int, counts: NDArray[np.integer]) -> Uniforms:
        """Return ``counts[i]`` uniforms for entity i, one entity after another; shape (sum(counts),).

        Raises:
            ValueError: an entity is not a slot, a whole number from 0.
        """
        ids = _slots(entities)
        per_entity = -(-counts // _LANES)
        owner = np.repeat(np.arange(ids.size), per_entity)
        starts = np.cumsum(per_entity) - per_entity
        nth = np.arange(owner.size) - starts[owner]
        words = np.empty((owner.size, 4), np.uint64)
        number, deep = 0, np.flatnonzero(per_entity)
        while deep.size and _are_near(ids[deep]):
            words[starts[deep] + number] = self._chosen(ids[deep], number + 1, ordinal)
            number += 1
            deep = np.flatnonzero(per_entity > number)
        rest = nth >= number
        words[rest] = self._blocks(ids[owner[rest]] + np.uint64(1), nth[rest].astype(np.uint64) + np.uint64(1), ordinal)
        halves = words.view(np.uint32)
        uniforms = self._narrow(halves).reshape(-1)
        if np.all(counts == per_entity * _LANES):
            return uniforms
        keep = np.arange(_LANES) < (counts[owner] - nth * _LANES)[:, None]
        return uniforms.compress(keep.reshape(-1))

    def _chosen(self, ids: NDArray[np.uint64], nth: int, ordinal: int) -> NDArray[np.uint64]:
        """Return the ``nth`` block of each of ``ids``, shape (n, 4), by the quicker of two equal ways."""
        if not _are_near(ids):
            return self._blocks(ids + np.uint64(1), np.full(ids.size, nth, np.uint64), ordinal)
        low, span = int(ids.min()), int(np.ptp(ids)) + 1
        stream = self._stream(low, nth, ordinal)
        if span <= _STRETCH or (ids[1:] < ids[:-1]).any():
            near: NDArray[np.uint64] = stream.random_raw(4 * span).reshape(span, 4)[ids - np.uint64(low)]
            return near
        return self._along(stream, ids - np.uint64(low), span)

    def _along(self, stream: Philox, ahead: NDArray[np.uint64], span: int) -> NDArray[np.uint64]:
        """Return the blocks that lie ``ahead`` (rising) in the next ``span`` of ``stream``, a stretch at a time."""
        words = np.empty((ahead.size, 4), np.uint64)
        edges = np.searchsorted(ahead, np.arange(0, span + _STRETCH, _STRETCH, dtype=np.uint64))
        for first, (start, stop) in zip(range(0, span, _STRETCH), pairwise(edges.tolist()), strict=True):
            stretch = stream.random_raw(4 * min(_STRETCH, span - first)).reshape(-1, 4)
            stretch.take(ahead[start:stop] - np.uint64(first), axis=0, out=words[start:stop], mode="clip")
        return words

    def _stream(self, first: int, nth: int, ordinal: int) -> Philox:
        """Return numpy's generator, about to give block ``first``."""
        # It steps its counter before each block, hence the + 1 in the sparse evaluation.
        counter = np.array([first, nth, ordinal, self._replication], np.uint64)
        return Philox(key=np.array(self._key, np.uint64), counter=counter)

    def _blocks(self, low: NDArray[np.uint64], high: NDArray[np.uint64], ordinal: int) -> NDArray[np.uint64]:
        n = low.size
        calendar = np.full(n, ordinal, np.uint64)
        return blocks(self._key, (low, high, calendar, np.full(n, self._replication, np.uint64)))

    def _wide(self, words: NDArray[np.uint64]) -> Uniforms:
        # Half a step off both ends: logarithms and quantiles stay finite.
        u: Uniforms = np.add(words >> np.uint64(12), 0.5, dtype=np.float64) * 2.0**-52
        return np.subtract(1.0, u) if self._antithetic else u

    def _narrow(self, words: NDArray[np.uint32]) -> Uniforms:
        u: Uniforms = np.add(words, 0.5, dtype=np.float64) * 2.0**-32
        return np.subtract(1.0, u) if self._antithetic else u


def _are_near(ids: NDArray[np.uint64]) -> bool:
    """Return whether numpy's generator serves ``ids`` sooner, with all that lies between them."""
    return bool(ids.size) and int(np.ptp(ids)) < _SPAN * (ids.size + _START)


def _slots(entities: ArrayLike) -> NDArray[np.uint64]:
    """Return ``entities`` as counter words; a missing slot (-1) must not draw in silence."""
    slots = np.asarray(entities)
    if slots.size and (slots.dtype.kind not in "iu" or slots.min() < 0):
        raise ValueError(f"entities must be slots, whole numbers from 0; got {slots.dtype} from {slots.min()}")
    return slots.astype(np.uint64)
