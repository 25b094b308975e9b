"""Lives: what one side of a comparison does in its process: it builds a city once and lives through its next days."""

from collections.abc import Callable
from itertools import count

from pairs import Stretch

from scenarios.schema import Scenario
from sim.units import HOUR

Make = Callable[[int, int, int, int], Scenario]
"""(customers, stores, days, tick) -> a city"""


def engine(make: Make, customers: int, stores: int, days: int, stretches: int, tick: int = HOUR) -> Stretch:
    """Return a stretch of ``days`` days in the engine; ``stretches``: how many there will be."""
    from o2o.construction import build

    population = build(make(customers, stores, days * stretches, tick), replication=0)
    calendar = count()

    def live() -> None:
        for _ in range(days):
            population.live_day(next(calendar))

    return live


def twin(make: Make, customers: int, stores: int, days: int, stretches: int) -> Stretch:
    """Return a stretch of ``days`` days in the naive twin."""
    from naive.town import Town

    town = Town(make(customers, stores, days * stretches, HOUR), replication=0)
    return lambda: town.live(days)
