"""Media: spend by channel and week under saturation and carry-over, looking ahead over all weeks.

The mathematics are in docs/theory/media.md. The model reckons in CNY, cases and plans in fen.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimize.backends import Effort
from optimize.checker import refuse
from optimize.explain import accepted
from optimize.media_case import Media, MediaPlan
from optimize.media_checker import check_media
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense, Slots
from optimize.placement import in_fen
from optimize.solution import Proof
from optimize.solving import USUAL_EFFORT, Solver, solve
from sim.units import CNY


@dataclass(frozen=True)
class Formulation:
    """A model of a case and where its decisions stand."""

    model: Model
    spend: Slots
    """columns, shape (C, T)"""
    budget: int
    """the row of the budget"""


def formulate(case: Media) -> Formulation:
    """Return the model: linear where all returns diminish, with a whole number a segment where they rise first."""
    draft = Draft(Aim.MOST)
    axes = (case.channels, case.weeks)
    spend = draft.columns(
        "spend on", axes, cost=-case.price, low=case.least / CNY, high=np.maximum(case.most, case.least) / CNY
    )
    felt = draft.columns("felt of", axes)
    _carry(draft, case, spend, felt)
    for channel in range(len(case.channels)):
        _response(draft, case, channel, felt[channel])
    budget = _limits(draft, case, spend)
    return Formulation(draft.model(), spend, budget)


def _carry(draft: Draft, case: Media, spend: Slots, felt: Slots) -> None:
    """Add the law of carry-over: what is felt is spent now, or was felt last week and has not faded."""
    before = np.zeros((len(case.channels), len(case.weeks)))
    before[:, 0] = case.carry * case.start / CNY
    rows = draft.rows("carry-over of", (case.channels, case.weeks), Sense.EQUAL, before, Origin.LAW)
    draft.enter(rows, felt, 1.0)
    draft.enter(rows, spend, -1.0)
    fades = np.flatnonzero(case.carry > 0)
    draft.enter(rows[fades, 1:], felt[fades, :-1], -case.carry[fades, None])


def _response(draft: Draft, case: Media, channel: int, felt: Slots) -> None:
    """Add the segments of a channel's response; where slopes rise, a segment is full before the next begins."""
    response, name = case.response[channel], case.channels[channel]
    segments = tuple(f"segment {k + 1}" for k in range(len(response.width)))
    axes = (case.weeks, segments)
    gain = case.season[channel][:, None] * response.slope
    parts = draft.columns(f"{name} in", axes, cost=gain, high=response.width / CNY)
    within = draft.rows(f"{name} earns on what is felt in", (case.weeks,), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(within[:, None], parts, 1.0)
    draft.enter(within, felt, -1.0)
    if response.concave or len(segments) == 1:
        return
    inner = (case.weeks, segments[:-1])
    full = draft.columns(f"{name} full in", inner, high=1.0, integer=True)
    width = response.width / CNY
    reached = draft.rows(f"{name} fills in", inner, Sense.AT_LEAST, 0.0, Origin.LAW)
    draft.enter(reached, parts[:, :-1], 1.0)
    draft.enter(reached, full, -width[:-1])
    follows = draft.rows(f"{name} goes on after", inner, Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(follows, parts[:, 1:], 1.0)
    draft.enter(follows, full, -width[1:])


def _limits(draft: Draft, case: Media, spend: Slots) -> int:
    budget = draft.rows("budget in CNY", (), Sense.AT_MOST, case.budget / CNY, Origin.LIMIT)
    draft.enter(budget, spend, 1.0)
    capped = np.flatnonzero(np.isfinite(case.weekly))
    names = tuple(case.weeks[t] for t in capped)
    weekly = draft.rows("spend in CNY of", (names,), Sense.AT_MOST, case.weekly[capped] / CNY, Origin.LIMIT)
    draft.enter(weekly, spend[:, capped], 1.0)
    limited = np.flatnonzero(case.concentration < 1)
    names = tuple(case.channels[c] for c in limited)
    share = draft.rows("share of all spend of", (names,), Sense.AT_MOST, 0.0, Origin.LIMIT)
    draft.enter(share[:, None], spend[limited], 1.0)
    draft.enter(share[:, None, None], spend, -case.concentration[limited][:, None, None])
    return int(budget)


def split(case: Media, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> MediaPlan:
    """Return the spend by channel and week that is worth most over all weeks.

    Raises:
        InfeasiblePlanError: the limits clash; they are named with the smallest repair.
        PlanningError: impossible data, a solver without a plan, or a plan that the checker refuses.
    """
    formulation = formulate(case)
    values, proof = accepted(formulation.model, solver, effort)
    plan = MediaPlan(np.maximum(values[formulation.spend], 0.0) * CNY, in_fen(proof))
    refuse(check_media(case, plan))
    return plan


def price_of_money(case: Media, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> float:
    """Return what one more fen of budget would be worth, in fen; segments need not be filled in order."""
    formulation = formulate(case)
    model = formulation.model
    duals = solve(replace(model, integer=np.zeros_like(model.integer)), solver, effort).duals
    return 0.0 if duals is None else float(duals[formulation.budget])


def even(case: Media) -> MediaPlan:
    """Return the budget split evenly over all channels and weeks that may spend, as far as their limits allow."""
    cells = case.most > 0
    spend = case.least.copy()
    # Water-filling: what a cell cannot take is shared by the others.
    for _ in range(cells.size):
        room = np.minimum(case.most - spend, _room(case, spend))
        open_cells = cells & (room > 1e-6)
        left = case.budget - spend.sum()
        if left <= 1e-6 or not open_cells.any():
            break
        spend = np.where(open_cells, spend + np.minimum(room, left / open_cells.sum()), spend)
    return by_hand(case, spend, "even")


def _room(case: Media, spend: Reals) -> Reals:
    """Return what each cell may still take of its week and of its channel's share of the budget, in fen."""
    channels = len(case.channels)
    week = np.maximum(0.0, case.weekly - spend.sum(axis=0)) / channels
    share = np.maximum(0.0, case.concentration * case.budget - spend.sum(axis=1)) / len(case.weeks)
    share = np.where(case.concentration < 1, share, np.inf)
    return np.minimum(week[None, :], share[:, None])


def myopic(case: Media, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> MediaPlan:
    """Return the spend of a planner who splits each week's equal share of the budget by that week's return alone.

    Raises:
        PlanningError: as in `split`.
    """
    weeks = (case.most > 0).any(axis=0)
    spend, start = np.zeros_like(case.least), case.start
    for t in np.flatnonzero(weeks).tolist():
        one = slice(t, t + 1)
        week = replace(
            case,
            weeks=case.weeks[one],
            season=case.season[:, one],
            start=start,
            least=case.least[:, one],
            most=case.most[:, one],
            weekly=case.weekly[one],
            budget=min(case.budget / int(weeks.sum()), float(case.weekly[t])),
        )
        spend[:, t] = split(week, solver, effort).spend[:, 0]
        start = spend[:, t] + case.carry * start
    return by_hand(case, spend, "week by week")


def by_hand(case: Media, spend: Reals, who: str) -> MediaPlan:
    """Return ``spend``, shape (C, T), as a plan of ``who``; nothing is proven about it."""
    return MediaPlan(spend, Proof(case.worth(spend), np.inf, proven=False, solver=who, reproducible=True, notes=()))


def value_of_pooling(case: Media, silos: Reals, solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> float:
    """Return what one pooled budget adds to fixed budgets ``silos`` by channel, in fen, shape (C,).

    Raises:
        PlanningError: as in `split`.
    """
    alone = 0.0
    for c in range(len(case.channels)):
        one = slice(c, c + 1)
        silo = replace(
            case,
            channels=case.channels[one],
            response=case.response[one],
            season=case.season[one],
            carry=case.carry[one],
            start=case.start[one],
            least=case.least[one],
            most=case.most[one],
            weekly=np.full(len(case.weeks), np.inf),
            budget=float(silos[c]),
            concentration=np.ones(1),
        )
        alone += split(silo, solver, effort).proof.objective
    pooled = replace(case, budget=float(silos.sum()))
    return split(pooled, solver, effort).proof.objective - alone
