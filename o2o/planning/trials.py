"""Trials: a scenario simulated under other lever changes, with the same luck, wherever there is room."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from o2o.errors import FailedReplicationsError
from o2o.executors import Done, Executor, Lost
from o2o.planning.shelf import Shelf
from o2o.progress import Advanced, Ended, Listener, Silence, Started
from scenarios.schema import Scenario
from sim.plan import ChangeSpec, PlanSpec

Changes = tuple[tuple[str, ChangeSpec], ...]
"""changes that a plan makes beside those of the scenario, by key"""
Point = tuple[Changes, int]
"""changes, and the replication that they are tried in"""
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

    def __call__(self, point: Point) -> Outcome:
        """Return the outcome of (changes, replication).

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        from o2o.kpi.records import Records
        from o2o.kpis import REGISTRY
        from o2o.runner import simulate

        changes, replication = point
        own = self.scenario.plan
        plan = PlanSpec(waves=own.waves, changes={**own.changes, **dict(changes)})
        world = simulate(self.scenario.model_copy(update={"plan": plan}), replication)
        records = Records(world.facts, world.dimensions, None)
        earned, sold = (REGISTRY[kpi].measure(records) for kpi in ("K15c", "E49n"))
        weekly = np.asarray(earned.week["chain"][:, 0], np.float64)
        return Outcome(float(earned.total["chain"][0, 0]), float(sold.total["chain"][0, 0]), weekly)


@dataclass
class Trials:
    """Trials of one scenario; the same changes are not simulated twice."""

    scenario: Scenario
    replications: int
    executor: Executor
    known: dict[Point, Outcome] = field(default_factory=dict)
    shelf: Shelf | None = None
    """where outcomes are kept for another day"""
    listener: Listener = field(default_factory=Silence)

    def brief(self, days: int) -> "Trials":
        """Return trials of the first ``days`` measured days only, all of them when there are no more, or for 0."""
        if not 0 < days < self.days:
            return self
        calendar = self.scenario.calendar
        first = replace(calendar, days=calendar.warm_up + days)
        return replace(self, scenario=self.scenario.model_copy(update={"calendar": first}), known={})

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
        self._recall(points)
        missing = [point for point in points if point not in self.known]
        if missing:
            self._simulate(missing, len(points))
        return {changes: tuple(self.known[changes, r] for r in range(self.replications)) for changes in each}

    def _simulate(self, missing: list[Point], total: int) -> None:
        self.listener.tell(Started("trials", total, total - len(missing), "trials"))
        state = "interrupted"
        try:
            for outcome in self.executor.outcomes(Work(self.scenario), missing):
                if isinstance(outcome, Done):
                    self._keep(outcome.point, outcome.value)
                elif isinstance(outcome, Lost):
                    message = "a worker died of a trial again and again, often for want of memory: try --workers 1"
                    raise FailedReplicationsError(message, [outcome.point[1]])
            state = "complete"
        finally:
            self.listener.tell(Ended(state))

    def _recall(self, points: Iterable[Point]) -> None:
        for point in points:
            found = self.shelf.recall(self._named(point)) if self.shelf and point not in self.known else None
            if found is not None:
                self.known[point] = Outcome(**found | {"weekly": np.array(found["weekly"])})

    def _keep(self, point: Point, outcome: Outcome) -> None:
        self.known[point] = outcome
        if self.shelf:
            self.shelf.keep(self._named(point), asdict(outcome) | {"weekly": outcome.weekly.tolist()})
        self.listener.tell(Advanced(point[1], 0.0))

    def _named(self, point: Point) -> str:
        """Return what tells a trial from all others of its city."""
        changes, replication = point
        return f"{self.scenario.calendar.days} days, replication {replication}: {changes!r}"
