"""Fulfilment: the life of an online order from payment to the customer's hands."""

from collections.abc import Mapping, Sequence

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.carrier import Carrier
from sim.collecting import Collecting
from sim.effort import Effort
from sim.errand import Errand
from sim.facts import CancelReason, Mode, Trouble
from sim.feed import Feed
from sim.fleets import RiderPool
from sim.intents import Intents
from sim.job import Job
from sim.order_centre import OrderCentre, Stuck
from sim.orders import Orders, Rows
from sim.pick_shorts import PickShorts
from sim.promises import Due
from sim.samplers import exponential, ticks
from sim.station import Call, Served
from sim.store import Store
from sim.tables import as_columns
from sim.units import DAY, HOUR
from sim.warehouse import Warehouse
from sim.work_times import WorkTimes

_PICK, _PACK, _WAY, _DELAY = range(4)
"""lanes of the marks"""
_COLLECT_DELAY = 1.5 * HOUR
"""mean time after the promise at which a customer comes to collect (planner's choice)"""
_NONE = np.empty(0, np.int64)
_COLLECT, _INSTANT = Mode.COLLECT, Mode.INSTANT


class Fulfilment:
    """Carries online orders through stores, warehouses, riders and the carrier.

    Args:
        feed: sends orders to their nodes.
        env: the world's clock.
        stores: by site slot, 0 .. stores-1.
        collecting: where customers come for orders.
        warehouses: by site slot.
        fleets: store slot -> the fleet that serves it.
        carrier: takes parcels.
        orders: the order tables.
        shorts: what pickers do not find.
        work: how long people need.
        efforts: by store slot: whether the crew takes an order.
        centre: allocates orders to their nodes, and finds others for those that are stuck.
        places: store slot -> metres east and north.
    """

    def __init__(
        self,
        feed: Feed,
        env: simpy.Environment,
        stores: Sequence[Store],
        collecting: Collecting,
        warehouses: Mapping[int, Warehouse],
        fleets: Mapping[int, RiderPool],
        carrier: Carrier,
        orders: Orders,
        shorts: PickShorts,
        work: WorkTimes,
        efforts: Sequence[Effort],
        centre: OrderCentre,
        places: NDArray[np.int64],
    ) -> None:
        self._env = env
        self._stores = stores
        self._collecting = collecting
        self._warehouses = warehouses
        self._fleets = fleets
        self._fleet_list = list(dict.fromkeys(fleets.values()))
        self._carrier = carrier
        self._orders = orders
        self._shorts = shorts
        self._work = work
        self._efforts = efforts
        self._centre = centre
        self._places = places.tolist()
        self._placed = feed.source(self._pick)
        self._jobs: dict[int, Job] = {}
        self._picked: list[tuple[int, int, int]] = []
        self._packed: list[tuple[int, int]] = []
        self._given_up: list[tuple[int, int]] = []

    def accept(self, intents: Intents, rows: Rows, orders: Rows, due: Due) -> None:
        """Begin with paid orders that got at least one unit.

        Args:
            intents: all of a stretch of time.
            rows: the online orders among them.
            orders: their rows in the order table, shape of ``rows``.
            due: promised times, and when each may begin.
        """
        self._placed.add(self._take(intents, rows, orders, due), orders)

    def accept_now(self, intents: Intents, rows: Rows, orders: Rows, due: Due) -> None:
        """The same for orders that are placed while the clock runs, at this very moment."""
        allocated = self._take(intents, rows, orders, due) - int(self._env.now)
        for order, later in zip(orders.tolist(), allocated.tolist(), strict=True):
            Call(self._env, later, self._pick, order)

    def _take(self, intents: Intents, rows: Rows, orders: Rows, due: Due) -> NDArray[np.int64]:
        """Note what orders need and return when they reach their nodes."""
        got = self._orders.table["got"][orders].astype(np.int64)
        site, scores = intents.site[rows], intents.scores[rows]
        pick, pack = self._work.pick(site, scores[:, _PICK], got), self._work.pack(site, scores[:, _PACK])
        desk = self._work.desk(scores[:, _WAY])
        delay = ticks(exponential(intents.marks[rows, _DELAY], _COLLECT_DELAY))
        where = (intents.mode[rows], site, intents.x[rows], intents.y[rows])
        columns = (orders, *where, pick, pack, desk, scores[:, _WAY], due.promise, delay, intents.marks[rows, _DELAY])
        jobs = map(Job._make, zip(*(column.tolist() for column in columns), strict=True))
        self._jobs.update(zip(orders.tolist(), jobs, strict=True))
        self._carrier.remember(intents, rows, orders)
        allocated = self._centre.allocate(due.begins, site)
        self._orders.set("routed", orders, allocated)
        return allocated

    def pickups(self, day: int) -> list[tuple[int, int]]:
        """Return (order, ms) of the visits on ``day`` to collect what is due then, if it is ready in time."""
        desk = self._collecting
        due = [job for job in self._jobs.values() if job.mode == _COLLECT and job.due // DAY == day]
        return [(job.order, desk.comes(job, job.due)) for job in due if not desk.never(job)]

    def unable(self, order: int, trouble: Trouble) -> None:
        """Hand back an order that its node cannot or will not serve: another does, or it is cancelled."""
        job = self._jobs[order]
        self._centre.report(Stuck(order, job.site, trouble, job.x, job.y), self._begin_anew)

    def open_orders(self) -> int:
        """Return how many orders are neither in their customer's hands nor cancelled."""
        return len(self._jobs) + self._carrier.under_way()

    def settle(self, until: int) -> tuple[Rows, Rows, Rows]:
        """Note what has happened before ``until``, since the last call.

        Returns:
            orders delivered, parcels handed to the carrier, and orders cancelled.
        """
        self._note_handling()
        collected = self._close(self._collecting.fetched)
        ridden, refused = self._settle_riders()
        given_up = self._cancel(self._given_up, CancelReason.REFUSED)
        left = self._cancel(self._collecting.left, CancelReason.NOT_FETCHED)
        handed = self._carrier.settle_handed()
        parcels = self._carrier.settle_delivered(until)
        return np.concatenate((collected, ridden, parcels)), handed, np.concatenate((refused, given_up, left))

    def _pick(self, order: int) -> None:
        job = self._jobs[order]
        at_store = job.site < len(self._stores)
        if at_store and not self._efforts[job.site].takes():
            self.unable(order, Trouble.REFUSED)
            return
        # A rider on the way to goods that will not be there cannot be called off: none is called ahead for those.
        if job.mode == _INSTANT and self._fleets[job.site].ahead and not self._shorts.in_doubt(order):
            self._fleets[job.site].announce(self._errand(job))
        if at_store:
            self._stores[job.site].picking.join(order, job.pick + job.pack, self._bagged)
        else:
            self._warehouses[job.site].picking.join(order, job.pick, self._to_bench)

    def _begin_anew(self, order: int, site: int | None) -> None:
        """Go on with a stuck order at the node that serves it now, or give it up."""
        job = self._jobs[order]
        if site is None:
            self._given_up.append((order, int(self._env.now)))
            return
        units = int(self._orders.table["got"][order])
        pick, pack = self._work.elsewhere(job.site, site, units, (job.pick, job.pack))
        self._jobs[order] = job._replace(site=site, pick=pick, pack=pack)
        self._pick(order)

    def _to_bench(self, picked: Served) -> None:
        order = picked[0]
        job = self._jobs[order]
        self._picked.append(picked)
        if self._came_back_empty(order, picked[2]):
            return
        self._warehouses[job.site].packing.join(order, job.pack, self._boxed)

    def _came_back_empty(self, order: int, time: int) -> bool:
        """Return whether the picker found nothing of an order, which is then over."""
        if not self._shorts.nothing_found(order, time):
            return False
        del self._jobs[order]
        self._carrier.forget(order)
        return True

    def _boxed(self, packed: Served) -> None:
        order, _, ended = packed
        self._packed.append((order, ended))
        self._carrier.take(order, self._jobs.pop(order).site)

    def _bagged(self, served: Served) -> None:
        order, began, ended = served
        job = self._jobs[order]
        self._picked.append((order, began, ended - job.pack))
        if self._came_back_empty(order, ended - job.pack):
            return
        self._packed.append((order, ended))
        if job.mode == _COLLECT:
            self._collecting.expect(job, ended)
        elif job.mode == _INSTANT:
            self._fleets[job.site].take(self._errand(job))
        else:
            del self._jobs[order]
            self._carrier.take(order, job.site)

    def _errand(self, job: Job) -> Errand:
        x, y = self._places[job.site]
        now = int(self._env.now)
        return Errand(job.order, job.site, x, y, job.x, job.y, job.luck, now, due=job.due, mood=job.mood)

    def _note_handling(self) -> None:
        if self._picked:
            rows, began, picked = as_columns(self._picked, 3)
            self._orders.set("pick_start", rows, began)
            self._orders.set("picked", rows, picked)
            self._picked.clear()
        if self._packed:
            rows, packed = as_columns(self._packed, 2)
            self._orders.set("packed", rows, packed)
            ready = self._orders.table["mode"][rows] == _COLLECT
            self._orders.set("handed", rows[ready], packed[ready])
            self._packed.clear()

    def _close(self, log: list[tuple[int, int]]) -> Rows:
        if not log:
            return _NONE
        rows, times = as_columns(log, 2)
        log.clear()
        return self._close_at(rows, times)

    def _close_at(self, rows: Rows, times: NDArray[np.int64]) -> Rows:
        self._orders.set("delivered", rows, times)
        for order in rows.tolist():
            del self._jobs[order]
        return rows

    def _cancel(self, log: list[tuple[int, int]], reason: CancelReason) -> Rows:
        if not log:
            return _NONE
        rows, when = as_columns(log, 2)
        log.clear()
        self._orders.cancel(rows, when, reason)
        for order in rows.tolist():
            del self._jobs[order]
            self._carrier.forget(order)
        return rows

    def _settle_riders(self) -> tuple[Rows, Rows]:
        delivered, refused = [_NONE], [_NONE]
        for fleet in self._fleet_list:
            if fleet.delivered:
                rows, loaded, ended, fee = as_columns(fleet.delivered, 4)
                self._orders.set("handed", rows, loaded)
                self._orders.set("handling", rows, fee)
                delivered.append(self._close_at(rows, ended))
                fleet.delivered.clear()
                fleet.note_trips()
            if fleet.refused:
                rows, when = as_columns(fleet.refused, 2)
                self._orders.cancel(rows, when, CancelReason.NO_RIDER)
                refused.append(rows)
                for order in rows.tolist():
                    del self._jobs[order]
                fleet.refused.clear()
        return np.concatenate(delivered), np.concatenate(refused)
