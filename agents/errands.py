"""Errands: visits to a store for something else than shopping; whoever is there may buy as well."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """Errands of a day, one a person, by person; n rows."""

    person: Slots
    site: Slots
    """store"""
    time: Slots
    """when the errand is done and the person may look around, ms"""


class Errands:
    """A calendar of errands to come."""

    def __init__(self) -> None:
        self._days: dict[int, list[Slots]] = {}

    def add(self, day: int, person: Slots, site: Slots, time: Slots) -> None:
        """Note errands of ``day``; shapes alike."""
        if person.size:
            self._days.setdefault(day, []).append(np.stack((person, time, site)))

    def today(self, day: int) -> Visits:
        """Return the errands of ``day`` and forget them; of several a person has, the last in time."""
        parts = self._days.pop(day, None)
        if parts is None:
            return Visits(*np.empty((3, 0), np.int64))
        columns = np.concatenate(parts, axis=1)
        person, time, site = columns[:, np.lexsort(columns[::-1])]
        last = np.append(person[1:] != person[:-1], True)
        return Visits(person[last], site[last], time[last])
