"""The endless aisle: what a shelf is short of, the crew orders from another node, and the shopper pays for it online.

The shopper asks at the desk when the shelves are done. Somebody of the crew looks for a node that has all that is
missing and says when the parcel would come. Who is ready to wait so long orders; the shelves' basket goes on to the
tills. Whether a node has the goods is known by its record, as for every order that is routed again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.admission import Admission
from sim.annex import Balance
from sim.facts import NEVER, Mode, Outcome, Task
from sim.host import Host
from sim.intents import Intents
from sim.orders import Rows
from sim.routing import Request
from sim.samplers import exponential, normal, scattered, ticks
from sim.spec import spec
from sim.station import Served, Station
from sim.units import DAY, MINUTE, Duration, Share

_ASKS, _WORK, _WAIT, _MARKS = 0, 1, 2, 3
"""lanes of the luck; the last four are those of the order"""
LANES = 7

Luck = Callable[[NDArray[np.int64], int], NDArray[np.float64]]
"""People (rows) and a day -> uniforms, shape (n, LANES)."""


@spec
class AisleSpec:
    """Orders for what a shelf is short of, where the lever endless_aisle is on."""

    asks: Share = 0.5
    """of the shoppers who miss something, those who ask somebody (planner's choice)"""
    work: Duration = 3 * MINUTE
    """the crew's time at the desk: find it, take address and payment (planner's choice)"""
    patience: Duration = 2 * DAY
    """mean of the longest time that shoppers are ready to wait (exponential; planner's choice)"""


@dataclass(frozen=True)
class Wish:
    """What a shopper asks for at the desk."""

    visit: int
    sku: NDArray[np.int64]
    """products missed, one a unit"""
    who: Intents
    """the shopper's row alone"""
    patience: int
    """longest wait, ms"""
    marks: NDArray[np.float64]
    """luck of the order, shape (1, 4)"""


class EndlessAisle:
    """Takes orders for what shelves are short of.

    Args:
        world: what it is built on to.
        admission: takes the orders.
        policy: what the planner said.
        luck: who asks, and how long each would wait.
    """

    def __init__(self, world: Host, admission: Admission, policy: AisleSpec, luck: Luck) -> None:
        self._world = world
        self._admission = admission
        self._policy = policy
        self._luck = luck
        self._cv = world.city.places.store_work.cv
        self._open = world.levers["endless_aisle"]
        self._table = world.facts["aisle"]
        self._source = world.source(self._arrive)
        self._wishes: dict[int, Wish] = {}
        self._answered = 0

    def notice(self, intents: Intents, rows: Rows, baskets: Rows) -> None:
        """Let shoppers who miss something ask when they are through with the shelves.

        Args:
            intents: all of a stretch of time.
            rows: the shoppers among them.
            baskets: their orders' rows, shape of ``rows``.
        """
        orders = self._world.orders
        short = orders.table["got"][baskets] < orders.table["lines"][baskets]
        short &= self._open[intents.site[rows]] > 0
        rows, baskets = rows[short], baskets[short]
        if not rows.size:
            return
        luck = self._luck(intents.person[rows], int(intents.time[0]) // DAY)
        asking = np.flatnonzero(luck[:, _ASKS] < self._policy.asks)
        for nth in asking.tolist():
            self._ask(intents.part(slice(rows[nth], rows[nth] + 1)), int(baskets[nth]), luck[nth])

    def _ask(self, who: Intents, basket: int, luck: NDArray[np.float64]) -> None:
        table = self._world.orders.table
        visit = int(table["visit"][basket])
        visits = self._world.facts["visits"]
        done = int(max(visits["queue"][visit], visits["leave"][visit]))
        patience = round(float(exponential(luck[_WAIT], self._policy.patience)))
        sku = self._world.orders.missed(basket)
        row = self._table.append(1, visit=visit, site=int(who.site[0]), asked=done, units=sku.size)
        self._wishes[row] = Wish(visit, sku, who, patience, luck[None, _MARKS:])
        work = ticks(self._policy.work * scattered(normal(luck[_WORK : _WORK + 1]), self._cv))
        self._source.add(np.array([done]), np.array([row]), who.site, work)

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none of its own: the stores' desks serve."""
        return {}

    def close_day(self, day: int) -> None:
        """Nothing is left to do at night."""

    def balances(self) -> Iterator[Balance]:
        """Yield: every shopper who asked was answered or is still asking; every order is there."""
        yield "shoppers at endless aisles", len(self._table), len(self._wishes) + self._answered
        order = self._table["order"][self._table["order"] != NEVER]
        asked = self._table["units"][self._table["order"] != NEVER].sum()
        yield "units ordered at endless aisles", int(self._world.orders.table["lines"][order].sum()), int(asked)

    def _arrive(self, row: int, site: int, work: int) -> None:
        self._world.desk(site).join(row, work, self._answer)

    def _answer(self, served: Served) -> None:
        """Say when the goods could come, and order them if the shopper will wait so long."""
        row, _, now = served
        wish = self._wishes.pop(row)
        self._answered += 1
        visits = self._world.facts["visits"]
        empty_handed = visits["outcome"][wish.visit] == Outcome.NOTHING_LEFT
        if empty_handed:
            visits["leave"][wish.visit] = now
        who = wish.who
        request = Request(now, Mode.PARCEL, int(who.site[0]), int(who.x[0]), int(who.y[0]), wish.sku)
        offer = self._admission.router.offer(request)
        if offer is None:
            return
        node, lead = offer
        self._table["lead"][row] = lead
        if lead <= wish.patience:
            self._table["order"][row] = self._admission.place(_order(wish, node, now), wish.visit, int(who.site[0]))


def _order(wish: Wish, node: int, now: int) -> Intents:
    """Return the order for what was missed, a stretch of time of its own."""
    who = wish.who
    return Intents(
        time=np.array([now]),
        person=who.person,
        member=who.member,
        trigger=who.trigger,
        browsed=np.ones(1, bool),
        mode=np.array([Mode.PARCEL], np.int8),
        site=np.array([node]),
        second=np.array([NEVER]),
        x=who.x,
        y=who.y,
        units=np.array([wish.sku.size]),
        line=np.zeros(1, np.int64),
        marks=wish.marks,
        scores=normal(wish.marks),
        sku=wish.sku,
    )
