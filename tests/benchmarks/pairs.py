"""Pairs: two sides of a comparison take turns, each in a process of its own, and the ratio of every pair counts.

Interleaving lets both sides see the same weather of a shared machine; the median of the pairs forgives a storm.
Time is CPU time of the process. A process of its own keeps one side's objects out of the other's garbage collection.
"""

import gc
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from time import process_time
from typing import Any

Stretch = Callable[[], None]
"""Does one side's next stretch of work."""


@dataclass(frozen=True)
class Gate:
    """A bound that a ratio must keep."""

    least: float | None = None
    most: float | None = None

    def keeps(self, value: float) -> bool:
        """Return whether ``value`` lies within the bound."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        """Return the bound in signs."""
        parts = [f">= {self.least:g}"] if self.least is not None else []
        return " and ".join(parts + ([f"<= {self.most:g}"] if self.most is not None else []))


@dataclass(frozen=True)
class Measured:
    """One ratio."""

    name: str
    compared: str
    """what stands above and what below the line"""
    gate: Gate
    values: tuple[float, ...]
    """one a pair"""
    figures: dict[str, float]
    """absolute figures of this machine at this hour, for the curious"""

    @property
    def median(self) -> float:
        """Return the ratio that counts."""
        return median(self.values)

    @property
    def kept(self) -> bool:
        """Return whether the gate is kept."""
        return self.gate.keeps(self.median)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "compared": self.compared,
            "gate": str(self.gate),
            "kept": self.kept,
            "pairs": len(self.values),
            "min": min(self.values),
            "median": self.median,
            "max": max(self.values),
            "figures": self.figures,
        }


@dataclass(frozen=True)
class Comparison:
    """CPU seconds of both sides of every pair, and the most memory each side ever held, bytes."""

    over: tuple[float, ...]
    under: tuple[float, ...]
    peak_over: int
    peak_under: int

    @property
    def ratios(self) -> tuple[float, ...]:
        """Return the ratio of every pair."""
        return tuple(a / b for a, b in zip(self.over, self.under, strict=True))


class Side:
    """One side of a comparison, waiting in its own process for its turn.

    Args:
        make: called there with ``arguments``; returns what does a stretch of work.
    """

    def __init__(self, make: Callable[..., Stretch], *arguments: object) -> None:
        spawn = get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, make, arguments), daemon=True)
        self._process.start()
        theirs.close()

    def spend(self) -> float:
        """Return the CPU seconds of the next stretch.

        Raises:
            RuntimeError: the side broke down; its own traceback is on stderr.
        """
        try:
            self._pipe.send(True)
            seconds: float = self._pipe.recv()
        except (EOFError, ConnectionError) as gone:
            raise RuntimeError("one side of the comparison broke down: its own account stands above") from gone
        return seconds

    def close(self) -> int:
        """End the process; return the most memory it ever held, bytes."""
        self._pipe.send(False)
        peak: int = self._pipe.recv()
        self._process.join()
        return peak


def compare(over: Side, under: Side, pairs: int) -> Comparison:
    """Return the seconds of ``pairs`` pairs; one pair before them warms both sides up and is not counted."""
    over.spend(), under.spend()
    seconds = interleaved(over.spend, under.spend, pairs)
    above, below = zip(*seconds, strict=True)
    return Comparison(above, below, over.close(), under.close())


def interleaved(over: Callable[[], float], under: Callable[[], float], pairs: int) -> list[tuple[float, float]]:
    """Return what both sides of every pair took; who goes first takes turns."""
    taken = []
    for pair in range(pairs):
        if pair % 2:
            below, above = under(), over()
        else:
            above, below = over(), under()
        taken.append((above, below))
    return taken


def _serve(pipe: Connection, make: Callable[..., Stretch], arguments: Sequence[object]) -> None:
    stretch = make(*arguments)
    while pipe.recv():
        gc.collect()
        start = process_time()
        stretch()
        pipe.send(process_time() - start)
    unit = 1 if sys.platform == "darwin" else 1024
    pipe.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
