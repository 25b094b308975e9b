"""Annexes: parts of the world that are there only where a scenario asks for them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from sim.facts import Task
from sim.station import Station

Balance = tuple[str, int, int]
"""A law, what was counted by one path, what by another."""


class Annex(Protocol):
    """Something built on to the world after it stands; the world calls it once a day."""

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return site slot -> stations that the site's crew serves as well, by task."""
        ...

    def close_day(self, day: int) -> None:
        """Settle what ended before midnight: stock moves, money is booked, facts are written."""
        ...

    def balances(self) -> Iterable[Balance]:
        """Yield the laws to check when the day is closed, in whole numbers."""
        ...
