"""Policies: decisions a planner may swap, each a Protocol with one method, beside it the plain rule."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.dispatch import DispatchSpec
from sim.facts import OrderClass
from sim.forecast import ForecastSpec
from sim.payables import PaymentSpec
from sim.rations import AllocationSpec
from sim.replenishment import Outlook, Rates, ReplenishmentSpec, Units
from sim.spec import spec
from sim.transhipment import TranshipmentSpec
from sim.units import CNY, Count, Money, Positive


class Forecast(Protocol):
    """Expects what will leave every node; the methods are in `sim.forecast`."""

    daily: Rates
    """units on a mean day of those ahead, shape (sites, skus); moves in place"""

    def learn(self, left: Rates | Units) -> None:
        """Take in the units that left in the day, shape (sites, skus)."""
        ...

    def ahead(self, days: int) -> Rates | None:
        """Return what each of the coming days is expected to bring, shape (days, sites, skus); None: ``daily``."""
        ...


class Replenishment(Protocol):
    """Decides what a node orders; the plain rules are in `sim.replenishment`."""

    def order(self, position: Units, outlook: Outlook) -> Units:
        """Return units to order, >= 0, shape (skus,).

        Args:
            position: free units and units in transit, shape (skus,).
            outlook: what the node expects to sell until the order has arrived, and when that is.
        """
        ...


@dataclass(frozen=True, slots=True)
class Basket:
    """What an order asks for; lines of one unit each."""

    kind: OrderClass
    value: int
    """fen at catalogue prices"""
    sku: Units
    """product of each line, shape (lines,)"""
    nth: Units
    """how many earlier lines ask for the same product, shape (lines,)"""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes that may ship a basket: stores by distance, then warehouses by distance; at least one."""

    slot: Units
    """site slots, shape (nodes,)"""
    store: NDArray[np.bool_]
    """a store rather than a warehouse, shape (nodes,)"""
    free: Units
    """units of each line's product that earlier orders leave, shape (nodes, lines)"""
    metres: Units
    """way to the customer, shape (nodes,)"""
    per_package: Units
    """fen for handling and bringing one package, whatever is in it, shape (nodes,)"""
    per_unit: Units
    """fen for handling each unit, shape (nodes,)"""
    lead: Units
    """ms from the order to the customer's hands by today's state, shape (nodes,)"""
    backlog: Units
    """orders that wait for a picker or are being picked, shape (nodes,)"""

    def has(self, basket: Basket) -> NDArray[np.bool_]:
        """Return which lines each node alone could serve, shape (nodes, lines)."""
        return self.free > basket.nth


class Routing(Protocol):
    """Decides which node ships which line of an order."""

    def route(self, basket: Basket, nodes: Nodes) -> Units:
        """Return for each line the position among ``nodes`` of the node that ships it, shape (lines,).

        A whole order names one node throughout; several nodes send a package each. A line that no node can serve
        goes along with any of them, and is noted as missing there.
        """
        ...


@spec
class RoutingSpec:
    """Which node ships an order; the rules stand in `sim.routing_rules`."""

    rule: Literal["store_first", "nearest", "cheapest", "fastest", "priority", "split", "bid_prices"] = "store_first"
    """store_first: nearest store, warehouse when it is short; nearest, cheapest and fastest node of those that leave
    least out; priority: keeps units for instant and valuable orders; split: several packages when no node has the whole
    basket; bid_prices: the cheapest node or nodes after what their own customers would miss the units"""
    stores: Positive = 1
    """nearest stores considered, of those that may ship; above 1 riders, too, may come from another store in reach"""
    warehouses: Positive = 1
    """nearest warehouses considered"""
    protect: Count = 2
    """priority: units of each product that a store keeps for instant, scheduled and valuable orders"""
    valuable: Money = 200 * CNY
    """priority: baskets of at least this value count as valuable"""


@spec
class PoliciesSpec:
    """Which rules decide."""

    replenishment: ReplenishmentSpec = ReplenishmentSpec()
    """stores from warehouses, warehouses from suppliers"""
    forecast: ForecastSpec = ForecastSpec()
    """what nodes expect to sell"""
    routing: RoutingSpec = RoutingSpec()
    """which node ships an order"""
    dispatch: DispatchSpec = DispatchSpec()
    """riders to orders"""
    transhipment: TranshipmentSpec = TranshipmentSpec()
    """stores that help each other out, where the lever transhipment is on"""
    allocation: AllocationSpec = AllocationSpec()
    """for whom stores keep their last units; the plan may move it later"""
    payment: PaymentSpec = PaymentSpec()
    """when suppliers are paid and what money costs; the plan may move it later"""
