"""Weeks to roster: every crew and fleet of a scenario as a case, for the work that comes and a standard of service."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from o2o.planning.load import Load, Roster, at_slots, factors, spans, weekend
from o2o.planning.patterns import Pattern, patterns
from optimize.errors import PlanInputError
from optimize.labour import LabourSpec
from optimize.model import Reals
from optimize.shifts import missing_cost
from optimize.shifts_case import Shifts
from optimize.staffing import needed
from scenarios.schema import Scenario
from sim.promises import PARCEL_HANDLING
from sim.roster import Roster as AtWork
from sim.units import HOUR

WORKDAYS, WEEKEND = 5.0, 2.0
SLACK = HOUR
"""before the truck, by which parcels shall be packed: work scatters"""


@dataclass(frozen=True)
class Site:
    """A crew or fleet to be rostered."""

    kind: str
    """stores, warehouses or fleets: its block of the file"""
    key: str
    shifts: Roster
    """of the file"""
    wage: float
    """fen an hour that counts"""
    factor: float = 1.0
    """times its roster that the plan puts to work, the mean over measured days"""
    due: int = 0
    """ms after midnight at which a warehouse's parcels leave"""


@dataclass(frozen=True)
class Week:
    """A site's case, with the times of day behind its slots."""

    site: Site
    case: Shifts
    shapes: tuple[Pattern, ...]
    starts: tuple[int, ...]
    """first ms of each slot of a day"""

    @property
    def there(self) -> Reals:
        """Return the people that the file's roster has at work, the mean over each slot's minutes; shape (times,)."""
        at_work = AtWork(self.site.shifts)
        quarters = [start + part * HOUR // 4 for start in self.starts for part in range(4)]
        by_day = [[at_work.at(weekday, time) for time in quarters] for weekday in (0, 5)]
        return np.array(by_day, np.float64).reshape(2 * len(self.starts), 4).mean(axis=1) * self.site.factor

    @property
    def today(self) -> float:
        """Return what the file's roster costs in fen a week, missing people counted by the same measure."""
        return float(self.there * self.site.wage @ self.case.weight) + missing_cost(self.case, self.there[None])

    def short(self, there: Reals) -> float:
        """Return the hours a week in which a person is missing where ``there`` are at work, shape (times,)."""
        return missing_cost(replace(self.case, short_cost=np.ones(1)), there[None])


def sites(scenario: Scenario) -> list[Site]:
    """Return every crew and fleet of the scenario that is paid by the hour, by key within its kind.

    Raises:
        PlanInputError: somebody's roster is empty.
    """
    p, rider, by = scenario.places, scenario.planning.shifts.rider_hour, factors(scenario)
    found = [
        Site("stores", key, store.shifts, p.store_work.wage, by.get(("staff.factor", key), 1.0))
        for key, store in p.stores.items()
    ]
    found += [
        Site("warehouses", key, depot.shifts, p.warehouse_work.wage, due=depot.parcel_cutoff)
        for key, depot in p.warehouses.items()
    ]
    found += [
        Site("fleets", key, fleet.shifts, max(fleet.wage, rider), by.get(("riders.factor", key), 1.0))
        for key, fleet in p.fleets.items()
        if fleet.wage or rider
    ]
    empty = [f"{site.kind} {site.key}" for site in found if not any(shift.staff for shift in site.shifts.values())]
    if empty:
        raise PlanInputError(f"{', '.join(empty)}: nobody is on the roster, so it says no hours to cover; add a shift")
    return sorted(found, key=lambda site: (site.kind != "stores", site.kind, site.key))


def week(scenario: Scenario, site: Site, load: Load, service: float) -> Week:
    """Return the roster case of a site: the hours of a workday, then those of a day at the weekend.

    ``service``: share of jobs that begin within ``planning.shifts.wait``. A warehouse's parcels may wait until their
    truck, so it has no standard, but windows; and nobody must be there without work.
    """
    rules = scenario.planning.shifts
    first, last = spans(site.shifts)
    starts = np.arange(first, last, HOUR, dtype=np.int64)
    shapes = tuple(patterns(rules, first, last))
    if not shapes:
        raise PlanInputError(
            f"{site.kind} {site.key}: no shift of {rules.shortest / HOUR:g} to {rules.longest / HOUR:g} hours fits "
            f"into its {(last - first) / HOUR:g} hours; shorten planning.shifts.shortest"
        )
    free = weekend(scenario, len(load.busy))
    offered = np.array([at_slots(load, chosen, starts, rules.busy_days) for chosen in (~free, free)])
    waits = site.kind == "warehouses"
    need = np.zeros(offered.shape) if waits else people_needed(rules, load.service, offered, service)
    windows, work = _windows(offered, starts, site.due) if waits else (np.zeros((0, 0), bool), np.zeros((1, 0)))
    hours = np.array([shape.hours * shape.days for shape in shapes])
    times = 2 * starts.size
    case = Shifts(
        times=tuple(f"{day} {clock(start)}" for day in ("workday", "weekend") for start in starts.tolist()),
        roles=("work",),
        kinds=(site.key,),
        patterns=tuple(shape.key for shape in shapes),
        weight=np.repeat([WORKDAYS, WEEKEND], starts.size),
        need=need.reshape(1, times),
        short_cost=np.full(1, float(rules.short)),
        can=np.ones((1, 1), bool),
        works=np.array([shape.on(starts) for shape in shapes]),
        cost=(hours * site.wage)[None],
        least=np.full(times, 0.0 if waits else float(rules.least)),
        most=np.full(times, float(rules.most) if rules.most else np.inf),
        people=np.full(1, np.inf),
        windows=windows,
        work=work,
    )
    return Week(site, case, shapes, tuple(starts.tolist()))


def people_needed(rules: LabourSpec, job: float, offered: Reals, service: float) -> Reals:
    """Return the people that each load needs, one after the other; ``job`` is a job's mean time in ms."""
    within = min(service, 1 - 1e-9)
    return np.array([float(needed(work, job, float(rules.wait), within)) for work in offered.ravel().tolist()])


def _windows(offered: Reals, starts: NDArray[np.int64], due: int) -> tuple[NDArray[np.bool_], Reals]:
    """Return the windows of a workday and of a day at the weekend, and the hours of work that each must hold."""
    each, work = windows_of(offered, starts, due)
    kinds, hours = offered.shape
    windows = np.zeros((kinds, len(each), kinds, hours), bool)
    windows[np.arange(kinds), :, np.arange(kinds)] = each
    return windows.reshape(kinds * len(each), kinds * hours), work.reshape(1, -1)


def windows_of(offered: Reals, starts: NDArray[np.int64], due: int) -> tuple[NDArray[np.bool_], Reals]:
    """Return windows of a day's times and the hours of work that each must hold, shapes (W, times) and (days, W).

    What came in before the last moment that is promised for today's truck must be done when it leaves but for `SLACK`,
    from every hour on; what comes later has time until tomorrow's, so the whole day must hold the whole day's work.

    Args:
        offered: work by day and time, people busy at once.
        starts: of the times, ms after midnight.
        due: when the truck leaves, ms after midnight.
    """
    hours = starts.size
    early, later = starts + HOUR <= due - PARCEL_HANDLING, starts + HOUR <= due - SLACK
    inside, work = [np.ones(hours, bool)], [offered.sum(axis=1)]
    for k in np.flatnonzero(early).tolist():
        inside.append(later & (np.arange(hours) >= k))
        work.append(offered[:, k:][:, early[k:]].sum(axis=1))
    return np.array(inside), np.array(work).T


def clock(time: int) -> str:
    """Return a time of day as a file writes it; ms after midnight."""
    return f"{time // HOUR:02d}:{time % HOUR // 60_000:02d}"
