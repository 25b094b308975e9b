"""The task of an experiment on a scenario: simulate one replication, its twin beside it, and measure both."""

from dataclasses import dataclass

from o2o.replication import ReplicationResult
from scenarios.schema import Scenario


@dataclass(frozen=True)
class ScenarioTask:
    """Simulates replications of ``scenario``; travels to workers as it is."""

    scenario: Scenario

    def __call__(self, replication: int) -> ReplicationResult:
        """Return the facts and KPIs of ``replication``.

        Raises:
            InvariantBrokenError: a law of conservation does not hold.
        """
        from o2o.kpis import measure
        from o2o.runner import has_twin, simulate

        twin = None
        if has_twin(self.scenario):
            twin = simulate(self.scenario, replication, marketing=False).facts
        world = simulate(self.scenario, replication)
        table = measure(world.facts, world.dimensions, twin)
        if self.scenario.planning.promised:
            from o2o.worth.appraisal import Lived, with_appraisals

            table = with_appraisals(table, Lived(self.scenario, replication, world))
        kpis = {"period": table.period, "scope": table.scope, "kpi": table.kpi, "value": table.value}
        return ReplicationResult(world.facts, world.dimensions, kpis)
