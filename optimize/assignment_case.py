"""Assignment cases: open orders, the sites that may send their lines, and what a plan for them is."""

from dataclasses import dataclass, field

import numpy as np

from optimize.errors import PlanInputError, listed
from optimize.impossible import LARGEST, Numbered, Table, impossible, misfits, single
from optimize.model import Reals, Slots
from optimize.solution import Proof


def _none() -> Slots:
    return np.empty(0, np.int64)


@dataclass(frozen=True)
class Substitutes:
    """Products that a line may be filled with instead of the one asked for; M of them."""

    line: Slots = field(default_factory=_none)
    """the line, shape (M,)"""
    sku: Slots = field(default_factory=_none)
    """the product given instead, shape (M,)"""
    cost: Reals = field(default_factory=lambda: np.empty(0))
    """of a unit given instead, on top of sending it, shape (M,)"""


@dataclass(frozen=True)
class Assignment:
    """Orders to serve: O orders with L lines, N sites, K products; one unit of money throughout.

    A package from a site costs its freight and its lateness; a site that may not serve an order has infinite freight.
    """

    sites: tuple[str, ...]
    skus: tuple[str, ...]
    orders: tuple[str, ...]
    order: Slots
    """of each line, in rising order, shape (L,)"""
    sku: Slots
    """asked for in each line, shape (L,)"""
    units: Slots
    """asked for in each line, > 0, shape (L,)"""
    freight: Reals
    """cost of a package, inf where the site may not serve the order, shape (O, N)"""
    sending_cost: Reals
    """cost of a unit, shape (L, N)"""
    lost_cost: Reals
    """cost of a unit left out, inf where nothing may be left out, shape (L,)"""
    short_cost: Reals
    """cost of leaving anything of an order out, shape (O,)"""
    stock: Slots
    """units that may be sent, shape (N, K)"""
    capacity: Reals
    """units a site can pick, inf for no limit, shape (N,)"""
    most_packages: Slots
    """of an order, >= 1, shape (O,)"""
    lateness: Reals
    """minutes that a package would come after the promise, shape (O, N)"""
    late_cost: float = 0.0
    """cost of a minute after the promise"""
    weight: Reals = field(default_factory=lambda: np.ones(1))
    """how many orders like this one are expected, 1 for one that is there, shape (O,) or (1,)"""
    substitutes: Substitutes = field(default_factory=Substitutes)

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit, unknown orders, products and sites, figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        if found := _findings(self):
            raise PlanInputError(f"the orders cannot be assigned:\n{listed(found)}")

    @property
    def package_cost(self) -> Reals:
        """Return freight and lateness of a package, shape (O, N)."""
        return self.freight + self.late_cost * self.lateness


@dataclass(frozen=True)
class Prices:
    """What a unit of stock or of picking is worth to orders that are still to come."""

    stock: Reals
    """of a unit, shape (N, K)"""
    picking: Reals
    """of picking a unit, shape (N,)"""


@dataclass(frozen=True)
class AssignmentPlan:
    """Which site sends what for which line; R rows, one per line, site and product sent."""

    line: Slots
    """shape (R,)"""
    site: Slots
    """shape (R,)"""
    sku: Slots
    """sent, shape (R,)"""
    units: Slots
    """sent, > 0, shape (R,)"""
    left: Slots
    """units left out of each line, shape (L,)"""
    proof: Proof
    """its objective is the cost, and what the stock used was worth where prices were given"""


def no_prices(case: Assignment) -> Prices:
    """Return prices of 0: nothing comes after these orders."""
    return Prices(np.zeros((len(case.sites), len(case.skus))), np.zeros(len(case.sites)))


def packages(case: Assignment, plan: AssignmentPlan) -> Slots:
    """Return how many packages each order gets, shape (O,)."""
    pairs = np.unique(case.order[plan.line] * len(case.sites) + plan.site)
    return np.bincount(pairs // len(case.sites), minlength=len(case.orders))


def _tables(case: Assignment) -> list[Table]:
    orders, sites, skus, lines = case.orders, case.sites, case.skus, Numbered("line", case.order.size)
    instead = Numbered("substitute", case.substitutes.line.size)
    return [
        Table("order", case.order, (lines,), high=len(orders) - 1, whole=True, known="orders"),
        Table("sku", case.sku, (lines,), high=len(skus) - 1, whole=True, known="products"),
        Table("units", case.units, (lines,), low=1.0, whole=True),
        Table("freight", case.freight, (orders, sites), endless=True),
        Table("sending_cost", case.sending_cost, (lines, sites), low=-LARGEST),
        Table("lost_cost", case.lost_cost, (lines,), endless=True),
        Table("short_cost", case.short_cost, (orders,)),
        Table("stock", case.stock, (sites, skus), whole=True),
        Table("capacity", case.capacity, (sites,), endless=True),
        Table("most_packages", case.most_packages, (orders,), low=1.0, whole=True),
        Table("lateness", case.lateness, (orders, sites)),
        # One figure may stand for all orders.
        Table("weight", case.weight, (("every order",),) if case.weight.shape == (1,) else (orders,)),
        Table("substitutes.line", case.substitutes.line, (instead,), high=len(lines) - 1, whole=True, known="lines"),
        Table("substitutes.sku", case.substitutes.sku, (instead,), high=len(skus) - 1, whole=True, known="products"),
        Table("substitutes.cost", case.substitutes.cost, (instead,), low=-LARGEST),
        single("late_cost", case.late_cost),
    ]


def _findings(case: Assignment) -> list[str]:
    tables = _tables(case)
    if found := misfits(tables):
        return found
    found = impossible(tables)
    if (np.diff(case.order) < 0).any():
        found.append("lines must stand order by order: sort them by order")
    return found
