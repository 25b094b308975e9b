"""Shoppers: a live view of one customer, and customers that an analyst's own Mesa agent decides for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from agents.people import People
from sim.facts import NEVER, Mode, Trigger
from sim.intents import Intents
from sim.random_field import Purpose
from sim.samplers import normal
from sim.units import DAY
from sim.view import View
from sim.world import World

if TYPE_CHECKING:
    from agents.population import Population


class Customer:
    """One row of the population, live: reading and writing an attribute reads and writes the column."""

    __slots__ = ("_people", "row")

    def __init__(self, people: People, row: int) -> None:
        object.__setattr__(self, "_people", people)
        object.__setattr__(self, "row", row)

    def __getattr__(self, column: str) -> Any:  # noqa: ANN401 - columns differ in type
        """Return this person's value of ``column``."""
        return getattr(self._people, column)[self.row]

    def __setattr__(self, column: str, value: object) -> None:
        """Set this person's value of ``column``."""
        getattr(self._people, column)[self.row] = value

    def __repr__(self) -> str:
        """Return the person's row and segment."""
        return f"Customer({self.row}, segment={self._people.keys[self.segment]!r})"


@dataclass(frozen=True)
class Wish:
    """A visit that a shopper wants to make."""

    time: int
    """ms since the start, within the tick asked about"""
    mode: Mode
    site: int
    """store or warehouse slot"""
    skus: Sequence[int]
    """products, one unit each"""


class Shopper(mesa.Agent):
    """A customer who decides in an analyst's own way; subclass it and write `decide`.

    Args:
        population: the model.
        customer: the row that this agent decides for.
    """

    def __init__(self, population: "Population", customer: Customer) -> None:
        super().__init__(population)
        self.customer = customer

    def decide(self, start: int, end: int, view: View) -> Sequence[Wish]:
        """Return the visits to make at ``start`` <= time < ``end``; the base class never shops."""
        del start, end, view
        return ()

    def intents(self, start: int, end: int, world: World, luck: Purpose) -> Intents:
        """Return the wishes of a tick as intents.

        Raises:
            ValueError: a wish lies outside the tick, or asks for nothing.
        """
        wishes = sorted(self.decide(start, end, world.view()), key=lambda wish: wish.time)
        for wish in wishes:
            if not start <= wish.time < end or not wish.skus:
                raise ValueError(f"a wish needs products and a time in [{start}, {end}), got {wish}")
        n, row = len(wishes), self.customer.row
        entity = np.array([self.customer.entity], np.int64)
        units = np.array([len(wish.skus) for wish in wishes], np.int64)
        nth = [wish.time % DAY + (wish.time // DAY << 32) for wish in wishes]
        marks = np.concatenate([np.empty((0, 4)), *(luck.marks(entity, ordinal, 4) for ordinal in nth)])
        return Intents(
            time=np.array([wish.time for wish in wishes], np.int64),
            person=np.full(n, row, np.int64),
            member=np.full(n, row, np.int64),
            trigger=np.full(n, Trigger.NEED, np.int8),
            browsed=np.array([wish.mode != Mode.WALK_IN for wish in wishes], bool),
            mode=np.array([wish.mode for wish in wishes], np.int8),
            site=np.array([wish.site for wish in wishes], np.int64),
            second=np.full(n, NEVER, np.int64),
            x=np.full(n, self.customer.home_x, np.int64),
            y=np.full(n, self.customer.home_y, np.int64),
            units=units,
            line=np.cumsum(units) - units,
            marks=marks,
            scores=normal(marks),
            sku=np.array([sku for wish in wishes for sku in wish.skus], np.int64),
        )


def merged(parts: Sequence[Intents]) -> Intents:
    """Return all intents in one, sorted by (time, person)."""
    shift = np.cumsum([0, *(part.sku.size for part in parts[:-1])])
    joined = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Intents)}
    joined["line"] += np.repeat(shift, [len(part) for part in parts])
    order = np.lexsort((joined["person"], joined["time"]))
    return Intents(**{name: column if name == "sku" else column[order] for name, column in joined.items()})
