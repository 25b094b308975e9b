"""Media cases: channels with saturation and carry-over, weeks with caps, and what a split of spend is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimize.errors import PlanInputError, listed
from optimize.model import Reals
from optimize.solution import Proof

LARGEST = 1e13
"""fen; beyond it no solver could be trusted"""
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
        found = [*_shapes(self)] or [*_figures(self), *_responses(self)]
        if found:
            raise PlanInputError(f"the media's data cannot be used:\n{listed(found)}")

    def felt(self, spend: Reals) -> Reals:
        """Return the fen felt in each week for ``spend``, shape (C, T)."""
        felt = np.zeros_like(spend)
        before = self.start
        for week in range(spend.shape[1]):
            felt[:, week] = before = spend[:, week] + self.carry * before
        return felt

    def worth(self, spend: Reals) -> float:
        """Return the contribution in fen that ``spend`` brings, less its price."""
        felt = self.felt(spend)
        brought = sum(float(self.season[c] @ response.at(felt[c])) for c, response in enumerate(self.response))
        return brought - self.price * float(spend.sum())


@dataclass(frozen=True)
class MediaPlan:
    """A split of spend."""

    spend: Reals
    """fen, shape (C, T)"""
    proof: Proof
    """its objective is the contribution less the price of the spend, in fen"""


def _shapes(case: Media) -> Iterator[str]:
    c, t = len(case.channels), len(case.weeks)
    if not c or not t:
        yield "there is nothing to split: at least one channel and one week are needed"
        return
    if len(case.response) != c:
        yield f"there are {len(case.response)} responses for {c} channels"
    wanted = {
        "season": (c, t),
        "carry": (c,),
        "start": (c,),
        "least": (c, t),
        "most": (c, t),
        "weekly": (t,),
        "concentration": (c,),
    }
    for name, shape in wanted.items():
        if getattr(case, name).shape != shape:
            yield f"{name} has shape {getattr(case, name).shape}, needs {shape}"


def _figures(case: Media) -> Iterator[str]:
    for name in ("season", "start", "least"):
        yield from _odd(case, name, LARGEST)
    for name in ("most", "weekly"):
        yield from _odd(case, name, np.inf)
    for name in ("carry", "concentration"):
        yield from _odd(case, name, 1.0)
    if (case.carry == 1).any():
        yield "carry 1 never ends; give the share that is still felt a week later, below 1"
    if not 0 <= case.budget <= LARGEST:
        yield f"budget {case.budget:g} is negative, no number or out of scale"
    if not 0 <= case.price <= LARGEST:
        yield f"price {case.price:g} is negative or no number"


def _odd(case: Media, name: str, most: float) -> Iterator[str]:
    values = getattr(case, name)
    # Comparisons with nan are false, so this way round it is found, too.
    bad = np.argwhere(~((values >= 0) & (values <= most)))
    if not len(bad):
        return
    place = tuple(int(k) for k in bad[0])
    axes = {"weekly": (case.weeks,)}.get(name, (case.channels, case.weeks))
    words = ", ".join(axis[k] for axis, k in zip(axes, place, strict=False))
    value = float(values[place])
    bound = "is a share above 1" if most == 1 else "is out of scale"
    reason = "is no number" if np.isnan(value) else ("is negative" if value < 0 else bound)
    yield f"{name} of {words}: {value:g} {reason} ({len(bad)} such)"


def _responses(case: Media) -> Iterator[str]:
    for channel, response in zip(case.channels, case.response, strict=True):
        stock, value = response.stock, response.value
        if stock.shape != value.shape or stock.ndim != 1 or stock.size < 2:
            yield f"the response of {channel} needs two knots or more, as many values as stocks"
        elif not (np.isfinite(stock).all() and np.isfinite(value).all()):
            yield f"the response of {channel} holds something that is no finite number"
        elif stock[0] != 0 or value[0] != 0:
            yield f"the response of {channel} does not begin at 0"
        elif not (np.diff(stock) > 0).all() or not (np.diff(value) >= 0).all():
            yield f"the response of {channel} falls, or its knots do not rise"
        elif max(stock[-1], value[-1]) > LARGEST:
            yield f"the response of {channel} is out of scale"
