"""Checks of what plans promised: models that exist, and changes that the plan holds."""

from collections.abc import Iterator

from optimize.promise_spec import MODELS
from scenarios.findings import Finding
from scenarios.hints import near
from scenarios.schema import Scenario
from scenarios.tree import Path


def check_promised(scenario: Scenario) -> Iterator[Finding]:
    """Yield promises of unknown models, and changes that are not in the plan: gains would be counted from nothing."""
    for model, promise in scenario.planning.promised.items():
        at: Path = ("planning", "promised", model)
        if model not in MODELS:
            yield Finding(at, f"there is no model {model!r}", near(model, MODELS))
        for change in promise.changes:
            if change not in scenario.plan.changes:
                hint = near(change, scenario.plan.changes)
                yield Finding((*at, "changes"), f"the plan has no change {change!r}", hint, (("plan", "changes"),))
