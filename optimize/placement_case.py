"""Placement cases: products, nodes, zones and demand scenarios; what a plan for them is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.errors import PlanInputError, listed
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
        findings = [*_shapes(self)] or [*_figures(self)]
        if findings:
            raise PlanInputError(f"the placement's data cannot be used:\n{listed(findings)}")


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


def _shapes(case: Placement) -> list[str]:
    k, n, z, s = len(case.skus), len(case.nodes), len(case.zones), len(case.chance)
    wanted = {
        "chance": (s,),
        "demand": (s, k, z),
        "holding_cost": (k, n),
        "sending_cost": (n, z),
        "reach": (n, z),
        "enabling_cost": (n,),
        "capacity": (n,),
    } | dict.fromkeys(("price", "unit_cost", "salvage", "lost_cost", "litres", "available", "service_floor"), (k,))
    return [
        f"{name} has shape {getattr(case, name).shape}, needs {shape}"
        for name, shape in wanted.items()
        if getattr(case, name).shape != shape
    ]


def _figures(case: Placement) -> list[str]:
    finite = ("demand", "price", "unit_cost", "salvage", "lost_cost", "holding_cost", "sending_cost", "litres")
    findings = [_odd(case, name, np.isfinite) for name in (*finite, "enabling_cost", "chance", "service_floor")]
    kept = ("chance", "demand", "litres", "capacity", "available", "service_floor", "enabling_cost", "lost_cost")
    findings += [_odd(case, name, lambda values: values >= 0, "is negative or no number") for name in kept]
    findings += [_odd(case, "service_floor", lambda values: values <= 1, "is a share above 1")]
    told = [finding for finding in findings if finding]
    if not abs(float(case.chance.sum()) - 1) <= CLOSE:
        told.append(f"the chances of the scenarios sum to {case.chance.sum():g}, not to 1")
    if not (np.isfinite(case.least) & (case.least >= 0)).all():
        told.append("units to hold at least: one of them is negative or no number")
    if not case.budget >= 0:
        told.append(f"budget {case.budget} is negative or no number")
    return told


def _odd(
    case: Placement, name: str, sound: Callable[[Reals], NDArray[np.bool_]], reason: str = "is no finite number"
) -> str:
    values = getattr(case, name)
    bad = np.argwhere(~sound(values))
    if not len(bad):
        return ""
    axes = {"demand": ("", "skus", "zones"), "holding_cost": ("skus", "nodes"), "sending_cost": ("nodes", "zones")}
    axes |= dict.fromkeys(("enabling_cost", "capacity"), ("nodes",)) | {"chance": ("",)}
    place = tuple(int(k) for k in bad[0])
    words = [
        f"scenario {k}" if not axis else getattr(case, axis)[k]
        for axis, k in zip(axes.get(name, ("skus",)), place, strict=True)
    ]
    return f"{name} of {', '.join(words)}: {values[place]} {reason} ({len(bad)} such)"
