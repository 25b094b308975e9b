"""Moves: every place where a scenario moves levers: single changes, waves and shocks."""

from collections.abc import Iterator

from scenarios.schema import Scenario
from scenarios.tree import Path


def moved(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Yield (path of the entry that names it, lever) of every change and shock."""
    for key, change in scenario.plan.changes.items():
        yield ("plan", "changes", key, "lever"), change.lever
    for key, shock in scenario.shocks.items():
        for name, effect in shock.effects.items():
            yield ("shocks", key, "effects", name, "lever"), effect.lever


def moves(scenario: Scenario, lever: str) -> bool:
    """Return whether the plan or a shock ever moves ``lever``."""
    opened = (path for wave in scenario.plan.waves.values() for path in wave.opens)
    return lever in opened or any(path == lever for _, path in moved(scenario))
