"""Decision: what was asked, what came out, which rules hold, and what to beware of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from o2o.expectation import expectations
from o2o.finding import Finding
from o2o.kpis import REGISTRY
from o2o.report.evidence import Evidence
from o2o.report.figure_lines import FEW, FigureLine, figure_lines
from o2o.report.parts import Section
from o2o.report.tables.city import openings
from o2o.report.words import day_text, listed
from scenarios.expect import ExpectSpec
from sim.units import parse_number

HEADLINES = ("E49n", "K15", "K15p", "K04", "K01", "E48")
WIDE = 0.1
"""half-width over mean from which an interval is called wide"""
_BOUNDS = ("min", "max", "min_increase", "max_increase")


def decision(evidence: Evidence) -> Section:
    """Return the section; every run has one."""
    lines = {line.kpi.id: line for line in figure_lines(evidence)}
    asked = str(evidence.tree.get("description", "")).strip()
    rules = rules_of(evidence)
    alone = {kpi: rule for kpi, rule in rules.items() if rule.min_increase is None and rule.max_increase is None}
    content = {
        "asked": asked,
        "answer": list(_answer(evidence, lines)),
        "tiles": [lines[kpi] for kpi in HEADLINES if lines[kpi].line.mean is not None],
        "rules": judged(expectations(evidence.run, alone), alone, evidence.run.replications),
        "relative": sorted(rules.keys() - alone.keys()),
        "warnings": list(_warnings(evidence, lines)),
    }
    return Section("decision", "What came out", content)


def rules_of(evidence: Evidence) -> dict[str, ExpectSpec]:
    """Return the bounds that the scenario sets on its outcome."""
    given: dict[str, dict[str, Any]] = evidence.tree.get("expect", {})
    return {kpi: _rule(rule) for kpi, rule in given.items()}


@dataclass(frozen=True)
class Judged:
    """A rule and what became of it."""

    colour: str
    word: str
    about: str
    message: str


def judged(findings: Sequence[Finding], rules: Mapping[str, ExpectSpec], replications: int) -> list[Judged]:
    """Return what became of each rule; one replication decides nothing."""
    failed = ("fail", "not decided" if replications == 1 else "does not hold")
    return [
        Judged(*(("pass", "holds") if one.passed else failed), _about(one.kpi, rules[one.kpi]), one.message)
        for one in findings
    ]


def _about(kpi: str, rule: ExpectSpec) -> str:
    level = [part for part, whole in ((rule.scope, "chain"), (rule.period, "total")) if part != whole]
    return f"{REGISTRY[kpi].name} ({', '.join([kpi, *level])})"


def _rule(rule: dict[str, Any]) -> ExpectSpec:
    bounds = {key: parse_number(rule[key]) for key in _BOUNDS if rule.get(key) is not None}
    level = {key: str(rule[key]) for key in ("scope", "period") if key in rule}
    return ExpectSpec(**bounds, **level)  # type: ignore[arg-type]  # keys are fields


def _answer(evidence: Evidence, lines: dict[str, FigureLine]) -> Iterator[str]:
    known = evidence.dimensions
    first, last = known.date_of(known.warm_up), known.date_of(known.days) - timedelta(days=1)
    skipped = f"; the first {known.warm_up} days are warm-up and left out" if known.warm_up else ""
    yield (
        f"Over {known.days - known.warm_up} measured days, {day_text(first)} to {day_text(last)}{skipped}, "
        f"net sales are {_with_interval(lines['E49n'])}."
    )
    if lines["K15"].line.mean is not None:
        yield (
            f"The contribution margin is {_with_interval(lines['K15'])} of net sales; after the programme's cost "
            f"{_with_interval(lines['K15p'])} remain."
        )
    if lines["K04"].line.mean is not None:
        yield (
            f"{_with_interval(lines['K04'])} of the orders with a promise come on time; "
            f"{_with_interval(lines['E48'])} of all orders are placed online."
        )
    opened = openings(evidence)
    if opened:
        names = {site.id: site.name for site in known.sites}
        begin = [names[store] for store, day, _ in opened if day == opened[0][1]]
        first_ones = listed(begin) if len(begin) < 5 else f"{len(begin)} of them"
        yield (
            f"The plan opens services in {len(opened)} of {sum(site.kind == 'store' for site in known.sites)} stores, "
            f"beginning on {day_text(opened[0][1])} with {first_ones}. "
            "Whether it pays shows in a comparison with the same scenario without the plan: o2o compare."
        )


def _with_interval(line: FigureLine) -> str:
    if line.line.mean is None:
        return "not applicable"
    return f"{line.headline} (95 % interval {line.headline_interval})" if line.headline_interval else line.headline


def _warnings(evidence: Evidence, lines: dict[str, FigureLine]) -> Iterator[str]:
    number = evidence.run.replications
    if number == 1:
        yield "One replication shows one possible course and no interval: simulate at least 10 before deciding."
    elif number < FEW:
        yield (
            f"Only {number} replications: the intervals are rough and wide. At least {FEW} are wanted before deciding "
            f"(--replications {FEW})."
        )
    provisional = [f"{line.kpi.name} ({line.kpi.id})" for line in lines.values() if line.provisional]
    if provisional:
        yield f"Provisional, because the run ends before they are whole: {listed(provisional)}."
    wide = [f"{REGISTRY[kpi].name} ({kpi})" for kpi in HEADLINES if _wide(lines[kpi])]
    if wide:
        yield f"The interval is wider than a tenth of the figure to either side for {listed(wide)}."
    if evidence.dimensions.warm_up == 0:
        yield "There is no warm-up: the first days, when habits and stocks are still settling, count in the figures."
    if evidence.kept is None:
        yield "No facts were kept (experiment.keep_facts), so that charts by hour, visit and order are missing."


def _wide(line: FigureLine) -> bool:
    mean, hi = line.line.mean, line.line.hi
    return mean is not None and hi is not None and hi - mean > WIDE * abs(mean)
