"""Location cases: sites that may open and customers to serve, and what a plan for them is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
from optimize.impossible import LARGEST, Table, impossible, misfits, single
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
        tables = _tables(self)
        if found := misfits(tables) or impossible(tables):
            raise PlanInputError(f"the sites cannot be chosen:\n{listed(found)}")


@dataclass(frozen=True)
class LocationPlan:
    """Open sites and the share of each customer that each serves."""

    opened: NDArray[np.bool_]
    """shape (W,)"""
    share: Reals
    """shape (W, C); a customer's shares sum to 1"""
    proof: Proof
    """its objective is the cost"""


def _tables(data: Locations) -> list[Table]:
    return [
        Table("opening_cost", data.opening_cost, (data.sites,)),
        Table("capacity", data.capacity, (data.sites,), endless=True),
        Table("demand", data.demand, (data.customers,)),
        Table("serving_cost", data.serving_cost, (data.sites, data.customers), low=-LARGEST),
        single("most_open", data.most_open, endless=True),
    ]
