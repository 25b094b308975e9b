"""Flows that may be: which node may serve which zone with which product in which scenario, where anybody asks."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals, Slots
from optimize.placement_case import Placement, Reach


class When(Enum):
    """Whether a flow depends on its node shipping; the value is how the room for it turns with the node's switch."""

    ALWAYS = 0
    SHIPPING = 1
    NOT_SHIPPING = -1


@dataclass(frozen=True)
class Cells:
    """The flows that may be: scenario, product, node and zone of each, shape (cells,)."""

    scenario: Slots
    sku: Slots
    node: Slots
    zone: Slots
    when: Slots
    """values of `When`"""
    place: Slots
    """where the stock lies: the node, or N + node for the stock of a node that could ship and does not"""

    def only(self, keep: NDArray[np.bool_]) -> "Cells":
        """Return the cells where ``keep`` holds."""
        parts = (self.scenario, self.sku, self.node, self.zone, self.when, self.place)
        return Cells(*(part[keep] for part in parts))

    def open_at(self, enabled: NDArray[np.bool_]) -> "Cells":
        """Return the cells there are when the nodes ``enabled`` ship and no others, now certain; shape (N,)."""
        kept = self.only((self.when == When.ALWAYS.value) | enabled[self.node])
        return replace(kept, when=np.zeros_like(kept.when))

    def asked(self, case: Placement) -> Reals:
        """Return the units asked for at each cell's zone."""
        return case.demand[self.scenario, self.sku, self.zone]

    def margin(self, case: Placement) -> Reals:
        """Return what a unit earns above its salvage, sending and goodwill counted, weighed by chance; fen."""
        unit = (case.price - case.salvage + case.lost_cost)[self.sku] - case.sending_cost[self.node, self.zone]
        return case.chance[self.scenario] * unit


def may_ship(case: Placement) -> NDArray[np.bool_]:
    """Return the nodes whose shipping can be enabled, shape (N,)."""
    return np.asarray((case.reach == Reach.ENABLED.value).any(axis=1))


def all_cells(case: Placement) -> Cells:
    """Return every flow that may earn something, in the order of scenario, product, node and zone."""
    node, zone = np.nonzero(case.reach != Reach.NEVER.value)
    scenario, sku, arc = np.nonzero(case.demand[:, :, zone] > 0)
    gated = case.reach[node, zone] == Reach.ENABLED.value
    when = np.where(gated, When.SHIPPING.value, When.ALWAYS.value)
    return Cells(scenario, sku, node[arc], zone[arc], when[arc], node[arc])


def by_mode(case: Placement, cells: Cells) -> Cells:
    """Return the cells of nodes that may ship in two modes: one with its own stock while it ships, one while not."""
    own = (cells.when == When.ALWAYS.value) & may_ship(case)[cells.node]
    ships = replace(cells, when=np.where(own, When.SHIPPING.value, cells.when))
    rests = cells.only(own)
    rests = replace(rests, when=np.full_like(rests.when, When.NOT_SHIPPING.value), place=rests.node + len(case.nodes))
    pairs = zip(vars(ships).values(), vars(rests).values(), strict=True)
    return Cells(*(np.concatenate(pair) for pair in pairs))
