"""Making: suppliers that make to stock, and plan by the orders they get, or by what stores sell (row S140).

What an order asks for and is not ready is begun at once, and the order waits for it. Where sales are shared (the lever
``supplier.share_pos``), a supplier hears of a unit when it is sold, not when it is ordered again: it begins to make it
sooner (advance demand information: each day of it is worth a day of the making; Hariharan and Zipkin 1995), and its
forecast follows sales, which swing less than orders (Lee, Padmanabhan and Whang 1997).
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvariantBrokenError
from sim.replenishment import ExpectedSales, Outlook, Rates, Units
from sim.spec import spec
from sim.tables import Table
from sim.units import DAY, Duration, Factor, Share


@spec
class MakingSpec:
    """How a supplier makes what it sells."""

    lead: Duration = 0
    """from begun to made, whole days; with 0 everything lies ready, always"""
    cover: Duration = DAY
    """sales that it holds ready beyond those in that time"""
    safety: Factor = 0.0
    """standard deviations of Poisson demand in both held beyond them"""
    smoothing: Share = 0.1
    """weight of the newest day in what it expects to sell (planner's choice; 0.05 to 0.3 are usual)"""


class Workshop:
    """Goods that one supplier has ready and in the making, those promised to an order left out.

    Args:
        spec: how it makes them; the lead is more than 0.
        daily: units a day that it expects to sell at first, shape (skus,); 0 for products of others.
    """

    def __init__(self, spec: MakingSpec, daily: Rates) -> None:
        self._nights = spec.lead // DAY
        self._level = ExpectedSales(spec.cover, spec.safety, 0)
        self._weight = spec.smoothing
        self._daily = daily.astype(np.float64)
        self.ready = self._wanted()
        """shape (skus,)"""
        self._making = np.zeros((self._nights, daily.size), np.int64)
        """by nights until they are made, from 1"""
        self.ordered, self.waiting, self.begun = np.zeros((3, daily.size), np.int64)
        """units asked for tonight, those of them that are still to be made, and units begun, shape (skus,)"""
        self._owned = self.ready.copy()
        """at first, and begun since, less ordered since: what there must be, shape (skus,)"""

    def begin_night(self) -> None:
        """Put what is made to the rest."""
        self.ready += self._making[0]
        self._making = np.vstack((self._making[1:], np.zeros_like(self._making[:1])))
        for tonight in (self.ordered, self.waiting, self.begun):
            tonight[:] = 0

    def take(self, units: Units) -> Iterator[tuple[int, Units]]:
        """Yield what an order gets, by nights until it is made; what nobody has begun is begun at once."""
        self.ordered += units
        self._owned -= units
        for nights, there in enumerate((self.ready, *self._making)):
            part = np.minimum(units, there)
            there -= part
            units = units - part
            if nights == self._nights:
                part = part + units
                self._begin(units)
            self.waiting += part if nights else 0
            if part.any():
                yield nights, part

    def plan(self, sold: Units, to_come: Units) -> None:
        """Begin what is missing.

        Args:
            sold: units that count as the day's demand, shape (skus,).
            to_come: units that are known to be ordered soon, shape (skus,).
        """
        self._daily += self._weight * (sold - self._daily)
        missing = np.maximum(self._wanted() + to_come - self.ready - self._making.sum(axis=0), 0)
        self._making[-1] += missing
        self._begin(missing)

    def astray(self) -> NDArray[np.int64]:
        """Return the products whose units are not those at first, and begun, less those ordered."""
        return (self._owned != self.ready + self._making.sum(axis=0)).nonzero()[0]

    def _begin(self, units: Units) -> None:
        self.begun += units
        self._owned += units

    def _wanted(self) -> Units:
        """Return the units that should be ready or in the making beyond those that were ordered."""
        return self._level(Outlook(self._daily, self._daily, self._nights))


class Makers:
    """The suppliers that make to stock, and what they hear of sales.

    Args:
        workshops: by supplier slot.
        products: which products are each supplier's, shape (suppliers, skus).
        shared: whether each supplier sees what stores sell, live, shape (suppliers,).
        warehouses: how many there are.
    """

    def __init__(
        self,
        workshops: Mapping[int, Workshop],
        products: NDArray[np.bool_],
        shared: NDArray[np.float64],
        warehouses: int,
    ) -> None:
        self._workshops = workshops
        self.at_work = bool(workshops)
        """whether anybody makes to stock"""
        self._products = products
        self._shared = shared
        skus = products.shape[1]
        self._today = np.zeros(skus, np.int64)
        """sold on the newest day"""
        self._not_ordered = np.zeros((warehouses, skus), np.int64)
        """sold since each warehouse last ordered the product"""

    def hear(self, sold: Units) -> None:
        """Hear of the units that customers took today from each warehouse and its stores, shape (warehouses, skus)."""
        self._today = sold.sum(axis=0)
        self._not_ordered += sold

    def begin_night(self) -> None:
        """Take what is made into stock."""
        for workshop in self._workshops.values():
            workshop.begin_night()

    def take(self, slot: int, warehouse: int, units: Units) -> Iterator[tuple[int, Units]]:
        """Yield what a warehouse gets of the goods of a supplier that makes, by nights until they are made."""
        self._not_ordered[warehouse][units > 0] = 0
        yield from self._workshops[slot].take(units)

    def end_night(self, day: int, table: Table) -> None:
        """Let every supplier plan by what it has seen, and note the night."""
        for slot, workshop in self._workshops.items():
            own = self._products[slot]
            if self._shared[slot]:
                workshop.plan(np.where(own, self._today, 0), np.where(own, self._not_ordered.sum(axis=0), 0))
            else:
                workshop.plan(workshop.ordered, np.zeros_like(workshop.ordered))
            units = (workshop.ordered, workshop.waiting, workshop.begun, workshop.ready)
            ordered, waiting, begun, ready = (int(column.sum()) for column in units)
            table.append(1, day=day, supplier=slot, ordered=ordered, waiting=waiting, begun=begun, ready=ready)

    def check(self, day: int) -> None:
        """Check that no unit is lost at a supplier.

        Raises:
            InvariantBrokenError: one is.
        """
        for slot, workshop in self._workshops.items():
            if (astray := workshop.astray()).size:
                law = f"suppliers on day {day}: what is ready or in the making was there or begun, and is not ordered"
                raise InvariantBrokenError(law, {"supplier": slot, "sku": int(astray[0])})
