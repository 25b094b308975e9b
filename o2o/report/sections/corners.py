"""Corners: which of them turn people away, how long people stay, what they take along, and who is known by it."""

from collections.abc import Hashable, Mapping
from typing import Any

from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from sim.units import MINUTE

_ROWS = f"""
SELECT site, corner, max(places) AS places, count(*) AS came, count("left") AS stayed,
    avg("left" - came) / {MINUTE} AS minutes, count(sku) AS taken, sum(login) AS logins
FROM facts WHERE came >= measured_from() GROUP BY site, corner ORDER BY site, corner
"""


def corners(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept or nobody came to a corner in the measured days."""
    rows = evidence.ask("corners", _ROWS)
    if rows.empty:
        return None
    came, stayed, taken, logins = (int(rows[name].sum()) for name in ("came", "stayed", "taken", "logins"))
    says = (
        f"{came:,} shoppers came to a corner in the measured days of replication {evidence.kept}; "
        f"{figure(100 * (came - stayed) / came)} % of them found it full and passed by. {taken:,} units that nobody "
        f"had planned were taken along, and {logins:,} visits became known by a login. What the shelves lose for it "
        "shows in K05 and K13, beside a run without corners."
    )
    head = ["Store", "Corner", "Places", "Came a day", "Found it full, %", "Stayed, min", "Took along, %", "Known, %"]
    caption = (
        f"Corners by store, measured days of replication {evidence.kept}. Places: the most there were. Stayed: the "
        "mean. Took along and known: of those who stayed"
    )
    shown = [_row(evidence, row) for row in rows.to_dict("records")]
    return Section(
        "corners", "Corners of stores", {"says": says, "table": Table(caption, head, shown, frozenset({0, 1}))}
    )


def _row(evidence: Evidence, row: Mapping[Hashable, Any]) -> list[str]:
    known = evidence.dimensions
    stayed = int(row["stayed"])
    return [
        known.sites[int(row["site"])].name,
        list(evidence.tree["places"]["corners"])[int(row["corner"])],
        f"{int(row['places'])}",
        figure(row["came"] / (known.days - known.warm_up)),
        figure(100 * (row["came"] - stayed) / row["came"]),
        figure(row["minutes"]),
        figure(100 * row["taken"] / stayed if stayed else None),
        figure(100 * row["logins"] / stayed if stayed else None),
    ]
