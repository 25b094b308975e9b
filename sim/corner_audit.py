"""Corners counted again: from the facts alone, by another path than the one that gave the places away."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import NEVER, Mode
from sim.host import Host
from sim.units import DAY

Ints = NDArray[np.int64]


class CornerAudit:
    """Checks a day's rows of the table ``corners``, and of those before whoever had not left when it began.

    Args:
        world: whose facts it reads.
    """

    def __init__(self, world: Host) -> None:
        self._facts, self._orders = world.facts, world.orders
        self._late = np.zeros(0, np.int64)
        """rows of people who stay past the last midnight"""
        self._rows = self._new = np.zeros(0, np.int64)
        self._counted = self._opened = 0

    def close_day(self, day: int) -> None:
        """Take the rows of the day that ends."""
        table = self._facts["corners"]
        self._new = np.arange(self._counted, len(table))
        self._rows = np.concatenate((self._late, self._new))
        self._late = self._rows[table["left"][self._rows] > (day + 1) * DAY]
        self._counted = len(table)

    def balances(self) -> Iterator[Balance]:
        """Yield: nobody had a place that was not there; what was taken along is in baskets; logins show in visits."""
        table, visits = self._facts["corners"], self._facts["visits"]
        rows = self._rows[table["left"][self._rows] != NEVER]
        corner = table["site"][rows].astype(np.int64) << 16 | table["corner"][rows]
        inside = present(corner, table["came"][rows], table["left"][rows])
        yield "people beyond the places of corners", int((inside > table["places"][rows]).sum()), 0
        took = self._new[table["sku"][self._new] != NEVER]
        found = self._last_lines(table["visit"][took]) == table["sku"][took]
        yield "units taken along in corners", int(found.sum()), took.size
        visit = table["visit"][self._new[table["login"][self._new] > 0]]
        known = visits["member"][visit] == visits["person"][visit]
        yield "visits known by logins in corners", int(known.sum()), visit.size

    def _last_lines(self, visit: Ints) -> Ints:
        """Return the product in the last line of each visit's basket, -1 where it has none; shape of ``visit``."""
        table = self._orders.table
        rows = np.arange(self._opened, len(table))
        self._opened = len(table)
        rows = rows[table["mode"][rows] == Mode.WALK_IN]
        rows = rows[np.isin(table["visit"][rows], visit)]
        rows = rows[np.argsort(table["visit"][rows], kind="stable")]
        _, lines = self._orders.lines(rows)
        last = self._facts["order_lines"]["sku"][lines[table["lines"][rows].cumsum() - 1]]
        at = np.searchsorted(table["visit"][rows], visit)
        there = at < rows.size
        there[there] = table["visit"][rows[at[there]]] == visit[there]
        sku = np.full(visit.size, NEVER, np.int64)
        sku[there] = last[at[there]]
        return sku


def present(corner: Ints, came: Ints, left: Ints) -> Ints:
    """Return how many are in the same corner when each comes, itself included; shapes alike.

    Who leaves at that moment is no longer there; of those who come at one moment, later rows find the earlier ones.
    """
    span = int(left.max(initial=0)) + 1
    order = np.argsort(corner * span + came, kind="stable")
    inside = np.empty(came.size, np.int64)
    # Whoever is in a corner that stands before this one among the keys came and left there: they cancel out.
    gone = np.searchsorted(np.sort(corner * span + left), (corner * span + came)[order], side="right")
    inside[order] = np.arange(1, came.size + 1) - gone
    return inside
