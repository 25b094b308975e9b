"""Shelf labels: a new price holds at the till at once, on the shelf when somebody has changed its label.

When a store's prices move (the lever ``price.factor``), its labels are changed after ``labels.latency``, some products
a job, by whoever of the crew is free; a label takes ``labels.work``, and a share ``labels.errors`` is missed and shows
the old price until the next change. Electronic labels change by themselves: work and errors 0, minutes of latency.
Shoppers pay the price of the till or of the label, whichever is lower; orders from outside pay that of the till.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Mode, Task
from sim.host import Host
from sim.station import Call, Process, Served, Station
from sim.stock import Cells
from sim.units import DAY

Floats = NDArray[np.float64]
Luck = Callable[[int], Floats]
"""Day -> a uniform for each label, shape (stores * skus,)."""

BATCH = 20
"""labels that somebody changes in one go, before looking whether customers wait (planner's choice)"""


class Labels:
    """The labels of all stores.

    Args:
        world: what they are built on to.
        luck: which labels are missed.
    """

    def __init__(self, world: Host, luck: Luck) -> None:
        self._env = world.env
        self._luck = luck
        self._skus = len(world.catalog.ids)
        self._price = world.catalog.price
        self._levers = world.levers
        self._till = world.levers["price.factor"]
        stores = self._till.size
        self._shown = np.repeat(self._till, self._skus)
        self._told = self._till.copy()
        """price levels for which labels were last sent out"""
        crews = world.crews()
        self._stations = [Station(world.env, crews[slot], 1) for slot in range(stores)]
        self._jobs: dict[int, tuple[Cells, float]] = {}
        self._next = 0
        self._asked = self._changed = self._missed = 0
        self._table = world.facts["labels"]
        self._given = np.zeros(stores, np.int64)
        world.env.process(self._look_nightly())

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return where labels wait to be changed, by store."""
        return {slot: {Task.LABEL: station} for slot, station in enumerate(self._stations)}

    def charged(self, level: Floats, cells: Cells, mode: NDArray[np.int8], got: NDArray[np.bool_]) -> Floats:
        """Return the price level that lines pay: shoppers no more than the label says.

        Args:
            level: that of the till.
            cells: shelf of each line.
            mode: how it is bought.
            got: whether there is a unit of it; shapes alike.
        """
        shopping = np.flatnonzero((mode == Mode.WALK_IN) & (cells < self._shown.size))
        paid = level.copy()
        paid[shopping] = np.minimum(level[shopping], self._shown[cells[shopping]])
        site, sku = np.divmod(cells[shopping], self._skus)
        less = np.rint(self._price[sku] * level[shopping]) - np.rint(self._price[sku] * paid[shopping])
        less *= got[shopping]
        self._given += np.bincount(site, weights=less, minlength=self._given.size).astype(np.int64)
        return paid

    def close_day(self, day: int) -> None:
        """Note how many labels are wrong, and what they gave away."""
        stores = np.arange(self._till.size)
        wrong = (self._shown.reshape(stores.size, -1) != self._till[:, None]).sum(axis=1)
        self._table.append(
            stores.size, site=stores, day=day, labels=self._skus, wrong=wrong, given_away=self._given.copy()
        )
        self._given[:] = 0

    def balances(self) -> Iterator[Balance]:
        """Yield: every label asked for is changed, missed or waits."""
        waiting = sum(cells.size for cells, _ in self._jobs.values())
        yield "labels to change", self._asked, self._changed + self._missed + waiting

    def _look_nightly(self) -> Process:
        """Send out labels at midnight where prices have moved, for ever."""
        while True:
            for slot in np.flatnonzero(self._told != self._till).tolist():
                self._send(slot)
            yield self._env.timeout(DAY)

    def _send(self, slot: int) -> None:
        """Let a store change its labels to the price level of today."""
        self._told[slot] = self._till[slot]
        later = int(self._levers["labels.latency"][slot])
        luck = self._luck(int(self._env.now) // DAY)[slot * self._skus : (slot + 1) * self._skus]
        for first in range(0, self._skus, BATCH):
            cells = slot * self._skus + np.arange(first, min(first + BATCH, self._skus))
            self._asked += cells.size
            self._jobs[self._next] = (cells, float(self._till[slot]))
            hit = luck[cells - slot * self._skus] >= self._levers["labels.errors"][slot]
            Call(self._env, later, self._begin, (self._next, slot, hit))
            self._next += 1

    def _begin(self, job: tuple[int, int, NDArray[np.bool_]]) -> None:
        number, slot, hit = job
        work = int(self._levers["labels.work"][slot]) * hit.size
        if work:
            self._stations[slot].join(number, work, lambda served: self._finish(served, hit))
        else:
            self._finish((number, 0, 0), hit)

    def _finish(self, served: Served, hit: NDArray[np.bool_]) -> None:
        cells, level = self._jobs.pop(served[0])
        self._shown[cells[hit]] = level
        self._changed += int(hit.sum())
        self._missed += int((~hit).sum())
