"""Forecast: what a node expects to sell: a smoothed level by product; a pattern of the week and errors where asked."""

from math import ceil, sqrt
from typing import TYPE_CHECKING

from naive.shelf import Shelf

if TYPE_CHECKING:
    from sim.forecast import ForecastSpec
    from sim.replenishment import ReplenishmentSpec

WEEK = 7
MADE = (1, 4)
"""weeks ahead that are noted"""


class Forecast:
    """One node's forecast.

    Args:
        shelf: whose sales it learns from.
        daily: units of a mean day that leave at first, by product.
        stock: how levels are worked out.
        spec: weight of the newest week.
    """

    def __init__(self, shelf: Shelf, daily: list[float], stock: "ReplenishmentSpec", spec: "ForecastSpec") -> None:
        self.shelf = shelf
        self.daily = daily
        self.variance = daily.copy()
        self.pattern = [1.0] * WEEK
        self.stock = stock
        self.spec = spec
        self.day = 0

    def learn(self) -> None:
        """Take in what left today."""
        flows, weight = self.shelf.day, self.stock.smoothing
        left = [sold + shipped for sold, shipped in zip(flows["sold"], flows["shipped"], strict=True)]
        self.day += 1
        if self.spec.method == "smoothed":
            self.daily = [old + weight * (units - old) for old, units in zip(self.daily, left, strict=True)]
            return
        weekday = (self.day - 1) % WEEK
        today, total = self.pattern[weekday], sum(self.daily)
        share = sum(left) / total if total > 0 else today
        for sku, units in enumerate(left):
            error = units - today * self.daily[sku]
            self.variance[sku] += weight * (error * error - self.variance[sku])
            self.daily[sku] += weight * error
        self.pattern[weekday] += self.spec.season * (share - today)
        mean = sum(self.pattern) / WEEK
        self.pattern = [each / mean for each in self.pattern]
        self.daily = [each * mean for each in self.daily]

    def wanted(self, skus: range | list[int], lead: float, unsure: float, cover: float) -> dict[int, int]:
        """Return what is missing to the level of each product; times in days, ``unsure`` the lead's variance."""
        days, spec, shelf = lead + cover, self.stock, self.shelf
        variance = self.variance if self.spec.spread == "errors" else self.daily
        weight = self.weight(days)
        units = {}
        for sku in skus:
            daily = self.daily[sku]
            spread = sqrt(variance[sku] * days + daily * daily * unsure)
            level = max(ceil(daily * weight + spec.safety * spread), spec.facing)
            missing = level - shelf.free[sku] - shelf.in_transit[sku]
            if missing > 0:
                units[sku] = missing
        return units

    def weight(self, days: float) -> float:
        """Return how many mean days the coming ``days`` are worth."""
        whole = int(days)
        full = sum(self.pattern[(self.day + ahead) % WEEK] for ahead in range(whole))
        return full + (days - whole) * self.pattern[(self.day + whole) % WEEK]

    def coming_week(self, weeks: int) -> float:
        """Return how many mean days the last of the coming ``weeks`` is worth."""
        return self.weight(weeks * WEEK) - self.weight((weeks - 1) * WEEK)
