"""Shift trials: rosters lived through in the simulation under common luck, and the one that earns most there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from o2o.errors import FailedReplicationsError
from o2o.executors import Done, Executor, Lost
from o2o.planning.preview import FIRST
from optimize.model import Reals
from scenarios.schema import Scenario

TRIED_ON = (FIRST + 1, FIRST + 2, FIRST + 3)
"""previews in which rosters are tried; the load was learned in another one"""
NO_WORSE = {"K04": -0.25, "K05": -0.1}
"""points by which punctuality and availability may fall in the trials: less is their luck, more is a worse service"""
MEASURED = ("K15c", *NO_WORSE)


@dataclass(frozen=True)
class Lived:
    """What a roster came to in the trials, by preview."""

    figures: Mapping[str, Reals]
    """KPI -> value; contribution in CNY, the others in points"""

    def gain(self, other: "Lived", kpi: str) -> float:
        """Return by how much it is above ``other`` on average; 0 where the KPI applies to neither."""
        return float(np.nan_to_num((self.figures[kpi] - other.figures[kpi]).mean()))

    def serves_like(self, other: "Lived") -> bool:
        """Return whether service is no worse than with ``other``."""
        return all(self.gain(other, kpi) >= least for kpi, least in NO_WORSE.items())


@dataclass(frozen=True)
class Work:
    """Simulates a trial; travels to workers as it is."""

    tried: tuple[Scenario, ...]

    def __call__(self, point: tuple[int, int]) -> tuple[float, ...]:
        """Return the measured KPIs of (number of the scenario, preview).

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        from o2o.kpis import measure
        from o2o.runner import simulate

        number, preview = point
        world = simulate(self.tried[number], preview)
        table = measure(world.facts, world.dimensions, None)
        rows = zip(table.period, table.scope, table.kpi, table.value, strict=True)
        whole = {kpi: float(value) for period, scope, kpi, value in rows if (period, scope) == ("total", "chain")}
        return tuple(whole[kpi] for kpi in MEASURED)


def lived(tried: Sequence[Scenario], executor: Executor) -> list[Lived]:
    """Return what each of ``tried`` came to, all under the same luck.

    Raises:
        FailedReplicationsError: a worker died of one of them again and again.
    """
    points = [(number, preview) for number in range(len(tried)) for preview in TRIED_ON]
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    for outcome in executor.outcomes(Work(tuple(tried)), points):
        if isinstance(outcome, Done):
            found[outcome.point] = outcome.value
        elif isinstance(outcome, Lost):
            message = "a worker died of a trial again and again, often for want of memory: try --workers 1"
            raise FailedReplicationsError(message, [outcome.point[1]])
    return [
        Lived({kpi: np.array([found[number, p][k] for p in TRIED_ON]) for k, kpi in enumerate(MEASURED)})
        for number in range(len(tried))
    ]


def best_of(found: Sequence[Lived]) -> int:
    """Return which earns most of those that serve no worse than the first; the first among equals."""
    first = found[0]
    return max(
        (number for number, one in enumerate(found) if one.serves_like(first)),
        key=lambda number: found[number].gain(first, "K15c"),
    )
