"""Responses: what initiatives bring a month, alone and together, fitted to simulated arms."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from o2o.planning.arms import Arm
from o2o.planning.design import Terms
from optimize.errors import PlanInputError
from optimize.model import Reals


@dataclass(frozen=True)
class Response:
    """A fitted surface: gains a month over the arm without anything, in CNY; R replications."""

    terms: Terms
    gains: Reals
    """of each term, under each replication's luck, shape (R, terms)"""
    revenue: Reals
    """mean revenue of each term, shape (terms,)"""
    lack: float
    """root mean square of what the mean surface misses of the mean of the arms it was fitted to, CNY a month"""

    @property
    def error(self) -> Reals:
        """Return the standard error of each term's mean gain, shape (terms,); nan with one replication."""
        count = len(self.gains)
        if count < 2:
            return np.full(self.gains.shape[1], np.nan)
        error: Reals = self.gains.std(axis=0, ddof=1) / np.sqrt(count)
        return error

    def predicted(self, arm: Arm) -> Reals:
        """Return the gain of ``arm`` a month under each replication's luck, shape (R,)."""
        gain: Reals = self.gains @ self.terms.row(arm)
        return gain


def fit(
    terms: Terms, gains: Mapping[Arm, Reals], revenue: Mapping[Arm, Reals], weight: Mapping[Arm, float]
) -> Response:
    """Return the least-squares surface through simulated ``gains``, CNY a month over the empty arm, shape (R,) an arm.

    Replications share their luck between arms, so each is fitted by itself: what the luck adds to all arms cancels, and
    the spread of the coefficients over replications is their error. ``weight`` says how much an arm counts, else 1.

    Raises:
        PlanInputError: the arms cannot tell the terms apart.
    """
    arms = list(gains)
    table = terms.table(arms)
    root = np.sqrt([weight.get(arm, 1.0) for arm in arms])
    if np.linalg.matrix_rank(table) < terms.count:
        raise PlanInputError(
            f"{len(arms)} simulated arms cannot tell {terms.count} effects apart; simulate more, or ask for fewer"
        )
    observed = np.array([gains[arm] for arm in arms])
    turnover = np.array([revenue[arm] for arm in arms]).mean(axis=1)
    found, *_ = np.linalg.lstsq(table * root[:, None], observed * root[:, None], rcond=None)
    sold, *_ = np.linalg.lstsq(table * root[:, None], turnover * root, rcond=None)
    missed = observed.mean(axis=1) - table @ found.mean(axis=1)
    return Response(terms, found.T, sold, float(np.sqrt((missed**2).mean())))
