"""Lives: what one side of a comparison does in its process: it builds a city once and lives through its next days."""

from itertools import count

from operations import chain
from pairs import Stretch

from sim.units import HOUR


def engine(customers: int, stores: int, days: int, stretches: int, tick: int = HOUR) -> Stretch:
    """Return a stretch of ``days`` days in the engine; ``stretches``: how many there will be."""
    from o2o.construction import build

    population = build(chain(customers, stores, days * stretches, tick), replication=0)
    calendar = count()

    def live() -> None:
        for _ in range(days):
            population.live_day(next(calendar))

    return live


def twin(customers: int, stores: int, days: int, stretches: int) -> Stretch:
    """Return a stretch of ``days`` days in the naive twin."""
    from naive.town import Town

    town = Town(chain(customers, stores, days * stretches), replication=0)
    return lambda: town.live(days)
