"""Make or buy: riders of one's own in every hour, and orders left to a third party (row S131).

An hour is a newsvendor: a rider costs the wage whether there are orders or not, an order beyond what riders bring is
bought (Van Mieghem 1999: capacity and subcontracting). The mathematics are in docs/theory/dispatch.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from optimize.errors import PlanInputError
from optimize.newsvendor import Demand, leftover, positive


@dataclass(frozen=True)
class Terms:
    """What bringing orders costs; one unit of money throughout."""

    pace: float
    """orders that a rider brings in an hour, > 0"""
    wage: float
    """of a rider for an hour, > 0"""
    fee: float
    """of the third party for an order, > 0"""
    available: float = 1.0
    """share of askings at which it has somebody, 0 to 1"""
    lost: float = 0.0
    """cost of an order that nobody brings"""

    @property
    def bought(self) -> float:
        """Return the mean cost of an order that is not brought by own riders."""
        return self.available * self.fee + (1.0 - self.available) * self.lost


@dataclass(frozen=True)
class Hour:
    """Who brings the orders of an hour."""

    riders: int
    """of one's own"""
    left: float
    """orders left to the third party, on average"""
    cost: float
    """of wages, fees and lost orders, on average"""


def split_by_hour(orders: Sequence[Demand], terms: Terms) -> list[Hour]:
    """Return the cheapest riders for each hour; of numbers that cost the same, the fewest.

    Args:
        orders: of each hour, any distribution of scipy.stats.
        terms: what bringing them costs.

    Raises:
        PlanInputError: a figure that is not above 0, an availability that is no share, orders without a finite mean.
    """
    positive(pace=terms.pace, wage=terms.wage, fee=terms.fee)
    if not (0 <= terms.available <= 1 and 0 <= terms.lost < np.inf):
        raise PlanInputError(
            f"available {terms.available} must be between 0 and 1, lost {terms.lost} a finite number of at least 0"
        )
    endless = [hour for hour, demand in enumerate(orders) if not np.isfinite(demand.mean())]
    if endless:
        raise PlanInputError(f"orders of hours {endless} have no finite mean: what they cost is not a number")
    return [_hour(demand, terms) for demand in orders]


def _hour(demand: Demand, terms: Terms) -> Hour:
    left = float(demand.mean())
    for riders in count():
        more = _left(demand, terms.pace * (riders + 1))
        if terms.bought * (left - more) <= terms.wage:
            return Hour(riders, left, terms.wage * riders + terms.bought * left)
        left = more
    raise AssertionError("unreachable: ever fewer orders are left")


def _left(demand: Demand, carried: float) -> float:
    """Return the expected orders beyond ``carried``."""
    return max(0.0, float(demand.mean()) - carried + leftover(demand, carried))
