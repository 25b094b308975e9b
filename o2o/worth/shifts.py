"""Shifts in a run: the rosters against the work that came, the people who were there, and the jobs that waited."""

from collections.abc import Sequence

import numpy as np

from o2o.planning.load import Load, busy_hours, hours_of, jobs, weekend
from o2o.planning.shift_weeks import WEEKEND, WORKDAYS, Week, people_needed, sites, week, windows_of
from o2o.worth.appraisal import Lived
from o2o.worth.ladder import Ladder
from optimize.model import Reals
from optimize.promise_spec import PromiseSpec
from sim.facts import Task
from sim.units import CNY, HOUR, SECOND

WAITING = (Task.TILL, Task.DESK, Task.PICK, Task.PACK, Task.RIDE)
"""whose queues hold work that nobody was free for"""


def ladder(lived: Lived, promise: PromiseSpec) -> Ladder:
    """Return the ladder in CNY a week, less is better: wages, and people missing at their cost.

    Demand: every day's own work, not a busy day's. Capacity: the people who were there, not the roster. Information:
    the work of the hour, without the cushion that there is because nobody knows the minutes. What is left are jobs that
    waited though the hour as a whole had people enough.
    """
    run, first = lived.run, lived.run.dimensions.warm_up
    busy = busy_hours(run)[first:]
    paid, queued = (hours_of(run, *what)[first:] for what in (((Task.CREW, Task.RIDE), "paid"), (WAITING, "queue")))
    done = jobs(run)
    steps = np.zeros(4)
    by_key = {site.key: site for site in sites(lived.scenario)}
    for slot, row in enumerate(run.dimensions.sites):
        if row.id in by_key:
            job = max(float(busy[:, slot].sum()) * HOUR / max(1, done[slot]), float(SECOND))
            standard = promise.fleets if by_key[row.id].kind == "fleets" else promise.stores
            one = week(lived.scenario, by_key[row.id], Load(busy[:, slot], job), standard)
            steps += _steps(lived, one, (busy[:, slot], paid[:, slot], queued[:, slot]), (job, standard))
    return Ladder(promise.value, *(steps / CNY).tolist())


def _steps(lived: Lived, one: Week, hours: Sequence[Reals], work_at: tuple[float, float]) -> Reals:
    """Return the four steps of one site, fen a week.

    Args:
        lived: the world.
        one: the site's roster.
        hours: people busy, paid and queued for, shape (days, 24) each.
        work_at: a job's mean time in ms, and the share of jobs begun in time that the roster was made for.
    """
    job, standard = work_at
    rules, starts = lived.scenario.planning.shifts, np.array(one.starts)
    free = weekend(lived.scenario, len(hours[0]))
    often = np.where(free, WEEKEND / max(1, free.sum()), WORKDAYS / max(1, (~free).sum()))
    work, paid, queued = (_slots(part, starts) for part in hours)
    roster = one.there.reshape(2, -1)[free.astype(int)]
    wage, price = one.site.wage, one.case.short_cost[0]
    missing: list[Reals]
    if one.site.kind == "warehouses":
        planned, there = (price * _undone(work, people, one) for people in (roster, paid))
        missing = [planned, there, there, there]
    else:
        need = people_needed(rules, job, work, standard).reshape(work.shape)
        gaps = (need - roster, need - paid, work - paid)
        missing = [price * np.maximum(gap, 0.0).sum(axis=1) for gap in gaps] + [price * queued.sum(axis=1)]
    wages = [wage * roster.sum(axis=1)] + [wage * paid.sum(axis=1)] * 3
    return np.array([float((pay + lack) @ often) for pay, lack in zip(wages, missing, strict=True)])


def _slots(hours: Reals, starts: Reals) -> Reals:
    """Return people in each slot of each day; a slot that begins between two hours takes its part of both."""
    hour, rest = np.divmod(starts, HOUR)
    part = rest / HOUR
    found: Reals = hours[:, hour % 24] * (1 - part) + hours[:, (hour + 1) % 24] * part
    return found


def _undone(work: Reals, people: Reals, one: Week) -> Reals:
    """Return the hours of each day's work for which its fullest window had nobody, shape (days,)."""
    inside, asked = windows_of(work, np.array(one.starts), one.site.due)
    lack: Reals = np.maximum(asked - people @ inside.T, 0.0).max(axis=1)
    return lack
