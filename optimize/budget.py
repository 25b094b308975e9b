"""Phased budget: which initiatives to begin when, in which scope, under the money and people of each phase.

The mathematics are in docs/theory/budget.md. The model reckons in CNY, cases and plans in fen.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimize.backends import Effort
from optimize.budget_case import BudgetPlan, Programme, Purchase
from optimize.budget_checker import check_budget
from optimize.budget_months import Months
from optimize.budget_schedule import Schedule, startable
from optimize.budget_worth import value_columns
from optimize.checker import refuse
from optimize.explain import accepted
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.placement import in_fen
from optimize.scale import SMALLEST
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver
from sim.units import CNY


@dataclass(frozen=True)
class Formulation:
    """A model of a programme and where its decisions stand among the columns."""

    model: Model
    begun: Slots
    """1 once a scope has begun, shape (I, S, M)"""


def formulate(case: Programme) -> Formulation:
    """Return the model of ``case``: a column a scope and month that is 1 once the scope has begun.

    So written, prerequisites are differences of two columns, which keeps the relaxation tight (Bley et al. 2010).
    """
    draft = Draft(Aim.MOST)
    months = Months(draft, case)
    value_columns(months)
    _order(months)
    _needs(months)
    _choices(months)
    _money(months)
    _people(months)
    return Formulation(_without_rounding(draft.model()), months.begun)


def _without_rounding(model: Model) -> Model:
    """Return the model without the cells in which a gain and a bill cancel to the last bit: no solver likes 1e-16."""
    matrix = model.matrix.copy()
    matrix.data[np.abs(matrix.data) < SMALLEST] = 0.0
    matrix.eliminate_zeros()
    return replace(model, matrix=matrix)


def _order(months: Months) -> None:
    """Add the laws: what has begun stays begun, only open months begin something, wider scopes follow narrower ones."""
    draft, case, begun = months.draft, months.case, months.begun
    axes = (case.initiatives, case.scopes, months.names)
    stays = draft.rows("stays begun", (*axes[:2], months.names[1:]), Sense.AT_LEAST, 0.0, Origin.LAW)
    draft.enter(stays, begun[:, :, 1:], 1.0)
    draft.enter(stays, begun[:, :, :-1], -1.0)
    closed = np.argwhere(~startable(case))
    names = tuple(" ".join(axis[k] for axis, k in zip(axes, place, strict=True)) for place in closed.tolist())
    shut = draft.rows("no beginning of", (names,), Sense.AT_MOST, 0.0, Origin.LAW)
    i, s, m = closed.T
    draft.enter(shut, begun[i, s, m], 1.0)
    before = m > 0
    draft.enter(shut[before], begun[i, s, m - 1][before], -1.0)
    wider = draft.rows("after the narrower scope", (axes[0], axes[1][1:], axes[2]), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(wider, begun[:, 1:], 1.0)
    for k, step in np.ndindex(len(case.initiatives), len(case.scopes) - 1):
        pause = 0 if case.pilot_months is None else int(case.months[k, step]) + case.pilot_months
        if pause < case.horizon:
            draft.enter(wider[k, step, pause:], begun[k, step, : case.horizon - pause], -1.0)


def _needs(months: Months) -> None:
    """Add the laws of prerequisites: one of them is live, at this scope or wider, when a scope begins."""
    draft, case = months.draft, months.case
    for need in case.needs:
        name = case.initiatives[need.initiative]
        others = " or ".join(case.initiatives[other] for other in need.one_of)
        axes = (case.scopes, months.names)
        ready = draft.rows(f"{name} needs {others} live at", axes, Sense.AT_MOST, 0.0, Origin.LAW)
        for scope in range(len(case.scopes)):
            months.enter_begun(ready[scope], need.initiative, scope, 1.0)
            for other in need.one_of:
                months.enter_live(ready[scope], other, scope, -1.0)


def _choices(months: Months) -> None:
    """Add what excludes each other and what the planner requires."""
    draft, case, last = months.draft, months.case, months.begun[:, 0, -1]
    pairs = np.array(case.exclusions, np.int64).reshape(-1, 2)
    names = tuple(f"{case.initiatives[a]} and {case.initiatives[b]}" for a, b in pairs.tolist())
    either = draft.rows("at most one of", (names,), Sense.AT_MOST, 1.0, Origin.LIMIT)
    draft.enter(either[:, None], last[pairs], 1.0)
    wanted = list(case.required)
    names = tuple(case.initiatives[k] for k in wanted)
    # A law: what gives way to it is the money, not a part of it.
    required = draft.rows("required", (names,), Sense.AT_LEAST, 1.0, Origin.LAW)
    draft.enter(required, last[wanted], 1.0)


def _money(months: Months) -> None:
    """Add the ledger of the phases and the caps of the categories, both relative to the money that arrives."""
    draft, case, money = months.draft, months.case, months.case.envelope
    arriving = _spendable(case)
    fixed = money.fixed + money.revenue_share * money.revenue
    ledger = draft.rows("money in CNY of phase", (case.phases,), Sense.AT_MOST, arriving @ fixed / CNY, Origin.LIMIT)
    left = draft.columns("left by phase", (case.phases,))
    draft.enter(ledger, left, 1.0)
    draft.enter(ledger[1:], left[:-1], -money.carried)
    capped = np.flatnonzero(money.category_share < 1)
    names = tuple(case.categories[c] for c in capped)
    most = money.category_share[capped]
    caps = draft.rows("money in CNY of category", (names,), Sense.AT_MOST, most * fixed.sum() / CNY, Origin.LIMIT)
    row_of = dict(zip(capped.tolist(), caps, strict=True))
    for k, s in np.ndindex(*case.cost.shape):
        bill = case.cost[k, s] / case.building[k, s] / CNY
        months.enter_building(ledger[case.phase], k, s, bill)
        category = int(case.belongs()[k])
        if category in row_of:
            months.enter_building(row_of[category], k, s, bill)
        if case.revenue_gain is not None:
            earned = money.revenue_share * case.revenue_gain[k, s] / CNY
            for row, part in zip((*ledger, *caps), (*arriving, *np.outer(most, np.ones(case.horizon))), strict=True):
                months.enter_live(row, k, s, -part * earned)


def _spendable(case: Programme) -> Reals:
    """Return the share of each month's arriving money that each phase may spend, shape (H, M)."""
    money = case.envelope
    if money.phase_share is None:
        share: Reals = np.equal.outer(np.arange(len(case.phases)), case.phase).astype(np.float64)
    else:
        share = np.repeat(money.phase_share[:, None], case.horizon, axis=1)
    return (1 - money.reserve) * share


def _people(months: Months) -> None:
    """Add the pools of people that building draws on."""
    draft, case = months.draft, months.case
    if case.people is None or case.people_limit is None:
        return
    rows = draft.rows("people of", (case.pools, months.names), Sense.AT_MOST, case.people_limit, Origin.LIMIT)
    for r, k, s in np.argwhere(case.people > 0).tolist():
        months.enter_building(rows[r], k, s, case.people[r, k, s])


def plan_budget(case: Programme, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> BudgetPlan:
    """Return the purchases that are worth most.

    Raises:
        InfeasiblePlanError: the limits clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    formulation = formulate(case)
    values, proof = accepted(formulation.model, solver, effort)
    plan = described(case, _read(formulation, values), in_fen(proof))
    refuse(check_budget(case, plan))
    return plan


def _read(formulation: Formulation, values: Reals) -> tuple[Purchase, ...]:
    begun = values[formulation.begun] > 0.5
    first = begun.copy()
    first[:, :, 1:] &= ~begun[:, :, :-1]
    return tuple(sorted((Purchase(*place) for place in np.argwhere(first).tolist()), key=lambda p: (p.month, p)))


def described(case: Programme, purchases: tuple[Purchase, ...], proof: Proof) -> BudgetPlan:
    """Return ``purchases`` as a plan with its spend and worth."""
    schedule = Schedule(case, purchases)
    return BudgetPlan(purchases, schedule.bills.sum(axis=0), schedule.worth, proof)
