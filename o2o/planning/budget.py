"""Budget planned: the initiatives of a programme, with what simulation shows they bring, as dated levers to run."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from o2o.executors import default_workers, open_executor
from o2o.planning.closed_loop import Closed, Loop, Told
from o2o.planning.planned import Planned, Promise
from o2o.planning.programme_case import dated_changes
from o2o.planning.shelf import Shelf
from o2o.planning.trees import planted
from o2o.planning.trials import Trials
from o2o.progress import on_stderr
from o2o.statistics import mean_interval
from o2o.study import Study
from optimize.backends import Effort
from optimize.budget_bounds import measure, prices_of_rules, shadow_prices
from optimize.budget_gates import value_of_gate
from optimize.model import Reals
from scenarios.load_programme import LIBRARY, LoadedProgramme, load_programme
from sim.units import CNY

if TYPE_CHECKING:
    from scenarios.tree import Plain

SHOWN = 3
"""shadow prices named in the notes"""


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return the initiatives to begin when and where, for the programme that the scenario names.

    Raises:
        ScenarioError: the programme's file cannot be read or is no programme.
        PlanningError: no plan keeps the limits, or the solver has none.
    """
    spec = study.loaded.scenario.planning.budget
    loaded = load_programme(study.path.parent / spec.programme if spec.programme else LIBRARY, spec.variant or None)
    effort = Effort(gap=spec.gap, wall_seconds=float(spec.seconds))
    with open_executor(workers or default_workers(spec.replications)) as executor:
        trials = Trials(
            study.loaded.scenario,
            spec.replications,
            executor,
            shelf=Shelf(out / "trials", study.loaded.tree),
            listener=on_stderr(),
        )
        closed = Loop(loaded, trials, effort, trials.brief(spec.days)).close(spec.runs, spec.rounds)
    measured = measure(closed.case, effort=effort)
    return Planned(
        what="budget",
        unit=f"CNY of present value over {closed.case.horizon} months, programme cost taken off",
        proof=replace(closed.plan.proof, notes=()),
        baseline=measured.baseline.proof.objective,
        plain="bought by highest return",
        clairvoyant=max(measured.clairvoyant, closed.plan.proof.objective),
        tree=_with_plan(study, closed),
        head=("initiative", "scope", "begins", "live", "CNY", "brings a month, CNY [95 %]"),
        rows=_rows(closed),
        promise=_promise(study, closed),
        notes=(*_told(closed), *_gates(closed, effort), *_prices(closed, effort), *_left_out(loaded, closed)),
    )


def _promise(study: Study, closed: Closed) -> Promise:
    """Return what the fitted surface predicts for the run, and what it is counted from."""
    changes = dated_changes(closed.menu, closed.case, closed.plan.purchases, study.loaded.scenario)
    unit = "CNY of contribution over the measured days, beyond the same city without the initiatives"
    return Promise(float(closed.told.predicted.mean()), unit, tuple(key for key, _ in changes), closed.sales)


def _with_plan(study: Study, closed: Closed) -> "dict[str, Plain]":
    """Return the scenario's tree with the plan's lever changes on its calendar."""
    scenario = study.loaded.scenario
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, budget planned")
    for key, change in dated_changes(closed.menu, closed.case, closed.plan.purchases, scenario):
        where: Plain = change.where if isinstance(change.where, str) else list(change.where)
        body: Plain = {
            "start": change.start.isoformat(),
            "lever": change.lever,
            "to": change.to,
            "where": where,
            "why": change.why,
        }
        tree = planted(tree, ("plan", "changes", key), body)
    return tree


def _rows(closed: Closed) -> list[tuple[str, ...]]:
    case = closed.case
    rows: list[tuple[str, ...]] = []
    for slot, scope, month in closed.plan.purchases:
        live = month + int(case.months[slot, scope])
        rows.append(
            (
                closed.menu.initiatives[case.initiatives[slot]].name,
                case.scopes[scope],
                f"month {month + 1}",
                f"month {live + 1}",
                f"{case.cost[slot, scope] / CNY:,.0f}",
                _shown(case.gain[:, slot, scope] / CNY) if case.gain[:, slot, scope].any() else "opens the way",
            )
        )
    return rows or [("nothing", "", "", "", "0", "no initiative pays for itself")]


def _shown(values: Reals) -> str:
    found = mean_interval(values)
    if len(values) < 2:
        return f"{float(found.mean):,.0f}"
    return f"{float(found.mean):,.0f} [{float(found.lo):,.0f}, {float(found.hi):,.0f}]"


def _told(closed: Closed) -> list[str]:
    """Return what the plan was predicted to bring and brought in its simulation, and what lies between, by cause."""
    told: Told = closed.told
    causes = "; ".join(f"{name} {_shown(part)}" for name, part in told.causes.items())
    settled = "the last plan stayed as it was" if closed.settled else "the plans still moved"
    return [
        f"{closed.arms} combinations simulated, {len(closed.values)} rounds: {settled}; "
        f"the surface misses them by {closed.response.lack:,.0f} CNY a month (root mean square)",
        f"of the plans next to it, each simulated with its dates, this one is taken; it is worth "
        f"{closed.gained / CNY:,.0f} CNY more there than the one that the surface liked best",
        f"contribution over the run, CNY [95 %]: predicted {_shown(told.predicted)}, "
        f"simulated {_shown(told.simulated)}; between them: {causes}",
    ]


def _gates(closed: Closed, effort: Effort) -> list[str]:
    """Return what re-planning at the beginning of each further phase, if any, would be worth, all being known there."""
    case = closed.case
    if len(case.phases) == 1:
        return []
    first = [int(np.argmax(case.phase == phase)) for phase in range(1, len(case.phases))]
    worth = [value_of_gate(case, closed.plan.purchases, gate, effort) / CNY for gate in first]
    shown = "; ".join(f"{name} {value:,.0f}" for name, value in zip(case.phases[1:], worth, strict=True))
    return [f"planned anew at a phase's gate, with what has been seen, it would be worth more by, CNY at most: {shown}"]


def _prices(closed: Closed, effort: Effort) -> list[str]:
    rules = {name: gain for name, gain in prices_of_rules(closed.case, effort=effort).items() if gain > CNY}
    dearest = [f"{price.limit}: {price.unit / CNY:,.2f}" for price in shadow_prices(closed.case, effort=effort)[:SHOWN]]
    lines = [f"one more unit would be worth, CNY: {'; '.join(dearest)}"] if dearest else []
    shown = "; ".join(f"{name} {gain / CNY:,.0f}" for name, gain in rules.items())
    return [*lines, f"without the rule the plan would be worth more by, CNY: {shown}"] if shown else lines


def _left_out(loaded: LoadedProgramme, closed: Closed) -> list[str]:
    out = [f"{key} ({reason})" for key, reason in loaded.reasons.items() if reason]
    lines = [f"not simulated yet, cannot be bought: {'; '.join(out)}"] if out else []
    return [*lines, f"in the overlay a month of the plan passes in {closed.lapse} days"]
