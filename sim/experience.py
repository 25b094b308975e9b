"""Experiences: what happened to customers, handed back to them so that they may remember it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Purchases:
    """Baskets paid since the last look; n rows."""

    person: NDArray[np.int64]
    mode: NDArray[np.int64]
    site: NDArray[np.int64]
    time: NDArray[np.int64]
    trigger: NDArray[np.int64]


@dataclass(frozen=True)
class Experiences:
    """Visits and orders that ended since the last look; n rows."""

    person: NDArray[np.int64]
    mode: NDArray[np.int64]
    wait: NDArray[np.int64]
    """till queue, ms"""
    late: NDArray[np.float64]
    """lateness as a share of the promised time; 0 when on time or nothing was promised"""
    missing: NDArray[np.float64]
    """share of the basket that was asked for and not there"""
    told: NDArray[np.bool_]
    """heard of the delay before the goods came"""


_NOBODY = np.empty(0, np.int64)
_LIVED = ("person", "mode", "wait", "late", "missing", "told")


class Log:
    """Gathers what customers will hear of."""

    def __init__(self) -> None:
        self._purchases: list[Purchases] = []
        self._experiences: list[Experiences] = []
        self._sessions: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def bought(self, purchases: Purchases) -> None:
        """Keep paid baskets."""
        self._purchases.append(purchases)

    def lived(self, experiences: Experiences) -> None:
        """Keep experiences."""
        self._experiences.append(experiences)

    def looked(self, person: NDArray[np.int64], visit: NDArray[np.int64]) -> None:
        """Keep app sessions by the row of their visit."""
        self._sessions.append((person, visit))

    def drain(self) -> tuple[Purchases, Experiences, NDArray[np.int64]]:
        """Return everything kept and forget it; sessions have shape (2, n): person, visit."""
        bought, lived = self._purchases, self._experiences
        purchases = Purchases(*(_column(bought, name) for name in ("person", "mode", "site", "time", "trigger")))
        experiences = Experiences(*(_column(lived, name) for name in _LIVED))
        sessions = np.array([np.concatenate([_NOBODY, *(pair[nth] for pair in self._sessions)]) for nth in range(2)])
        for log in (self._purchases, self._experiences, self._sessions):
            log.clear()
        return purchases, experiences, sessions


def _column(parts: Sequence[object], name: str) -> NDArray[Any]:
    """Return a column of all parts, one after another."""
    if len(parts) == 1:
        return np.asarray(getattr(parts[0], name))
    return np.concatenate([np.empty(0, np.int64), *(getattr(part, name) for part in parts)])
