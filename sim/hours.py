"""Hours: what every station and crew did in each hour, paid, busy and queued."""

from collections.abc import Mapping, Sequence

import simpy

from sim.facts import Facts, Task
from sim.fleets import RiderPool
from sim.station import Crew, Process, Station
from sim.units import HOUR

Site = tuple[int, Crew, Mapping[Task, Station]]
"""Site slot, its crew, its stations by task."""
_CREW, _RIDE = Task.CREW, Task.RIDE


class _Meter:
    """Remembers where the running totals of one (site, task) stood, and what was spent since the books closed."""

    __slots__ = ("busy", "paid", "queue", "site", "spent_busy", "spent_paid", "task")

    def __init__(self, site: int, task: Task) -> None:
        self.site, self.task = site, task
        self.paid = self.busy = self.queue = self.spent_paid = self.spent_busy = 0

    def advance(self, paid: int, busy: int, queue: int) -> tuple[int, int, int]:
        """Return what was added to the totals since the last call."""
        added = (paid - self.paid, busy - self.busy, queue - self.queue)
        self.paid, self.busy, self.queue = paid, busy, queue
        self.spent_paid += added[0]
        self.spent_busy += added[1]
        return added


class Hours:
    """Reads all stations at every full hour and notes what changed.

    Args:
        env: the world's clock.
        sites: stores and warehouses.
        fleets: rider fleets.
        facts: where hours are noted.
    """

    def __init__(
        self, env: simpy.Environment, sites: Sequence[Site], fleets: Sequence[RiderPool], facts: Facts
    ) -> None:
        self._env = env
        self._crews = [(crew, _Meter(site, _CREW), _metered(site, stations)) for site, crew, stations in sites]
        self._fleets = [(fleet, _Meter(fleet.slot, _RIDE)) for fleet in fleets]
        self._table = facts["staff_hours"]
        self._rows: list[tuple[int, int, int, int, int, int, int]] = []

    def watch(self, site: int, stations: Mapping[Task, Station]) -> None:
        """Read further stations that the crew of ``site`` serves."""
        for _, whole, meters in self._crews:
            if whole.site == site:
                meters += _metered(site, stations)

    def read_hourly(self) -> Process:
        """Read every station at each full hour, for ever."""
        hour = 0
        while True:
            yield self._env.timeout(HOUR)
            self.read(hour)
            hour += 1

    def read(self, hour: int) -> None:
        """Note the hour that has just ended."""
        for crew, whole, meters in self._crews:
            worked = whole.busy
            for station, meter in meters:
                if station.idle_since(meter.busy, meter.queue):
                    continue
                busy, queued, longest = station.read()
                spent = self._note(meter, hour, (0, busy, queued), longest)
                worked += spent if station.crew is crew else 0
            self._note(whole, hour, (crew.paid_time(), worked, 0), 0)
        for fleet, meter in self._fleets:
            paid, busy, queued, longest = fleet.read()
            self._note(meter, hour, (paid, busy, queued), longest)

    def flush(self) -> None:
        """Write the hours read so far to the facts."""
        if not self._rows:
            return
        site, task, hour, paid, busy, queue, longest = zip(*self._rows, strict=True)
        self._table.append(
            len(self._rows), site=site, task=task, hour=hour, paid=paid, busy=busy, queue=queue, queue_max=longest
        )
        self._rows.clear()

    def spent(self) -> list[tuple[int, Task, int, int]]:
        """Return (site, task, paid, busy) ms since the last call, in the order of sites; and begin anew."""
        meters = [m for _, whole, rest in self._crews for m in (whole, *(meter for _, meter in rest))]
        meters += [meter for _, meter in self._fleets]
        totals = [(m.site, m.task, m.spent_paid, m.spent_busy) for m in meters]
        for meter in meters:
            meter.spent_paid = meter.spent_busy = 0
        return totals

    def _note(self, meter: _Meter, hour: int, totals: tuple[int, int, int], longest: int) -> int:
        """Note one line if anything happened; return the hour's busy time."""
        paid, busy, queue = meter.advance(*totals)
        if paid or busy or queue:
            self._rows.append((meter.site, meter.task, hour, paid, busy, queue, longest))
        return busy


def _metered(site: int, stations: Mapping[Task, Station]) -> list[tuple[Station, _Meter]]:
    return [(station, _Meter(site, task)) for task, station in stations.items()]
