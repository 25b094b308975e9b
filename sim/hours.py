"""Hours: what every station and crew did in each hour, paid, busy and queued."""

from collections.abc import Mapping, Sequence

import simpy

from sim.facts import Facts, Task
from sim.riders import Fleet
from sim.station import Crew, Process, Station
from sim.units import HOUR

Site = tuple[int, Crew, Mapping[Task, Station]]
"""Site slot, its crew, its stations by task."""
_NOTHING = (0, 0, 0)
_CREW, _RIDE = Task.CREW, Task.RIDE


class Hours:
    """Reads all stations at every full hour and notes what changed.

    Args:
        env: the world's clock.
        sites: stores and warehouses.
        fleets: rider fleets.
        facts: where hours are noted.
    """

    def __init__(self, env: simpy.Environment, sites: Sequence[Site], fleets: Sequence[Fleet], facts: Facts) -> None:
        self._env = env
        self._sites = [
            (site, crew, [(task, station, station.crew is crew) for task, station in stations.items()])
            for site, crew, stations in sites
        ]
        self._fleets = fleets
        self._table = facts["staff_hours"]
        self._before: dict[tuple[int, Task], tuple[int, int, int]] = {}
        self._rows: list[tuple[int, int, int, int, int, int, int]] = []
        self.spent: dict[tuple[int, Task], list[int]] = {}
        """(site, task) -> [paid, busy] ms since the books were last closed"""

    def read_hourly(self) -> Process:
        """Read every station at each full hour, for ever."""
        hour = 0
        while True:
            yield self._env.timeout(HOUR)
            self.read(hour)
            hour += 1

    def read(self, hour: int) -> None:
        """Note the hour that has just ended."""
        for site, crew, stations in self._sites:
            paid, worked = crew.paid_time(), self._before.get((site, _CREW), _NOTHING)[1]
            for task, station, by_crew in stations:
                if station.idle_since(self._before.get((site, task), _NOTHING)):
                    continue
                busy, queued, longest = station.read()
                spent = self._note(site, task, hour, (0, busy, queued), longest)
                worked += spent if by_crew else 0
            self._note(site, _CREW, hour, (paid, worked, 0), 0)
        for fleet in self._fleets:
            paid, worked, queued, longest = fleet.read()
            self._note(fleet.slot, _RIDE, hour, (paid, worked, queued), longest)

    def flush(self) -> None:
        """Write the hours read so far to the facts."""
        if not self._rows:
            return
        site, task, hour, paid, busy, queue, longest = zip(*self._rows, strict=True)
        self._table.append(
            len(self._rows), site=site, task=task, hour=hour, paid=paid, busy=busy, queue=queue, queue_max=longest
        )
        self._rows.clear()

    def _note(self, site: int, task: Task, hour: int, totals: tuple[int, int, int], longest: int) -> int:
        """Note one line if anything happened; return the hour's busy time."""
        before = self._before.get((site, task), _NOTHING)
        self._before[site, task] = totals
        paid, busy, queue = totals[0] - before[0], totals[1] - before[1], totals[2] - before[2]
        if paid or busy or queue:
            self._rows.append((site, task, hour, paid, busy, queue, longest))
            account = self.spent.setdefault((site, task), [0, 0])
            account[0] += paid
            account[1] += busy
        return busy
