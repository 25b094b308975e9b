"""Shifts: how many people on which shifts, so that the work of every hour is met at least cost; set covering.

The model is Dantzig's (1954), with roles that kinds of staff share; docs/theory/shifts.md has the mathematics.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimize.backends import Effort
from optimize.check_shifts import check_shifts
from optimize.checker import refuse
from optimize.explain import accepted
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.placement import in_fen
from optimize.shifts_case import Rosters, Shifts
from optimize.solving import USUAL_EFFORT, Solver
from sim.units import CNY


@dataclass(frozen=True)
class Formulation:
    """A model of a roster and where its decisions stand among the columns."""

    model: Model
    staff: Slots
    """shape (J, P)"""
    doing: Slots
    """shape (J, R, T)"""


def formulate(case: Shifts) -> Formulation:
    """Return the model: people on patterns, what they do at each time, and who is missing."""
    draft = Draft(Aim.LEAST)
    staff = draft.columns("staff", (case.kinds, case.patterns), cost=case.cost / CNY, integer=True)
    high = np.where(case.can[:, :, None], np.inf, 0.0)
    doing = draft.columns("people", (case.kinds, case.roles, case.times), high=high)
    price = case.short_cost[:, None] * case.weight / CNY
    missing = draft.columns("missing", (case.roles, case.times), cost=price)
    there = draft.rows("people there", (case.kinds, case.times), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(there[:, None, :], doing, 1.0)
    pattern, time = np.nonzero(case.works)
    draft.enter(there[:, time], staff[:, pattern], -1.0)
    met = draft.rows("people needed for", (case.roles, case.times), Sense.AT_LEAST, case.need, Origin.LAW)
    draft.enter(met[None], doing, 1.0)
    draft.enter(met, missing, 1.0)
    _waiting(draft, case, doing)
    _limits(draft, case, staff)
    return Formulation(draft.model(), staff, doing)


def _waiting(draft: Draft, case: Shifts, doing: Slots) -> None:
    """Add work that may wait, but not for ever: each window holds enough people for it."""
    if not case.windows.size:
        return
    names = tuple(f"window {w + 1}" for w in range(len(case.windows)))
    done = draft.rows("work done in", (case.roles, names), Sense.AT_LEAST, case.work, Origin.LIMIT)
    window, time = np.nonzero(case.windows)
    draft.enter(done[None][:, :, window], doing[:, :, time], 1.0)


def _limits(draft: Draft, case: Shifts, staff: Slots) -> None:
    """Add the labour rules that a planner could move."""
    for words, sense, limit, some in (
        ("people at work at least,", Sense.AT_LEAST, case.least, case.least > 0),
        ("people at work at most,", Sense.AT_MOST, case.most, np.isfinite(case.most)),
    ):
        chosen = np.flatnonzero(some)
        rows = draft.rows(words, (tuple(case.times[t] for t in chosen),), sense, limit[chosen], Origin.LIMIT)
        pattern, place = np.nonzero(case.works[:, chosen])
        draft.enter(rows[None, place], staff[:, pattern], 1.0)
    scarce = np.flatnonzero(np.isfinite(case.people))
    names = tuple(case.kinds[j] for j in scarce)
    rows = draft.rows("shifts filled by", (names,), Sense.AT_MOST, case.people[scarce], Origin.LIMIT)
    draft.enter(rows[:, None], staff[scarce], 1.0)


def roster(case: Shifts, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Rosters:
    """Return the cheapest roster, missing people counted at their cost.

    Raises:
        InfeasiblePlanError: the labour rules clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    formulation = formulate(case)
    values, proof = accepted(formulation.model, solver, effort)
    staff = np.rint(values[formulation.staff]).astype(np.int64)
    doing = np.maximum(values[formulation.doing], 0.0)
    plan = Rosters(staff, np.where(np.abs(doing - np.rint(doing)) < _SNAP, np.rint(doing), doing), in_fen(proof))
    plan = replace(plan, proof=replace(plan.proof, objective=cost_of(case, plan)))
    refuse(check_shifts(case, plan))
    return plan


_SNAP = 1e-6


def cost_of(case: Shifts, plan: Rosters) -> float:
    """Return what a roster costs in fen a week, missing people counted."""
    return float((case.cost * plan.staff).sum()) + missing_cost(case, plan.doing.sum(axis=0))


def missing_cost(case: Shifts, there: Reals) -> float:
    """Return fen a week for the people who are missing where ``there`` work, shape (R, T)."""
    missing = (case.short_cost @ np.maximum(case.need - there, 0.0)) @ case.weight
    if not case.windows.size:
        return float(missing)
    undone = np.maximum(case.work - there @ case.windows.T, 0.0)
    return float(missing + (case.short_cost @ undone) @ case.window_weight)


def hour_by_hour(case: Shifts) -> float:
    """Return what no roster undercuts: people hired for single hours by the cheapest of all patterns; fen a week.

    A person at work at one coming of a time costs at least the least share of a pattern's cost that any of its times
    bears; a missing one costs what is said.
    """
    hours = case.works @ case.weight
    rate = np.where(hours > 0, case.cost.min(axis=0) / np.maximum(hours, 1e-9), np.inf).min()
    price = np.minimum(case.short_cost, rate)[:, None]
    wanted = (case.need * price).sum(axis=0)
    # Whoever must be there anyway can do what is needed.
    idle = np.maximum(case.least - case.need.sum(axis=0), 0.0) * rate
    return max(float((wanted + idle) @ case.weight), _hours_for_windows(case, rate))


def _hours_for_windows(case: Shifts, rate: float) -> float:
    """Return the same for the fullest window: those beside it may have its people."""
    return float((case.work.sum(axis=0) * case.window_weight).max(initial=0.0) * rate)
