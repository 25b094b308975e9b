"""Marketing: one paid channel and natural traffic bring people into the app; acquisition has a price."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.people import People
from sim.levers import Levers
from sim.random_field import Purpose, RandomField
from sim.spec import spec
from sim.units import Count, Factor, Money, Share


@spec
class PaidSpec:
    """Paid media: clicks bought each day."""

    daily_spend: Money = 0
    """budget a day"""
    cost_per_click: Money = 250
    """price of a click at low volume"""
    saturation: Count = 5_000
    """clicks a day at which the price of a further click has doubled"""
    to_prospects: Share = 0.7
    """share of clicks made by people who do not buy here yet"""


@spec
class NaturalSpec:
    """Natural traffic: people who come across the shop without being paid for."""

    per_prospect_year: Factor = 0.6
    """app visits a prospect and year"""
    word_of_mouth: Factor = 0.0
    """more of them per unit of the customers' mean satisfaction"""


@spec
class MarketingSpec:
    """What brings people in beside their own needs."""

    paid: PaidSpec = PaidSpec()
    """paid media"""
    natural: NaturalSpec = NaturalSpec()
    """natural traffic"""


@dataclass(frozen=True)
class Clicks:
    """Who comes into the app today without a need of their own."""

    paid: NDArray[np.int64]
    """people who clicked an advertisement, sorted"""
    natural: NDArray[np.int64]
    """prospects who came across the shop, sorted"""
    cost: int
    """fen paid per click"""


class Marketing:
    """Brings people in.

    Args:
        people: everybody.
        spec: what the planner said.
        field: the random field.
    """

    def __init__(self, people: People, spec: MarketingSpec, field: RandomField) -> None:
        self._people = people
        self._spec = spec
        self._paid = field.purpose("marketing.paid")
        self._natural = field.purpose("marketing.natural")

    def reach(self, day: int, levers: Levers) -> Clicks:
        """Return who comes in on ``day``."""
        spend = float(levers["paid.spend"][0])
        clicks = clicks_for(spend, self._spec.paid)
        paid = self._struck(self._paid, day, self._click_rate(clicks)) if clicks else _NOBODY
        prospects = ~self._people.customer
        natural = _NOBODY
        if prospects.any():
            natural = self._struck(self._natural, day, prospects * self._natural_rate(levers))
        return Clicks(paid, natural, round(spend / clicks) if clicks else 0)

    def _click_rate(self, clicks: float) -> NDArray[np.float64]:
        """Return everybody's chance to make one of the day's ``clicks``, shape (people,)."""
        customer, share = self._people.customer, self._spec.paid.to_prospects
        group = np.where(customer, customer.sum(), (~customer).sum())
        return clicks * np.where(customer, 1.0 - share, share) / np.maximum(group, 1)

    def _natural_rate(self, levers: Levers) -> float:
        """Return a prospect's chance to come across the shop in a day."""
        people, spec = self._people, self._spec.natural
        heard = spec.word_of_mouth > 0 and people.customer.any()
        mood = float(people.satisfaction[people.customer].mean()) if heard else 0.0
        return (
            spec.per_prospect_year
            / 365.0
            * float(levers["natural.factor"][0])
            * max(0.0, 1.0 + spec.word_of_mouth * mood)
        )

    def _struck(self, purpose: Purpose, day: int, chance: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the people whose uniform lies below their chance, sorted."""
        struck = [
            row + np.flatnonzero(purpose.dense(rows, day, entity) < chance[row : row + rows])
            for row, rows, entity in self._people.runs
            if chance[row : row + rows].any()
        ]
        return np.concatenate([_NOBODY, *struck])


def clicks_for(spend: float, paid: PaidSpec) -> float:
    """Return expected clicks a day for ``spend`` fen: the price of the next click rises linearly with volume.

    The cost of c clicks is p (c + c^2 / (2 s)) with price p and saturation s; this is its inverse.
    """
    if spend <= 0 or paid.cost_per_click == 0:
        return 0.0
    s = max(paid.saturation, 1)
    return s * (np.sqrt(1.0 + 2.0 * spend / (paid.cost_per_click * s)) - 1.0)


_NOBODY = np.empty(0, np.int64)
