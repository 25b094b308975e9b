"""Field service: technicians install what was bought, in slots that customers book, and take old things in exchange.

Bookable whichever channel it was bought through (row S155: 002 section 3.3b). A slot has room for as many visits as
there are technicians; a visit that lasts longer than its slot keeps the next customer waiting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.experience import Experiences
from sim.facts import NEVER, Account, Task
from sim.samplers import normal, scattered, ticks
from sim.slots import Slots
from sim.spec import spec
from sim.station import Crew, Served, Station
from sim.tables import as_columns
from sim.units import CNY, DAY, HOUR, MINUTE, Clock, Count, Duration, Factor, Money

if TYPE_CHECKING:
    from sim.world import World

_CHAIN = NEVER
"""technicians belong to no site"""


@spec
class FieldServiceSpec:
    """Technicians who install what was bought; all figures but the source's slots are planner's choices."""

    technicians: Count = 0
    """at work; nothing is installed where there are none"""
    opens: Clock = 9 * HOUR
    """first slot"""
    closes: Clock = 19 * HOUR
    """end of the last slot"""
    slot: Duration = 2 * HOUR
    """length of a slot"""
    notice: Duration = DAY
    """from the goods' arrival to the first slot that may be booked"""
    visit: Duration = 75 * MINUTE
    """a technician's time for a visit, the way included"""
    cv: Factor = 0.3
    """coefficient of variation of that time"""
    fee: Money = 0
    """paid by the customer for a visit"""
    wage: Money = 40 * CNY
    """paid per technician and hour"""
    allowance: Money = 0
    """paid to the customer for the old thing"""
    resale: Money = 0
    """what the old thing brings"""


@dataclass(frozen=True)
class Bookings:
    """Customers who want something installed; n rows, sorted by (arrival of the goods, order)."""

    order: NDArray[np.int64]
    sku: NDArray[np.int64]
    arrived: NDArray[np.int64]
    """ms"""
    trades: NDArray[np.bool_]
    """hands an old thing over"""
    luck: NDArray[np.float64]
    """of the visit's length, uniform"""


class FieldService:
    """Sends technicians.

    Args:
        world: what it is built on to.
        policy: what the planner said.
    """

    def __init__(self, world: "World", policy: FieldServiceSpec) -> None:
        self._world = world
        self._policy = policy
        self._table = world.facts["installs"]
        room = np.array([policy.technicians], np.float64)
        hours = np.array([policy.opens]), np.array([policy.closes])
        self._slots = Slots(np.array([policy.slot], np.float64), room, *hours)
        self.visits = Station(world.env, Crew(world.env, policy.technicians), 1 << 20)
        self._source = world.source(self._begin)
        self._to_come = 0
        self._done = 0
        self._finished: list[Served] = []

    def accept(self, bookings: Bookings) -> None:
        """Book a slot for each customer, first come first served."""
        n = bookings.order.size
        if not n:
            return
        policy = self._policy
        slot = self._slots.fit(np.zeros(n, np.int64), bookings.arrived + policy.notice)
        first = self._table.append(
            n,
            order=bookings.order,
            sku=bookings.sku,
            arrived=bookings.arrived,
            slot=slot,
            fee=policy.fee,
            allowance=np.where(bookings.trades, policy.allowance, 0),
            resale=np.where(bookings.trades, policy.resale, 0),
            traded=bookings.trades,
        )
        work = np.maximum(ticks(policy.visit * scattered(normal(bookings.luck), policy.cv)), 1)
        self._to_come += n
        self._source.add(slot, np.arange(first, first + n), work)

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return the technicians' visits."""
        return {_CHAIN: {Task.INSTALL: self.visits}}

    def close_day(self, day: int) -> None:
        """Write down the day's visits, book what they earned and cost, and let customers hear of delays."""
        policy, table = self._policy, self._table
        row, began, ended = as_columns(self._finished, 3)
        self._finished.clear()
        table["began"][row], table["ended"][row] = began, ended
        self._done += row.size
        earned = int((table["fee"][row] - table["allowance"][row] + table["resale"][row]).sum())
        wages = policy.technicians * (policy.closes - policy.opens) * policy.wage // HOUR
        self._world.books.book_cause(Account.INSTALLATION, NEVER, earned - wages)
        orders = self._world.facts["orders"]
        order = table["order"][row]
        late = np.maximum(began - table["slot"][row] - policy.slot, 0) / policy.slot
        person, mode = orders["person"][order].astype(np.int64), orders["mode"][order].astype(np.int64)
        none = np.zeros(row.size)
        self._world.tell(Experiences(person, mode, none.astype(np.int64), late, none, none > 0))

    def balances(self) -> Iterator[Balance]:
        """Yield: every installation is to come, under way or done, and so its row says."""
        yield "installations", len(self._table), self._to_come + self.visits.waiting + self.visits.busy + self._done
        yield "installations done", int((self._table["ended"] != NEVER).sum()), self._done

    def _begin(self, row: int, work: int) -> None:
        self._to_come -= 1
        self.visits.join(row, work, self._finished.append)
