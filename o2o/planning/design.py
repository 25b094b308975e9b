"""Designs: which arms to simulate so that main effects and chosen joint effects can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.linalg import hadamard

from o2o.planning.arms import Arm, Menu
from optimize.errors import PlanInputError
from optimize.model import Reals

RIDGE = 1e-6
"""information that is there before the first run, so that the first is chosen by the same rule"""


@dataclass(frozen=True)
class Terms:
    """What a response is made of: a term per initiative and scope with an effect, and per joint effect and scope."""

    own: tuple[tuple[int, int], ...]
    """initiative and scope"""
    joint: tuple[tuple[tuple[int, ...], int], ...]
    """members and scope"""

    @property
    def count(self) -> int:
        """Return the number of terms."""
        return len(self.own) + len(self.joint)

    def words(self, menu: Menu) -> tuple[str, ...]:
        """Return a name for each term: the initiatives and the scope."""
        members = [*(((slot,), step) for slot, step in self.own), *self.joint]
        named = [(" with ".join(menu.keys[slot] for slot in slots), menu.scopes[step]) for slots, step in members]
        return tuple(f"{names} in scope {scope}" for names, scope in named)

    def row(self, arm: Arm) -> Reals:
        """Return which terms are at work in ``arm``, shape (count,)."""
        own = [arm[slot] > step for slot, step in self.own]
        joint = [all(arm[slot] > step for slot in members) for members, step in self.joint]
        return np.array([*own, *joint], np.float64)

    def table(self, arms: Sequence[Arm]) -> Reals:
        """Return the rows of ``arms``, shape (arms, count)."""
        return np.array([self.row(arm) for arm in arms]).reshape(len(arms), self.count)


def terms(menu: Menu, joint: Sequence[tuple[int, ...]]) -> Terms:
    """Return the terms of a response over ``menu``; a joint effect has the scopes at which all members have one."""
    own = tuple((slot, step) for slot in range(len(menu.keys)) for step in menu.steps(slot))
    both = tuple(
        (members, step)
        for members in joint
        if not any(menu.idle(slot) for slot in members)
        for step in range(max(len(menu.steps(slot)) for slot in members))
    )
    return Terms(own, both)


def design(menu: Menu, wanted: Terms, runs: int) -> list[Arm]:
    """Return at most ``runs`` arms beside the empty one, the most informative first.

    Candidates are the rows of a two-level Hadamard design and its foldover (Plackett and Burman 1946; Box and Wilson
    1951), one initiative at a time, in pairs and in each joint effect, all closed under prerequisites. Of these the one
    with the largest variance of prediction is taken in turn (Wynn 1970): a sequential D-optimal design.

    Raises:
        PlanInputError: effects that these arms, or any that keep the prerequisites, cannot tell apart.
    """
    arms = candidates(menu, wanted)
    rows = wanted.table(arms)
    _told_apart(menu, wanted, rows)
    spread = np.eye(wanted.count) / RIDGE
    chosen: list[Arm] = []
    while len(chosen) < min(runs, len(arms)):
        variance = np.einsum("rc,cd,rd->r", rows, spread, rows)
        variance[[arms.index(arm) for arm in chosen]] = -1.0
        # Rounding must not decide between equals: the first candidate wins.
        best = int(np.flatnonzero(variance >= variance.max() * (1 - 1e-9))[0])
        step = spread @ rows[best]
        spread = spread - np.outer(step, step) / (1.0 + rows[best] @ step)
        chosen.append(arms[best])
    if np.linalg.matrix_rank(wanted.table(chosen)) < wanted.count:
        raise PlanInputError(
            f"{len(chosen)} simulated arms cannot tell {wanted.count} effects apart: raise planning.budget.runs, or "
            "leave it out for two an effect"
        )
    return chosen


def _told_apart(menu: Menu, wanted: Terms, rows: Reals) -> None:
    """Refuse effects that always come together, before anything is simulated.

    Raises:
        PlanInputError: naming all of them.
    """
    _, size, turned = np.linalg.svd(rows, full_matrices=True)
    rank = int((size > size.max(initial=0.0) * 1e-9).sum())
    # What a direction that no arm can see holds, no arm can tell from the rest of it.
    mixed = np.flatnonzero((np.abs(turned[rank:]) > 1e-9).any(axis=0))
    if mixed.size:
        words = wanted.words(menu)
        raise PlanInputError(
            "no combination that keeps needs and exclusions shows these effects by themselves: "
            f"{'; '.join(words[k] for k in mixed)}; in the programme, leave out the joint effect of initiatives that "
            "need or exclude one another"
        )


def candidates(menu: Menu, wanted: Terms) -> list[Arm]:
    """Return arms that keep prerequisites and exclusions, without repetition, in a fixed order."""
    count, most = len(menu.keys), len(menu.scopes)
    size = 1 << count.bit_length()
    signs = hadamard(size)[:, 1 : count + 1] > 0
    raw: list[Arm] = []
    for level in range(most, 0, -1):
        raw += [tuple(level if slot == k else 0 for slot in range(count)) for k in range(count)]
        for members, _ in wanted.joint:
            raw.append(tuple(level if slot in members else 0 for slot in range(count)))
        raw += [tuple(level if slot in pair else 0 for slot in range(count)) for pair in combinations(range(count), 2)]
        raw += [tuple(level * int(on) for on in row) for row in np.vstack([signs, ~signs]).tolist()]
    closed = [menu.closed(arm) for arm in raw]
    return list(dict.fromkeys(arm for arm in closed if arm is not None and any(arm)))
