"""Shift cases: when people of which skill are needed, which shifts there may be; what a roster for them is."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
from optimize.impossible import Numbered, Table, impossible, misfits
from optimize.model import Reals
from optimize.solution import Proof


@dataclass(frozen=True)
class Shifts:
    """A roster to fill: T times of a week, R roles, J kinds of staff, P shift patterns; money in fen a week."""

    times: tuple[str, ...]
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    patterns: tuple[str, ...]
    weight: Reals
    """how often a time comes in a week, shape (T,)"""
    need: Reals
    """people, whole, shape (R, T)"""
    short_cost: Reals
    """of one person missing at one coming of a time, shape (R,)"""
    can: NDArray[np.bool_]
    """whether a kind does a role, shape (J, R)"""
    works: NDArray[np.bool_]
    """whether a pattern is at work at a time, shape (P, T)"""
    cost: Reals
    """of one person on a pattern for a week, shape (J, P)"""
    least: Reals
    """people at work, all kinds together, shape (T,)"""
    most: Reals
    """the same, at most; inf for no limit, shape (T,)"""
    people: Reals
    """shifts that can be filled by each kind, inf for no limit, shape (J,)"""
    windows: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), bool))
    """times within which work that may wait has to be done, all of them equally often in a week, shape (W, T)"""
    work: Reals = field(default_factory=lambda: np.zeros((1, 0)))
    """such work, in people times times, shape (R, W)"""

    @property
    def window_weight(self) -> Reals:
        """Return how often each window comes in a week, shape (W,)."""
        often: Reals = np.array([self.weight[window].max() for window in self.windows]).reshape(len(self.windows))
        return often

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        if found := _findings(self):
            raise PlanInputError(f"the roster's data cannot be used:\n{listed(found)}")


@dataclass(frozen=True)
class Rosters:
    """How many people of each kind work each pattern, and what they do when."""

    staff: NDArray[np.int64]
    """shape (J, P)"""
    doing: Reals
    """people of a kind in a role at a time, shape (J, R, T)"""
    proof: Proof
    """its objective is fen a week, missing people counted"""


def _tables(case: Shifts) -> list[Table]:
    tables = [
        Table("weight", case.weight, (case.times,)),
        Table("need", case.need, (case.roles, case.times), whole=True),
        Table("short_cost", case.short_cost, (case.roles,)),
        Table("can", case.can, (case.kinds, case.roles), high=1.0),
        Table("works", case.works, (case.patterns, case.times), high=1.0),
        Table("cost", case.cost, (case.kinds, case.patterns)),
        Table("least", case.least, (case.times,), whole=True),
        Table("most", case.most, (case.times,), endless=True),
        Table("people", case.people, (case.kinds,), endless=True),
    ]
    if not case.windows.size:
        return tables
    windows = Numbered("window", len(case.windows))
    return [
        *tables,
        Table("windows", case.windows, (windows, case.times), high=1.0),
        Table("work that may wait", case.work, (case.roles, windows)),
    ]


def _findings(case: Shifts) -> list[str]:
    empty = {
        "times": case.times,
        "roles": case.roles,
        "kinds of staff": case.kinds,
        "shift patterns": case.patterns,
    }
    tables = _tables(case)
    missing = [
        f"there are no {name}: nobody could be put to work; add one" for name, words in empty.items() if not words
    ]
    if found := [*misfits(tables), *missing]:
        return found
    found = impossible(tables)
    for nth in np.flatnonzero(~case.windows.any(axis=1) if case.windows.size else []).tolist():
        found.append(f"window {nth + 1} holds no time to do its work; it must end after it begins")
    for t in np.flatnonzero(case.least > case.most).tolist():
        found.append(
            f"{case.times[t]}: at least {case.least[t]:g} people and at most {case.most[t]:g}; lower the one or raise "
            "the other"
        )
    return found
