"""Reserves of a programme: how much money to hold back, so that overruns seldom ask for more than there is (S218).

Planned bills must fit into what is not held back; the reserve then pays for what things truly cost. Chance constraint:
Charnes and Cooper 1959; the mathematics are in docs/theory/budget.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from optimize.backends import Effort
from optimize.budget import plan_budget
from optimize.budget_case import BudgetPlan, Programme, Purchase
from optimize.budget_schedule import ROOM, Schedule
from optimize.errors import PlanInputError
from optimize.solving import USUAL_EFFORT, Solver


@dataclass(frozen=True)
class Reserve:
    """A share of the money held back, and the best plan for the rest."""

    share: float
    plan: BudgetPlan
    breach: float
    """chance that the plan's true bills are more than the money of some phase, the reserve released"""


def breach(case: Programme, purchases: Iterable[Purchase]) -> float:
    """Return the chance that overruns take more than a phase has: all that is allowed, and carried from before."""
    bought, total = tuple(purchases), 0.0
    for chance, overrun in zip(case.chance.tolist(), case.overrun, strict=True):
        envelope = replace(case.envelope, reserve=0.0)
        schedule = Schedule(replace(case, cost=case.cost * overrun[:, None], envelope=envelope), bought)
        short = schedule.left < -ROOM * max(1.0, float(schedule.arrivals.sum()))
        total += chance * bool(short.any())
    return total


def reserves(
    case: Programme, shares: Iterable[float], solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT
) -> list[Reserve]:
    """Return what holding each of ``shares`` back is worth and risks.

    Raises:
        PlanningError: as in `optimize.budget.plan_budget`.
    """
    found = []
    for share in shares:
        held = replace(case, envelope=replace(case.envelope, reserve=share))
        plan = plan_budget(held, solver, effort)
        found.append(Reserve(share, plan, breach(held, plan.purchases)))
    return found


def best_reserve(found: Iterable[Reserve], allowed: float) -> Reserve:
    """Return the smallest share whose chance of a breach is at most ``allowed``: less held back is never worth less.

    Raises:
        PlanInputError: none keeps it.
    """
    tried = list(found)
    safe = [one for one in tried if one.breach <= allowed + ROOM]
    if not safe:
        least = min((one.breach for one in tried), default=1.0)
        raise PlanInputError(
            f"no reserve that was tried keeps the chance of a breach at {allowed:g} or less, the safest has {least:g}; "
            "try larger shares or accept a larger chance"
        )
    return min(safe, key=lambda one: one.share)
