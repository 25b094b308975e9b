"""Replenishment: what a node orders, by its stock position and by what it expects to sell.

The rules are those of the textbooks (Zipkin 2000, chapters 3 and 6; Silver, Pyke and Thomas 2017, chapter 7): order up
to a level, (s, S) and (r, nQ). Their levels follow the forecast, or stand in a table per site and product.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.spec import spec
from sim.units import DAY, Count, Duration, Factor, Positive

Units = NDArray[np.int64]
Rates = NDArray[np.float64]
RuleName = Literal["order_up_to", "s_S", "r_Q"]


@dataclass(frozen=True)
class Outlook:
    """What a node expects when it orders."""

    daily: Rates
    """units a day, shape (skus,)"""
    variance: Rates
    """of a day's demand around it, units squared, shape (skus,)"""
    days: float | Rates
    """from this order to the shelf, of all products or by product"""
    unsure: float | Rates = 0.0
    """variance of ``days``, days squared"""
    ahead: Rates | None = None
    """units on each coming day, from today, shape (days, skus); ``daily`` beyond them, and throughout where missing"""

    def demand(self, more: float) -> tuple[Rates, Rates]:
        """Return mean and variance of the demand until the shelf is filled and for ``more`` days."""
        days = self.days + more
        return self._expected(days), self.variance * days + self.daily**2 * self.unsure

    def _expected(self, days: float | Rates) -> Rates:
        """Return the units of the coming ``days``; of a part of a day its part."""
        if self.ahead is None:
            return self.daily * days
        known = len(self.ahead)
        parts = np.clip(days - np.arange(known + 1.0)[:, None], 0.0, 1.0)
        parts[known] = np.maximum(days - known, 0.0)
        return (parts[:known] * self.ahead).sum(axis=0) + parts[known] * self.daily


class Level(Protocol):
    """A number of units per product, to compare the stock position with."""

    def __call__(self, outlook: Outlook) -> Units:
        """Return units, shape (skus,)."""
        ...


@dataclass(frozen=True)
class ExpectedSales:
    """The expected sales until the shelf is filled and ``cover`` ms beyond, plus safety stock; at least ``facing``."""

    cover: int
    safety: float
    """standard deviations of the demand in that time; 1.645 is a service level of 95 %"""
    facing: int

    def __call__(self, outlook: Outlook) -> Units:
        """Return units, shape (skus,)."""
        mean, variance = outlook.demand(self.cover / DAY)
        return np.maximum(np.ceil(mean + self.safety * np.sqrt(variance)), self.facing).astype(np.int64)


@dataclass(frozen=True)
class Lot:
    """The expected sales of ``cover`` ms, at least one unit."""

    cover: int

    def __call__(self, outlook: Outlook) -> Units:
        """Return units, shape (skus,)."""
        return np.maximum(np.ceil(outlook.daily * (self.cover / DAY)), 1).astype(np.int64)


@dataclass(frozen=True)
class Tabled:
    """Fixed units for the products of a table, another level for the rest."""

    units: Units
    """shape (skus,)"""
    listed: NDArray[np.bool_]
    """which products the table names, shape (skus,)"""
    otherwise: Level

    def __call__(self, outlook: Outlook) -> Units:
        """Return units, shape (skus,)."""
        return np.where(self.listed, self.units, self.otherwise(outlook))


@dataclass(frozen=True)
class OrderUpTo:
    """Order what is missing to a level, at every review: a base stock."""

    level: Level

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, shape (skus,)."""
        return np.maximum(self.level(outlook) - position, 0)


@dataclass(frozen=True)
class ReorderUpTo:
    """(s, S): when the position is at or below ``reorder``, order up to ``level``."""

    reorder: Level
    level: Level

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, shape (skus,)."""
        missing = np.maximum(self.level(outlook) - position, 0)
        return np.where(position <= self.reorder(outlook), missing, 0)


@dataclass(frozen=True)
class ReorderLots:
    """(r, nQ): when the position is at or below ``reorder``, order the fewest whole lots that lift it above."""

    reorder: Level
    lot: Level

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, shape (skus,)."""
        lot = self.lot(outlook)
        missing = self.reorder(outlook) - position + 1
        return np.maximum(-(-missing // lot), 0) * lot


Rule = OrderUpTo | ReorderUpTo | ReorderLots


@spec
class LevelSpec:
    """The levels of one product at one site."""

    site: str
    """key of the store or warehouse"""
    sku: str
    """key of the product"""
    level: Count | None = None
    """units ordered up to: S, the base stock"""
    reorder: Count | None = None
    """at or below these units it is ordered: s of s_S, r of r_Q"""
    lot: Positive | None = None
    """units of a lot: Q of r_Q"""


@spec
class ReplenishmentSpec:
    """How stores order from warehouses, and warehouses from suppliers."""

    rule: RuleName = "order_up_to"
    """stores: order_up_to a level at every review; s_S, up to it when at or below a lower one; r_Q, in whole lots"""
    review: Positive = 1
    """days from one order of a store to the next"""
    cover: Duration = 2 * DAY
    """days of sales a store holds beyond the lead time"""
    safety: Factor = 1.3
    """safety stock in standard deviations of Poisson demand over cover and lead time"""
    facing: Count = 2
    """least units of a product on a store's shelf"""
    units_per_m2: Factor = 0.0
    """units that fit on a square metre of a store's sales floor, corners left out; 0 for as many as are ordered"""
    smoothing: Factor = 0.1
    """weight of yesterday in the expected daily sales"""
    warehouse_rule: RuleName = "order_up_to"
    """warehouses: as rule"""
    warehouse_review: Positive = 1
    """days from one order of a warehouse to the next"""
    warehouse_cover: Duration = 5 * DAY
    """days of its stores' and parcels' sales a warehouse holds beyond the supplier's lead time"""
    levels: Mapping[str, LevelSpec] = field(default_factory=dict)
    """fixed levels by site and product, or a table; what it does not name follows the forecast"""


NEEDED: Mapping[RuleName, tuple[str, ...]] = {
    "order_up_to": ("level",),
    "s_S": ("reorder", "level"),
    "r_Q": ("reorder", "lot"),
}
"""Rule -> what a row of ``levels`` must say for it."""


def rule_of(
    spec: ReplenishmentSpec, kind: Literal["store", "warehouse"], rows: Iterable[LevelSpec], skus: Sequence[str]
) -> Rule:
    """Return the rule of one site.

    Args:
        spec: as the planner said.
        kind: what the site is.
        rows: the site's rows of ``spec.levels``.
        skus: keys of the products by slot.
    """
    store = kind == "store"
    name = spec.rule if store else spec.warehouse_rule
    cover = spec.cover if store else spec.warehouse_cover
    review = (spec.review if store else spec.warehouse_review) * DAY
    levels: dict[str, Level] = {
        "level": ExpectedSales(cover, spec.safety, spec.facing),
        "reorder": ExpectedSales(review, spec.safety, spec.facing),
        "lot": Lot(cover),
    }
    given = list(rows)
    reads = {field: _tabled(field, given, skus, levels[field]) for field in NEEDED[name]}
    match name:
        case "order_up_to":
            return OrderUpTo(reads["level"])
        case "s_S":
            return ReorderUpTo(reads["reorder"], reads["level"])
        case "r_Q":
            return ReorderLots(reads["reorder"], reads["lot"])


def _tabled(field: str, rows: Iterable[LevelSpec], skus: Sequence[str], otherwise: Level) -> Level:
    """Return the level that the table's column ``field`` gives, and ``otherwise`` where it gives none."""
    given = {row.sku: getattr(row, field) for row in rows if getattr(row, field) is not None}
    if not given:
        return otherwise
    # A lot must be a divisor even where it is not read.
    units = np.array([given.get(sku, 1) for sku in skus], np.int64)
    return Tabled(units, np.array([sku in given for sku in skus]), otherwise)
