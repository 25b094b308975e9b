"""Quotes: what it would cost and how long it would take if a node shipped an order, by the state of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.carrier import Carrier
from sim.city import City
from sim.facts import Mode
from sim.intents import Intents
from sim.orders import Rows
from sim.places import metres
from sim.station import Crew, Station
from sim.stock import Units
from sim.units import HOUR


class Picks(Protocol):
    """A node whose crew picks orders."""

    @property
    def crew(self) -> Crew:
        """Return who works there."""
        ...

    @property
    def picking(self) -> Station:
        """Return where orders wait to be picked."""
        ...


@dataclass(frozen=True)
class Quoted:
    """Quotes for some orders; n rows, k candidates each."""

    node: Units
    """candidates, shape (n, k)"""
    metres: Units
    per_package: Units
    per_unit: Units
    lead: Units
    backlog: Units
    """orders in picking, by node slot; those routed meanwhile are added by whoever routes them"""

    def part(self, rows: slice) -> "Quoted":
        """Return the quotes for some of the orders, in order; the backlog is shared."""
        node, away, lead = self.node[rows], self.metres[rows], self.lead[rows]
        return Quoted(node, away, self.per_package[rows], self.per_unit[rows], lead, self.backlog)

    def row(self, nth: int, there: Units) -> tuple[Units, Units, Units, Units, Units]:
        """Return metres, per_package, per_unit, lead and backlog of candidates ``there`` of the nth order."""
        at = (nth, there)
        backlog = self.backlog[self.node[at]]
        return self.metres[at], self.per_package[at], self.per_unit[at], self.lead[at], backlog


class Quotes:
    """Asks nodes.

    Args:
        city: standard times, wages and places.
        carrier: parcels' prices and days.
        nodes: stores, then warehouses.
    """

    def __init__(self, city: City, carrier: Carrier, nodes: Sequence[Picks]) -> None:
        places = city.places
        self.stores = len(city.store_keys)
        self._carrier = carrier
        self._nodes = nodes
        self._places = city.site_xy
        works = [places.store_work] * self.stores + [places.warehouse_work] * len(city.warehouse_keys)
        self._base = np.array([work.pick_base + work.pack for work in works], np.int64)
        self._line = np.array([work.pick_line for work in works], np.int64)
        self._wage = np.array([work.wage for work in works], np.int64)
        fleets = [places.fleets[city.fleet_keys[slot - city.nodes]] for _, slot in sorted(city.fleet_of.items())]
        self._speed = np.array([fleet.speed for fleet in fleets], np.int64)
        self._stops = np.array([fleet.at_store + fleet.at_door for fleet in fleets], np.int64)
        self._drop = np.array([fleet.per_drop for fleet in fleets], np.int64)

    def wait(self, site: Units, units: Units) -> Units:
        """Return how long orders of so many ``units`` would wait for a picker at their nodes now, ms; shapes alike."""
        backlog = np.array([n.picking.waiting + n.picking.busy for n in self._nodes], np.int64)
        hands = np.array([max(n.crew.size, 1) for n in self._nodes], np.int64)
        return backlog[site] * (self._base[site] + self._line[site] * units) // hands[site]

    def ask(self, intents: Intents, rows: Rows, node: Units) -> Quoted:
        """Return what each candidate would say of ``rows``; ``node`` has shape (rows, candidates)."""
        backlog = np.array([n.picking.waiting + n.picking.busy for n in self._nodes], np.int64)
        x, y = intents.x[rows, None], intents.y[rows, None]
        away = metres(self._places[node, 0], self._places[node, 1], x, y)
        work = self._base[node] + self._line[node] * intents.units[rows, None]
        ready = work + self.wait(node, intents.units[rows, None])
        carried = self._carrier.price(node, x, y)
        lead = self._carrier.due(node, intents.time[rows, None], ready, self._carrier.days(node, x, y))
        lead -= intents.time[rows, None]
        rides = (intents.mode[rows] == Mode.INSTANT).nonzero()[0]
        if rides.size:
            store = np.where(node[rides] < self.stores, node[rides], 0)
            carried[rides] = self._drop[store]
            lead[rides] = ready[rides] + self._stops[store] + away[rides] * HOUR // self._speed[store]
        per_package = carried + self._base[node] * self._wage[node] // HOUR
        return Quoted(node, away, per_package, self._line[node] * self._wage[node] // HOUR, lead, backlog)
