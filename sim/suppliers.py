"""Suppliers: who brings goods to the warehouses, how soon and how completely, and what is left when one is cut off.

A supplier is named in the catalogue, product by product; products without one come from a nameless supplier that
delivers everything after the warehouse's own lead time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.facts import NEVER, Delivery
from sim.levers import Levers
from sim.making import Makers, MakingSpec, Workshop
from sim.replenishment import Outlook, Rates, Units
from sim.samplers import scattered
from sim.spec import spec
from sim.units import DAY, Duration, Factor, Positive, Share


@spec
class EmergencySpec:
    """What a supplier owes under a contract of supply while it is cut off (lever supplier.contract)."""

    lead: Duration = DAY
    """order to delivery at the warehouse (002 6.2: within 24 h)"""
    premium: Share = 0.3
    """paid on top of the goods' cost (planner's choice)"""


@spec
class FlexibleSpec:
    """How a supplier delivers when it produces flexibly (lever supplier.flexible)."""

    lead: Duration = DAY
    """order to delivery at the warehouse (001 7.3: 30 % sooner)"""
    lot: Positive = 1
    """units of a lot"""
    premium: Share = 0.05
    """paid on top of the goods' cost (planner's choice)"""


@spec
class SupplierSpec:
    """Somebody who brings the products that name them."""

    name: str = ""
    """name to show; the key when empty"""
    lead: Duration = 2 * DAY
    """order to delivery at the warehouse"""
    lead_cv: Factor = 0.0
    """coefficient of variation of the lead time; it slips by whole days"""
    fill: Share = 1.0
    """chance that a product on an order is delivered; what is missing is not sent later"""
    lot: Positive = 1
    """units of a lot; orders are rounded up to whole lots"""
    emergency: EmergencySpec = EmergencySpec()
    """what it owes under contract while it is cut off"""
    flexible: FlexibleSpec = FlexibleSpec()
    """how it delivers when it produces flexibly"""
    making: MakingSpec = MakingSpec()
    """how it makes its goods for its usual terms, if not everything lies ready always"""


@dataclass(frozen=True)
class SupplierLuck:
    """Marks of all orders there may be, drawn before the run."""

    lead: NDArray[np.float64]
    """normal scores of lead times, shape (days, warehouses, suppliers)"""
    line: NDArray[np.float64]
    """uniforms of order lines, shape (days, warehouses, skus)"""


@dataclass(frozen=True)
class Consignment:
    """What one supplier was asked for on one night, and what it brings."""

    supplier: int
    """slot; missing for the nameless one"""
    kind: Delivery
    ordered: Units
    """shape (skus,)"""
    delivered: Units
    """shape (skus,)"""
    after: int
    """ms from order to arrival"""
    goods: int
    """fen that the delivered goods cost"""
    premium: int
    """fen on top of the goods' cost"""


@dataclass(frozen=True)
class _Terms:
    kind: Delivery
    lead: int
    lot: int
    premium: float


class Suppliers:
    """All suppliers of the chain.

    Args:
        specs: suppliers by slot.
        of_sku: slot of each product's supplier, NEVER for the nameless one, shape (skus,).
        cost: fen of a unit, shape (skus,).
        levers: which suppliers deliver, under contract, flexibly.
        luck: of their orders.
        daily: units a day that the chain is expected to sell at first, shape (skus,).
    """

    def __init__(
        self,
        specs: Sequence[SupplierSpec],
        of_sku: NDArray[np.int64],
        cost: NDArray[np.int64],
        levers: Levers,
        luck: SupplierLuck,
        daily: Rates,
    ) -> None:
        self._specs = specs
        self._products = [of_sku == slot for slot in range(len(specs))]
        self._nameless = of_sku == NEVER
        self._cost = cost
        self._luck = luck
        self._open, self._contract, self._flexible = (
            levers[f"supplier.{lever}"] for lever in ("open", "contract", "flexible")
        )
        makes = {slot: spec.making for slot, spec in enumerate(specs) if spec.making.lead}
        workshops = {slot: Workshop(making, np.where(of_sku == slot, daily, 0.0)) for slot, making in makes.items()}
        products = np.array(self._products).reshape(len(specs), of_sku.size)
        self.makers = Makers(workshops, products, levers["supplier.share_pos"], luck.line.shape[1])
        """those that make to stock"""

    def arrival_times(self) -> set[int]:
        """Return the times of day at which suppliers may arrive, ms."""
        leads = [(spec.lead, spec.emergency.lead, spec.flexible.lead) for spec in self._specs]
        return {lead % DAY for several in leads for lead in several}

    def outlook(self, outlook: Outlook, lead: int) -> Outlook:
        """Return a warehouse's outlook with the days that goods take; the nameless supplier's ``lead`` is in ms."""
        if not self._specs:
            return replace(outlook, days=lead / DAY)
        days, unsure = np.full(outlook.daily.shape, lead / DAY), np.zeros(outlook.daily.shape)
        for slot, (supplier, products) in enumerate(zip(self._specs, self._products, strict=True)):
            terms = self._terms(slot) or _usual(supplier)
            days[products] = terms.lead / DAY
            unsure[products] = (supplier.lead_cv * terms.lead / DAY) ** 2
        return replace(outlook, days=days, unsure=unsure)

    def send(self, day: int, warehouse: int, lead: int, units: Units) -> Iterator[Consignment]:
        """Yield what is on its way after a warehouse has ordered ``units``, shape (skus,).

        Args:
            day: of the order.
            warehouse: number among the warehouses, from 0.
            lead: of the nameless supplier, ms.
            units: what the warehouse's rule asks for; nothing comes from a supplier that is cut off.
        """
        plain = np.where(self._nameless, units, 0)
        if plain.any():
            yield Consignment(NEVER, Delivery.USUAL, plain, plain, lead, int(plain @ self._cost), 0)
        for slot, products in enumerate(self._products):
            terms = self._terms(slot)
            if terms is not None and units[products].any():
                lots = np.where(products, -(-units // terms.lot) * terms.lot, 0)
                yield from self._consign(day, warehouse, slot, terms, lots)

    def _consign(self, day: int, warehouse: int, slot: int, terms: _Terms, lots: Units) -> Iterator[Consignment]:
        supplier = self._specs[slot]
        if terms.kind == Delivery.EMERGENCY:
            # Under contract somebody drives at once: nothing slips and nothing is left out.
            yield self._loaded(slot, terms, lots, lots, terms.lead)
            return
        luck = float(scattered(self._luck.lead[day, warehouse, slot], supplier.lead_cv))
        slip = round(terms.lead * (luck - 1.0) / DAY)
        after = max(terms.lead + slip * DAY, terms.lead % DAY or DAY)
        delivered = np.where(self._luck.line[day, warehouse] < supplier.fill, lots, 0)
        if terms.kind == Delivery.FLEXIBLE or not supplier.making.lead:
            yield self._loaded(slot, terms, lots, delivered, after)
            return
        left_out = lots - delivered
        for nights, part in list(self.makers.take(slot, warehouse, delivered)) or [(0, delivered)]:
            yield self._loaded(slot, terms, part + left_out, part, after + nights * DAY)
            left_out = np.zeros_like(lots)

    def _loaded(self, slot: int, terms: _Terms, ordered: Units, delivered: Units, after: int) -> Consignment:
        goods = int(delivered @ self._cost)
        return Consignment(slot, terms.kind, ordered, delivered, after, goods, round(goods * terms.premium))

    def _terms(self, slot: int) -> _Terms | None:
        """Return how the supplier delivers tonight; None when it does not."""
        supplier = self._specs[slot]
        if not self._open[slot]:
            owed = supplier.emergency
            return _Terms(Delivery.EMERGENCY, owed.lead, 1, owed.premium) if self._contract[slot] else None
        if self._flexible[slot]:
            quick = supplier.flexible
            return _Terms(Delivery.FLEXIBLE, quick.lead, quick.lot, quick.premium)
        return _usual(supplier)


def _usual(supplier: SupplierSpec) -> _Terms:
    return _Terms(Delivery.USUAL, supplier.lead, supplier.lot, 0.0)
