"""Assignment cases: open orders, the sites that may send their lines, and what a plan for them is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
from optimize.model import Reals, Slots
from optimize.scale import LARGEST
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
        findings = [*_shapes(self)] or [*_strangers(self), *_figures(self)]
        if findings:
            raise PlanInputError(f"the orders cannot be assigned:\n{listed(findings)}")

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


def _shapes(case: Assignment) -> Iterator[str]:
    sites, skus, orders, lines = len(case.sites), len(case.skus), len(case.orders), case.order.size
    wanted = dict.fromkeys(("order", "sku", "units", "lost_cost"), (lines,)) | {
        "freight": (orders, sites),
        "lateness": (orders, sites),
        "sending_cost": (lines, sites),
        "short_cost": (orders,),
        "stock": (sites, skus),
        "capacity": (sites,),
        "most_packages": (orders,),
    }
    for name, shape in wanted.items():
        if getattr(case, name).shape != shape:
            yield f"{name} has shape {getattr(case, name).shape}, needs {shape}"
    if case.weight.shape not in ((1,), (orders,)):
        yield f"weight has shape {case.weight.shape}, needs {(orders,)}"
    instead = case.substitutes
    if not instead.line.shape == instead.sku.shape == instead.cost.shape:
        yield f"substitutes: {instead.line.size} lines, {instead.sku.size} products, {instead.cost.size} costs"


def _strangers(case: Assignment) -> Iterator[str]:
    known = {"orders": len(case.orders), "products": len(case.skus), "lines": case.order.size}
    for what, slots, kind in (
        ("line", case.order, "orders"),
        ("line", case.sku, "products"),
        ("substitute", case.substitutes.line, "lines"),
        ("substitute", case.substitutes.sku, "products"),
    ):
        bad = np.flatnonzero((slots < 0) | (slots >= known[kind]))
        if bad.size:
            yield f"{what} {bad[0]} names number {slots[bad[0]]} of {known[kind]} {kind} ({bad.size} such)"
    if (np.diff(case.order) < 0).any():
        yield "lines must stand order by order"


def _figures(case: Assignment) -> Iterator[str]:
    may_be_endless = ("freight", "lost_cost", "capacity")
    for name in (*may_be_endless, "lateness", "short_cost", "stock", "units", "weight", "most_packages"):
        values = getattr(case, name)
        yield from _odd(name, values, (values >= 0) & ((values < np.inf) | (name in may_be_endless)), case)
    # Other figures of such a size are met again, in the model; a capacity that large would only be left out of it.
    yield from _odd("capacity", case.capacity, (case.capacity <= LARGEST) | (case.capacity == np.inf), case)
    for name in ("units", "most_packages"):
        values = getattr(case, name)
        yield from _odd(name, values, values != 0, case)
    yield from _odd("sending_cost", case.sending_cost, np.isfinite(case.sending_cost), case)
    cost = case.substitutes.cost
    yield from _odd("cost of substitute", cost, np.isfinite(cost), case)
    if not 0 <= case.late_cost < np.inf:
        yield f"late_cost: {case.late_cost} is negative or no number"


def _odd(name: str, values: NDArray[np.float64] | Slots, sound: NDArray[np.bool_], case: Assignment) -> Iterator[str]:
    bad = np.argwhere(~sound)
    if not len(bad):
        return
    axes = {
        "freight": (case.orders, case.sites),
        "lateness": (case.orders, case.sites),
        "stock": (case.sites, case.skus),
        "capacity": (case.sites,),
    } | dict.fromkeys(("short_cost", "most_packages"), (case.orders,))
    place = tuple(int(k) for k in bad[0])
    words = [names[k] for names, k in zip(axes[name], place, strict=True)] if name in axes else [f"row {place[0]}"]
    reason = "is negative, zero, out of scale or no number"
    yield f"{name} of {', '.join(words)}: {values[place]} {reason} ({len(bad)} such)"
