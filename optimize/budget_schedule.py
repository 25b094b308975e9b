"""Budget schedules: what a list of purchases means month by month: what is live, what it costs, what it is worth."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from optimize.budget_case import Curve, Programme, Purchase
from optimize.model import Reals

Flags = NDArray[np.bool_]
ROOM = 1e-9
"""share of a limit by which sums of fractions of fen may miss it"""


class Schedule:
    """A programme's purchases, spread over its months."""

    def __init__(self, case: Programme, purchases: Iterable[Purchase]) -> None:
        self._case = case
        shape = (len(case.initiatives), len(case.scopes), case.horizon)
        self.begun: Flags = np.zeros(shape, bool)
        """whether a scope has begun by a month, shape (I, S, M)"""
        for initiative, scope, month in purchases:
            self.begun[initiative, scope, month:] = True
        self.live = _later(self.begun, case.months)
        """whether a scope brings its gain in a month, shape (I, S, M)"""
        self.building = self.begun & ~_later(self.begun, case.building)
        """whether a scope is worked on and paid for in a month, shape (I, S, M)"""

    @property
    def bills(self) -> Reals:
        """Return planned fen by initiative and month, shape (I, M)."""
        bills: Reals = np.einsum("is,ism->im", self._case.cost / self._case.building, self.building)
        return bills

    @property
    def arrivals(self) -> Reals:
        """Return the fen of budget that arrive in each month, shape (M,)."""
        money = self._case.envelope
        revenue = money.revenue
        if self._case.revenue_gain is not None:
            revenue = revenue + np.einsum("is,ism->m", self._case.revenue_gain, self.live)
        arrivals: Reals = money.fixed + money.revenue_share * revenue
        return arrivals

    @property
    def left(self) -> Reals:
        """Return the fen that each phase leaves, negative where it spends too much, shape (H,)."""
        case, money = self._case, self._case.envelope
        count = len(case.phases)
        arrivals = np.bincount(case.phase, self.arrivals, minlength=count)
        if money.phase_share is not None:
            arrivals = money.phase_share * arrivals.sum()
        spent = np.bincount(case.phase, self.bills.sum(axis=0), minlength=count)
        left = np.asarray((1 - money.reserve) * arrivals - spent, np.float64)
        for phase in range(1, count):
            left[phase] += money.carried * max(0.0, left[phase - 1])
        return left

    @property
    def worth(self) -> Reals:
        """Return the present value in fen by outcome, shape (O,)."""
        case = self._case
        weight = case.discount.copy()
        weight[-1] += case.after
        alone = np.array([not case.shared(k) for k in range(len(case.initiatives))])
        monthly: Reals = np.einsum("ois,ism->om", case.gain[:, alone], self.live[alone])
        for joint in case.joints:
            monthly += joint.gain @ self.live[list(joint.members)].all(axis=0)
        for curve in case.curves:
            members = list(curve.members)
            monthly += earned(curve, np.einsum("ois,ism->om", case.gain[:, members], self.live[members]))
        worth: Reals = monthly @ weight - case.overrun @ (self.bills @ case.discount)
        return worth

    @property
    def keeps_limits(self) -> bool:
        """Return whether the purchases keep every rule and limit of the programme but what is required."""
        case = self._case
        total = float(self.arrivals.sum())
        room = ROOM * max(1.0, total)
        by_category = np.bincount(case.belongs(), self.bills.sum(axis=1), minlength=len(case.categories))
        within = (self.left >= -room).all() and (by_category <= case.envelope.category_share * total + room).all()
        return bool(within) and self._keeps_order and self._keeps_people

    @property
    def _keeps_people(self) -> bool:
        case = self._case
        if case.people is None or case.people_limit is None:
            return True
        busy = np.einsum("ris,ism->rm", case.people, self.building)
        return bool((busy <= case.people_limit + ROOM * np.maximum(1.0, case.people_limit)).all())

    @property
    def _keeps_order(self) -> bool:
        case = self._case
        begins = self.begun.copy()
        begins[:, :, 1:] &= ~self.begun[:, :, :-1]
        if (begins & ~startable(case)).any() or not self._scopes_in_order:
            return False
        if any(self.begun[a].any() and self.begun[b].any() for a, b in case.exclusions):
            return False
        return not any((self.begun[n.initiative] & ~self.live[list(n.one_of)].any(axis=0)).any() for n in case.needs)

    @property
    def _scopes_in_order(self) -> bool:
        pause = self._case.pilot_months
        below = self.begun if pause is None else _later(self.begun, self._case.months + pause)
        return not (self.begun[:, 1:] & ~below[:, :-1]).any()


def startable(case: Programme) -> Flags:
    """Return whether a scope may begin in a month: it is allowed, paid and live before the end, shape (I, S, M)."""
    last = case.horizon - np.maximum(case.building, case.months + 1)
    return case.may_begin[:, None, :] & (np.arange(case.horizon) <= last[:, :, None])


def earned(curve: Curve, gains: Reals) -> Reals:
    """Return what is truly earned of the summed ``gains`` in fen a month; same shape."""
    start = np.concatenate([[0.0], np.cumsum(curve.width[:-1])])
    parts = np.clip(gains[..., None] - start, 0.0, curve.width)
    # Losses are not softened: they count as the first fen earned would.
    return parts @ curve.slope + np.minimum(gains, 0.0) * curve.slope[0]


def weighed(case: Programme, worth: Reals) -> float:
    """Return the mean worth in fen, weighted with the mean of its worst tail by the programme's aversion."""
    mean = float(case.chance @ worth)
    return (1 - case.aversion) * mean + case.aversion * tail_mean(case, worth)


def tail_mean(case: Programme, worth: Reals) -> float:
    """Return the mean worth in fen over the worst ``case.tail`` of the outcomes (conditional value at risk)."""
    order = np.argsort(worth, kind="stable")
    before = np.cumsum(case.chance[order]) - case.chance[order]
    share = np.clip(case.tail - before, 0.0, case.chance[order])
    return float(share @ worth[order]) / case.tail


def _later(flags: Flags, months: NDArray[np.int64]) -> Flags:
    """Return ``flags`` moved later by ``months``, shape (I, S), along the last axis."""
    moved = np.zeros_like(flags)
    horizon = flags.shape[-1]
    for i, s in np.ndindex(*months.shape):
        by = int(months[i, s])
        moved[i, s, by:] = flags[i, s, : max(0, horizon - by)]
    return moved
