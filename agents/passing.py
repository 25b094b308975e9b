"""Passing by: people who come across a pop-up store today, and may look in."""

from collections.abc import Mapping

import numpy as np

from agents.errands import Errands
from agents.people import People
from sim.popups import PopUpSpec
from sim.random_field import RandomField
from sim.units import DAY, MINUTE
from sim.world import World


class Passing:
    """Sends passers-by to pop-up stores; customers and prospects alike.

    Args:
        people: everybody.
        world: where the stores are, and whether they are open.
        popups: by key.
        errands: calendar of visits.
        field: the random field.
    """

    def __init__(
        self, people: People, world: World, popups: Mapping[str, PopUpSpec], errands: Errands, field: RandomField
    ) -> None:
        self._people = people
        self._world = world
        self._popups = popups
        self._errands = errands
        self._luck = {key: (field.purpose(f"popup.{key}"), field.purpose(f"popup.{key}.time")) for key in popups}
        self._today = 0

    def wake(self) -> None:
        """Let today's passers-by come."""
        for key in sorted(self._popups):
            slot = self._world.city.store_keys.index(key)
            if self._world.levers["store.open"][slot] > 0:
                self._pass(key, slot)

    def sleep(self, day: int) -> None:
        """Let the next day come."""
        self._today = day + 1

    def _pass(self, key: str, slot: int) -> None:
        people, day = self._people, self._today
        comes, when = self._luck[key]
        chance = np.concatenate([comes.dense(rows, day, entity) for _, rows, entity in people.runs])
        who = np.flatnonzero(chance < self._popups[key].passers_by)
        store = self._world.city.places.stores[key]
        clock = store.opens + when.sparse(people.entity[who], day) * (store.closes - store.opens - MINUTE)
        self._errands.add(day, who, np.full(who.size, slot), day * DAY + clock.astype(np.int64))
