"""Forecasts: the units a day that each node expects to lose to customers and to other nodes."""

from sim.replenishment import Rates, Units


class Smoothed:
    """Exponential smoothing of what left each day (Brown 1959).

    Args:
        daily: first expectation, units a day, shape (sites, skus).
        weight: of the newest day.
    """

    def __init__(self, daily: Rates, weight: float) -> None:
        self.daily = daily
        self._weight = weight

    def learn(self, left: Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        self.daily += self._weight * (left - self.daily)
