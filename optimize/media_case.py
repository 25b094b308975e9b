"""Media cases: channels with saturation and carry-over, weeks with caps, and what a split of spend is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimize.errors import PlanInputError, listed
from optimize.impossible import LARGEST, Table, impossible, misfits, single
from optimize.model import Reals
from optimize.solution import Proof

FINE = 200
"""points a segment at which a response is compared with the function it stands for"""


@dataclass(frozen=True)
class Response:
    """What a channel brings in a week, straight between knots, flat after the last.

    Saturation is falling slopes; slopes that rise first (a threshold) are allowed and cost whole numbers.
    """

    stock: Reals
    """fen of spend that is felt in the week, rising from 0, shape (K + 1,)"""
    value: Reals
    """fen of contribution, not falling from 0, shape (K + 1,)"""

    @property
    def width(self) -> Reals:
        """Return the length of each segment in fen, shape (K,)."""
        return np.diff(self.stock)

    @property
    def slope(self) -> Reals:
        """Return fen of contribution per fen by segment, shape (K,)."""
        slope: Reals = np.diff(self.value) / self.width
        return slope

    @property
    def concave(self) -> bool:
        """Return whether returns diminish throughout."""
        return bool((np.diff(self.slope) <= 0).all())

    def at(self, felt: Reals) -> Reals:
        """Return what ``felt`` fen bring in a week; same shape."""
        return np.interp(felt, self.stock, self.value)


def sampled(function: Callable[[Reals], Reals], knots: Reals) -> tuple[Response, float]:
    """Return ``function`` as a response through ``knots``, and by how much it misses the function between them."""
    response = Response(knots, function(knots) - function(knots[:1]))
    fine = np.concatenate([np.linspace(a, b, FINE) for a, b in pairwise(knots.tolist())])
    missed = np.abs(function(fine) - function(knots[:1]) - response.at(fine))
    return response, float(missed.max())


@dataclass(frozen=True)
class Media:
    """Spend to split over C channels and T weeks; money in fen.

    Weeks after the campaign, in which what was spent before is still felt, are weeks whose ``most`` is 0.
    """

    channels: tuple[str, ...]
    weeks: tuple[str, ...]
    response: tuple[Response, ...]
    """of each channel"""
    season: Reals
    """factor on the response, shape (C, T)"""
    carry: Reals
    """share of a week's felt spend that is still felt a week later (Broadbent 1979), 0 to below 1, shape (C,)"""
    start: Reals
    """fen still felt before the first week's carry, shape (C,)"""
    least: Reals
    """fen to spend at least, shape (C, T)"""
    most: Reals
    """fen to spend at most, inf for no limit, shape (C, T)"""
    weekly: Reals
    """fen for all channels of a week, inf for no limit, shape (T,)"""
    budget: float
    """fen for all"""
    concentration: Reals
    """most of all spend that a channel may get, 1 for no limit, shape (C,)"""
    price: float = 1.0
    """what a fen spent costs; 0 where the money is there to be spent"""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        if found := _findings(self):
            raise PlanInputError(f"the media's data cannot be used:\n{listed(found)}")

    def felt(self, spend: Reals) -> Reals:
        """Return the fen felt in each week for ``spend``, shape (C, T)."""
        felt = np.zeros_like(spend)
        before = self.start
        for week in range(spend.shape[1]):
            felt[:, week] = before = spend[:, week] + self.carry * before
        return felt

    def by_week(self, spend: Reals) -> Reals:
        """Return the contribution in fen that ``spend`` brings in each week, less that week's price, shape (T,)."""
        felt = self.felt(spend)
        brought = np.array([self.season[c] * response.at(felt[c]) for c, response in enumerate(self.response)])
        found: Reals = brought.sum(axis=0) - self.price * spend.sum(axis=0)
        return found

    def worth(self, spend: Reals) -> float:
        """Return the contribution in fen that ``spend`` brings, less its price."""
        return float(self.by_week(spend).sum())


@dataclass(frozen=True)
class MediaPlan:
    """A split of spend."""

    spend: Reals
    """fen, shape (C, T)"""
    proof: Proof
    """its objective is the contribution less the price of the spend, in fen"""


def _tables(case: Media) -> list[Table]:
    each = (case.channels, case.weeks)
    return [
        Table("season", case.season, each),
        Table("carry", case.carry, (case.channels,), high=1.0),
        Table("start", case.start, (case.channels,)),
        Table("least", case.least, each),
        Table("most", case.most, each, endless=True),
        Table("weekly", case.weekly, (case.weeks,), endless=True),
        Table("concentration", case.concentration, (case.channels,), high=1.0),
        single("budget", case.budget),
        single("price", case.price),
    ]


def _findings(case: Media) -> list[str]:
    if not case.channels or not case.weeks:
        return ["there is nothing to split: at least one channel and one week are needed"]
    if len(case.response) != len(case.channels):
        return [f"there are {len(case.response)} responses, needs {len(case.channels)}: one for each channel"]
    tables = _tables(case)
    return misfits(tables) or [*impossible(tables), *_endless(case), *_responses(case)]


def _endless(case: Media) -> Iterator[str]:
    for channel, carry in zip(case.channels, case.carry.tolist(), strict=True):
        if carry == 1:
            yield f"carry of {channel}: 1 never ends; give the share that is still felt a week later, below 1"


def _responses(case: Media) -> Iterator[str]:
    for channel, response in zip(case.channels, case.response, strict=True):
        if reason := _broken(response.stock, response.value):
            yield f"the response of {channel} {reason}"


def _broken(stock: Reals, value: Reals) -> str:
    """Return why no response runs through these knots, and the way out; empty where one does."""
    if stock.shape != value.shape or stock.ndim != 1 or stock.size < 2:
        return f"has {stock.size} stocks and {value.size} values, needs two knots or more, as many values as stocks"
    if not (np.isfinite(stock).all() and np.isfinite(value).all()):
        return "holds something that is no finite number; fill the knot in"
    if stock[0] != 0 or value[0] != 0:
        return f"begins at {stock[0]:g} and {value[0]:g}; it must begin at 0: nothing felt brings nothing"
    if not (np.diff(stock) > 0).all() or not (np.diff(value) >= 0).all():
        return "falls, or its knots do not rise; more that is felt brings no less: order the knots"
    if max(stock[-1], value[-1]) > LARGEST:
        return f"reaches {max(stock[-1], value[-1]):g}, which is out of scale; give at most {LARGEST:g} fen"
    return ""
