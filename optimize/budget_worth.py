"""What a programme is worth, as columns of its model: outcomes, joint effects, diminishing returns and the tail."""

import numpy as np

from optimize.budget_months import Months
from optimize.model import Origin, Reals, Sense, Slots
from sim.units import CNY


def value_columns(months: Months) -> None:
    """Add the worth of each outcome and the objective: the mean, weighted with the mean of the worst tail."""
    draft, case = months.draft, months.case
    outcomes = tuple(f"outcome {k + 1}" for k in range(len(case.chance)))
    worth = draft.columns("worth in", (outcomes,), cost=(1 - case.aversion) * case.chance, low=-np.inf)
    rows = draft.rows("worth in", (outcomes,), Sense.EQUAL, 0.0, Origin.LAW)
    draft.enter(rows, worth, -1.0)
    weight = case.discount.copy()
    weight[-1] += case.after
    _bills(months, rows)
    _alone(months, rows, weight)
    _together(months, rows, weight)
    _diminishing(months, rows, weight)
    if case.aversion:
        _tail(months, worth)


def _bills(months: Months, rows: Slots) -> None:
    case = months.case
    for o, k, s in np.ndindex(*case.gain.shape):
        bill = case.cost[k, s] * case.overrun[o, k] / case.building[k, s] / CNY
        months.enter_building(rows[o], k, s, -bill * case.discount)


def _alone(months: Months, rows: Slots, weight: Reals) -> None:
    case = months.case
    for o, k, s in np.argwhere(case.gain != 0).tolist():
        if not case.shared(k):
            months.enter_live(rows[o], k, s, case.gain[o, k, s] * weight / CNY)


def _together(months: Months, rows: Slots, weight: Reals) -> None:
    """Add a column that is 1 while all members of a joint effect are live at a scope."""
    draft, case = months.draft, months.case
    for j, joint in enumerate(case.joints):
        axes = (case.scopes, months.names)
        members = " with ".join(case.initiatives[k] for k in joint.members)
        both = draft.columns(f"{members} live at", axes, high=1.0)
        draft.enter(rows[:, None, None], both, joint.gain[:, :, None] * weight / CNY)
        others = len(joint.members) - 1
        all_live = draft.rows(f"joint effect {j + 1} of all at", axes, Sense.AT_MOST, others, Origin.LAW)
        draft.enter(all_live, both, -1.0)
        for k in joint.members:
            name = f"joint effect {j + 1} with {case.initiatives[k]} at"
            only = draft.rows(name, axes, Sense.AT_MOST, 0.0, Origin.LAW)
            draft.enter(only, both, 1.0)
            for s in range(len(case.scopes)):
                months.enter_live(only[s], k, s, -1.0)
                months.enter_live(all_live[s], k, s, 1.0)


def _diminishing(months: Months, rows: Slots, weight: Reals) -> None:
    """Add the segments of each curve by outcome and month; falling slopes fill them in order."""
    draft, case = months.draft, months.case
    outcomes = tuple(f"outcome {k + 1}" for k in range(len(case.chance)))
    for c, curve in enumerate(case.curves):
        names = tuple(f"segment {k + 1}" for k in range(len(curve.width)))
        least = np.where(np.arange(len(names)) == 0, -np.inf, 0.0)
        axes = (outcomes, months.names, names)
        parts = draft.columns(f"curve {c + 1}", axes, low=least, high=curve.width / CNY)
        draft.enter(rows[:, None, None], parts, weight[:, None] * curve.slope)
        sums = draft.rows(f"gains of curve {c + 1}", axes[:2], Sense.EQUAL, 0.0, Origin.LAW)
        draft.enter(sums[:, :, None], parts, -1.0)
        for k in curve.members:
            for o, s in np.argwhere(case.gain[:, k] != 0).tolist():
                months.enter_live(sums[o], k, s, case.gain[o, k, s] / CNY)


def _tail(months: Months, worth: Slots) -> None:
    """Add the mean of the worst tail as Rockafellar and Uryasev (2000) write it: a threshold and what falls short."""
    draft, case = months.draft, months.case
    outcomes = tuple(f"outcome {k + 1}" for k in range(len(case.chance)))
    threshold = draft.columns("threshold of the tail", (), cost=case.aversion, low=-np.inf)
    short = draft.columns("short of the threshold in", (outcomes,), cost=-case.aversion * case.chance / case.tail)
    rows = draft.rows("threshold less worth in", (outcomes,), Sense.AT_MOST, 0.0, Origin.LAW)
    draft.enter(rows, threshold, 1.0)
    draft.enter(rows, worth, -1.0)
    draft.enter(rows, short, -1.0)
