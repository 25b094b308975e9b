"""Complaints: tickets go to a bot that never waits, then to agents on a roster; customers hear when it is settled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.experience import Experiences
from sim.facts import NEVER, Account, Task
from sim.host import Host
from sim.places import ShiftSpec
from sim.roster import Roster, follow_roster
from sim.samplers import exponential, normal, scattered, ticks
from sim.spec import spec
from sim.station import Crew, Served, Station
from sim.tables import as_columns
from sim.units import CNY, HOUR, MINUTE, Duration, Factor, Money

_CHAIN = NEVER
"""the desk stands at no site"""


@spec
class ComplaintsSpec:
    """The complaint desk of all channels: a bot round the clock, agents behind it."""

    shifts: Mapping[str, ShiftSpec] = field(default_factory=dict)
    """the agents' roster; nobody complains anywhere while it is empty"""
    talk: Duration = 8 * MINUTE
    """an agent's time for a ticket"""
    cv: Factor = 0.8
    """coefficient of variation of that time"""
    follow_up: Duration = 16 * HOUR
    """mean time from there until the matter is settled: a carrier answers, goods are sent (exponential)"""
    promise: Duration = 48 * HOUR
    """from the complaint to its settlement (002 section 3.3b)"""
    wage: Money = 30 * CNY
    """paid per agent and hour"""
    bot_price: Money = 20
    """paid per ticket that the bot hears"""


@dataclass(frozen=True)
class Tickets:
    """Complaints that people make; n rows, sorted by time."""

    person: NDArray[np.int64]
    order: NDArray[np.int64]
    cause: NDArray[np.int64]
    """`facts.Cause`"""
    time: NDArray[np.int64]
    """ms"""
    marks: NDArray[np.float64]
    """luck of the desk, shape (n, 3): bot, talk, follow-up; uniforms"""


class ComplaintDesk:
    """Hears tickets and settles them.

    Args:
        world: what it is built on to.
        policy: what the planner said.
    """

    def __init__(self, world: Host, policy: ComplaintsSpec) -> None:
        self._world = world
        self._policy = policy
        self._table = world.facts["tickets"]
        self._crew = Crew(world.env, 0)
        self.agents = Station(world.env, self._crew, 1 << 20)
        weekday = world.calendar.weekday(0)
        world.env.process(follow_roster(world.env, self._crew, Roster(policy.shifts), weekday, np.ones(1)))
        self._source = world.source(self._hear)
        self._heard: list[tuple[int, int]] = []
        self._answered: list[tuple[int, int, int]] = []
        self._follow_ups: dict[int, int] = {}
        self._to_come = 0
        self._settling = np.empty((2, 0), np.int64)
        self._settled = 0
        self._paid = 0

    def accept(self, tickets: Tickets) -> None:
        """Take complaints that will be made at their times, from now on."""
        n = tickets.time.size
        if not n:
            return
        first = self._table.append(
            n, person=tickets.person, order=tickets.order, cause=tickets.cause, opened=tickets.time
        )
        solved = (tickets.marks[:, 0] < self._world.levers["bot.share"][0]).astype(np.int64)
        talk = ticks(self._policy.talk * scattered(normal(tickets.marks[:, 1]), self._policy.cv))
        follow_up = ticks(exponential(tickets.marks[:, 2], float(self._policy.follow_up)))
        self._to_come += n
        self._source.add(tickets.time, np.arange(first, first + n), solved, talk, follow_up)

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return the agents."""
        return {_CHAIN: {Task.ANSWER: self.agents}}

    def close_day(self, day: int) -> None:
        """Write down what was heard and answered, tell customers what is settled, pay agents and bot."""
        now = int(self._world.env.now)
        heard, solved = as_columns(self._heard, 2)
        row, began, ended = as_columns(self._answered, 3)
        self._heard.clear()
        self._answered.clear()
        self._table["bot"][heard] = solved
        self._table["began"][row] = began
        by_bot = heard[solved > 0]
        settles = ended + np.array([self._follow_ups.pop(ticket) for ticket in row.tolist()], np.int64)
        new = np.stack((np.concatenate((by_bot, row)), np.concatenate((self._table["opened"][by_bot], settles))))
        self._settle(np.concatenate((self._settling, new), axis=1), now)
        paid = self._crew.paid_time()
        fen = (paid - self._paid) * self._policy.wage // HOUR + heard.size * self._policy.bot_price
        self._paid = paid
        self._world.books.book_cause(Account.COMPLAINTS, NEVER, -fen)

    def balances(self) -> Iterator[Balance]:
        """Yield: every ticket is still to come, with the agents, being settled, or settled."""
        there = self._to_come + self.agents.waiting + self.agents.busy + self._settling.shape[1]
        yield "tickets", len(self._table), there + self._settled
        yield "tickets settled", int((self._table["settled"] != NEVER).sum()), self._settled

    def _hear(self, ticket: int, solved: int, talk: int, follow_up: int) -> None:
        self._to_come -= 1
        self._heard.append((ticket, solved))
        if not solved:
            self._follow_ups[ticket] = follow_up
            self.agents.join(ticket, talk, self._answer)

    def _answer(self, served: Served) -> None:
        self._answered.append(served)

    def _settle(self, settling: NDArray[np.int64], now: int) -> None:
        """Tell those whose matter is settled by ``now``; keep the others."""
        done = settling[1] < now
        self._settling = settling[:, ~done]
        row, when = settling[:, done]
        if not row.size:
            return
        table, promise = self._table, self._policy.promise
        table["settled"][row] = when
        self._settled += row.size
        late = np.maximum(when - table["opened"][row] - promise, 0) / promise
        mode = self._world.facts["orders"]["mode"][table["order"][row]].astype(np.int64)
        person = table["person"][row].astype(np.int64)
        self._world.tell(
            Experiences(person, mode, np.zeros(row.size, np.int64), late, np.zeros(row.size), np.zeros(row.size, bool))
        )
