"""The trade between money and punctuality: the best assignment at every price of a minute late (row S132).

A weighted sum finds the corners of the frontier's convex hull (Geoffrion 1968); docs/theory/assignment.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimize.assignment import assign
from optimize.assignment_case import Assignment, AssignmentPlan, no_prices
from optimize.assignment_cost import cost_of
from optimize.backends import Effort
from optimize.solving import USUAL_EFFORT, Solver


@dataclass(frozen=True)
class Point:
    """What the best plan at one price of lateness comes to."""

    late_cost: float
    """price of a minute late, in the case's money"""
    money: float
    """freight, sending, substitutes and what is left out; lateness not counted"""
    minutes: float
    """late, all packages together"""
    plan: AssignmentPlan


def trade_off(
    case: Assignment, late_costs: Iterable[float], solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT
) -> list[Point]:
    """Return the plans for ``late_costs`` that no other beats in both money and minutes, the cheapest first.

    Raises:
        PlanningError: as in `optimize.assignment.assign`.
    """
    found = [_point(case, price, assign(replace(case, late_cost=price), None, solver, effort)) for price in late_costs]
    return list(_unbeaten(sorted(found, key=lambda point: (point.money, point.minutes, point.late_cost))))


def _point(case: Assignment, price: float, plan: AssignmentPlan) -> Point:
    money = cost_of(replace(case, late_cost=0.0), plan, no_prices(case))
    packages = np.unique(case.order[plan.line] * len(case.sites) + plan.site)
    return Point(price, money, float(case.lateness.ravel()[packages].sum()), plan)


def _unbeaten(cheapest_first: Sequence[Point]) -> Iterator[Point]:
    least = float("inf")
    for point in cheapest_first:
        if point.minutes < least:
            least = point.minutes
            yield point
