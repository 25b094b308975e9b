"""The population: a Mesa model whose customers are columns; it steps the world's clock tick by tick."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.errands import Errands
from agents.fitting import Fitting
from agents.marketing import Clicks, Marketing, MarketingSpec
from agents.memory import MemorySpec, form_habits, remember
from agents.needs import Needs, Occasions
from agents.people import People
from agents.reaching import Reaching
from agents.shopper import Customer, Shopper, merged
from agents.ways import Choices, Ways
from sim.facts import NEVER, Account, Trigger
from sim.intents import NOTHING, Intents
from sim.random_field import RandomField
from sim.units import DAY
from sim.world import World


class Afterthought(Protocol):
    """What people make of what they bought, beside remembering it."""

    def wake(self) -> None:
        """See in the morning what the levers have changed."""
        ...

    def sleep(self, day: int) -> None:
        """Think over what happened on ``day`` and act on it in the days to come."""
        ...


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
        self.errands = Errands()
        self.afterthoughts: list[Afterthought] = []
        self.reaching: Reaching | None = None
        """how they get into the app, where that may fail"""
        self.foresight: Fitting | None = None
        """what people see of goods beforehand, where they see any of it"""

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
        for afterthought in self.afterthoughts:
            afterthought.wake()
        clicks = self._marketing.reach(day, world.levers)
        today = self._needs.draw(day, world.levers, clicks, self.errands.today(day))
        if self.reaching is not None:
            today = self.reaching.without(today)
        choices, wishes = self._ways.prepare(today), self._wishes(today)
        if self.foresight is not None:
            self.foresight.weigh(today, choices)
        clicked = self._note_clicks(today, clicks)
        tick = world.calendar.tick
        for start in range(day * DAY, (day + 1) * DAY, tick):
            self._tick(today, choices, wishes, start, start + tick)
        world.end_day(day)
        self._learn(clicked)
        for afterthought in self.afterthoughts:
            afterthought.sleep(day)

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

    def _tick(self, today: Occasions, choices: Choices, wishes: Intents, start: int, end: int) -> None:
        """Decide by the state of this moment and act until the tick's end."""
        rows = slice(*np.searchsorted(today.time, (start, end)).tolist())
        intents = wishes.decided(rows, *self._ways.decide(today, choices, rows, self.world.view()))
        if self.foresight is not None:
            intents = self.foresight.leave_misfits(intents, start // DAY)
        if len(self.agents):
            own = [shopper.intents(start, end, self.world, self._luck) for shopper in self.agents]
            if self.reaching is not None:
                own = [self.reaching.let_in(part) for part in own]
            intents = merged([intents, *own])
        self.world.act(intents, end)

    def _learn(self, clicked: slice) -> None:
        """Sleep over the day: remember what happened, and note which visit each click led to.

        Args:
            clicked: today's rows of the table ``exposures``.
        """
        bought, lived, (person, visit) = self.world.drain()
        form_habits(self.people, bought)
        remember(self.people, lived, self._memory)
        session = np.full(self.people.count, NEVER, np.int64)
        session[person] = visit
        exposures = self.world.facts["exposures"]
        exposures["visit"][clicked] = session[exposures["person"][clicked]]

    def _wishes(self, today: Occasions) -> Intents:
        """Return the day's intents before anybody has decided where to buy."""
        people, who = self.people, today.person
        return Intents(
            time=today.time,
            person=who,
            member=np.where(today.recognised, who, NEVER),
            trigger=today.trigger,
            browsed=today.browses,
            mode=np.full(who.size, NOTHING, np.int8),
            site=np.full(who.size, NEVER, np.int64),
            second=people.parcel_store[who].astype(np.int64),
            x=people.home_x[who].astype(np.int64),
            y=people.home_y[who].astype(np.int64),
            units=today.units,
            line=today.line,
            marks=today.marks,
            scores=today.scores,
            sku=today.sku,
        )

    def _note_clicks(self, today: Occasions, clicks: Clicks) -> slice:
        """Note who is reached today and what it costs; return the rows."""
        exposures = self.world.facts["exposures"]
        first = len(exposures)
        when = np.full(self.people.count, NEVER, np.int64)
        when[today.person] = today.time
        for people, channel, cost in ((clicks.paid, Trigger.PAID, clicks.cost), (clicks.natural, Trigger.NATURAL, 0)):
            reached = people[when[people] != NEVER]
            exposures.append(
                reached.size,
                time=when[reached],
                person=reached,
                channel=channel,
                cost=cost,
                recorded=1,
                visit=NEVER,
            )
            if cost and reached.size:
                self.world.books.book_cause(Account.MARKETING, NEVER, -cost * reached.size)
        return slice(first, len(exposures))

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
