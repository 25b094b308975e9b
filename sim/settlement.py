"""Settlement: what queues and rides have finished is written to orders, stock and books."""

import numpy as np
from numpy.typing import NDArray

from sim.experience import Experiences, Log, Purchases
from sim.facts import Account, CancelReason, Mode
from sim.fulfilment import Fulfilment
from sim.host import Host
from sim.order_centre import OrderCentre
from sim.orders import Rows
from sim.pick_shorts import PickShorts
from sim.walk_ins import WalkIns


class Settlement:
    """Closes what has ended; goods leave the stock in one place, money is booked in one place.

    Args:
        world: whose orders, stock and books it writes.
        walk_ins: tells who paid or left.
        fulfilment: tells what was delivered, handed over or cancelled.
        shorts: tells what pickers did not find.
        centre: tells customers of late orders.
        log: what customers will hear of.
    """

    def __init__(
        self, world: Host, walk_ins: WalkIns, fulfilment: Fulfilment, shorts: PickShorts, centre: OrderCentre, log: Log
    ) -> None:
        self._world = world
        self._walk_ins = walk_ins
        self._fulfilment = fulfilment
        self._shorts = shorts
        self._centre = centre
        self._log = log
        self._to_shelve: list[Rows] = []

    def close_day(self, until: int) -> None:
        """Close what ended before ``until``, then shelve what was left behind: at midnight, however the day was cut.

        A unit was promised when somebody took it or paid for it, so nobody sees a difference before.
        """
        self._settle_walk_ins()
        cut, fen, gone = self._shorts.settle()
        self._world.books.book(Account.REFUNDS, self._world.orders.table["site"][cut], -fen)
        delivered, handed, cancelled = self._fulfilment.settle(until)
        self._hand_over(handed)
        self._deliver(delivered)
        self._refund(np.concatenate((cancelled, gone)))
        if self._to_shelve:
            rows, orders = np.concatenate(self._to_shelve), self._world.orders
            self._world.stock.put_back(orders.cells(rows), orders.owed.forget(rows))
            self._to_shelve.clear()
        self._world.orders.owed.serve()

    def _settle_walk_ins(self) -> None:
        paid, wait, behind, waited = self._walk_ins.settle(self._world.stock)
        orders, books = self._world.orders, self._world.books
        table = orders.table
        site = table["site"][paid].astype(np.int64)
        books.book(Account.SALES, site, table["goods"][paid])
        books.book(Account.GOODS, site, -table["cost"][paid])
        trigger = self._world.facts["visits"]["trigger"][table["visit"][paid]].astype(np.int64)
        self._log.bought(Purchases(self._people(paid), self._modes(paid), site, table["placed"][paid], trigger))
        rows = np.concatenate((paid, behind))
        self._live(rows, np.concatenate((wait, waited)), np.zeros(rows.size), np.zeros(rows.size, bool))
        if behind.size:
            orders.set("cancelled", behind, self._world.facts["visits"]["leave"][table["visit"][behind]])
            self._to_shelve.append(behind)

    def _hand_over(self, parcels: Rows) -> None:
        self._ship(parcels)
        packaging = self._world.city.places.carrier.packaging
        table = self._world.orders.table
        site = table["site"][parcels]
        self._world.books.book(Account.CARRIER, site, packaging - table["handling"][parcels])
        self._world.books.book(Account.PACKAGING, site, np.full(parcels.size, -packaging))

    def _deliver(self, rows: Rows) -> None:
        table = self._world.orders.table
        self._ship(rows[table["mode"][rows] != Mode.PARCEL])
        self._pay_riders(rows[table["mode"][rows] == Mode.INSTANT])
        kept = np.where(table["mode"][rows] == Mode.COLLECT, table["handed"][rows], table["delivered"][rows])
        promised = table["promise"][rows] - table["placed"][rows]
        behind = np.maximum(kept - table["promise"][rows], 0)
        told = self._centre.warn(rows, behind)
        self._live(rows, np.zeros(rows.size, np.int64), behind / promised, told)

    def _pay_riders(self, rows: Rows) -> None:
        orders, city = self._world.orders, self._world.city
        stores = orders.table["site"][rows]
        fleets = np.array([city.fleet_of[site] for site in stores.tolist()], np.int64)
        self._world.books.book(Account.RIDERS, fleets, -orders.table["handling"][rows])

    def _ship(self, rows: Rows) -> None:
        """Goods leave their node and the stock account."""
        orders = self._world.orders
        self._world.stock.ship(orders.cells(rows))
        self._world.books.book(Account.GOODS, orders.table["site"][rows], -orders.table["cost"][rows])

    def _refund(self, rows: Rows) -> None:
        table = self._world.orders.table
        fen = table["refund"][rows] - self._shorts.paid_back(rows)
        self._world.books.book(Account.REFUNDS, table["site"][rows], -fen)
        self._to_shelve.append(rows)
        # Who never came for what was promised and there has nothing to mind.
        rows = rows[table["cancel_reason"][rows] != CancelReason.NOT_FETCHED]
        self._live(rows, np.zeros(rows.size, np.int64), np.ones(rows.size), np.zeros(rows.size, bool))

    def _live(self, rows: Rows, wait: NDArray[np.int64], late: NDArray[np.float64], told: NDArray[np.bool_]) -> None:
        table = self._world.orders.table
        missing = 1.0 - table["got"][rows] / table["lines"][rows]
        self._log.lived(Experiences(self._people(rows), self._modes(rows), wait, late, missing, told))

    def _people(self, rows: Rows) -> NDArray[np.int64]:
        return self._world.orders.table["person"][rows].astype(np.int64)

    def _modes(self, rows: Rows) -> NDArray[np.int64]:
        return self._world.orders.table["mode"][rows].astype(np.int64)
