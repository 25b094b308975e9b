"""Outages: when the online platform was down, for how long, and who found it so."""

from collections.abc import Hashable, Mapping
from datetime import timedelta
from typing import Any

from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from o2o.report.words import day_text
from sim.facts import Outcome, Touchpoint
from sim.units import DAY, HOUR, show_clock

LONGEST = 12
"""outages shown"""


def outages(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept or the platform never failed in the measured days."""
    horizon = evidence.dimensions.days * DAY
    rows = evidence.ask(
        "outages",
        "SELECT began, back, repaired, missed FROM facts"
        f" WHERE began < {horizon} AND began >= measured_from() ORDER BY back - began DESC, began",
    )
    if rows.empty:
        return None
    length = (rows["back"].clip(upper=horizon) - rows["began"]) / HOUR
    times = (evidence.dimensions.days - evidence.dimensions.warm_up) * DAY / HOUR
    share = 100 * length.sum() / times
    says = (
        f"In the measured days of replication {evidence.kept} the platform failed {len(rows)} "
        f"time{'s' * (len(rows) != 1)} and was down for {figure(length.sum())} hours, {share:.2f} % of the time; "
        f"{rows['missed'].sum():,} would have looked in. {_at_stake(evidence, int(rows['missed'].sum()))}"
    )
    shown = [_row(evidence, row) for row in rows.head(LONGEST).to_dict("records")]
    head = ["Failed on", "At", "Down, h", "Repaired after, h", "Looks missed"]
    caption = (
        f"Outages of replication {evidence.kept}, the longest first, at most {LONGEST}. Where a standby takes over, "
        "people are back before the repair"
    )
    table = Table(caption, head, shown, frozenset({0, 1}))
    return Section("outages", "Outages of the platform", {"says": says, "table": table})


def _at_stake(evidence: Evidence, missed: int) -> str:
    """Return what those who were missed would have ordered, had they been as other app sessions."""
    rows = evidence.ask(
        "visits",
        f"SELECT count(*) AS looks, count(*) FILTER (outcome = {Outcome.BOUGHT:d}) AS bought FROM facts"
        f" WHERE touchpoint = {Touchpoint.APP:d} AND arrive >= measured_from()",
    )
    looks, bought = (int(rows[name].sum()) for name in ("looks", "bought"))
    if not bought:
        return ""
    orders = missed * bought / looks
    stake = f"some {figure(orders)} orders were at stake" if orders >= 1 else "less than one order was at stake"
    return (
        f"Of the looks that found it up, {100 * bought / looks:.0f} % ended with an order: {stake}, less what people "
        "bought in stores instead. A run without outages, compared with this one, says it exactly."
    )


def _row(evidence: Evidence, row: Mapping[Hashable, Any]) -> list[str]:
    began = int(row["began"])
    return [
        day_text(evidence.dimensions.start + timedelta(days=began // DAY)),
        show_clock(began % DAY),
        figure((row["back"] - began) / HOUR),
        figure((row["repaired"] - began) / HOUR),
        f"{row['missed']:,}",
    ]
