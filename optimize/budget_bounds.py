"""What a budget plan is measured against: the greedy planner, the clairvoyant, and the price of every limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimize.backends import Effort
from optimize.budget import described, formulate, plan_budget
from optimize.budget_case import BudgetPlan, Programme, Purchase
from optimize.budget_greedy import greedy
from optimize.budget_schedule import Schedule, weighed
from optimize.explain import accepted
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver, solve
from sim.units import CNY

TINY = 1e-9
"""below it a dual is a rounding"""


@dataclass(frozen=True)
class Measured:
    """A plan between its baseline and its bound; money in fen."""

    plan: BudgetPlan
    baseline: BudgetPlan
    """the greedy planner's purchases"""
    clairvoyant: float
    """mean value if each outcome were known before anything is bought; nobody does better"""

    @property
    def gap_captured(self) -> float | None:
        """Return the share of the way from baseline to clairvoyant that the plan goes; None where there is none."""
        low = self.baseline.proof.objective
        if self.clairvoyant <= low:
            return None
        return (self.plan.proof.objective - low) / (self.clairvoyant - low)


def measure(case: Programme, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Measured:
    """Return the best plan with its baseline and its bound.

    Raises:
        PlanningError: as in `optimize.budget.plan_budget`.
    """
    plan = plan_budget(case, solver, effort)
    return Measured(plan, _by_hand(case, greedy(case), plan.proof.bound), clairvoyant(case, solver, effort))


def _by_hand(case: Programme, purchases: tuple[Purchase, ...], bound: float) -> BudgetPlan:
    value = weighed(case, Schedule(case, purchases).worth)
    proof = Proof(value, bound, proven=False, solver="greedy", reproducible=True, notes=())
    return described(case, purchases, proof)


def clairvoyant(case: Programme, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> float:
    """Return the mean value in fen of the best plans for each outcome alone (wait and see).

    It bounds plans weighted with their tail, too: the mean of a tail is never above the mean of all.
    """
    total = 0.0
    for outcome, chance in enumerate(case.chance.tolist()):
        # Its bound, not its objective: nobody can do better even where the solver stopped early.
        _, proof = accepted(formulate(only(case, outcome)).model, solver, effort)
        total += chance * proof.bound * CNY
    return total


def only(case: Programme, outcome: int) -> Programme:
    """Return the programme in which ``outcome`` is certain."""
    one = slice(outcome, outcome + 1)
    return replace(
        case,
        chance=np.ones(1),
        gain=case.gain[one],
        overrun=case.overrun[one],
        joints=tuple(replace(joint, gain=joint.gain[one]) for joint in case.joints),
    )


@dataclass(frozen=True)
class Price:
    """What a limit costs."""

    limit: str
    """in a planner's words"""
    unit: float
    """value in fen of one more unit of the limit, in the relaxation that may begin parts of scopes"""


def shadow_prices(case: Programme, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> list[Price]:
    """Return the price of every limit that binds in the relaxation, the dearest first; units are CNY and people."""
    model = formulate(case).model
    relaxed = solve(replace(model, integer=np.zeros_like(model.integer)), solver, effort)
    if relaxed.duals is None:
        return []
    prices = [
        Price(model.row(row), float(relaxed.duals[row]) * CNY)
        for row in np.flatnonzero(model.movable).tolist()
        if abs(relaxed.duals[row]) > TINY
    ]
    return sorted(prices, key=lambda price: -abs(price.unit))


def _without_phases(case: Programme) -> Programme:
    money = case.envelope
    if money.phase_share is None:
        return case
    # All of it at the beginning, and nothing lost on the way: every split of the money becomes possible.
    first = np.eye(len(case.phases))[0]
    return replace(case, envelope=replace(money, phase_share=first, carried=1.0))


def _without_categories(case: Programme) -> Programme:
    return replace(case, envelope=replace(case.envelope, category_share=np.ones(len(case.categories))))


def _without_reserve(case: Programme) -> Programme:
    return replace(case, envelope=replace(case.envelope, reserve=0.0))


RULES: Mapping[str, Callable[[Programme], Programme]] = {
    "phase shares": _without_phases,
    "category shares": _without_categories,
    "reserve": _without_reserve,
    "pools of people": lambda case: replace(case, pools=(), people=None, people_limit=None),
    "pilots first": lambda case: replace(case, pilot_months=None),
    "exclusions": lambda case: replace(case, exclusions=()),
    "what is required": lambda case: replace(case, required=()),
}
"""Rules that can be switched off, each by itself: a programme -> the programme without the rule."""


def prices_of_rules(case: Programme, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> dict[str, float]:
    """Return for each rule of the programme what the best plan would gain in fen without it, solved anew.

    Raises:
        PlanningError: as in `optimize.budget.plan_budget`.
    """
    value = plan_budget(case, solver, effort).proof.objective
    return {name: plan_budget(lift(case), solver, effort).proof.objective - value for name, lift in RULES.items()}
