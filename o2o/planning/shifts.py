"""Shifts planned: rosters for the work that comes, by the standard of service that earns most in the simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from o2o.executors import Executor, default_workers, open_executor
from o2o.planning.load import Load, loads
from o2o.planning.planned import Planned, Promise
from o2o.planning.shift_trials import TRIED_ON, Lived, best_of, lived
from o2o.planning.shift_weeks import Week, clock, sites, week
from o2o.planning.trees import planted, uprooted
from o2o.study import Study
from optimize.errors import PlanInputError
from optimize.shift_people import FULL_WEEK, for_people
from optimize.shifts import hour_by_hour, roster
from optimize.shifts_case import Rosters
from optimize.solution import Proof
from scenarios.load import from_tree
from scenarios.schema import Scenario
from sim.units import CNY

if TYPE_CHECKING:
    from scenarios.tree import Plain

STANDARDS = (0.0, 0.5, 0.8)
"""shares of jobs that begin in time, tried beside the planner's own; at 0 the crew just keeps up"""
PARTS = {"stores": (("stores", "warehouses"), "staff.factor"), "fleets": (("fleets",), "riders.factor")}
"""What is rostered together: kinds of sites, and the lever that the roster takes the place of"""


@dataclass(frozen=True)
class Choice:
    """The rosters of one part of the chain."""

    service: float | None
    """the standard that was chosen; None where the file's roster stays"""
    weeks: tuple[Week, ...]
    rosters: tuple[Rosters, ...]
    tree: "Mapping[str, Plain]"
    tried: Mapping[float | None, Lived]

    @property
    def cost(self) -> float:
        """Return fen a week by the model's measure."""
        if self.service is None:
            return sum(one.today for one in self.weeks)
        return sum(best.proof.objective for best in self.rosters)


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return rosters for the scenario's own load; of several standards of service the one that earns most in trials.

    Raises:
        PlanningError: the labour rules leave no roster, or the solver has none.
    """
    scenario = study.loaded.scenario
    tree: Mapping[str, Plain] = planted(study.loaded.tree, ("name",), f"{scenario.name}, shifts planned")
    known, found = loads(scenario), list[Choice]()
    with open_executor(workers or default_workers(len(TRIED_ON))) as executor:
        for part in PARTS:
            if any(site.kind in PARTS[part][0] for site in sites(scenario)):
                found.append(_choose(scenario, part, known, tree, executor))
                tree = found[-1].tree
    if not found:
        raise PlanInputError("nobody is paid by the hour: there is no roster to plan")
    weeks = [one for choice in found for one in choice.weeks]
    rosters = [best for choice in found for best in choice.rosters]
    cost = sum(choice.cost for choice in found)
    unit = "CNY a week, less is better: wages, and people missing at their cost"
    standards = {
        part: scenario.planning.shifts.service if choice.service is None else choice.service
        for part, choice in zip(PARTS, found, strict=False)
    }
    return Planned(
        what="shifts",
        unit=unit,
        proof=_together([best.proof for best in rosters], cost),
        baseline=sum(one.today for one in weeks),
        clairvoyant=sum(hour_by_hour(one.case) for one in weeks),
        tree=tree,
        head=("site", "hours today", "hours planned", "hours short today", "hours short planned", "most at once"),
        rows=[
            _row(one, best, choice.service)
            for choice in found
            for one, best in zip(choice.weeks, choice.rosters, strict=True)
        ],
        promise=Promise(cost / CNY, unit, standards=standards),
        notes=(
            *(_told(part, choice, scenario) for part, choice in zip(PARTS, found, strict=False)),
            *_people(found),
        ),
    )


def _choose(
    scenario: Scenario, part: str, known: Mapping[str, Load], tree: "Mapping[str, Plain]", executor: Executor
) -> Choice:
    kinds, lever = PARTS[part]
    mine = [site for site in sites(scenario) if site.kind in kinds]
    standards = sorted({*STANDARDS, scenario.planning.shifts.service})
    weeks = {s: tuple(week(scenario, site, known[site.key], s) for site in mine) for s in standards}
    rosters = {s: tuple(roster(one.case) for one in each) for s, each in weeks.items()}
    trees: dict[float | None, Mapping[str, Plain]] = {None: tree}
    trees |= {s: _with_rosters(scenario, tree, lever, (weeks[s], rosters[s])) for s in standards}
    found = lived([from_tree(each, ".").scenario for each in trees.values()], executor)
    service = list(trees)[best_of(found)]
    shown = standards[-1] if service is None else service
    return Choice(service, weeks[shown], rosters[shown], trees[service], dict(zip(trees, found, strict=True)))


def _with_rosters(
    scenario: Scenario,
    tree: "Mapping[str, Plain]",
    lever: str,
    planned: tuple[Sequence[Week], Sequence[Rosters]],
) -> "dict[str, Plain]":
    found = dict(tree)
    for key, change in scenario.plan.changes.items():
        # The roster is for the load as the plan makes it: a factor on top would count the plan twice.
        if change.lever == lever:
            found = uprooted(found, ("plan", "changes", key))
    for one, best in zip(*planned, strict=True):
        found = planted(found, ("places", one.site.kind, one.site.key, "shifts"), _shifts(one, best))
    return found


def _shifts(one: Week, best: Rosters) -> "dict[str, Plain]":
    """Return the roster as shifts of the file; a shift with a break is two."""
    found: dict[str, Plain] = {}
    for shape, staff in zip(one.shapes, best.staff[0].tolist(), strict=True):
        for number, (start, end) in enumerate(shape.parts if staff else ()):
            key = shape.key if len(shape.parts) == 1 else f"{shape.key}-{'ab'[number]}"
            found[key] = {"start": clock(start), "end": clock(end), "staff": staff, "days": shape.when}
    return found


def _together(proofs: list[Proof], cost: float) -> Proof:
    return replace(
        proofs[0],
        objective=cost,
        bound=sum(proof.bound for proof in proofs),
        proven=all(proof.proven for proof in proofs) and cost <= sum(proof.objective for proof in proofs),
        reproducible=all(proof.reproducible for proof in proofs),
        notes=tuple(note for proof in proofs for note in proof.notes),
    )


def _row(one: Week, best: Rosters, service: float | None) -> tuple[str, ...]:
    planned = one.there if service is None else (best.staff @ one.case.works)[0].astype(float)
    both = (one.there, planned)
    hours = [float(people @ one.case.weight) for people in both]
    return (one.site.key, *(f"{value:,.0f}" for value in (*hours, *map(one.short, both), planned.max())))


def _people(found: Sequence[Choice]) -> list[str]:
    """Return what the rosters that were planned ask of people; nothing where the file's stay."""
    new = [
        (best.staff[0], [shape.hours for shape in one.shapes], [float(shape.days) for shape in one.shapes])
        for choice in found
        if choice.service is not None
        for one, best in zip(choice.weeks, choice.rosters, strict=True)
    ]
    if not new:
        return []
    asked = for_people(*(np.concatenate(column) for column in zip(*new, strict=True)))
    return [
        f"the planned rosters are {asked.hours:,.0f} hours a week, as much as {asked.full_time:,.1f} people on "
        f"{FULL_WEEK:g}; {100 * asked.alike:.0f} % of them on shifts that are alike all week; were every shift "
        f"one person's, {asked.overtime:,.0f} hours would be overtime"
    ]


def _told(part: str, choice: Choice, scenario: Scenario) -> str:
    """Return what the trials say of every standard that was tried."""
    today, days = choice.tried[None], scenario.calendar.days - scenario.calendar.warm_up
    lines = [
        f"{'the file' if service is None else f'{100 * service:.0f} % in time'} "
        f"{one.gain(today, 'K15c') / days:+,.0f} CNY a day, {one.gain(today, 'K04'):+.2f} points punctual"
        f"{'' if one.serves_like(today) else ' (service worse: not taken)'}"
        for service, one in choice.tried.items()
        if service is not None
    ]
    taken = "the file's roster stays" if choice.service is None else f"{100 * choice.service:.0f} % in time was taken"
    return f"{part}, simulated against the file's roster: {'; '.join(lines)}; {taken}"
