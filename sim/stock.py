"""Stock: units per node and product; promised first come, first served; conserved to the unit every day.

A *cell* is ``site * skus + sku`` (int64). Units on a shelf are physical; those in somebody's basket or set aside for
an order are reserved as well; what is neither is loose. Physical stock changes in six ways only: received, returned,
sold, shipped, wasted, shrunk (lost unseen). The *record*, what the system believes, follows the first five; it differs
from the shelf by what was lost unseen, by what was recorded on another product, and until it is corrected. What the
system believes it may still promise is *free*: the record less what is reserved, and less what it has promised without
a unit behind it (*owed*).
"""

import numpy as np
from numpy.typing import NDArray

from sim.errors import InvariantBrokenError
from sim.facts import Table
from sim.first_come import first_come

Cells = NDArray[np.int64]
Units = NDArray[np.int64]

_FLOWS = (
    *("received", "returned", "put_back", "sold", "shipped", "sent", "wasted", "short"),
    *("marked", "oversold", "shrunk", "misread", "corrected", "counted", "ahead"),
)


_NONE = np.empty(0, np.int64)


class Stock:
    """All stock of a world, in vectors over cells.

    Args:
        sites: nodes that hold stock (stores first, then warehouses).
        skus: products.
    """

    def __init__(self, sites: int, skus: int) -> None:
        self.sites = sites
        self.skus = skus
        self.physical: Units = np.zeros(sites * skus, np.int64)
        self.reserved: Units = np.zeros(sites * skus, np.int64)
        self.in_transit: Units = np.zeros(sites * skus, np.int64)
        self.discrepancy: Units = np.zeros(sites * skus, np.int64)
        """record less physical units"""
        self.owed: Units = np.zeros(sites * skus, np.int64)
        """promised to online orders, with no unit behind it"""
        self.ahead: Units = np.zeros(sites * skus, np.int64)
        """sold ahead: for orders that wait for a truck, and on no shelf"""
        self.day = {flow: np.zeros(sites * skus, np.int64) for flow in _FLOWS}
        """what happened since the last `close_day`"""
        self._yesterday = self.physical.copy()
        self._believed = self.discrepancy.copy()

    def start_with(self, units: Units) -> None:
        """Put the opening stock on the shelves; shape (cells,)."""
        self.physical[:] = units
        self._yesterday[:] = units

    @property
    def loose(self) -> Units:
        """Return units on the shelf that are nobody's yet; shape (cells,)."""
        return self.physical - self.reserved

    @property
    def record(self) -> Units:
        """Return the units that the system believes in; shape (cells,)."""
        return self.physical + self.discrepancy

    @property
    def free(self) -> Units:
        """Return units that the system believes may still be promised; negative where too much was; shape (cells,)."""
        return self.physical + self.discrepancy - self.reserved - self.owed

    def cells(self, site: NDArray[np.integer], sku: NDArray[np.integer]) -> Cells:
        """Return the cells of lines; shapes alike."""
        return site.astype(np.int64) * self.skus + sku

    def reserve(self, cells: Cells) -> NDArray[np.bool_]:
        """Reserve a unit for each line in order of arrival; return which lines got one."""
        got = first_come(self.loose, cells)
        self.promise(cells[got], cells[:0], cells[~got])
        return got

    def promise(self, there: Cells, owed: Cells, short: Cells) -> None:
        """Reserve the units that lines get, promise those that are not there, and note what was asked for in vain."""
        self.reserved += self._count(there)
        # Few, as a rule: counting them over all cells would cost more.
        np.add.at(self.owed, owed, 1)
        np.add.at(self.day["short"], short, 1)

    def order_ahead(self, cells: Cells) -> None:
        """Note units that orders wait for: replenishment brings them on top of what the shelf needs."""
        self.ahead += self._count(cells)

    def take_ahead(self, cells: Cells) -> NDArray[np.bool_]:
        """Set aside what orders have waited for, or owe it to them; return which of ``cells`` hold a unit for them."""
        units = self._count(cells)
        self.ahead -= units
        self.day["ahead"] += units
        there = first_come(self.loose, cells)
        self.promise(cells[there], cells[~there], cells[:0])
        return there

    def honour(self, cell: int) -> None:
        """Set a loose unit aside for a promise that had none behind it."""
        self.reserved[cell] += 1
        self.owed[cell] -= 1

    def fail(self, cells: Cells) -> None:
        """Give up promises that no unit stood behind, one for each of ``cells``."""
        units = self._count(cells)
        self.owed -= units
        self.day["oversold"] += units

    def sell(self, cells: Cells) -> None:
        """Take reserved units out of the store: paid at the till."""
        self._leave(cells, "sold")

    def ship(self, cells: Cells) -> None:
        """Take reserved units off the shelf for online orders."""
        self._leave(cells, "shipped")

    def put_back(self, cells: Cells, never: Cells = _NONE) -> None:
        """Shelve promised units again: a basket left behind, an order cancelled; ``never`` of them were there."""
        missing = self._count(never)
        units = self._count(cells) - missing
        self.reserved -= units
        self.owed -= missing
        self.day["put_back"] += units

    def reassign(self, left: Cells, never: Cells, taken: Cells) -> NDArray[np.bool_]:
        """Promise units at other cells than before: an order changes nodes.

        Args:
            left: cells the order leaves.
            never: those of them where no unit was there for it.
            taken: cells it takes instead, shape of ``left``.

        Returns:
            at which of ``taken`` a unit is truly there.
        """
        missing = self._count(never)
        self.reserved -= self._count(left) - missing
        self.owed -= missing
        there = first_come(self.loose, taken)
        self.promise(taken[there], taken[~there], taken[:0])
        return there

    def send(self, source: int, target: int, units: Units) -> None:
        """Load ``units`` (shape (skus,)) at node ``source`` for node ``target``."""
        off, on = self._row(source), self._row(target)
        self.physical[off] -= units
        self.day["shipped"][off] += units
        self.day["sent"][off] += units
        self.in_transit[on] += units

    def expect(self, target: int, units: Units) -> None:
        """Announce ``units`` (shape (skus,)) from a supplier to node ``target``."""
        self.in_transit[self._row(target)] += units

    def receive(self, target: int, units: Units) -> None:
        """Shelve what was in transit to node ``target``; shape (skus,)."""
        row = self._row(target)
        self.in_transit[row] -= units
        self.physical[row] += units
        self.day["received"][row] += units

    def take_back(self, cells: Cells) -> None:
        """Shelve units that customers gave back."""
        units = self._count(cells)
        self.physical += units
        self.day["returned"] += units

    def shrink(self, units: Units) -> None:
        """Lose loose units unseen: stolen, broken, mislaid; shape (cells,)."""
        self.physical -= units
        self.discrepancy += units
        self.day["shrunk"] += units

    def lose_sold(self, cells: Cells) -> None:
        """Count units that were taken for sold, and were never scanned, as lost unseen."""
        units = self._count(cells)
        self.day["sold"] -= units
        self.day["shrunk"] += units
        self.discrepancy += units

    def misread(self, units: Units) -> None:
        """Move the record without the goods: ``units`` (shape (cells,)) were recorded on the wrong product."""
        self.discrepancy += units
        self.day["misread"] += units

    def correct(self, cells: Cells) -> None:
        """Set the record of counted cells right."""
        cells = np.unique(cells)
        self.day["corrected"][cells] -= self.discrepancy[cells]
        self.day["counted"][cells] = 1
        self.discrepancy[cells] = 0

    def call_off(self, target: int, units: Units) -> None:
        """Forget ``units`` (shape (skus,)) announced to node ``target`` that will not come."""
        self.in_transit[self._row(target)] -= units

    def waste(self, cells: Cells, units: Units) -> None:
        """Throw loose ``units`` of ``cells`` away; shapes alike, each cell once."""
        self.physical[cells] -= units
        self.day["wasted"][cells] += units

    def position(self, site: int, counted: float = 1.0) -> Units:
        """Return what the system believes is free at a node, and of what is on the way the share counted; (skus,)."""
        row = self._row(site)
        coming = self.in_transit[row]
        return (
            self.free[row]
            - self.ahead[row]
            + (coming if counted == 1.0 else np.floor(counted * coming).astype(np.int64))
        )

    def close_day(self, day: int, table: Table) -> None:
        """Check the day's ledger, note it in ``table`` (stock_days) and begin the next day.

        Raises:
            InvariantBrokenError: units came from nowhere or went nowhere, or more is promised than there is.
        """
        self._check(day)
        n = self.physical.size
        site, sku = np.divmod(np.arange(n), self.skus)
        table.append(
            n,
            site=site,
            sku=sku,
            day=day,
            physical=self.physical,
            record=self.record,
            reserved=self.reserved,
            owed=self.owed,
            in_transit=self.in_transit,
            **self.day,
        )
        for flow in self.day.values():
            flow[:] = 0
        self._yesterday[:] = self.physical
        self._believed[:] = self.discrepancy

    def _check(self, day: int) -> None:
        flow = self.day
        arrived = flow["received"] + flow["returned"]
        moved = arrived - flow["sold"] - flow["shipped"] - flow["wasted"] - flow["shrunk"]
        misled = flow["shrunk"] + flow["misread"] + flow["corrected"]
        laws = {
            "yesterday + received + returned - sold - shipped - wasted - shrunk = today": self._yesterday + moved
            != self.physical,
            "yesterday's error of the record + shrunk + misread + corrected = today's": self._believed + misled
            != self.discrepancy,
            "0 <= reserved <= physical": (self.reserved < 0) | (self.reserved > self.physical),
            "in transit >= 0": self.in_transit < 0,
            "sold ahead >= 0": self.ahead < 0,
            "owed >= 0, and nothing while a unit is loose": (self.owed < 0)
            | ((self.owed > 0) & (self.physical > self.reserved)),
        }
        for law, broken in laws.items():
            if broken.any():
                cell = int(broken.nonzero()[0][0])
                raise InvariantBrokenError(f"stock on day {day}: {law}", self._dump(cell))

    def _dump(self, cell: int) -> dict[str, int]:
        site, sku = divmod(cell, self.skus)
        flows = {flow: int(units[cell]) for flow, units in self.day.items()}
        state = {
            "yesterday": int(self._yesterday[cell]),
            "physical": int(self.physical[cell]),
            "reserved": int(self.reserved[cell]),
            "in_transit": int(self.in_transit[cell]),
            "record": int(self.record[cell]),
            "owed": int(self.owed[cell]),
        }
        return {"site": site, "sku": sku} | state | flows

    def _leave(self, cells: Cells, flow: str) -> None:
        units = self._count(cells)
        self.physical -= units
        self.reserved -= units
        self.day[flow] += units

    def _count(self, cells: Cells) -> Units:
        return np.bincount(cells, minlength=self.physical.size)

    def _row(self, site: int) -> slice:
        return slice(site * self.skus, (site + 1) * self.skus)
