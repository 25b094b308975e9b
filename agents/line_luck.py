"""Line luck: what becomes of the units that people wish for, by person, day and place in the basket as wished."""

import numpy as np
from numpy.typing import NDArray

from agents.people import People
from sim.random_field import RandomField

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]

_EACH = 4
"""uniforms a unit: given back, and three for the desk"""
_MOST = 1 << 20
"""more places than any basket has"""


class LineLuck:
    """The luck of every unit, before it is bought and afterwards.

    Args:
        people: everybody.
        field: the random field.
    """

    def __init__(self, people: People, field: RandomField) -> None:
        self._entity = people.entity
        self._line = field.purpose("customer.return")
        self._left: dict[int, Slots] = {}
        """day -> person and place of each wished unit that was left, in one number, sorted"""

    def of_wishes(self, who: Slots, day: int, units: Slots) -> Floats:
        """Return four uniforms a unit wished for on ``day``, person by person; shape (units, 4)."""
        return self._line.ragged(self._entity[who], day, _EACH * units).reshape(-1, _EACH)

    def leave(self, day: int, who: Slots, nth: Slots) -> None:
        """Note units that nobody buys: person and place in the basket, shapes alike."""
        left = self._left.get(day, np.empty(0, np.int64))
        self._left[day] = np.sort(np.concatenate((left, who * _MOST + nth)))

    def of_orders(self, who: Slots, days: Slots, units: Slots) -> Floats:
        """Return the uniforms of the units of orders, shape (units, 4): each has the luck that it had as a wish.

        Args:
            who: buyer of each order.
            days: day of each.
            units: asked for by each.
        """
        luck = np.empty((int(units.sum()), _EACH))
        owner = np.repeat(np.arange(units.size), units)
        for day in np.unique(days).tolist():
            rows = days == day
            luck[rows[owner]] = self._of_day(who[rows], day, units[rows])
        return luck

    def _of_day(self, who: Slots, day: int, units: Slots) -> Floats:
        left = self._left.get(day)
        if left is None:
            return self.of_wishes(who, day, units)
        wished = units + np.searchsorted(left, (who + 1) * _MOST) - np.searchsorted(left, who * _MOST)
        owner = np.repeat(np.arange(who.size), wished)
        nth = np.arange(owner.size) - (np.cumsum(wished) - wished)[owner]
        kept = np.isin(who[owner] * _MOST + nth, left, invert=True)
        # A package holds some of the units only: the first ones, as of an order that nothing was left of.
        before: Slots = np.cumsum(kept) - kept
        begins: Slots = before[np.cumsum(wished) - wished]
        return self.of_wishes(who, day, wished)[kept & (before - begins[owner] < units[owner])]
