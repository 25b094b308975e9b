"""Preparation: how long orders lately took from payment to the counter, store by store."""

_WEIGHT = 0.1
"""weight of the newest order"""


class Preparation:
    """What a fleet expects of the stores it serves, learnt from the orders they bagged.

    Args:
        first: ms expected where nothing was seen yet.
    """

    def __init__(self, first: int) -> None:
        self._first = first
        self._usual: dict[int, float] = {}

    def expect(self, site: int) -> int:
        """Return ms from payment to the counter."""
        return round(self._usual.get(site, self._first))

    def learn(self, site: int, took: int) -> None:
        """Take in how long an order took, ms."""
        usual = self._usual.get(site, float(took))
        self._usual[site] = usual + _WEIGHT * (took - usual)
