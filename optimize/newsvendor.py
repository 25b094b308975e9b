"""The newsvendor: how much to have of what is asked for once, and what sharing one stock saves.

The mathematics are in docs/theory/inventory.md.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from optimize.errors import PlanInputError, listed
from optimize.model import Reals

TAIL = 1e-15
"""chance below which demand is taken for impossible"""


class Demand(Protocol):
    """A distribution of units asked for: any frozen one of scipy.stats; those with ``pmf`` are whole units."""

    def ppf(self, q: float) -> float:
        """Return the least level that covers demand with chance ``q``."""
        ...

    def cdf(self, x: float | Reals) -> float | Reals:
        """Return the chance that demand is at most ``x``."""
        ...

    def mean(self) -> float:
        """Return the expected units."""
        ...


@dataclass(frozen=True)
class Stocking:
    """How much to have and what that costs, in the money of the prices given."""

    level: float
    """units"""
    cost: float
    """expected cost of leftovers and shortages, per period"""


@dataclass(frozen=True)
class Pooling:
    """Stock in several places against one stock for all of them."""

    separate: tuple[Stocking, ...]
    shared: Stocking

    @property
    def separate_cost(self) -> float:
        """Return what the places cost together."""
        return sum(place.cost for place in self.separate)


def positive(**figures: float) -> None:
    """Return when every figure is a finite number above 0.

    Raises:
        PlanInputError: each that is not, by its name.
    """
    odd = [f"{name.replace('_', ' ')}: {value} must be a finite number above 0" for name, value in figures.items()]
    odd = [words for words, value in zip(odd, figures.values(), strict=True) if not 0 < value < np.inf]
    if odd:
        raise PlanInputError(f"the stock cannot be planned with these figures:\n{listed(odd)}")


def leftover(demand: Demand, level: float) -> float:
    """Return the expected units left of ``level``: the area under the distribution function up to it."""
    least = demand.ppf(TAIL)
    if level <= least:
        return 0.0
    if hasattr(demand, "pmf"):
        units = np.arange(least, level)
        # A level between two whole numbers covers a part of the last step.
        return float(np.minimum(level - units, 1.0) @ demand.cdf(units))
    return float(quad(demand.cdf, least, level, epsabs=1e-11, epsrel=1e-11, limit=200)[0])


def cost_of(demand: Demand, level: float, over: float, under: float) -> float:
    """Return the expected cost of having ``level`` units, at ``over`` a unit left and ``under`` a unit short."""
    left = leftover(demand, level)
    return float(over * left + under * (demand.mean() - level + left))


def newsvendor(demand: Demand, over: float, under: float) -> Stocking:
    """Return the cheapest stock: the least level that covers demand with chance under / (under + over).

    With a lead time of L periods under periodic review, give the demand of L + 1 periods: the answer is the base-stock
    level and its cost a period (Zipkin 2000, chapters 6 and 9).

    Args:
        demand: units asked for before the next chance to order.
        over: cost of a unit left, its holding cost or its cost less its salvage value.
        under: cost of a unit short, its margin or penalty.

    Raises:
        PlanInputError: a cost that is not above 0, or demand without a finite mean.
    """
    positive(cost_of_a_unit_left=over, cost_of_a_unit_short=under)
    if not np.isfinite(demand.mean()):
        raise PlanInputError(f"demand has the mean {demand.mean()}: expected cost is not a number")
    level = float(demand.ppf(under / (under + over)))
    return Stocking(level, cost_of(demand, level, over, under))


def pool(mean: Reals, deviation: Reals, over: float, under: float, correlation: float = 0.0) -> Pooling:
    """Return the stock of places with normal demand, each alone and all from one stock (Eppen 1979).

    Args:
        mean: units asked for at each place, shape (places,).
        deviation: their standard deviations, > 0, shape (places,).
        over: cost of a unit left.
        under: cost of a unit short.
        correlation: between any two places, from -1 / (places - 1) to 1.

    Raises:
        PlanInputError: shapes that differ, figures that are no numbers, a correlation that cannot be.
    """
    _sound_places(mean, deviation, correlation)
    pairs = float(deviation.sum() ** 2 - (deviation**2).sum())
    spread = np.sqrt(max(float((deviation**2).sum()) + correlation * pairs, 0.0))
    places = tuple(newsvendor(norm(m, s), over, under) for m, s in zip(mean.tolist(), deviation.tolist(), strict=True))
    total = float(mean.sum())
    return Pooling(places, newsvendor(norm(total, spread), over, under) if spread > 0 else Stocking(total, 0.0))


def _sound_places(mean: Reals, deviation: Reals, correlation: float) -> None:
    if mean.shape != deviation.shape or mean.ndim != 1 or not mean.size:
        raise PlanInputError(f"mean has shape {mean.shape}, deviation {deviation.shape}: give one of each per place")
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all() and (deviation > 0).all()):
        raise PlanInputError("mean and deviation of every place must be finite numbers, the deviation above 0")
    least = -1.0 / (mean.size - 1) if mean.size > 1 else -1.0
    if not least - 1e-12 <= correlation <= 1.0:
        raise PlanInputError(f"correlation {correlation}: {mean.size} places can have {least:.4g} to 1")
