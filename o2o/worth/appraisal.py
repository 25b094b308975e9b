"""Appraisals: every plan that a scenario holds, set beside what became of it in one simulated world."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.records import Records
from o2o.kpi.table import KpiTable
from o2o.runner import WorldRun, simulate
from o2o.worth.ladder import Ladder
from optimize.promise_spec import PromiseSpec
from scenarios.schema import Scenario

APPRAISERS = {
    "placement": "o2o.worth.placement",
    "assignment": "o2o.worth.assignment",
    "dispatch": "o2o.worth.dispatch",
    "shifts": "o2o.worth.shifts",
    "budget": "o2o.worth.budget",
    "media": "o2o.worth.media",
}
"""Model -> module with ``ladder(lived, promise)``; loaded only where a plan was used"""
SCOPE = "plan:"
"""scope of the rows in the table of figures, before the model's name"""


@dataclass(frozen=True)
class Lived:
    """One simulated world in which plans were used."""

    scenario: Scenario
    replication: int
    run: WorldRun

    @property
    def measured(self) -> NDArray[np.int64]:
        """Return the days that count: after the warm-up, the first of all days left out."""
        known = self.run.dimensions
        return np.arange(max(1, known.warm_up), known.days)

    @cached_property
    def records(self) -> Records:
        """Return the world's facts as KPIs see them."""
        return Records(self.run.facts, self.run.dimensions, None)

    def without(self, changes: tuple[str, ...]) -> "Lived":
        """Return the same city under the same luck without ``changes`` of its plan.

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        plan = self.scenario.plan
        kept = {key: change for key, change in plan.changes.items() if key not in changes}
        other = self.scenario.model_copy(update={"plan": plan.__class__(waves=plan.waves, changes=kept)})
        return Lived(other, self.replication, simulate(other, self.replication))


def appraised(lived: Lived) -> Mapping[str, Ladder]:
    """Return the ladder of each plan of the scenario, by model.

    Raises:
        PlanningError: a model has no answer on what happened.
    """
    return {model: _ladder(model, lived, promise) for model, promise in lived.scenario.planning.promised.items()}


def _ladder(model: str, lived: Lived, promise: PromiseSpec) -> Ladder:
    ladder: Callable[[Lived, PromiseSpec], Ladder] = importlib.import_module(APPRAISERS[model]).ladder
    return ladder(lived, promise)


def with_appraisals(table: KpiTable, lived: Lived) -> KpiTable:
    """Return ``table`` with a row for each step of each plan's ladder: period total, scope plan:<model>."""
    rows = list(_rows(appraised(lived)))
    if not rows:
        return table
    scope, name, value = zip(*rows, strict=True)
    return KpiTable(
        np.concatenate([table.period, np.full(len(rows), "total", object)]),
        np.concatenate([table.scope, np.array(scope, object)]),
        np.concatenate([table.kpi, np.array(name, object)]),
        np.concatenate([table.value, np.array(value, np.float64)]),
    )


def _rows(ladders: Mapping[str, Ladder]) -> Iterator[tuple[str, str, float]]:
    for model, ladder in ladders.items():
        for name, value in ladder.rows().items():
            yield f"{SCOPE}{model}", name, value
