"""Cameras: count who enters a store, whoever it is; without them a store's conversion has no denominator.

They see entries, not people: what they miss is missing, and staff or somebody who steps out and in may count twice.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Task, Touchpoint
from sim.host import Host
from sim.spec import spec
from sim.station import Station
from sim.units import HOUR, Share

Luck = Callable[[NDArray[np.int64], int], NDArray[np.float64]]
"""People (rows) and a day -> two uniforms each, shape (n, 2): seen, seen twice."""


@spec
class CamerasSpec:
    """How well cameras count, where the lever camera.coverage lets them."""

    twice: Share = 0.0
    """share of the entries counted that are counted twice"""


class Cameras:
    """Counts entries at the end of every day, hour by hour.

    Args:
        world: what they are built on to.
        policy: what the planner said.
        luck: who is seen.
    """

    def __init__(self, world: Host, policy: CamerasSpec, luck: Luck) -> None:
        self._visits = world.facts["visits"]
        self._table = world.facts["footfall"]
        self._coverage = world.levers["camera.coverage"]
        self._policy = policy
        self._luck = luck
        self._counted = 0
        self._known = 0
        """visits of earlier days"""

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none: nobody works here."""
        return {}

    def close_day(self, day: int) -> None:
        """Count the day's entries."""
        today = {name: self._visits[name][self._known :] for name in ("person", "touchpoint", "site", "arrive")}
        self._known = len(self._visits)
        entered = np.flatnonzero((today["touchpoint"] == Touchpoint.STORE) & (today["site"] >= 0))
        site, hour = today["site"][entered].astype(np.int64), today["arrive"][entered] // HOUR
        luck = self._luck(today["person"][entered].astype(np.int64), day)
        counts = (luck[:, 0] < self._coverage[site]) * (1 + (luck[:, 1] < self._policy.twice))
        cell, where = np.unique(np.stack((hour, site))[:, counts > 0], axis=1, return_inverse=True)
        sums = np.bincount(where.reshape(-1), weights=counts[counts > 0], minlength=cell.shape[1]).astype(np.int64)
        self._table.append(sums.size, site=cell[1], hour=cell[0], counted=sums)
        self._counted += int(counts.sum())

    def balances(self) -> Iterator[Balance]:
        """Yield: every entry counted stands in an hour."""
        yield "entries counted by cameras", int(self._table["counted"].sum()), self._counted
