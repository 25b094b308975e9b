"""Outages: the online platform fails, is repaired, or a standby takes over; while it is down nobody gets in.

An alternating renewal process (rows S173, S243). Up times are exponential with a hazard that may rise with the load of
the hour, repairs are exponential. A point of luck has a moment and a level: the platform fails at that moment if the
hour's hazard exceeds the level. So where failures are fewer (the lever ``platform.failures``), those that are left
strike at the moments at which they would have struck anyway. Luck belongs to hour and day, never to a running number.

A standby (``platform.failover``) lets people in again while the repair goes on; until that is done, it knows stock as
it was when the platform failed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.annex import Balance
from sim.facts import Facts, Task, Touchpoint
from sim.levers import Levers
from sim.samplers import exponential, ticks
from sim.spec import spec
from sim.station import Station
from sim.units import DAY, HOUR, Duration, Factor

HOURS = 24
POINTS = 8
"""points of luck an hour: with a failure an hour, one hour in a million would have more"""
LANES = 3 * POINTS
"""uniforms an hour: level, moment and repair of each point"""

Hourly = NDArray[np.float64]
Luck = Callable[[int], NDArray[np.float64]]
"""Day -> uniforms, shape (24, `LANES`)."""


@spec
class PlatformSpec:
    """How often the online platform fails, and for how long; all figures are planner's choices."""

    up: Duration = 0
    """mean time from the end of a repair to the next failure, under the mean load; 0: it never fails"""
    repair: Duration = 4 * HOUR
    """mean time to repair (exponential)"""
    busy: Factor = 0.0
    """how much oftener it fails under load: the power of what people need in the hour, relative to the mean hour; 0: as
    often in every hour, 1: twice as often where people need twice as much"""
    failover: Duration = 0
    """until a standby takes over; 0: there is none"""


@dataclass(frozen=True)
class Failure:
    """The platform fails; times in ms."""

    row: int
    """of the table ``outages``"""
    began: int
    back: int
    """people get in again"""
    repaired: int
    """all is as before"""

    def keeps_out(self, time: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return who comes while the platform is down."""
        return (self.began <= time) & (time < self.back)


class Outages:
    """Lets the platform fail, day by day.

    Args:
        policy: what the planner said; ``up`` is above 0.
        levers: failures relative to plan, scaling with load, failover.
        load: what people need in each hour relative to the mean hour, shape (days, 24).
        luck: of each day, drawn at birth.
        facts: where failures are noted.
    """

    def __init__(self, policy: PlatformSpec, levers: Levers, load: Hourly, luck: Luck, facts: Facts) -> None:
        self._policy = policy
        self._failures, self._scales = levers["platform.failures"], levers["platform.scales"]
        self._failover = levers["platform.failover"]
        self._load = load
        self._luck = luck
        self._table, self._visits = facts["outages"], facts["visits"]
        self._days = facts["platform_days"]
        self.felt: list[Failure] = []
        """failures that reach into today, in order of time"""
        self._repaired = 0
        self._closed = 0
        self._seen = 0

    def open_day(self, day: int) -> None:
        """Let the platform fail as the levers stand on ``day``; in the morning."""
        self.felt = [failure for failure in self.felt if failure.repaired > day * DAY]
        failover = int(self._failover[0])
        for moment, repair in _failures(self.hazard(day), self._luck(day), self._policy.repair):
            began = day * DAY + moment
            if began >= self._repaired:
                self._repaired = began + repair
                back = began + min(repair, failover or repair)
                row = self._table.append(1, began=began, back=back, repaired=self._repaired)
                self.felt.append(Failure(row, began, back, self._repaired))

    def hazard(self, day: int) -> Hourly:
        """Return the failures an hour on ``day`` while the platform is up, shape (24,)."""
        power = 0.0 if self._scales[0] else self._policy.busy
        return self._load[day] ** power * (float(self._failures[0]) * HOUR / self._policy.up)

    def keep_out(self, time: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return who, looking in at ``time`` today, finds the platform down; they are noted as missed."""
        out = np.zeros(time.size, bool)
        for failure in self.felt:
            missed = failure.keeps_out(time)
            self._table["missed"][failure.row] += int(missed.sum())
            out |= missed
        return out

    def unsynced_since(self, now: int) -> int | None:
        """Return since when stock has not been synced at ``now``, a time of today; None where it is."""
        return next((one.began for one in self.felt if one.began <= now < one.repaired), None)

    def moments(self) -> list[int]:
        """Return when syncing stops or goes on, as far as it is known today, ms."""
        return [moment for one in self.felt for moment in (one.began, one.repaired)]

    def stations(self) -> Mapping[int, Mapping[Task, Station]]:
        """Return none: no crew works here."""
        return {}

    def close_day(self, day: int) -> None:
        """Note how long people were kept out today."""
        first, last = day * DAY, (day + 1) * DAY
        down = sum(max(min(one.back, last) - max(one.began, first), 0) for one in self.felt)
        self._days.append(1, day=day, down=down)
        self._closed = last

    def balances(self) -> Iterator[Balance]:
        """Yield: the days are down for as long as failures keep people out, and nobody gets in meanwhile."""
        began, back = self._table["began"], np.minimum(self._table["back"], self._closed)
        yield "time that the platform is down", int(self._days["down"].sum()), int((back - began).sum())
        leave, touchpoint = (self._visits[name][self._seen :] for name in ("leave", "touchpoint"))
        self._seen = len(self._visits)
        online = leave[touchpoint == Touchpoint.APP]
        yield "visits to a platform that is down", sum(int(one.keeps_out(online).sum()) for one in self.felt), 0


def _failures(hazard: Hourly, luck: NDArray[np.float64], mean: int) -> Iterator[tuple[int, int]]:
    """Yield (moment of the day, time to repair), ms, of the points at which a platform that is up fails, in order."""
    level = np.cumsum(exponential(luck[:, :POINTS], 1.0), axis=1)
    moment = ticks((np.arange(HOURS)[:, None] + luck[:, POINTS : 2 * POINTS]) * HOUR)
    repair = np.maximum(ticks(exponential(luck[:, 2 * POINTS :], mean)), 1)
    struck = level < hazard[:, None]
    order = np.argsort(moment[struck], kind="stable")
    yield from zip(moment[struck][order].tolist(), repair[struck][order].tolist(), strict=True)
