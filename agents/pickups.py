"""Pick-ups: who collects tomorrow what was sold ahead comes to the store anyway, and may buy there as well."""

import numpy as np

from agents.errands import Errands
from sim.units import DAY
from sim.world import World


class Pickups:
    """Plans the visits to collect what trucks bring.

    Args:
        world: whose stores sell ahead.
        errands: calendar of visits.
    """

    def __init__(self, world: World, errands: Errands) -> None:
        self._world = world
        self._errands = errands

    def wake(self) -> None:
        """Nothing to see in the morning."""

    def sleep(self, day: int) -> None:
        """Plan tomorrow's visits, as far as they are to stores that sell ahead."""
        order, time = np.array(self._world.pickups(day + 1), np.int64).reshape(-1, 2).T
        table, ahead = self._world.orders.table, self._world.levers["presale"] > 0
        site = table["site"][order].astype(np.int64)
        rows = ahead[site] & (time // DAY == day + 1)
        self._errands.add(day + 1, table["person"][order[rows]].astype(np.int64), site[rows], time[rows])
