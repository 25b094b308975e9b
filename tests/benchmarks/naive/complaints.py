"""Complaints: who makes a ticket of what went wrong; a bot hears it, then agents, and hours later it is settled."""

from collections.abc import Generator
from itertools import pairwise
from typing import TYPE_CHECKING

from naive.crew import Crew
from naive.luck import lognormal
from simpy import Event

from sim.facts import NEVER, Account, Cause, Mode
from sim.roster import Roster
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.customer import Customer
    from naive.online import Order
    from naive.town import Town

    from scenarios.schema import Scenario

BROKEN = 1e-9
"""a promise that is not kept, by however little"""


class Complaints:
    """The complaint desk, and those who complain.

    Args:
        town: whose orders they are about.
        scenario: as the planner said.
        bot_share: of the tickets, solved by the bot alone.
        errors: share of the units of online orders, another one than was ordered, by store.
    """

    def __init__(self, town: "Town", scenario: "Scenario", bot_share: float, errors: list[float]) -> None:
        self.town = town
        self.policy = scenario.after_sales.complaints
        self.weights = scenario.people.complaining
        self.bot_share = bot_share
        self.errors = errors
        self.weekday = scenario.calendar.start.weekday()
        self.roster = Roster(self.policy.shifts)
        self.agents = Crew(town.env, self.roster, self.weekday)
        self.heard = 0
        """tickets since midnight"""
        self.shares = {
            Cause.LATE: self.weights.late,
            Cause.MISSING: self.weights.missing,
            Cause.WRONG: self.weights.wrong,
            Cause.CANCELLED: self.weights.cancelled,
            Cause.REFUSED: self.weights.refused,
        }

    def about(self, order: "Order") -> None:
        """Let the customer of an order that has ended complain, if there is a reason and a desk."""
        if not self.policy.shifts:
            return
        cause = self.cause(order)
        if cause == Cause.WRONG:
            order.customer.remember(order.mode, 0, 0.0, 1.0 / len(order.basket))
        self.complain(order.customer, order.number, order.mode, cause)

    def cause(self, order: "Order") -> Cause:
        """Return what went wrong with an order, the worst first."""
        if order.cancelled is not None:
            return Cause.CANCELLED
        error = self.errors[order.site] if order.site < len(self.errors) else 0.0
        if self.town.rng.random() < 1.0 - (1.0 - error) ** len(order.got):
            return Cause.WRONG
        if len(order.got) < len(order.basket):
            return Cause.MISSING
        return Cause.LATE if order.late else Cause.NONE

    def at_till(self, customer: "Customer", number: int, member: int) -> int:
        """Show a member's benefit, or not; return 0 when it was not shown, 1 when honoured, 2 when refused."""
        if not self.policy.shifts or self.town.rng.random() >= self.weights.benefits:
            return 0
        if member != NEVER:
            return 1
        customer.remember(Mode.WALK_IN, 0, BROKEN, 0.0)
        self.complain(customer, number, Mode.WALK_IN, Cause.REFUSED)
        return 2

    def complain(self, customer: "Customer", number: int, mode: int, cause: Cause) -> None:
        """Make a ticket of ``cause``, or let it pass."""
        if cause != Cause.NONE and self.town.rng.random() < self.shares[cause]:
            self.town.env.process(self.ticket(customer, number, mode, cause))

    def ticket(self, customer: "Customer", number: int, mode: int, cause: Cause) -> Generator[Event, None, None]:
        """Be heard by the bot, then by an agent, and be settled."""
        env, rng, policy = self.town.env, self.town.rng, self.policy
        after = round(rng.expovariate(1.0 / self.weights.after))
        # People sleep over the day: who would have called today calls tomorrow at that hour.
        if env.now % DAY + after < DAY:
            after += DAY
        yield env.timeout(after)
        opened, began = env.now, None
        self.heard += 1
        solved = rng.random() < self.bot_share
        if not solved:
            with self.agents.request(priority=0) as agent:
                yield agent
                began = env.now
                yield env.timeout(lognormal(rng, policy.talk, policy.cv))
            yield env.timeout(round(rng.expovariate(1.0 / policy.follow_up)))
        late = max(env.now - opened - policy.promise, 0) / policy.promise
        customer.remember(mode, 0, late, 0.0)
        self.town.notes.tickets.append((customer.number, number, cause, opened, solved, began, env.now))

    def close_day(self, day: int) -> None:
        """Pay agents and bot."""
        weekday = (self.weekday + day) % 7
        moves = [*self.roster.moves(weekday), DAY]
        paid = sum(self.roster.at(weekday, time) * (end - time) for time, end in pairwise(moves))
        fen = paid * self.policy.wage // HOUR + self.heard * self.policy.bot_price
        self.heard = 0
        self.town.notes.book(Account.COMPLAINTS, NEVER, -fen)
