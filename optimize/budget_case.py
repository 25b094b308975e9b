"""Budget cases: initiatives bought scope by scope and month by month, and what a plan for them is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.budget_findings import findings
from optimize.errors import PlanInputError, listed
from optimize.model import Reals
from optimize.solution import Proof

Whole = NDArray[np.int64]


class Need(NamedTuple):
    """A prerequisite: one of ``one_of`` must be live, at the same scope or wider, before ``initiative`` begins."""

    initiative: int
    one_of: tuple[int, ...]


@dataclass(frozen=True)
class Joint:
    """What initiatives bring only together, or take from one another."""

    members: tuple[int, ...]
    gain: Reals
    """fen a month once all members are live at a scope, beyond the scope below, shape (O, S); negative: overlap"""


@dataclass(frozen=True)
class Curve:
    """Diminishing returns: initiatives that draw on one thing, such as the customers' attention."""

    members: tuple[int, ...]
    width: Reals
    """fen a month of the members' summed gains, segment by segment, the last inf, shape (K,)"""
    slope: Reals
    """share of each segment that is truly earned, falling, shape (K,)"""


@dataclass(frozen=True)
class Envelope:
    """The money of the programme; M months, H phases, C categories."""

    fixed: Reals
    """fen that arrive in a month whatever is sold, shape (M,)"""
    revenue: Reals
    """fen of revenue without any initiative, shape (M,)"""
    revenue_share: Reals
    """share of the month's revenue that arrives as budget, shape (M,)"""
    category_share: Reals
    """most that a category may spend, of all money that arrives; 1 for no limit, shape (C,)"""
    phase_share: Reals | None = None
    """what each phase gets of all money that arrives, shape (H,); None: it may be spent as it arrives"""
    reserve: float = 0.15
    """share held back for what goes wrong"""
    carried: float = 1.0
    """share of what a phase leaves that the next phase may spend"""


@dataclass(frozen=True)
class Programme:
    """I initiatives, each bought in S scopes from small to large, over M months; O outcomes; money in fen.

    A scope's figures count beyond those of the scope below: buying all stores at once is to buy every scope at once.
    """

    initiatives: tuple[str, ...]
    scopes: tuple[str, ...]
    phases: tuple[str, ...]
    phase: Whole
    """of each month, not falling, shape (M,)"""
    chance: Reals
    """of each outcome, summing to 1, shape (O,)"""
    cost: Reals
    """fen, paid in equal parts over the months of building, shape (I, S)"""
    months: Whole
    """from beginning to live, shape (I, S); paid at once where 0"""
    gain: Reals
    """fen a month once live, running costs taken off, shape (O, I, S)"""
    overrun: Reals
    """true over planned cost, shape (O, I)"""
    may_begin: NDArray[np.bool_]
    """shape (I, M)"""
    discount: Reals
    """fen today for a fen of that month, shape (M,)"""
    envelope: Envelope
    categories: tuple[str, ...] = ("all",)
    category: Whole | None = None
    """of each initiative, shape (I,); None: all of the first"""
    revenue_gain: Reals | None = None
    """fen of revenue a month once live, shape (I, S); None: none"""
    pools: tuple[str, ...] = ()
    people: Reals | None = None
    """of each pool while building, shape (R, I, S)"""
    people_limit: Reals | None = None
    """of each pool, shape (R, M)"""
    needs: tuple[Need, ...] = ()
    exclusions: tuple[tuple[int, int], ...] = ()
    """pairs of which at most one may be bought"""
    required: tuple[int, ...] = ()
    """initiatives that must begin"""
    joints: tuple[Joint, ...] = ()
    curves: tuple[Curve, ...] = ()
    after: float = 0.0
    """fen today for each fen a month of gain that goes on after the last month"""
    pilot_months: int | None = None
    """months a scope must have been live before the next may begin; None: scopes may begin together"""
    aversion: float = 0.0
    """weight of the tail's mean against the mean of all outcomes, 0 to 1"""
    tail: float = 0.2
    """share of worst outcomes in the tail (Rockafellar and Uryasev 2000)"""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        found = findings(self)
        if found:
            raise PlanInputError(f"the programme's data cannot be used:\n{listed(found)}")

    @property
    def horizon(self) -> int:
        """Return the number of months."""
        return len(self.phase)

    @property
    def building(self) -> Whole:
        """Return over how many months each scope is paid for, at least 1, shape (I, S)."""
        return np.maximum(self.months, 1)

    def belongs(self) -> Whole:
        """Return the category of each initiative, shape (I,)."""
        return np.zeros(len(self.initiatives), np.int64) if self.category is None else self.category

    def shared(self, initiative: int) -> bool:
        """Return whether the gains of ``initiative`` go through a curve."""
        return any(initiative in curve.members for curve in self.curves)


class Purchase(NamedTuple):
    """A scope of an initiative that begins in a month; slots of the case."""

    initiative: int
    scope: int
    month: int


@dataclass(frozen=True)
class BudgetPlan:
    """What to begin when, what it costs and what it is worth."""

    purchases: tuple[Purchase, ...]
    """by month, initiative and scope"""
    spend: Reals
    """planned fen a month, shape (M,)"""
    worth: Reals
    """present value in fen by outcome, shape (O,)"""
    proof: Proof
    """its objective is the mean of the worth, weighted with its tail, in fen"""
