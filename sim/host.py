"""The host: what the parts of a world may use of it; those built in, and those built on to it (`sim.annex`)."""

from collections.abc import Mapping
from typing import Protocol

import simpy

from sim.books import Books
from sim.calendar import Calendar
from sim.catalog import Catalog
from sim.city import City
from sim.experience import Experiences
from sim.facts import Facts
from sim.feed import Deliver, Source
from sim.levers import Levers
from sim.orders import Orders
from sim.station import Crew, Station
from sim.stock import Stock


class Host(Protocol):
    """A world, as its parts see it."""

    env: simpy.Environment
    calendar: Calendar
    city: City
    catalog: Catalog
    levers: Levers
    facts: Facts
    stock: Stock
    books: Books
    orders: Orders

    def crews(self) -> Mapping[int, Crew]:
        """Return site slot -> crew of every store and warehouse."""
        ...

    def desk(self, store: int) -> Station:
        """Return the pickup desk of a store."""
        ...

    def source(self, deliver: Deliver) -> Source:
        """Return a new source of jobs that come at their times."""
        ...

    def tell(self, lived: Experiences) -> None:
        """Let customers hear of what they lived through."""
        ...
