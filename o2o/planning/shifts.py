"""Shifts planned: the load of every crew and fleet as a roster case, its roster as shifts to run."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from o2o.planning.load import STAFF_LEVERS, Load, Roster, at_slots, factors, loads, spans, weekend
from o2o.planning.overlay import planted, uprooted
from o2o.planning.patterns import Pattern, patterns
from o2o.planning.planned import Planned
from o2o.study import Study
from optimize.errors import PlanInputError
from optimize.labour import LabourSpec
from optimize.model import Reals
from optimize.shifts import hour_by_hour, roster
from optimize.shifts_case import Rosters, Shifts
from optimize.solution import Proof
from optimize.staffing import needed
from scenarios.schema import Scenario
from sim.roster import Roster as AtWork
from sim.units import HOUR

if TYPE_CHECKING:
    from scenarios.tree import Plain

WORKDAYS, WEEKEND = 5.0, 2.0


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
    factor: float
    """times its roster that the plan puts to work, the mean over measured days"""


@dataclass(frozen=True)
class Week:
    """A site's case, with the times of day behind its slots."""

    site: Site
    case: Shifts
    shapes: tuple[Pattern, ...]
    starts: tuple[int, ...]
    """first ms of each slot of a day"""


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return the cheapest rosters that meet the scenario's own load, missing people counted at their cost.

    Raises:
        PlanningError: the labour rules leave no roster, or the solver has none.
    """
    scenario = study.loaded.scenario
    found = loads(scenario)
    weeks = [week(scenario, site, found[site.key]) for site in sites(scenario)]
    rosters = [roster(one.case) for one in weeks]
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, shifts planned")
    for key in _staff_changes(scenario):
        # The roster is for the load as the plan makes it: a factor on top would count the plan twice.
        tree = uprooted(tree, ("plan", "changes", key))
    for one, best in zip(weeks, rosters, strict=True):
        tree = planted(tree, ("places", one.site.kind, one.site.key, "shifts"), _shifts(one, best))
    return Planned(
        what="shifts",
        unit="CNY a week: wages, and people missing at their cost",
        proof=_together([best.proof for best in rosters]),
        baseline=sum(today(one) for one in weeks),
        clairvoyant=sum(hour_by_hour(one.case) for one in weeks),
        tree=tree,
        head=("site", "hours today", "hours planned", "hours short today", "hours short planned", "most at once"),
        rows=[_row(one, best) for one, best in zip(weeks, rosters, strict=True)],
    )


def _staff_changes(scenario: Scenario) -> list[str]:
    return [key for key, change in scenario.plan.changes.items() if change.lever in STAFF_LEVERS]


def sites(scenario: Scenario) -> list[Site]:
    """Return every crew and fleet of the scenario that somebody works in, by key within its kind."""
    p, rider, by = scenario.places, scenario.planning.shifts.rider_hour, factors(scenario)
    found = [
        Site("stores", key, store.shifts, p.store_work.wage, by.get(("staff.factor", key), 1.0))
        for key, store in p.stores.items()
    ]
    found += [Site("warehouses", key, depot.shifts, p.warehouse_work.wage, 1.0) for key, depot in p.warehouses.items()]
    found += [
        Site("fleets", key, fleet.shifts, max(fleet.wage, rider), by.get(("riders.factor", key), 1.0))
        for key, fleet in p.fleets.items()
    ]
    empty = [f"{site.kind} {site.key}" for site in found if not any(shift.staff for shift in site.shifts.values())]
    if empty:
        raise PlanInputError(f"{', '.join(empty)}: nobody is on the roster, so it says no hours to cover; add a shift")
    return sorted(found, key=lambda site: (site.kind != "stores", site.kind, site.key))


def week(scenario: Scenario, site: Site, load: Load) -> Week:
    """Return the roster case of a site: the hours of a workday, then those of a day at the weekend."""
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
    need = np.concatenate([_need(rules, load, chosen, starts) for chosen in (~free, free)])
    works = np.array([shape.on(starts) for shape in shapes])
    hours = np.array([shape.hours * shape.days for shape in shapes])
    times = 2 * starts.size
    case = Shifts(
        times=tuple(f"{day} {_clock(start)}" for day in ("workday", "weekend") for start in starts.tolist()),
        roles=("work",),
        kinds=(site.key,),
        patterns=tuple(shape.key for shape in shapes),
        weight=np.repeat([WORKDAYS, WEEKEND], starts.size),
        need=need[None],
        short_cost=np.full(1, float(rules.short)),
        can=np.ones((1, 1), bool),
        works=works,
        cost=(hours * site.wage)[None],
        least=np.full(times, float(rules.least)),
        most=np.full(times, float(rules.most) if rules.most else np.inf),
        people=np.full(1, np.inf),
    )
    return Week(site, case, shapes, tuple(starts.tolist()))


def _need(rules: LabourSpec, load: Load, days: NDArray[np.bool_], starts: NDArray[np.int64]) -> Reals:
    offered = at_slots(load, days, starts, rules.busy_days)
    within = min(rules.service, 1 - 1e-9)
    return np.array([float(needed(work, load.service, float(rules.wait), within)) for work in offered.tolist()])


def today(one: Week) -> float:
    """Return what the file's roster costs in fen a week, missing people counted by the same measure."""
    there = _there(one)
    missing = np.maximum(one.case.need[0] - there, 0.0)
    return float((there * one.site.wage + missing * one.case.short_cost[0]) @ one.case.weight)


def _there(one: Week) -> Reals:
    """Return the people that the file's roster has at work, the mean over each slot's minutes; shape (times,)."""
    at_work = AtWork(one.site.shifts)
    quarters = [start + part * HOUR // 4 for start in one.starts for part in range(4)]
    by_day = [[at_work.at(weekday, time) for time in quarters] for weekday in (0, 5)]
    return np.array(by_day, np.float64).reshape(2 * len(one.starts), 4).mean(axis=1) * one.site.factor


def _shifts(one: Week, best: Rosters) -> "dict[str, Plain]":
    """Return the roster as shifts of the file; a shift with a break is two."""
    found: dict[str, Plain] = {}
    for shape, staff in zip(one.shapes, best.staff[0].tolist(), strict=True):
        for number, (start, end) in enumerate(shape.parts if staff else ()):
            key = shape.key if len(shape.parts) == 1 else f"{shape.key}-{'ab'[number]}"
            found[key] = {"start": _clock(start), "end": _clock(end), "staff": staff, "days": shape.when}
    return found


def _clock(time: int) -> str:
    return f"{time // HOUR:02d}:{time % HOUR // 60_000:02d}"


def _together(proofs: list[Proof]) -> Proof:
    first = proofs[0]
    return replace(
        first,
        objective=sum(proof.objective for proof in proofs),
        bound=sum(proof.bound for proof in proofs),
        proven=all(proof.proven for proof in proofs),
        reproducible=all(proof.reproducible for proof in proofs),
        notes=tuple(note for proof in proofs for note in proof.notes),
    )


def _row(one: Week, best: Rosters) -> tuple[str, ...]:
    planned = (best.staff @ one.case.works)[0]
    hours = [float(people @ one.case.weight) for people in (_there(one), planned)]
    short = [float(np.maximum(one.case.need[0] - people, 0) @ one.case.weight) for people in (_there(one), planned)]
    return (one.site.key, *(f"{value:,.0f}" for value in (*hours, *short, planned.max())))
