"""Complaining: who makes a ticket of what went wrong with an order; the true cause is noted with it."""

import numpy as np
from numpy.typing import NDArray

from agents.people import People
from sim.complaints import ComplaintDesk, Tickets
from sim.experience import Experiences
from sim.facts import NEVER, CancelReason, Cause, Mode
from sim.random_field import RandomField
from sim.samplers import exponential
from sim.spec import spec
from sim.tables import Table
from sim.units import DAY, HOUR, Duration, Share
from sim.world import World

Slots = NDArray[np.int64]
Flags = NDArray[np.bool_]

_COMPLAINS, _WAITS, _WRONG, _SHOWS, _DESK = 0, 1, 2, 3, 4
"""lanes of an order's marks; three for the desk from _DESK on"""
_LANES = 7
_NOBODYS = (CancelReason.NONE, CancelReason.NOT_FETCHED)
"""ends of an order that are not the firm's doing"""
_BROKEN = 1e-9
"""a promise that is not kept, by however little"""


@spec
class ComplainingSpec:
    """How many of those who have a reason complain, by cause (planner's choices), and when."""

    late: Share = 0.15
    """of those whose order came later than promised"""
    missing: Share = 0.1
    """of those who got fewer units than they ordered"""
    wrong: Share = 0.4
    """of those who got a wrong unit"""
    cancelled: Share = 0.25
    """of those whose order was cancelled"""
    refused: Share = 0.3
    """of those whose member's benefit was refused at the till"""
    after: Duration = 4 * HOUR
    """mean time from the event to the complaint, round the clock"""
    benefits: Share = 0.0
    """share of customers who show a member's coupon or points at the till"""


class Complaining:
    """Decides for everybody who complains.

    Args:
        people: everybody.
        weights: what weighs.
        world: where they bought.
        desk: hears the tickets.
        field: the random field.
    """

    def __init__(
        self, people: People, weights: ComplainingSpec, world: World, desk: ComplaintDesk, field: RandomField
    ) -> None:
        self._people = people
        self._weights = weights
        self._world = world
        self._desk = desk
        self._luck = field.purpose("customer.complaint")
        shares = {
            Cause.LATE: weights.late,
            Cause.MISSING: weights.missing,
            Cause.WRONG: weights.wrong,
            Cause.CANCELLED: weights.cancelled,
            Cause.REFUSED: weights.refused,
        }
        self._shares = np.array([shares.get(cause, 0.0) for cause in Cause])

    def wake(self) -> None:
        """Nothing to see in the morning."""

    def sleep(self, day: int) -> None:
        """Complain about what ended on ``day``."""
        orders = self._world.facts["orders"]
        ended = np.where(orders["cancelled"] == NEVER, orders["delivered"], orders["cancelled"])
        rows = np.flatnonzero((ended // DAY == day) & _asked_for(orders))
        who = orders["person"][rows].astype(np.int64)
        luck = self._marks(who, orders["reserved"][rows] // DAY)
        cause = self._causes(orders, rows, luck)
        complains = np.flatnonzero(luck[:, _COMPLAINS] < self._shares[cause])
        after = exponential(luck[complains, _WAITS], float(self._weights.after)).astype(np.int64)
        time, midnight = ended[rows][complains] + after, int(self._world.env.now)
        # People sleep over the day: who would have called by now calls tomorrow at that hour.
        time = np.where(time < midnight, time + DAY, time)
        order = np.lexsort((rows[complains], time))
        chosen = complains[order]
        self._desk.accept(
            Tickets(who[chosen], rows[chosen], cause[chosen], time[order], luck[chosen, _DESK : _DESK + 3])
        )

    def _causes(self, orders: Table, rows: Slots, luck: NDArray[np.float64]) -> Slots:
        """Return what went wrong with each order, the worst first; NONE where all was well."""
        online, promise = orders["mode"][rows] != Mode.WALK_IN, orders["promise"][rows]
        ready = np.where(orders["mode"][rows] == Mode.COLLECT, orders["handed"][rows], orders["delivered"][rows])
        kept = orders["cancelled"][rows] == NEVER
        errors = self._world.levers["pick.errors"]
        rate = np.append(errors, 0.0)[np.minimum(orders["site"][rows], errors.size)]
        wrong = luck[:, _WRONG] < 1.0 - (1.0 - rate) ** orders["got"][rows]
        refused = self._refused(orders, rows, luck)
        self._tell(orders, rows[online & kept & wrong], 0.0, 1.0)
        return np.select(
            [
                online & ~kept & ~np.isin(orders["cancel_reason"][rows], _NOBODYS),
                online & kept & wrong,
                online & kept & (orders["got"][rows] < orders["lines"][rows]),
                online & kept & (promise != NEVER) & (ready > promise),
                refused,
            ],
            [Cause.CANCELLED, Cause.WRONG, Cause.MISSING, Cause.LATE, Cause.REFUSED],
            Cause.NONE,
        )

    def _refused(self, orders: Table, rows: Slots, luck: NDArray[np.float64]) -> Flags:
        """Note who showed a benefit at a till, and return who was refused: the till did not know the member."""
        person = orders["person"][rows]
        walked = (orders["mode"][rows] == Mode.WALK_IN) & (orders["cancelled"][rows] == NEVER)
        shows = walked & self._people.customer[person] & (luck[:, _SHOWS] < self._weights.benefits)
        refused = shows & (orders["member"][rows] == NEVER)
        orders["benefit"][rows] = np.where(refused, 2, shows)
        self._tell(orders, rows[refused], _BROKEN, 0.0)
        return refused

    def _tell(self, orders: Table, rows: Slots, late: float, units: float) -> None:
        """Let people feel what no settlement told them: a broken promise, or ``units`` of the basket not theirs."""
        if rows.size:
            missing = units / orders["lines"][rows]
            person, mode = orders["person"][rows].astype(np.int64), orders["mode"][rows].astype(np.int64)
            nothing = np.zeros(rows.size, np.int64)
            self._world.tell(
                Experiences(person, mode, nothing, np.full(rows.size, late), missing, np.zeros(rows.size, bool))
            )

    def _marks(self, who: Slots, days: Slots) -> NDArray[np.float64]:
        luck = np.empty((who.size, _LANES))
        for day in np.unique(days).tolist():
            rows = days == day
            luck[rows] = self._luck.marks(self._people.entity[who[rows]], day, _LANES)
        return luck


def _asked_for(orders: Table) -> Flags:
    """Return which rows were paid or promised: a basket left behind is nobody's complaint."""
    return orders["placed"] != NEVER
