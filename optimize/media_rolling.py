"""Rolling media plans: every week the rest of the money is split anew by what is known by then (rows S033, S042)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimize.backends import Effort
from optimize.errors import PlanInputError
from optimize.media import split
from optimize.media_case import Media
from optimize.model import Reals
from optimize.solving import USUAL_EFFORT, Solver


def rolling(believed: Sequence[Media], solver: Solver = Solver.HIGHS, effort: Effort = USUAL_EFFORT) -> Reals:
    """Return the fen that are spent when each week's plan lasts until the next one, shape (C, T).

    Args:
        believed: the case as it is known when each week begins, the last one from then on; channels, weeks and limits
            are those of the first.
        solver: the solver to ask first.
        effort: of each week's plan.

    Raises:
        PlanInputError: no case, cases of different sizes, or a share of all spend that a channel may not exceed: no
            week alone can keep it.
        PlanningError: as in `optimize.media.split`.
    """
    _alike(believed)
    first = believed[0]
    spend, start, left = np.zeros_like(first.least), first.start, first.budget
    for week in range(len(first.weeks)):
        case = _rest(believed[min(week, len(believed) - 1)], first, week)
        plan = split(replace(case, start=start, budget=left), solver, effort)
        spend[:, week] = plan.spend[:, 0]
        start = spend[:, week] + case.carry * start
        left = max(0.0, left - float(spend[:, week].sum()))
    return spend


def _rest(case: Media, limits: Media, week: int) -> Media:
    """Return ``case`` from ``week`` on, with the ``limits`` of another."""
    rest = slice(week, None)
    return replace(
        case,
        weeks=limits.weeks[rest],
        season=case.season[:, rest],
        least=limits.least[:, rest],
        most=limits.most[:, rest],
        weekly=limits.weekly[rest],
        concentration=limits.concentration,
    )


def _alike(believed: Sequence[Media]) -> None:
    if not believed:
        raise PlanInputError("nothing is believed: give the case as it is known when the first week begins")
    shapes = {case.season.shape for case in believed}
    if len(shapes) > 1:
        raise PlanInputError(
            f"the cases have {sorted(shapes)} channels and weeks: give each week's for the whole campaign"
        )
    if (believed[0].concentration < 1).any():
        raise PlanInputError(
            "concentration: a share of all spend cannot be kept week by week; limit channels by most, weeks by weekly"
        )
