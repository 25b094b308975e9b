"""Convenience: who needs a store's service today, goes to the nearest store that offers it, and looks around."""

import numpy as np
from numpy.typing import NDArray

from agents.errands import Errands
from agents.people import People
from sim.facts import NEVER
from sim.random_field import RandomField
from sim.store_services import ServiceSpec, ServiceVisits, StoreServices
from sim.units import DAY, HOUR

Slots = NDArray[np.int64]

_YEAR = 365.0
"""days"""


class Convenience:
    """Sends people to desks.

    Args:
        people: everybody.
        services: what stores offer.
        keys: of the services, in the order of their slots.
        errands: calendar of visits.
        field: the random field.
    """

    def __init__(
        self, people: People, services: StoreServices, keys: tuple[str, ...], errands: Errands, field: RandomField
    ) -> None:
        self._people = people
        self._services = services
        self._world = services.world
        self._errands = errands
        self._needs = [field.purpose(f"customer.service.{key}") for key in keys]
        self._marks = [field.purpose(f"customer.service.{key}.visit") for key in keys]
        stores = [self._world.city.places.stores[key] for key in self._world.city.store_keys]
        self._opens = np.array([store.opens for store in stores], np.int64)
        self._closes = np.array([store.closes - HOUR for store in stores], np.int64)

    def wake(self) -> None:
        """Nothing to see in the morning."""

    def sleep(self, day: int) -> None:
        """Plan tomorrow's visits."""
        parts = [self._visits(slot, day + 1) for slot in range(len(self._needs))]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        order = np.lexsort((columns[0], columns[3]))
        person, service, site, time, luck = (column[order] for column in columns)
        visits = ServiceVisits(person, service, site, time, luck)
        self._services.accept(visits)
        self._errands.add(day + 1, person, site, time)

    def _visits(self, slot: int, day: int) -> tuple[Slots, Slots, Slots, Slots, NDArray[np.float64]]:
        """Return person, service, store, time and luck of those who need service ``slot`` on ``day``."""
        people, service = self._people, self._services.services[slot]
        chance = -np.expm1(-service.per_year / _YEAR)
        needy = np.concatenate([self._needs[slot].dense(rows, day, entity) for _, rows, entity in people.runs])
        who = np.flatnonzero(needy < chance)
        store = self._nearest(service, who)
        who, store = who[store != NEVER], store[store != NEVER]
        luck = self._marks[slot].marks(people.entity[who], day, 2)
        clock = self._opens[store] + luck[:, 0] * (self._closes - self._opens)[store]
        return who, np.full(who.size, slot), store, day * DAY + clock.astype(np.int64), luck[:, 1]

    def _nearest(self, service: ServiceSpec, who: Slots) -> Slots:
        """Return the nearest of each person's stores that offers the service; -1 for none."""
        offers = (self._world.levers["services"] > 0) & (self._world.levers["store.open"] > 0)
        if service.stores != "all":
            offers &= np.isin(self._world.city.store_keys, service.stores)
        near = self._people.near[who].astype(np.int64)
        there = (near != NEVER) & offers[near]
        first = near[np.arange(who.size), there.argmax(axis=1)]
        return np.where(there.any(axis=1), first, NEVER)
