"""Loads: how much work comes to each crew and fleet, hour by hour, when hands never lack."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from o2o.planning.preview import FIRST
from o2o.runner import WorldRun, simulate
from scenarios.schema import Scenario
from sim.facts import Mode, Task
from sim.places import ShiftSpec
from sim.units import DAY, HOUR, SECOND

PLENTY = 4
"""times the file's staff: as good as hands without end"""
_BY_CREW = (Task.TILL, Task.DESK, Task.PICK, Task.PACK)
STAFF_LEVERS = ("staff.factor", "riders.factor")
Roster = Mapping[str, ShiftSpec]


@dataclass(frozen=True)
class Load:
    """Work that came to one site."""

    busy: NDArray[np.float64]
    """people at work at the same time by day and hour, shape (days, 24)"""
    service: float
    """mean time of a job, ms"""


def loads(scenario: Scenario) -> dict[str, Load]:
    """Return the load of every store, warehouse and fleet by key, from one preview with plenty of staff.

    Plenty, because a crew that cannot keep up would hide its rush hours in its queue.
    """
    run = simulate(_with_plenty(scenario), FIRST)
    busy = busy_hours(run)[scenario.calendar.warm_up :]
    done = jobs(run)
    found = {}
    for slot, site in enumerate(run.dimensions.sites):
        work = float(busy_hours(run)[:, slot].sum()) * HOUR
        found[site.id] = Load(busy[:, slot], max(work / done[slot] if done[slot] else 0.0, SECOND))
    return found


def _with_plenty(scenario: Scenario) -> Scenario:
    p = scenario.places
    more = replace(
        p,
        stores={key: replace(store, shifts=_plenty(store.shifts)) for key, store in p.stores.items()},
        warehouses={key: replace(depot, shifts=_plenty(depot.shifts)) for key, depot in p.warehouses.items()},
        fleets={key: replace(fleet, shifts=_plenty(fleet.shifts)) for key, fleet in p.fleets.items()},
    )
    return scenario.model_copy(update={"places": more})


def factors(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Return (lever, site) -> how many times its roster a site's staff is by the plan, the mean over measured days."""
    start, days = scenario.calendar.start, scenario.calendar.days
    levels: dict[tuple[str, str], NDArray[np.float64]] = {}
    changes = sorted(scenario.plan.changes.values(), key=lambda change: change.start)
    for change in changes:
        if change.lever not in STAFF_LEVERS:
            continue
        keys = scenario.places.stores if change.lever == "staff.factor" else scenario.places.fleets
        first = max(0, (change.start - start).days)
        last = days if change.end is None else max(first, (change.end - start).days)
        for key in keys if change.where == "all" else change.where:
            levels.setdefault((change.lever, key), np.ones(days))[first:last] = float(change.to)
    return {at: float(level[scenario.calendar.warm_up :].mean()) for at, level in levels.items()}


def _plenty(shifts: Roster) -> Roster:
    return {key: replace(shift, staff=PLENTY * shift.staff) for key, shift in shifts.items()}


def busy_hours(run: WorldRun) -> NDArray[np.float64]:
    """Return people at work at the same time, shape (days, sites, 24)."""
    return hours_of(run, (*_BY_CREW, Task.RIDE), "busy")


def hours_of(run: WorldRun, tasks: Collection[int], column: str) -> NDArray[np.float64]:
    """Return people paid, busy or queued for at the same time, the mean of each hour; shape (days, sites, 24)."""
    rows = run.facts["staff_hours"]
    shape = (run.dimensions.days, len(run.dimensions.sites), 24)
    keep = np.isin(rows["task"], [*tasks]) & (rows["hour"] < 24 * shape[0])
    day, hour = np.divmod(rows["hour"][keep].astype(np.int64), 24)
    at = np.ravel_multi_index((day, rows["site"][keep].astype(np.int64), hour), shape)
    return np.bincount(at, rows[column][keep], minlength=int(np.prod(shape))).reshape(shape) / HOUR


def jobs(run: WorldRun) -> NDArray[np.int64]:
    """Return how many jobs each site did: baskets at the till, orders picked, trips ridden; shape (sites,)."""
    sites = len(run.dimensions.sites)
    orders, trips = run.facts["orders"], run.facts["trips"]
    done = orders["site"][(orders["picked"] >= 0) | (orders["mode"] == Mode.WALK_IN)].astype(np.int64)
    ridden = trips["fleet"][trips["kind"] == 0].astype(np.int64)
    return np.bincount(np.concatenate([done[done >= 0], ridden]), minlength=sites)


def at_slots(load: Load, days: NDArray[np.bool_], starts: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """Return the load that ``share`` of the chosen days stay below, in the hour from each of ``starts`` (ms)."""
    hour, rest = np.divmod(starts, HOUR)
    part = rest / HOUR
    chosen = load.busy[days]
    mixed = chosen[:, hour % 24] * (1 - part) + chosen[:, (hour + 1) % 24] * part
    return np.quantile(mixed, share, axis=0) if len(chosen) else np.zeros(starts.size)


def weekend(scenario: Scenario, days: int) -> NDArray[np.bool_]:
    """Return which of the last ``days`` days of the calendar are Saturdays and Sundays."""
    first = scenario.calendar.days - days
    weekday = (scenario.calendar.start.weekday() + first + np.arange(days)) % 7
    return weekday >= 5


def spans(shifts: Roster) -> tuple[int, int]:
    """Return when a roster begins and ends, ms after midnight."""
    return min(shift.start for shift in shifts.values()), min(DAY, max(shift.end for shift in shifts.values()))
