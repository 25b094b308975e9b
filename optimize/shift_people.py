"""What a roster is to the people on it: overtime, and whether shifts are alike all week (row S116).

Nobody's satisfaction is modelled; these two stand for it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals

FULL_WEEK = 40.0
"""hours a week beyond which work is overtime (State Council of China, provisions on working hours, 1995)"""
WHOLE_WEEK = 7.0


@dataclass(frozen=True)
class ForPeople:
    """A week of a roster."""

    hours: float
    """paid, all people together"""
    overtime: float
    """of them beyond `FULL_WEEK`, if every shift were one person's on all its days"""
    alike: float
    """share of the hours on shifts that are the same on all seven days; 1 without any hours"""

    @property
    def full_time(self) -> float:
        """Return the full-time people who could share the hours without overtime."""
        return self.hours / FULL_WEEK


def for_people(staff: NDArray[np.int64], hours: Reals, days: Reals) -> ForPeople:
    """Return what ``staff`` on each pattern means for people.

    Args:
        staff: people, shape (P,).
        hours: paid hours a day of each pattern, shape (P,).
        days: on which it is worked in a week, shape (P,).
    """
    week = hours * days
    paid = float(staff @ week)
    over = float(staff @ np.maximum(week - FULL_WEEK, 0.0))
    alike = float(staff @ np.where(days == WHOLE_WEEK, week, 0.0)) / paid if paid else 1.0
    return ForPeople(paid, over, alike)
