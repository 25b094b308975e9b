"""Dispatch planned: the busiest hours of each fleet, replayed under the plain rule and under the optimised one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from o2o.planning.planned import Planned
from o2o.planning.preview import FIRST
from o2o.planning.replay import Bill, Stretch, bill, least, replayed
from o2o.planning.trees import planted
from o2o.runner import WorldRun, simulate
from o2o.study import Study
from optimize.dispatch import Optimised
from optimize.errors import PlanInputError
from optimize.solution import Proof
from scenarios.schema import Scenario
from sim.dispatch import Errands, Nearest, Riders, Terms
from sim.facts import Mode
from sim.places import FleetSpec
from sim.roster import Roster
from sim.units import DAY, HOUR, MINUTE

LENGTH = 2 * HOUR
"""of the replayed stretch"""
EVERY = MINUTE
"""between decisions, in the overlay"""


@dataclass(frozen=True)
class Sample:
    """The busiest stretch of one fleet."""

    fleet: str
    begins: int
    stretch: Stretch


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return what the optimised rule makes of the busiest two hours of each fleet, and the overlay that names it.

    Raises:
        PlanningError: no order goes by rider, or the solver has no plan.
    """
    scenario = study.loaded.scenario
    samples = busiest(scenario, simulate(scenario, FIRST))
    plain = [replayed(one.stretch, Nearest()) for one in samples]
    best = [replayed(one.stretch, Optimised()) for one in samples]
    tariff = [prices(scenario, one.fleet) for one in samples]
    costs = [
        [bill(one.stretch, trips, price).fen for one, trips, price in zip(samples, ridden, tariff, strict=True)]
        for ridden in (plain, best)
    ]
    floor = sum(least(one.stretch, price) for one, price in zip(samples, tariff, strict=True))
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, dispatch planned")
    for key, value in (("rule", "optimised"), ("every", f"{EVERY // MINUTE} min")):
        tree = planted(tree, ("policies", "dispatch", key), value)
    return Planned(
        what="dispatch",
        unit="CNY for the busiest two hours of every fleet, less is better: riders' time, and minutes late",
        proof=Proof(sum(costs[1]), floor, proven=False, solver="HiGHS", reproducible=True, notes=()),
        baseline=sum(costs[0]),
        clairvoyant=floor,
        tree=tree,
        head=("fleet", "orders", "riders", "minutes late, nearest", "minutes late, optimised", "riders' hours saved"),
        rows=[
            _row(one, bill(one.stretch, before, price), bill(one.stretch, after, price))
            for one, before, after, price in zip(samples, plain, best, tariff, strict=True)
        ],
        notes=("the bound lets every order leave alone when its goods are ready: no rule comes near it in a rush",),
    )


def prices(scenario: Scenario, fleet: str) -> tuple[float, float]:
    """Return fen for a rider's hour, and for a minute late."""
    spec = scenario.planning.dispatch
    return float(max(scenario.places.fleets[fleet].wage, scenario.planning.shifts.rider_hour)), float(spec.late)


def busiest(scenario: Scenario, run: WorldRun) -> list[Sample]:
    """Return the busiest stretch of every fleet that rode, by key.

    Raises:
        PlanInputError: no order goes by rider.
    """
    found = []
    sites = run.dimensions.sites
    for slot, site in enumerate(sites):
        if site.kind != "fleet":
            continue
        trips = run.facts["trips"]
        served = np.unique(trips["site"][(trips["fleet"] == slot) & (trips["kind"] == 0)])
        orders = _orders(run, served)
        if orders["ready"].size:
            found.append(_sample(scenario, run, slot, orders))
    if not found:
        raise PlanInputError(
            "no order goes by rider on the simulated days: open instant in some store (plan.waves) with a fleet near it"
        )
    return found


def _orders(run: WorldRun, stores: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return the rider orders of ``stores`` whose goods were bagged, in that order."""
    orders, people = run.facts["orders"], run.facts["people"]
    keep = (orders["mode"] == Mode.INSTANT) & (orders["packed"] >= 0) & np.isin(orders["site"], stores)
    rows = np.flatnonzero(keep)
    rows = rows[np.argsort(orders["packed"][rows], kind="stable")]
    person = orders["person"][rows]
    columns = {
        "order": rows,
        "site": orders["site"][rows],
        "since": orders["placed"][rows],
        "ready": orders["packed"][rows],
        "due": orders["promise"][rows],
        "to_x": people["home_x"][person],
        "to_y": people["home_y"][person],
    }
    return {name: column.astype(np.int64) for name, column in columns.items()}


def _sample(scenario: Scenario, run: WorldRun, slot: int, orders: Mapping[str, NDArray[np.int64]]) -> Sample:
    ready = orders["ready"]
    ends = np.searchsorted(ready, ready + LENGTH)
    first = int(np.argmax(ends - np.arange(ready.size)))
    rows = slice(first, int(ends[first]))
    begins = int(ready[first])
    site = run.dimensions.sites[slot]
    stores = run.dimensions.sites
    part = {name: column[rows] for name, column in orders.items()}
    at = np.array([(stores[s].x, stores[s].y) for s in part["site"].tolist()], np.int64).reshape(-1, 2)
    errands = Errands(from_x=at[:, 0], from_y=at[:, 1], **part)
    spec = scenario.places.fleets[site.id]
    weekday = (scenario.calendar.start.weekday() + begins // DAY) % 7
    count = max(1, Roster(spec.shifts).at(weekday, begins % DAY))
    riders = riders_at(count, (site.x, site.y), begins)
    return Sample(site.id, begins, Stretch(begins, errands, riders, _terms(spec)))


def riders_at(count: int, base: tuple[int, int], begins: int) -> Riders:
    """Return ``count`` riders at their base, as many as the roster has when the stretch begins."""
    ones = np.ones(count, np.int64)
    return Riders(np.arange(count), ones * base[0], ones * base[1], ones * begins, ones * (begins + DAY))


def _terms(spec: FleetSpec) -> Terms:
    def ride(metres: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.rint(np.asarray(metres) * HOUR / spec.speed).astype(np.int64)

    half = spec.at_store // 2
    return Terms(ride, half, spec.at_store - half, spec.at_door, spec.after_door, spec.capacity)


def _row(one: Sample, before: Bill, after: Bill) -> tuple[str, ...]:
    saved = (before.riding - after.riding) / HOUR
    figures = (len(one.stretch.errands), len(one.stretch.riders))
    late = (f"{side.late / MINUTE:,.0f}" for side in (before, after))
    return (one.fleet, *map(str, figures), *late, f"{saved:,.2f}")
