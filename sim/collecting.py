"""Collecting: bagged orders wait at the store for their customers, who come when it suits them, or never.

A share of the customers (the lever ``collect.no_show``) never comes. Their goods are kept for ``collect.held`` after
they could be had as promised; then the order is refunded, and its units go back to the shelf at midnight, as others
that are not wanted. The promise was kept, so nobody minds. Row S123.
"""

from collections.abc import Sequence

import simpy

from sim.job import Job
from sim.levers import Levers
from sim.station import Call, Served
from sim.store import Store
from sim.units import DAY, HOUR

_FINE = 1 << 16
"""a uniform of 32 bits holds two of 16: when a customer comes is settled by the upper half, whether by the lower"""


class Collecting:
    """Customers on their way to the pickup desks.

    Args:
        env: the world's clock.
        stores: by site slot.
        levers: who never comes, and how long goods are kept for them.
    """

    def __init__(self, env: simpy.Environment, stores: Sequence[Store], levers: Levers) -> None:
        self.fetched: list[tuple[int, int]] = []
        """(order, when) in the customer's hands since the world last looked"""
        self.left: list[tuple[int, int]] = []
        """(order, when) that were kept in vain"""
        self._env = env
        self._stores = stores
        self._no_show, self._held = levers["collect.no_show"], levers["collect.held"]

    def expect(self, job: Job, ready: int) -> None:
        """Let the customer of an order that is bagged now, at ``ready``, come for it, or keep it in vain."""
        if self.never(job):
            kept = max(job.due, ready) + int(self._held[job.site])
            Call(self._env, kept - ready, self._give_up, job.order)
        else:
            Call(self._env, self.comes(job, ready) - ready, self._at_desk, job)

    def never(self, job: Job) -> bool:
        """Return whether the customer never comes."""
        return job.mood * _FINE % 1.0 < float(self._no_show[job.site])

    def comes(self, job: Job, ready: int) -> int:
        """Return when the customer comes: some time after the promise, while the store is open."""
        store = self._stores[job.site]
        time = max(job.due, ready) + job.delay
        day, clock = divmod(time, DAY)
        if clock >= store.closes - HOUR // 2:
            day, clock = day + 1, 0
        if clock < store.opens:
            clock = store.opens + job.delay % HOUR
        return day * DAY + clock

    def _at_desk(self, job: Job) -> None:
        self._stores[job.site].desk.join(job.order, job.desk, self._collect)

    def _collect(self, served: Served) -> None:
        order, _, ended = served
        self.fetched.append((order, ended))

    def _give_up(self, order: int) -> None:
        self.left.append((order, int(self._env.now)))
