"""The runner: one replication of a scenario, simulated from the first to the last day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from o2o.construction import build, dimensions_of, spends_on_media, without_marketing
from o2o.errors import StorageError
from scenarios.schema import Scenario
from sim.dimensions import Dimensions
from sim.errors import NoRoomError


@dataclass(frozen=True)
class WorldRun:
    """What one simulated world leaves behind."""

    facts: Mapping[str, Mapping[str, NDArray[Any]]]
    """tables of `sim.facts`, by name and column"""
    dimensions: Dimensions


def simulate(scenario: Scenario, replication: int, *, marketing: bool = True) -> WorldRun:
    """Return the facts of one replication, with paid media as planned, or off.

    Raises:
        InvariantBrokenError: a law of conservation does not hold.
        StorageError: the facts have outgrown the disk.
    """
    population = build(scenario if marketing else without_marketing(scenario), replication)
    try:
        population.live(scenario.calendar.days)
        return WorldRun(population.world.facts.tables(), dimensions_of(scenario, population))
    except NoRoomError as error:
        raise StorageError(str(error)) from error
    finally:
        population.forget()
        population.world.facts.let_go()


def has_twin(scenario: Scenario) -> bool:
    """Return whether a world without marketing is worth simulating beside the planned one."""
    return scenario.experiment.twin and spends_on_media(scenario)
