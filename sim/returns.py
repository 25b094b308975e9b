"""Returns: goods that customers bring or send back are inspected, shelved again or written off, and refunded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Account, Task, Way
from sim.host import Host
from sim.pickup_rounds import ROW, WISHED, PickupRounds, at_its_time
from sim.recount import Recount
from sim.samplers import normal, scattered, ticks
from sim.spec import spec
from sim.station import Served, Station
from sim.tables import Table, as_columns
from sim.units import DAY, MINUTE, Duration, Factor, Money, Share

_DESKS = 1
"""places at which a site takes returns"""


@spec
class ReturnsSpec:
    """How the firm takes goods back; how many come is said by the products."""

    inspection: Duration = 3 * MINUTE
    """looking a unit over and writing the refund, by the store's or the warehouse's crew"""
    cv: Factor = 0.5
    """coefficient of variation of that time"""
    resale: Share = 0.8
    """share of returned units that are sold again; the others are written off (planner's choice)"""
    exchange: Share = 0.0
    """share of the units brought to a desk that are exchanged for a new one, where the store has it"""
    post_days: Duration = 3 * DAY
    """way of a parcel back to the warehouse"""
    post_price: Money = 0
    """paid by the firm per order posted back; 0 where the customer pays"""
    pickup_days: Duration = 2 * DAY
    """from the courier's call at the door to the warehouse"""
    pickup_price: Money = 900
    """paid by the firm per order fetched"""


@dataclass(frozen=True)
class Requests:
    """Units that customers give back; n rows, sorted by (time, line)."""

    line: NDArray[np.int64]
    """row of the table ``order_lines``"""
    way: NDArray[np.int64]
    """`facts.Way`"""
    site: NDArray[np.int64]
    """node that takes it: a store's desk, or a warehouse"""
    time: NDArray[np.int64]
    """when the customer hands it over, ms"""
    marks: NDArray[np.float64]
    """luck of the desk, shape (n, 3): time, fit for sale, exchange; uniforms"""


class Returns:
    """Takes goods back, in stores and warehouses.

    Args:
        world: what it is built on to.
        policy: what the planner said.
    """

    def __init__(self, world: Host, policy: ReturnsSpec) -> None:
        self.world = world
        self._policy = policy
        self._table = world.facts["returns"]
        self._desks = {slot: Station(world.env, crew, _DESKS) for slot, crew in world.crews().items()}
        for store in range(len(world.city.store_keys)):
            _serve_after(world.desk(store), self._desks[store])
        self._source = world.source(self._arrive)
        self.rounds = PickupRounds(world.levers["returns.pickups"])
        self._inspected: list[tuple[int, ...]] = []
        self._away = 0
        self._shelved = 0
        self._written_off = 0
        self._recount = Recount(self._table, world.facts["order_lines"])

    def accept(self, requests: Requests) -> None:
        """Take units on their way back; the times lie ahead."""
        n = requests.line.size
        if not n:
            return
        lines = self.world.facts["order_lines"]
        order = lines["order"][requests.line]
        policy = self._policy
        first = self._table.append(
            n,
            order=order,
            sku=lines["sku"][requests.line],
            way=requests.way,
            site=requests.site,
            asked=int(self.world.env.now),
            handed=requests.time,
        )
        work = ticks(policy.inspection * scattered(normal(requests.marks[:, 0]), policy.cv))
        sells = (requests.marks[:, 1] < policy.resale).astype(np.int64)
        swaps = ((requests.marks[:, 2] < policy.exchange) & (requests.way == Way.STORE)).astype(np.int64)
        rows = np.arange(first, first + n)
        self._away += n
        fetched, jobs = requests.way == Way.PICKUP, np.array((rows, requests.site, requests.line, work, sells, swaps))
        self.rounds.ask(np.array((requests.time, order, *jobs))[:, fetched])
        travel = np.where(requests.way == Way.POST, policy.post_days, 0)
        self._source.add((requests.time + travel)[~fetched], *jobs[:, ~fetched])
        self._pay_transport(requests, order)

    def send_couriers(self) -> None:
        """Have fetched what there is room for today, and put the rest off until tomorrow; in the morning."""
        day, table = int(self.world.env.now) // DAY, self._table
        fetched, waiting = self.rounds.go(day)
        if not (fetched.size or waiting.size):
            return
        handed = at_its_time(fetched[WISHED], day)
        table["handed"][fetched[ROW]] = handed
        self._source.add(handed + self._policy.pickup_days, *fetched[ROW:])
        table["handed"][waiting[ROW]] = at_its_time(waiting[WISHED], day + 1)
        table["wished"][waiting[ROW]] = waiting[WISHED]

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return the desks."""
        return {slot: {Task.RETURN: desk} for slot, desk in self._desks.items()}

    def close_day(self, day: int) -> None:
        """Shelve, write off and refund what was inspected today."""
        if not self._inspected:
            return
        row, line, ended, sells, swapped = as_columns(self._inspected, 5)
        self._inspected.clear()
        lines, orders, table = self.world.facts["order_lines"], self.world.facts["orders"], self._table
        order, site = lines["order"][line], table["site"][row].astype(np.int64)
        refund = np.where(swapped > 0, 0, _paid(lines["price"][line], orders, order))
        for column, values in (
            ("inspected", ended),
            ("shelved", sells),
            ("exchanged", swapped),
            ("refund", refund),
        ):
            table[column][row] = values
        self._recount.change(line)
        lines["returned"][line] = 1
        self._move_goods(site, lines["sku"][line].astype(np.int64), sells > 0, swapped > 0)
        self.world.books.book(Account.RETURNS, site, -refund)
        self._away -= row.size

    def balances(self) -> Iterator[Balance]:
        """Yield: every unit that was sent is shelved, written off or still away; money is what the table says."""
        back, shelved, refund, noted = self._recount.sums()
        yield "units returned and on their way", len(self._table), self._shelved + self._written_off + self._away
        yield "units for couriers", self.rounds.entrusted, self.rounds.fetched + self.rounds.waiting()
        yield "units returned to shelves", shelved, self._shelved
        yield "units returned and noted in their orders", back, noted
        yield "money on RETURNS", -refund, int(self.world.books.total[Account.RETURNS])

    def _arrive(self, row: int, site: int, line: int, work: int, sells: int, swaps: int) -> None:
        def inspected(served: Served) -> None:
            swapped = swaps and self._swap(site, line)
            self._inspected.append((row, line, served[2], sells, int(swapped)))

        self._desks[site].join(row, work, inspected)

    def _swap(self, site: int, line: int) -> bool:
        """Promise a new unit of the same product to the customer at the desk; return whether there is one."""
        sku = self.world.facts["order_lines"]["sku"][line : line + 1]
        return bool(self.world.stock.reserve(self.world.stock.cells(np.array([site]), sku))[0])

    def _move_goods(
        self, site: NDArray[np.int64], sku: NDArray[np.int64], sells: NDArray[np.bool_], swapped: NDArray[np.bool_]
    ) -> None:
        """Shelve what sells at the node that took it, hand over what was promised in exchange; book both at cost."""
        stock, cost = self.world.stock, self.world.catalog.cost[sku]
        cells = stock.cells(site, sku)
        stock.take_back(cells[sells])
        self.world.orders.owed.serve()
        stock.ship(cells[swapped])
        self.world.books.book(Account.GOODS_BACK, site, cost * sells - cost * swapped)
        self._shelved += int(stock.day["returned"].sum())
        self._written_off += int((~sells).sum())

    def _pay_transport(self, requests: Requests, order: NDArray[np.int64]) -> None:
        """Pay for each order that is posted or fetched, once for all its units."""
        prices = {Way.POST: self._policy.post_price, Way.PICKUP: self._policy.pickup_price}
        for way, price in prices.items():
            _, first = np.unique(order[requests.way == way], return_index=True)
            site = requests.site[requests.way == way][first]
            self.world.books.book(Account.CARRIER, site, np.full(site.size, -price))


def _serve_after(pickup: Station, desk: Station) -> None:
    """Let a store's crew serve ``desk`` right after ``pickup``: who stands there comes before goods that lie."""
    order = desk.crew.stations
    order.remove(desk)
    order.insert(order.index(pickup) + 1, desk)


def _paid(price: NDArray[np.integer], orders: Table, order: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return what was paid for units: their price less their part of the order's discount, fen."""
    whole = price.astype(np.int64)
    goods, discount = orders["goods"][order], orders["discount"][order]
    return whole - whole * discount // np.maximum(goods, 1)
