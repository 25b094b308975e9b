"""Flows that may be: which node may serve which zone with which product in which scenario, where anybody asks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals, Slots
from optimize.placement_case import Placement, Reach


@dataclass(frozen=True)
class Cells:
    """The flows that may be: scenario, product, node and zone of each, shape (cells,)."""

    scenario: Slots
    sku: Slots
    node: Slots
    zone: Slots
    gated: NDArray[np.bool_]
    """only once shipping from the node is paid for"""

    def only(self, keep: NDArray[np.bool_]) -> "Cells":
        """Return the cells where ``keep`` holds."""
        return Cells(self.scenario[keep], self.sku[keep], self.node[keep], self.zone[keep], self.gated[keep])

    def asked(self, case: Placement) -> Reals:
        """Return the units asked for at each cell's zone."""
        return case.demand[self.scenario, self.sku, self.zone]

    def margin(self, case: Placement) -> Reals:
        """Return what a unit earns above its salvage, sending and goodwill counted, weighed by chance; fen."""
        unit = (case.price - case.salvage + case.lost_cost)[self.sku] - case.sending_cost[self.node, self.zone]
        return case.chance[self.scenario] * unit


def all_cells(case: Placement) -> Cells:
    """Return every flow that may earn something, in the order of scenario, product, node and zone."""
    node, zone = np.nonzero(case.reach != Reach.NEVER.value)
    scenario, sku, arc = np.nonzero(case.demand[:, :, zone] > 0)
    gated = case.reach[node, zone] == Reach.ENABLED.value
    return Cells(scenario, sku, node[arc], zone[arc], gated[arc])
