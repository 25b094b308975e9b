"""Changes: where the scenarios of two runs differ."""

from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from o2o.report.sections.assumptions import leaves, origin_text, value_text

PLAIN = ("name", "description")
"""what a scenario is called does not change its outcome"""
LONG = 40
"""rows from which the table is folded"""


def changes(a: Evidence, b: Evidence) -> Section:
    """Return the section; it says so when the scenarios are equal."""
    of_a, of_b = _values(a), _values(b)
    rows = [
        [path, of_a.get(path, "–"), of_b.get(path, "–"), _origin(path, b if path in of_b else a)]
        for path in sorted(of_a.keys() | of_b.keys())
        if of_a.get(path) != of_b.get(path)
    ]
    head = ["Setting", "A", "B", "Where it is set"]
    table = Table(f"{len(rows)} settings differ", head, rows, frozenset(range(4)))
    return Section(
        "changes", "What differs between the scenarios", {"table": table if rows else None, "long": len(rows) > LONG}
    )


def _values(evidence: Evidence) -> dict[str, str]:
    tree = evidence.tree
    return {path: value_text(value) for key in tree if key not in PLAIN for path, value in leaves(key, tree[key])}


def _origin(path: str, evidence: Evidence) -> str:
    return origin_text(evidence.origins.get(path, ""))
