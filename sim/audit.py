"""The audit: laws of conservation checked in integers at the end of every simulated day."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.annex import Annex
from sim.books import Books
from sim.errors import InvariantBrokenError
from sim.facts import NEVER, Account, Mode, Task
from sim.fleet_census import check_census
from sim.fleets import RiderPool
from sim.orders import Orders
from sim.station import Station
from sim.stock import Stock


class Audit:
    """Recounts orders, money and queues by a second path.

    Orders that have ended are summed once and left behind a watermark, so that a day's audit costs a day.

    Args:
        orders: the order tables.
        books: the money booked.
        stock: the stock promised to orders.
        stations: (site slot, stations by task).
        fleets: riders.
        annexes: parts of the world with laws of their own.
    """

    def __init__(
        self,
        orders: Orders,
        books: Books,
        stock: Stock,
        stations: Sequence[tuple[int, Mapping[Task, Station]]],
        fleets: Sequence[RiderPool],
        annexes: Sequence[Annex],
    ) -> None:
        self._orders = orders
        self._books = books
        self._stock = stock
        self._stations = stations
        self._fleets = fleets
        self._annexes = annexes
        self._watermark = 0
        self._settled = dict.fromkeys(_AUDITED, 0)

    def check(self, day: int, under_way: int, in_store: int) -> None:
        """Check all laws.

        Args:
            day: the day that ends.
            under_way: online orders that their nodes, riders and the carrier say they hold.
            in_store: shoppers with a basket that the stores say are inside.

        Raises:
            InvariantBrokenError: one does not hold; the dump says what was counted.
        """
        table = {name: self._orders.table[name][self._watermark :] for name in _COLUMNS}
        online = table["mode"] != Mode.WALK_IN
        over = (table["delivered"] != NEVER) | (table["cancelled"] != NEVER)
        if ((table["delivered"] != NEVER) & (table["cancelled"] != NEVER)).any():
            raise InvariantBrokenError(f"orders on day {day}: one is both delivered and cancelled", {"day": day})
        self._equal(day, "online orders under way", int((online & ~over).sum()), under_way)
        self._equal(day, "baskets in stores", int((~online & ~over).sum()), in_store)
        self._check_promised(day, table, over)
        self._check_money(day, table, over)
        self._check_queues(day)
        for fleet in self._fleets:
            check_census(day, fleet.slot, fleet.census())
        for annex in self._annexes:
            for law, counted, claimed in annex.balances():
                self._equal(day, law, counted, claimed)

    def _check_promised(self, day: int, table: Mapping[str, np.ndarray], over: np.ndarray) -> None:
        """Check that each node has promised just the units of its open orders and baskets."""
        held = ~over & ((table["mode"] != Mode.PARCEL) | (table["handed"] == NEVER))
        stock = self._stock
        promised = (stock.reserved + stock.owed + stock.ahead).reshape(stock.sites, -1).sum(axis=1)
        counted = np.bincount(table["site"][held], weights=table["got"][held], minlength=promised.size)
        for site in np.flatnonzero(counted != promised).tolist():
            self._equal(day, f"units promised at site {site}", int(counted[site]), int(promised[site]))

    def _check_money(self, day: int, table: Mapping[str, np.ndarray], over: np.ndarray) -> None:
        paid = table["placed"] != NEVER
        gone = np.where(table["mode"] == Mode.PARCEL, table["handed"], table["delivered"]) != NEVER
        sums = {
            Account.SALES: table["goods"] * paid,
            Account.REFUNDS: -table["refund"],
            Account.GOODS: -table["cost"] * gone,
            Account.DELIVERY_FEES: table["fee"],
        }
        for account, fen in sums.items():
            counted = self._settled[account] + int(fen.sum())
            self._equal(day, f"money on {account.name}", counted, int(self._books.total[account]))
        still_open = np.flatnonzero(~over)
        done = int(still_open[0]) if still_open.size else over.size
        for account, fen in sums.items():
            self._settled[account] += int(fen[:done].sum())
        self._watermark += done

    def _check_queues(self, day: int) -> None:
        further = [pair for annex in self._annexes for pair in annex.stations().items()]
        for site, stations in [*self._stations, *further]:
            for task, station in stations.items():
                integral, times = station.present_time()
                self._equal(day, f"Little's law at site {site}, {task.name}", integral, times)
                if not station.busy >= 0 or station.crew.busy < 0:
                    raise InvariantBrokenError(f"queue on day {day}: negative staff at site {site}", {"site": site})

    def _equal(self, day: int, law: str, counted: int, claimed: int, **where: int | str) -> None:
        if counted != claimed:
            raise InvariantBrokenError(
                f"day {day}: {law} do not balance: {counted} counted, {claimed} claimed",
                {"day": day, "counted": counted, "claimed": claimed, **where},
            )


_AUDITED = (Account.SALES, Account.REFUNDS, Account.GOODS, Account.DELIVERY_FEES)
_COLUMNS = ("mode", "site", "placed", "delivered", "cancelled", "handed", "goods", "refund", "cost", "got", "fee")
