"""Reorder points: when to order and how much, where demand is random, waits, and every order costs.

The mathematics are in docs/theory/inventory.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

from optimize.errors import PlanInputError
from optimize.newsvendor import Demand, cost_of, newsvendor, positive


@dataclass(frozen=True)
class Reorder:
    """Order when stock (held and on order, less what waits) has fallen to ``point``."""

    point: int
    """units at which to order"""
    up_to: int
    """units to order up to"""
    cost: float
    """of orders, holding and waiting, per period"""

    @property
    def quantity(self) -> int:
        """Return the units of an order placed exactly at the point."""
        return self.up_to - self.point


def order_up_to(period: Demand, protection: Demand, order_cost: float, over: float, under: float) -> Reorder:
    """Return the best (s, S): at each review, order up to S when the position is s or less.

    The search of Zheng and Federgruen (1991): exact for whole units.

    Args:
        period: units asked for between two reviews, whole.
        protection: and from an order until the next one has arrived; the same as ``period`` without a lead time.
        order_cost: cost of an order, whatever its size.
        over: cost of a unit held over a period.
        under: cost of a unit that waits over a period.

    Raises:
        PlanInputError: a cost that is not above 0, or demand that does not come in whole units.
    """
    _whole(period, protection)
    positive(order_cost=order_cost)
    level = int(newsvendor(protection, over, under).level)
    held = cache(lambda y: cost_of(protection, y, over, under))
    renewals = _Renewals(period)

    def cost(point: int, up_to: int) -> float:
        visits = sum(renewals.density(j) * held(up_to - j) for j in range(up_to - point))
        return (order_cost + visits) / renewals.total(up_to - point)

    point = next(s for s in count(level - 1, -1) if cost(s, level) <= held(s))
    best, least = level, cost(point, level)
    for up_to in count(level + 1):
        if held(up_to) > least:
            return Reorder(point, best, least)
        if cost(point, up_to) < least:
            best = up_to
            while cost(point, best) <= held(point + 1):
                point += 1
            least = cost(point, best)
    raise AssertionError("unreachable: the cost of holding grows without end")


class _Renewals:
    """How often the stock stands j units below S between two orders: the renewal density of demand a period."""

    def __init__(self, period: Demand) -> None:
        # Demand in whole units has chances of single values.
        self._chance: Callable[[int], float] = period.pmf  # type: ignore[attr-defined]
        stays = float(self._chance(0))
        self._density = [1.0 / (1.0 - stays)]
        self._totals = [0.0, self._density[0]]

    def density(self, units: int) -> float:
        """Return the expected number of periods that begin ``units`` below S."""
        while len(self._density) <= units:
            j = len(self._density)
            reached = sum(float(self._chance(k)) * self._density[j - k] for k in range(1, j + 1))
            self._density.append(reached * self._density[0])
            self._totals.append(self._totals[-1] + self._density[-1])
        return self._density[units]

    def total(self, units: int) -> float:
        """Return the expected number of periods until ``units`` or more have been asked for."""
        self.density(max(units - 1, 0))
        return self._totals[units]


def fixed_lot(lead: Demand, rate: float, order_cost: float, over: float, under: float) -> Reorder:
    """Return the best (r, Q) under continuous review: order Q units whenever the position falls to r.

    The search of Federgruen and Zheng (1992): exact for Poisson demand, one unit at a time.

    Args:
        lead: units asked for during the lead time, whole.
        rate: units asked for per unit of time.
        order_cost: cost of an order, whatever its size.
        over: cost of a unit held for a unit of time.
        under: cost of a unit that waits for a unit of time.

    Raises:
        PlanInputError: a figure that is not above 0, or demand that does not come in whole units.
    """
    _whole(lead)
    positive(order_cost=order_cost, demand=rate)
    level = int(newsvendor(lead, over, under).level)
    lot, total, least = 0, order_cost * rate, float("inf")
    low = level
    for point, position in _cheapest_first(level, lambda y: cost_of(lead, y, over, under)):
        if position >= least:
            return Reorder(low, low + lot, least)
        lot, total, low = lot + 1, total + position, point
        least = total / lot
    raise AssertionError("unreachable: the cost of holding grows without end")


def _cheapest_first(level: int, held: Callable[[int], float]) -> Iterator[tuple[int, float]]:
    """Yield stocks around the cheapest, cheapest first: the point just below those so far, and the stock's cost."""
    low, high = level - 1, level
    while True:
        below, above = held(low), held(high)
        if below < above:
            low -= 1
        else:
            high += 1
        yield low, min(below, above)


def _whole(*demands: Demand) -> None:
    if not all(hasattr(demand, "pmf") for demand in demands):
        raise PlanInputError("demand must come in whole units here: give a discrete distribution, such as poisson(6)")
