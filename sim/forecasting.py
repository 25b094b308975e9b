"""Forecasting: what the nodes are told to expect, how wrong that has been, and what the forecast may know.

A method (`sim.forecast`) learns from ordinary days. What festivals bring is known beforehand as far as the lever
``forecast.promotions`` says; the day's units are then cleared of it before they are learnt, and it is added to the days
ahead. Units asked for in vain are seen as far as ``forecast.unmet`` says; without it, a shelf that was empty looks like
one that nobody asked for. The lever ``forecast.error`` makes forecasts worse than they need be. Row S139.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.forecast import WEEK
from sim.levers import Levers
from sim.policies import Forecast
from sim.replenishment import Outlook, Rates, Units
from sim.samplers import scattered
from sim.tables import Table

HORIZON = 28
"""days that are told apart; what lies beyond is expected to be like their mean (F161: 7 to 30 days)"""
_MADE = (1, 4)
"""weeks before a week's end at which its forecast is noted, to be judged"""

Weekly = Callable[[int], NDArray[np.float64]]
"""Week -> a normal score for each cell."""


@dataclass(frozen=True)
class Knowledge:
    """What the forecasts may know, and the luck of the error that is added."""

    levers: Levers
    festivals: NDArray[np.float64]
    """factor of each day, `HORIZON` days beyond the simulated ones, shape (days,)"""
    luck: Weekly


class PoissonSpread:
    """The variance of Poisson demand: its mean."""

    def __init__(self, daily: Rates) -> None:
        self.variance = daily
        """of a day, units squared, shape (sites, skus)"""

    def learn(self, error: Rates) -> None:
        """Leave it at that."""


class ErrorSpread:
    """The mean square of the errors that the forecasts of the next day have made, smoothed (Silver, Pyke and Thomas).

    Args:
        daily: the first expectation, whose Poisson variance stands at the beginning, shape (sites, skus).
        weight: of the newest day.
    """

    def __init__(self, daily: Rates, weight: float) -> None:
        self.variance = daily.copy()
        self._weight = weight

    def learn(self, error: Rates) -> None:
        """Take in a day's errors, units, shape (sites, skus)."""
        self.variance += self._weight * (error**2 - self.variance)


@dataclass(frozen=True)
class Expected:
    """What all nodes expect in one night."""

    daily: Rates
    """units of a mean day, shape (sites, skus)"""
    variance: Rates
    """of a day, units squared, shape (sites, skus)"""
    ahead: Rates | None
    """units of each coming day, shape (days, sites, skus); None where all are like the mean day"""

    def outlook(self, site: int) -> Outlook:
        """Return what a node expects that is filled within a day."""
        ahead = None if self.ahead is None else self.ahead[:, site]
        return Outlook(self.daily[site], self.variance[site], 1.0, ahead=ahead)


class Forecasting:
    """Keeps every node's forecast.

    Args:
        method: how ordinary days are foreseen.
        spread: how far days scatter around it.
        knowledge: what the method is told, and what spoils it.
    """

    def __init__(self, method: Forecast, spread: PoissonSpread | ErrorSpread, knowledge: Knowledge) -> None:
        self._method = method
        self._spread = spread
        self._festivals = knowledge.festivals
        self._luck = knowledge.luck
        levers = knowledge.levers
        self._promotions, self._unmet, self._error = (
            levers[f"forecast.{name}"] for name in ("promotions", "unmet", "error")
        )
        self._day = 0

    @property
    def daily(self) -> Rates:
        """Return the units of a mean day, shape (sites, skus); the array moves in place."""
        return self._method.daily

    def learn(self, left: Units, short: Units) -> None:
        """Take in a day: units that left, and units asked for in vain, both of shape (sites, skus)."""
        seen = left + self._unmet[0] * short if self._unmet[0] else left
        self._spread.learn(seen - self.expected(1)[0])
        factor = self._known(1)[0]
        if factor > 0:
            self._method.learn(seen if factor == 1.0 else seen / factor)
        self._day += 1

    def expected(self, days: int) -> Rates:
        """Return the units of each of the coming days, shape (days, sites, skus)."""
        ahead = self.ahead(days)
        return np.broadcast_to(self._spoilt(self.daily), (days, *self.daily.shape)) if ahead is None else ahead

    def ahead(self, days: int) -> Rates | None:
        """Return the same, or None where all are like the mean day."""
        known = self._known(days)
        ahead = self._method.ahead(days)
        if (known == 1.0).all():
            return None if ahead is None else self._spoilt(ahead)
        plain = self.daily[None] if ahead is None else ahead
        return self._spoilt(plain * known[:, None, None])

    def tonight(self) -> "Expected":
        """Return what all nodes expect as they order."""
        return Expected(self._spoilt(self.daily), self._spread.variance, self.ahead(HORIZON))

    def note(self, table: Table) -> None:
        """Note what the coming weeks are expected to bring, in the first night of a week."""
        if self._day % WEEK:
            return
        days = self.expected(max(_MADE) * WEEK)
        site, sku = np.divmod(np.arange(self.daily.size), self.daily.shape[1])
        for weeks in _MADE:
            units = days[(weeks - 1) * WEEK : weeks * WEEK].sum(axis=0)
            week = self._day // WEEK + weeks - 1
            table.append(site.size, week=week, weeks=weeks, site=site, sku=sku, units=units.reshape(-1))

    def _known(self, days: int) -> NDArray[np.float64]:
        """Return the factor that is known of each coming day."""
        return 1.0 + self._promotions[0] * (self._festivals[self._day : self._day + days] - 1.0)

    def _spoilt(self, units: Rates) -> Rates:
        """Return units with this week's error added, shape (..., sites, skus)."""
        if not self._error[0]:
            return units
        factor = scattered(self._luck(self._day // WEEK), float(self._error[0]))
        return units * factor.reshape(self.daily.shape)
