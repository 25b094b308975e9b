"""Shift cases: when people of which skill are needed, which shifts there may be; what a roster for them is."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
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
        findings = _shapes(self) or _figures(self)
        if findings:
            raise PlanInputError(f"the roster's data cannot be used:\n{listed(findings)}")


@dataclass(frozen=True)
class Rosters:
    """How many people of each kind work each pattern, and what they do when."""

    staff: NDArray[np.int64]
    """shape (J, P)"""
    doing: Reals
    """people of a kind in a role at a time, shape (J, R, T)"""
    proof: Proof
    """its objective is fen a week, missing people counted"""


def _shapes(case: Shifts) -> list[str]:
    t, r, j, p = len(case.times), len(case.roles), len(case.kinds), len(case.patterns)
    wanted = {
        "weight": (t,),
        "need": (r, t),
        "short_cost": (r,),
        "can": (j, r),
        "works": (p, t),
        "cost": (j, p),
        "least": (t,),
        "most": (t,),
        "people": (j,),
    }
    if case.windows.size:
        wanted |= {"windows": (len(case.windows), t), "work": (r, len(case.windows))}
    found = [
        f"{name} has shape {getattr(case, name).shape}, needs {shape}"
        for name, shape in wanted.items()
        if getattr(case, name).shape != shape
    ]
    empty = {"times": t, "roles": r, "kinds of staff": j, "shift patterns": p}
    return found + [f"there are no {name}: nobody could be put to work" for name, count in empty.items() if not count]


def _figures(case: Shifts) -> list[str]:
    axes = {
        "weight": (case.times,),
        "need": (case.roles, case.times),
        "short_cost": (case.roles,),
        "cost": (case.kinds, case.patterns),
        "least": (case.times,),
        "most": (case.times,),
        "people": (case.kinds,),
    }
    found = []
    for name, words in axes.items():
        values = getattr(case, name)
        endless = name in ("most", "people")
        sound = (values >= 0) & (np.isfinite(values) | endless)
        if name in ("need", "least"):
            sound &= values == np.rint(values)
        for place in np.argwhere(~sound)[:3].tolist():
            what = ", ".join(axis[k] for axis, k in zip(words, place, strict=True))
            found.append(f"{name} of {what}: {values[tuple(place)]} is no finite number from 0, or not whole people")
    if not (np.isfinite(case.work) & (case.work >= 0)).all():
        found.append("work that may wait: one of its figures is no finite number from 0")
    if case.windows.size and not case.windows.any(axis=1).all():
        found.append("work that may wait: a window holds no time to do it")
    crossed = np.flatnonzero(case.least > case.most).tolist()
    return found + [f"{case.times[t]}: at least {case.least[t]:g} people and at most {case.most[t]:g}" for t in crossed]
