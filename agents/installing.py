"""Installing: who has received something that must be installed books a visit, and may hand an old thing over."""

import numpy as np

from agents.people import People
from sim.field_service import Bookings, FieldService
from sim.random_field import RandomField
from sim.units import DAY
from sim.world import World

_WANTS, _TRADES, _WORK, _LANES = 0, 1, 2, 3


class Installing:
    """Books visits for what arrived today; one visit an order, for the first thing in it that needs one.

    Args:
        people: everybody.
        world: where the orders are.
        service: sends technicians.
        field: the random field.
    """

    def __init__(self, people: People, world: World, service: FieldService, field: RandomField) -> None:
        self._people = people
        self._world = world
        self._service = service
        self._luck = field.purpose("customer.install")

    def wake(self) -> None:
        """Nothing to see in the morning."""

    def sleep(self, day: int) -> None:
        """Decide about what was received on ``day``."""
        orders, lines, catalog = self._world.facts["orders"], self._world.facts["order_lines"], self._world.catalog
        received = np.flatnonzero(orders["delivered"] // DAY == day)
        owner, row = self._world.orders.lines(received)
        needs = np.flatnonzero((lines["got"][row] > 0) & (catalog.installed[lines["sku"][row]] > 0))
        which, first = np.unique(owner[needs], return_index=True)
        if not which.size:
            return
        order, sku = received[which], lines["sku"][row[needs[first]]].astype(np.int64)
        luck = np.empty((order.size, _LANES))
        entity, placed = self._people.entity[orders["person"][order]], orders["placed"][order] // DAY
        for date in np.unique(placed).tolist():
            rows = placed == date
            luck[rows] = self._luck.marks(entity[rows], date, _LANES)
        wants = luck[:, _WANTS] < catalog.installed[sku]
        trades = luck[:, _TRADES] < catalog.traded_in[sku]
        arrived = orders["delivered"][order].astype(np.int64)
        by_time = np.lexsort((order, arrived))
        by_time = by_time[wants[by_time]]
        visits = Bookings(order[by_time], sku[by_time], arrived[by_time], trades[by_time], luck[by_time, _WORK])
        self._service.accept(visits)
