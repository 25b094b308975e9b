"""Manners: customers remember how they were served, beside whether they got what they came for."""

import numpy as np

from agents.memory import MemorySpec
from agents.people import People
from sim.facts import Facts, Mode
from sim.service_standard import ServiceStandard
from sim.units import DAY

_OPEN = 7
"""days after which nobody comes to collect any more"""


class Manners:
    """Adds the service of the day to what its customers remember of it.

    An experience counts with the memory's weight; served with q points above the standard, it scores q more.

    Args:
        people: everybody.
        memory: how outcomes are remembered.
        standard: how well each store served.
        facts: who was served where.
    """

    def __init__(self, people: People, memory: MemorySpec, standard: ServiceStandard, facts: Facts) -> None:
        self._people = people
        self._weight = memory.weight
        self._standard = standard
        self._orders = facts["orders"]
        self._first = [0] * _OPEN

    def wake(self) -> None:
        """Nothing to see in the morning."""

    def sleep(self, day: int) -> None:
        """Remember the day's service at tills and desks."""
        earlier = self._first.pop(0)
        self._first.append(len(self._orders))
        table = {name: self._orders[name][earlier:] for name in ("person", "mode", "site", "delivered")}
        served = (table["delivered"] // DAY == day) & np.isin(table["mode"], (Mode.WALK_IN, Mode.COLLECT))
        rows = np.flatnonzero(served & (table["site"] < self._standard.quality.size))
        who, mode = table["person"][rows].astype(np.int64), table["mode"][rows].astype(np.int64)
        felt = self._weight * self._standard.quality[table["site"][rows]]
        satisfaction = self._people.satisfaction
        np.add.at(satisfaction, (who, mode), felt.astype(satisfaction.dtype))
        satisfaction[who, mode] = np.clip(satisfaction[who, mode], -1.0, 1.0)
