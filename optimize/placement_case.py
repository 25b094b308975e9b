"""Placement cases: products, nodes, zones and demand scenarios; what a plan for them is."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
from optimize.impossible import LARGEST, Numbered, Table, impossible, misfits, single
from optimize.model import Reals
from optimize.solution import Proof

CLOSE = 1e-9
"""by which the chances of the scenarios may miss 1"""


class Reach(Enum):
    """Whether a node may send to a zone."""

    NEVER = 0
    ALWAYS = 1
    ENABLED = 2
    """once shipping from this node is paid for"""


@dataclass(frozen=True)
class Placement:
    """Stock to place before demand is known: K products, N nodes, Z zones, S scenarios; money in fen.

    A store's own customers are a zone that only this store may reach, at no cost.
    """

    skus: tuple[str, ...]
    nodes: tuple[str, ...]
    zones: tuple[str, ...]
    chance: Reals
    """of each scenario, summing to 1, shape (S,)"""
    demand: Reals
    """units, shape (S, K, Z)"""
    price: Reals
    """fen per unit sold, shape (K,)"""
    unit_cost: Reals
    """fen per unit placed, shape (K,)"""
    salvage: Reals
    """fen per unit left over, shape (K,)"""
    lost_cost: Reals
    """fen of goodwill per unit asked for and not served, shape (K,)"""
    holding_cost: Reals
    """fen per unit placed, shape (K, N)"""
    sending_cost: Reals
    """fen per unit sent, shape (N, Z)"""
    reach: NDArray[np.int64]
    """values of `Reach`, shape (N, Z)"""
    enabling_cost: Reals
    """fen to enable shipping from a node, shape (N,)"""
    litres: Reals
    """per unit, shape (K,)"""
    capacity: Reals
    """litres of room, inf for no limit, shape (N,)"""
    available: Reals
    """units that can be had, inf for no limit, shape (K,)"""
    service_floor: Reals
    """least share of expected demand to serve, 0 for none, shape (K,)"""
    budget: float = float("inf")
    """fen for goods, holding and enabling"""
    whole: bool = True
    """goods come in whole units"""
    least: Reals = field(default_factory=lambda: np.zeros((1, 1)))
    """units to hold at least, 0 for none, shape (K, N) or one that broadcasts to it"""

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit and figures that make no sense.

        Raises:
            PlanInputError: all findings at once.
        """
        if found := _findings(self):
            raise PlanInputError(f"the placement's data cannot be used:\n{listed(found)}")


class Flow(NamedTuple):
    """Units of a product that a node sends to a zone in a scenario; slots of the case."""

    scenario: int
    sku: int
    node: int
    zone: int
    units: float


@dataclass(frozen=True)
class PlacementPlan:
    """Stock and enabled nodes, decided before demand is known; flows, decided after."""

    stock: Reals
    """units, shape (K, N)"""
    enabled: NDArray[np.bool_]
    """shape (N,)"""
    flows: tuple[Flow, ...]
    proof: Proof
    """its objective is the expected value in fen"""


def _tables(case: Placement) -> list[Table]:
    skus, nodes, zones = case.skus, case.nodes, case.zones
    days = Numbered("scenario", len(case.chance))
    # One figure may stand for all products, or for all nodes.
    all_alike = case.least.shape + (0,) * 2
    held = (("every product",) if all_alike[0] == 1 else skus, ("every node",) if all_alike[1] == 1 else nodes)
    return [
        Table("chance", case.chance, (days,)),
        Table("demand", case.demand, (days, skus, zones)),
        Table("price", case.price, (skus,), low=-LARGEST),
        Table("unit_cost", case.unit_cost, (skus,), low=-LARGEST),
        Table("salvage", case.salvage, (skus,), low=-LARGEST),
        Table("lost_cost", case.lost_cost, (skus,)),
        Table("holding_cost", case.holding_cost, (skus, nodes), low=-LARGEST),
        Table("sending_cost", case.sending_cost, (nodes, zones), low=-LARGEST),
        Table("reach", case.reach, (nodes, zones), high=max(kind.value for kind in Reach), whole=True),
        Table("enabling_cost", case.enabling_cost, (nodes,)),
        Table("litres", case.litres, (skus,)),
        Table("capacity", case.capacity, (nodes,), endless=True),
        Table("available", case.available, (skus,), endless=True),
        Table("service_floor", case.service_floor, (skus,), high=1.0),
        Table("least", case.least, held),
        single("budget", case.budget, endless=True),
    ]


def _findings(case: Placement) -> list[str]:
    tables = _tables(case)
    if found := misfits(tables):
        return found
    found = impossible(tables)
    if not abs(float(case.chance.sum()) - 1) <= CLOSE:
        found.append(f"the chances of the scenarios sum to {case.chance.sum():g}, not to 1; divide them by their sum")
    return found
