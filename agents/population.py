"""The population: a Mesa model whose customers are columns; it steps the world's clock tick by tick."""

from collections.abc import Callable, Iterator
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.marketing import Clicks, Marketing, MarketingSpec
from agents.memory import MemorySpec, form_habits, remember
from agents.needs import Needs, Occasions
from agents.people import People
from agents.shopper import Customer, Shopper, merged
from agents.ways import Ways
from sim.facts import NEVER, Account, Mode, Trigger
from sim.intents import NOTHING, Intents, ranges
from sim.random_field import RandomField
from sim.units import DAY
from sim.world import World


class Population(mesa.Model):
    """All customers of one world.

    Customers are rows of `people`; ``population[i]`` is a live view of one. ``select``, ``get``, ``agg`` and
    ``groupby`` follow the names of Mesa's ``AgentSet``. Customers handed over to a `Shopper` decide for
    themselves and write into the same intents.

    Args:
        people: everybody.
        world: where they shop.
        marketing: what brings people in.
        memory: how outcomes are remembered.
        field: the random field.
    """

    def __init__(
        self, people: People, world: World, marketing: MarketingSpec, memory: MemorySpec, field: RandomField
    ) -> None:
        super().__init__()
        _poison(self)
        self.people = people
        self.world = world
        self._memory = memory
        self._needs = Needs(people, world.calendar, world.catalog, len(world.city.zone_keys), field)
        self._ways = Ways(people, world.city, world.levers, len(world.catalog.ids))
        self._marketing = Marketing(people, marketing, field)
        self._luck = field.purpose("shopper.marks")

    def live(self, days: int) -> None:
        """Live through ``days`` days of the world."""
        for day in range(days):
            self.live_day(day)
        self._note_people()
        self.world.close()

    def live_day(self, day: int) -> None:
        """Live through one day, tick by tick."""
        world = self.world
        world.begin_day(day)
        self._ways.reach()
        clicks = self._marketing.reach(day, world.levers)
        today = self._needs.draw(day, world.levers, clicks)
        tick = world.calendar.tick
        sessions = [
            self._tick(today, day * DAY + start, min(start + tick, DAY) - start) for start in range(0, DAY, tick)
        ]
        self._note_clicks(today, clicks, np.concatenate(sessions, axis=1))
        world.end_day(day)

    def __len__(self) -> int:
        """Return how many people there are."""
        return self.people.count

    def __getitem__(self, row: int) -> Customer:
        """Return a live view of one person."""
        return Customer(self.people, range(self.people.count)[row])

    def __iter__(self) -> Iterator[Customer]:
        """Yield a live view of every person."""
        return (Customer(self.people, row) for row in range(self.people.count))

    def select(self, condition: Callable[[People], NDArray[np.bool_]]) -> NDArray[np.int64]:
        """Return the rows of the people for whom ``condition`` of the columns is true."""
        return np.flatnonzero(condition(self.people))

    def get(self, column: str, rows: NDArray[np.int64] | None = None) -> NDArray[Any]:
        """Return a column, of all people or of ``rows``."""
        values = getattr(self.people, column)
        return values if rows is None else values[rows]

    def agg(self, column: str, function: Callable[[NDArray[Any]], Any]) -> Any:  # noqa: ANN401 - the function's own
        """Return ``function`` of a column."""
        return function(getattr(self.people, column))

    def groupby(self, column: str) -> dict[Any, NDArray[np.int64]]:
        """Return the rows of each value of a column."""
        values = getattr(self.people, column)
        return {value: np.flatnonzero(values == value) for value in np.unique(values).tolist()}

    def hand_over(self, rows: NDArray[np.int64], kind: type[Shopper]) -> list[Shopper]:
        """Let agents of ``kind`` decide for the people in ``rows`` from now on."""
        self.people.custom[rows] = True
        return [kind(self, Customer(self.people, int(row))) for row in rows]

    def forget(self) -> None:
        """Let this model be freed: Mesa's class-level registry of ids would keep it, and all columns, alive."""
        self.remove_all_agents()
        mesa.Agent._ids.pop(self, None)

    def _tick(self, today: Occasions, start: int, length: int) -> NDArray[np.int64]:
        """Decide by the state of this moment, act until the tick's end, and learn; return app sessions."""
        first, last = np.searchsorted(today.time, (start, start + length)).tolist()
        intents = self._intend(today, slice(first, last))
        if len(self.agents):
            own = [shopper.intents(start, start + length, self.world, self._luck) for shopper in self.agents]
            intents = merged([intents, *own])
        self.world.act(intents, start + length)
        bought, lived, sessions = self.world.drain()
        form_habits(self.people, bought)
        remember(self.people, lived, self._memory)
        return sessions

    def _intend(self, today: Occasions, rows: slice) -> Intents:
        people = self.people
        made = self._ways.decide(today, rows, self.world.view())
        browses = today.browses[rows]
        acts = browses | (made.mode != NOTHING)
        who = today.person[rows][acts]
        units = today.units[rows][acts]
        mode = made.mode[acts]
        return Intents(
            time=today.time[rows][acts],
            person=who,
            member=np.where(today.recognised[rows][acts], who, NEVER),
            trigger=today.trigger[rows][acts],
            browsed=browses[acts],
            mode=mode,
            site=made.site[acts],
            second=np.where(mode == Mode.PARCEL, people.parcel_store[who], NEVER).astype(np.int64),
            x=people.home_x[who].astype(np.int64),
            y=people.home_y[who].astype(np.int64),
            units=units,
            sku=today.sku[ranges(today.line[rows][acts], units)],
            marks=today.marks[rows][acts],
        )

    def _note_clicks(self, today: Occasions, clicks: Clicks, sessions: NDArray[np.int64]) -> None:
        """Note who was reached and what it cost; the session a click led to is the day's only one."""
        session = dict(zip(*sessions.tolist(), strict=True))
        when = dict(zip(today.person.tolist(), today.time.tolist(), strict=True))
        for people, channel, cost in ((clicks.paid, Trigger.PAID, clicks.cost), (clicks.natural, Trigger.NATURAL, 0)):
            reached = [person for person in people.tolist() if person in when]
            self.world.facts["exposures"].append(
                len(reached),
                time=np.array([when[person] for person in reached], np.int64),
                person=np.array(reached, np.int64),
                channel=channel,
                cost=cost,
                recorded=1,
                visit=np.array([session.get(person, NEVER) for person in reached], np.int64),
            )
            if cost and reached:
                self.world.books.book_cause(Account.MARKETING, NEVER, -cost * len(reached))

    def _note_people(self) -> None:
        people = self.people
        self.world.facts["people"].append(
            people.count,
            segment=people.segment,
            zone=people.zone,
            home_x=people.home_x,
            home_y=people.home_y,
            known=people.known,
            first_order=people.first_order,
            won_by=people.won_by,
        )


def _poison(model: mesa.Model) -> None:
    """Take Mesa's random streams away: every draw belongs to the keyed field."""

    class Poisoned:
        def __getattr__(self, name: str) -> None:
            raise AttributeError(f"model.random and model.rng are off: draw {name!r} from the keyed random field")

    model.random = Poisoned()
    model.rng = Poisoned()
