"""Verdict: what is better, worse or undecided in run B, in words."""

from dataclasses import dataclass

from o2o.compare import Comparison, Row
from o2o.expectation import expectations
from o2o.kpis import REGISTRY, Kpi
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.figure_lines import FEW
from o2o.report.parts import Section
from o2o.report.sections.decision import judged, rules_of
from o2o.report.words import amount_text, listed, range_text

MONEY = "K15p"
CHANCE = 0.05
KINDS = {
    "better": "B is better on",
    "worse": "B is worse on",
    "changed": "B differs, which is better depends on the plan, on",
}


@dataclass(frozen=True)
class Said:
    """One KPI's difference, ready to be shown."""

    kpi: Kpi
    text: str


@dataclass(frozen=True)
class Group:
    """KPIs with the same verdict."""

    firm: list[Said]
    """those that hold when corrected for the number of KPIs compared"""
    weak: list[Said]


def verdict(pair: Comparison, a: Evidence, b: Evidence) -> Section:
    """Return the section."""
    groups = {kind: _group(pair, kind) for kind in KINDS}
    undecided = [REGISTRY[row.kpi] for row in pair if row.verdict.startswith("no difference shown")]
    rules = rules_of(b)
    content = {
        "names": (pair.a, pair.b),
        "asked": str(b.tree.get("description", "")).strip(),
        "lead": _lead(
            pair, {kind: len(group.firm) + len(group.weak) for kind, group in groups.items()}, len(undecided)
        ),
        "money": _money(pair),
        "groups": [(kind, KINDS[kind], group) for kind, group in groups.items() if group.firm or group.weak],
        "undecided": undecided,
        "rules": judged(expectations(b.run, rules, a.run), rules, pair.replications),
        "warnings": [*pair.notes, *_warnings(pair)],
    }
    return Section("verdict", "What came out", content)


def _lead(pair: Comparison, counts: dict[str, int], undecided: int) -> str:
    parts = [f"{number} {'are' if number > 1 else 'is'} {word} in B" for word, number in counts.items() if number]
    if not parts:
        return f"No difference is shown on any of {undecided} figures."
    shown = f"Of {len(pair.rows)} figures, {listed(parts)}"
    return f"{shown}; on {undecided} no difference is shown." if undecided else f"{shown}."


def _money(pair: Comparison) -> str:
    row = next((row for row in pair if row.kpi == MONEY), None)
    if row is None or row.difference is None:
        return ""
    more = "more" if row.difference >= 0 else "less"
    text = f"Contribution after programme cost is {amount_text(abs(row.difference), 'CNY')} {more} in B than in A"
    if row.lo is None or row.hi is None:
        return f"{text}; an interval needs at least 2 replications."
    decided = "zero lies inside: not decided" if row.lo <= 0 <= row.hi else "zero lies outside: decided"
    return f"{text} (95 % interval {range_text(row.lo, row.hi, 'CNY')}; {decided})."


def _group(pair: Comparison, kind: str) -> Group:
    rows = [row for row in pair if row.verdict == kind]
    firm = [row.p is not None and row.p <= CHANCE for row in rows]
    said = [_said(row) for row in rows]
    return Group(
        [one for one, sure in zip(said, firm, strict=True) if sure],
        [one for one, sure in zip(said, firm, strict=True) if not sure],
    )


def _said(row: Row) -> Said:
    known = REGISTRY[row.kpi]
    text = f"{figure(row.a, known.unit)} in A, {figure(row.b, known.unit)} in B"
    return Said(known, text)


def _warnings(pair: Comparison) -> list[str]:
    if pair.replications >= FEW:
        return []
    return [
        f"Only {pair.replications} replication{'s' * (pair.replications > 1)} of each run: the intervals are rough and "
        f"wide. At least {FEW} are wanted before deciding (--replications {FEW})."
    ]
