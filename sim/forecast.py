"""Forecasts: the units a day that each node expects to lose to customers and to other nodes, by named methods.

Each method learns from what left on a day and says what to expect on the days ahead. Smoothing, moving averages and
seasonal naive forecasts: Hyndman and Athanasopoulos 2021, chapters 5 and 8; intermittent demand: Croston 1972, and
Syntetos and Boylan 2005. Row S139.
"""

from typing import Literal

import numpy as np

from sim.replenishment import Rates, Units
from sim.spec import spec
from sim.units import Positive, Share

MethodName = Literal["smoothed", "seasonal_naive", "moving_average", "weekday", "croston", "syntetos_boylan"]
WEEK = 7


@spec
class ForecastSpec:
    """How nodes work out what they expect to sell."""

    method: MethodName = "smoothed"
    """smoothed: exponential smoothing of the day's sales; seasonal_naive: as on the same day of last week;
    moving_average: mean of the last days; weekday: smoothing, with a pattern of the week by node; croston and
    syntetos_boylan: for products that sell on few days"""
    window: Positive = 14
    """moving_average: days"""
    season: Share = 0.2
    """weekday: weight of the newest week in the pattern"""
    spread: Literal["poisson", "errors"] = "poisson"
    """what safety stock is measured by: the spread of Poisson demand, or the errors that the forecast has made"""


class Smoothed:
    """Exponential smoothing of what left each day (Brown 1959).

    Args:
        daily: first expectation, units a day, shape (sites, skus); moves in place.
        weight: of the newest day.
    """

    def __init__(self, daily: Rates, weight: float) -> None:
        self.daily = daily
        self._weight = weight

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        self.daily += self._weight * (left - self.daily)

    def ahead(self, days: int) -> Rates | None:
        """Return None: all days ahead are alike."""
        return None


class MovingAverage:
    """The mean of the last days; the first expectation stands for days before the run.

    Args:
        daily: first expectation, units a day, shape (sites, skus); moves in place.
        window: days.
    """

    def __init__(self, daily: Rates, window: int) -> None:
        self.daily = daily
        self._last = np.repeat(daily[None], window, axis=0)
        self._learnt = 0

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        self._last[self._learnt % len(self._last)] = left
        self._learnt += 1
        self.daily[:] = self._last.mean(axis=0)

    def ahead(self, days: int) -> Rates | None:
        """Return None: all days ahead are alike."""
        return None


class SeasonalNaive:
    """What left on the same day of last week.

    Args:
        daily: first expectation, units a day, shape (sites, skus); then the mean of the last week, in place.
    """

    def __init__(self, daily: Rates) -> None:
        self.daily = daily
        self._week = np.repeat(daily[None], WEEK, axis=0)
        self._day = 0

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        self._week[self._day % WEEK] = left
        self._day += 1
        self.daily[:] = self._week.mean(axis=0)

    def ahead(self, days: int) -> Rates | None:
        """Return what each of the coming days is expected to bring, shape (days, sites, skus)."""
        return self._week[(self._day + np.arange(days)) % WEEK]


class WeekdaySmoothed:
    """Exponential smoothing of a level by product, and of a pattern of the week by node that its products share.

    As Winters (1960) without a trend, but the pattern is learnt from all products of a node together, since one product
    alone sells too little, and a day moves the level in proportion to its share of the week, so that a day on which
    hardly anything is sold teaches hardly anything.

    Args:
        daily: first level, units a day, shape (sites, skus); moves in place.
        weight: of the newest day in the level.
        season: weight of the newest week in the pattern.
    """

    def __init__(self, daily: Rates, weight: float, season: float) -> None:
        self.daily = daily
        self._weight = weight
        self._season = season
        self._pattern = np.ones((WEEK, len(daily)))
        """mean 1 over the week, shape (week, sites)"""
        self._day = 0

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        today = self._pattern[self._day % WEEK]
        total = self.daily.sum(axis=1)
        share = np.divide(left.sum(axis=1), total, out=today.copy(), where=total > 0)
        self.daily += self._weight * (left - today[:, None] * self.daily)
        today += self._season * (share - today)
        self._day += 1
        mean = self._pattern.mean(axis=0)
        scale = np.where(mean > 0, mean, 1.0)
        self._pattern /= scale
        self.daily *= scale[:, None]

    def ahead(self, days: int) -> Rates | None:
        """Return what each of the coming days is expected to bring, shape (days, sites, skus)."""
        pattern = self._pattern[(self._day + np.arange(days)) % WEEK]
        return pattern[:, :, None] * self.daily


class Croston:
    """For products that sell on few days: size of a day's sale over days between sales, both smoothed (Croston 1972).

    The quotient is too large on average; Syntetos and Boylan (2005) take half the weight off it.

    Args:
        daily: first expectation, units a day, shape (sites, skus); moves in place.
        weight: of the newest sale.
        factor: of the quotient; 1, or 1 - weight / 2.
    """

    def __init__(self, daily: Rates, weight: float, factor: float = 1.0) -> None:
        self.daily = daily
        self._weight = weight
        self._factor = factor
        self._size = np.ones_like(daily)
        # Of what was never expected, the first sale says all that is known.
        self._gap = np.divide(1.0, daily, out=np.full_like(daily, np.inf), where=daily > 0)
        self._since = np.ones_like(daily)
        """days since the last sale, today included"""

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        sold = left > 0
        first = sold & np.isinf(self._gap)
        later = sold & ~first
        self._size[first], self._gap[first] = left[first], self._since[first]
        self._size[later] += self._weight * (left[later] - self._size[later])
        self._gap[later] += self._weight * (self._since[later] - self._gap[later])
        self._since = np.where(sold, 1.0, self._since + 1.0)
        self.daily[:] = np.where(sold, self._factor * self._size / self._gap, self.daily)

    def ahead(self, days: int) -> Rates | None:
        """Return None: all days ahead are alike."""
        return None


Method = Smoothed | MovingAverage | SeasonalNaive | WeekdaySmoothed | Croston


def method_of(spec: ForecastSpec, daily: Rates, weight: float) -> Method:
    """Return the method that ``spec`` names.

    Args:
        spec: as the planner said.
        daily: first expectation, units a day, shape (sites, skus).
        weight: of the newest day, where a method smooths.
    """
    match spec.method:
        case "smoothed":
            return Smoothed(daily, weight)
        case "seasonal_naive":
            return SeasonalNaive(daily)
        case "moving_average":
            return MovingAverage(daily, spec.window)
        case "weekday":
            return WeekdaySmoothed(daily, weight, spec.season)
        case "croston":
            return Croston(daily, weight)
        case "syntetos_boylan":
            return Croston(daily, weight, 1.0 - weight / 2)
