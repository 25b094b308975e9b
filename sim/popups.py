"""Pop-up stores: a store that opens on a day and is gone on another; who passes by may look in.

Nobody plans a way to it: it lives from passers-by (row S115: 004 section 2.2, 002 section 3.3c). The night before it
opens it is filled, and what it has not sold goes back to its warehouse when it closes.
"""

from collections.abc import Mapping
from datetime import date

from sim.calendar import Calendar
from sim.levers import Change
from sim.programme import RunningCost
from sim.spec import spec
from sim.units import Money, Share

THERE = ("store.open", "staff.factor")
"""levers that are 1 while a pop-up store is there, and 0 else: it is open, and its crew is at work"""


@spec
class PopUpSpec:
    """When a store of this key is there, what it costs, and who comes by."""

    start: date
    """first day"""
    end: date
    """first day on which it is gone"""
    cost: Money = 0
    """paid once on the first day: fitting out, rent in advance"""
    running: Money = 0
    """paid for each day it is there"""
    passers_by: Share = 0.002
    """of all people, those who come by on a day and may look in (planner's choice)"""


class Seasons:
    """Days on which stores are there.

    Args:
        days: store slot -> first day, and first day on which it is gone; other stores are always there.
    """

    def __init__(self, days: Mapping[int, tuple[int, int]]) -> None:
        self._days = days

    @classmethod
    def none(cls) -> "Seasons":
        """Return seasons of nobody: every store is always there."""
        return cls({})

    def there(self, site: int, day: int) -> bool:
        """Return whether a site is there on ``day``."""
        first, gone = self._days.get(site, (0, day + 1))
        return first <= day < gone

    def gone(self, day: int) -> list[int]:
        """Return the stores that were there once, and are not on ``day``."""
        return [site for site, (_, gone) in sorted(self._days.items()) if gone <= day]


def seasons_of(popups: Mapping[str, PopUpSpec], keys: tuple[str, ...], calendar: Calendar) -> Seasons:
    """Return the days of the pop-up stores; ``keys`` are those of all stores, in the order of their slots."""
    days = {key: (calendar.day_of(popup.start), calendar.day_of(popup.end)) for key, popup in popups.items()}
    return Seasons({keys.index(key): span for key, span in days.items()})


def openings(
    popups: Mapping[str, PopUpSpec], keys: tuple[str, ...], calendar: Calendar, first_cause: int
) -> tuple[list[Change], list[RunningCost]]:
    """Return what pop-ups change and cost; causes are numbered from ``first_cause`` on, in the order of their keys."""
    changes: list[Change] = []
    costs: list[RunningCost] = []
    for cause, key in enumerate(sorted(popups), start=first_cause):
        popup, slot = popups[key], keys.index(key)
        first, gone = calendar.day_of(popup.start), calendar.day_of(popup.end)
        changes += [Change(first, lever, (slot,), 1.0, cause) for lever in THERE]
        changes += [Change(gone, lever, (slot,), 0.0, cause) for lever in THERE]
        costs.append(RunningCost(first, slot, popup.cost, popup.running, cause, gone))
    return changes, costs
