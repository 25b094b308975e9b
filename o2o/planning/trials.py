"""Trials: a scenario simulated under other lever changes, with the same luck, wherever there is room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from o2o.errors import FailedReplicationsError
from o2o.executors import Done, Executor, Lost
from scenarios.schema import Scenario
from sim.plan import ChangeSpec, PlanSpec

Changes = tuple[tuple[str, ChangeSpec], ...]
"""changes that a plan makes beside those of the scenario, by key"""
MONTH = 30
"""days of a month in every figure by month"""


@dataclass(frozen=True)
class Outcome:
    """What one replication of a trial came to, warm-up days left out; money in CNY."""

    contribution: float
    """K15c: net sales less goods, waste, labour, fulfilment, supply and marketing"""
    revenue: float
    """E49n: net sales"""
    weekly: NDArray[np.float64]
    """contribution by whole week of the calendar, shape (weeks,)"""


@dataclass(frozen=True)
class Work:
    """Simulates a trial; travels to workers as it is."""

    scenario: Scenario

    def __call__(self, point: tuple[Changes, int]) -> Outcome:
        """Return the outcome of (changes, replication).

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        from o2o.kpis import measure
        from o2o.runner import simulate

        changes, replication = point
        own = self.scenario.plan
        plan = PlanSpec(waves=own.waves, changes={**own.changes, **dict(changes)})
        world = simulate(self.scenario.model_copy(update={"plan": plan}), replication)
        table = measure(world.facts, world.dimensions, None)
        return _outcome(table.period, table.scope, table.kpi, table.value)


def _outcome(*columns: Sequence[object] | NDArray[np.generic]) -> Outcome:
    chain = {
        (str(period), str(kpi)): float(value)
        for period, scope, kpi, value in zip(*columns, strict=True)
        if scope == "chain" and kpi in {"K15c", "E49n"}
    }
    weeks = sorted(int(period.removeprefix("week:")) for period, kpi in chain if kpi == "K15c" and "week:" in period)
    weekly = np.array([chain[f"week:{week}", "K15c"] for week in weeks])
    return Outcome(chain["total", "K15c"], chain["total", "E49n"], weekly)


@dataclass
class Trials:
    """Trials of one scenario; the same changes are not simulated twice."""

    scenario: Scenario
    replications: int
    executor: Executor
    known: dict[tuple[Changes, int], Outcome] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Return the measured days."""
        calendar = self.scenario.calendar
        return calendar.days - calendar.warm_up

    def run(self, wanted: Iterable[Changes]) -> Mapping[Changes, tuple[Outcome, ...]]:
        """Return the outcomes of all ``wanted`` changes by replication.

        Raises:
            FailedReplicationsError: a worker died of one of them again and again.
        """
        each = list(dict.fromkeys(wanted))
        points = [(changes, r) for changes in each for r in range(self.replications)]
        missing = [point for point in points if point not in self.known]
        for outcome in self.executor.outcomes(Work(self.scenario), missing):
            if isinstance(outcome, Done):
                self.known[outcome.point] = outcome.value
            elif isinstance(outcome, Lost):
                message = "a worker died of a trial again and again, often for want of memory: try --workers 1"
                raise FailedReplicationsError(message, [outcome.point[1]])
        return {changes: tuple(self.known[changes, r] for r in range(self.replications)) for changes in each}
