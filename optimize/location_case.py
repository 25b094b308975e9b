"""Location cases: sites that may open and customers to serve, and what a plan for them is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
from optimize.model import Reals
from optimize.solution import Proof


@dataclass(frozen=True)
class Locations:
    """Sites that may open and customers who must be served; W sites, C customers; one unit of money throughout."""

    sites: tuple[str, ...]
    customers: tuple[str, ...]
    opening_cost: Reals
    """shape (W,)"""
    capacity: Reals
    """units of demand an open site can serve, inf for no limit, shape (W,)"""
    demand: Reals
    """units, shape (C,)"""
    serving_cost: Reals
    """cost of serving all of a customer's demand from a site, shape (W, C)"""
    most_open: float = float("inf")
    """sites that may open; with free sites and no capacities this is the p-median problem"""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        findings = [*_shapes(self)] or [*_figures(self)]
        if findings:
            raise PlanInputError(f"the sites cannot be chosen:\n{listed(findings)}")


@dataclass(frozen=True)
class LocationPlan:
    """Open sites and the share of each customer that each serves."""

    opened: NDArray[np.bool_]
    """shape (W,)"""
    share: Reals
    """shape (W, C); a customer's shares sum to 1"""
    proof: Proof
    """its objective is the cost"""


def _shapes(data: Locations) -> Iterator[str]:
    sites, customers = len(data.sites), len(data.customers)
    wanted = {
        "opening_cost": (sites,),
        "capacity": (sites,),
        "demand": (customers,),
        "serving_cost": (sites, customers),
    }
    for name, shape in wanted.items():
        if getattr(data, name).shape != shape:
            yield f"{name} has shape {getattr(data, name).shape}, needs {shape}"


def _figures(data: Locations) -> Iterator[str]:
    owners = {"opening_cost": data.sites, "capacity": data.sites, "demand": data.customers, "serving_cost": data.sites}
    for name, words in owners.items():
        values = getattr(data, name)
        endless = np.isposinf(values) & (name == "capacity")
        costs = np.isfinite(values) & ((values >= 0) | (name == "serving_cost"))
        bad = np.argwhere(~(costs | endless))
        if len(bad):
            place = tuple(bad[0].tolist())
            yield f"{name} of {words[place[0]]}: {values[place]} is negative or no number ({len(bad)} such)"
    if not data.most_open >= 0:
        yield f"most_open: {data.most_open} is negative or no number"
