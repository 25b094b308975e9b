"""After sales: what people complained of, by the true cause, and where their goods came back."""

from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from sim.facts import Cause, Way
from sim.units import DAY, HOUR

CAUSES = {
    Cause.LATE: "Came late",
    Cause.MISSING: "Units missing",
    Cause.WRONG: "A wrong unit",
    Cause.CANCELLED: "Cancelled",
    Cause.REFUSED: "Benefit refused",
}
WAYS = {Way.STORE: "To a store's desk", Way.POST: "By post", Way.PICKUP: "Fetched by courier"}


def after_sales(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept, nobody complained and nothing came back."""
    tables = [table for table in (_complaints(evidence), _returns(evidence)) if table is not None]
    return Section("after_sales", "After sales", {"tables": tables}) if tables else None


def _complaints(evidence: Evidence) -> Table | None:
    rows = evidence.ask(
        "tickets",
        "SELECT cause, count(*) AS tickets, 100.0 * avg(bot) AS bot,"
        f" median(began - opened) FILTER (began IS NOT NULL) / {HOUR} AS waited,"
        f" median(settled - opened) FILTER (settled IS NOT NULL) / {HOUR} AS settled,"
        f" 100.0 * count(*) FILTER (settled - opened <= {48 * HOUR}) / count(*) AS share"
        " FROM facts WHERE opened >= measured_from() GROUP BY cause ORDER BY tickets DESC, cause",
    )
    if rows.empty:
        return None
    total = rows["tickets"].sum()
    shown = [
        [
            CAUSES[Cause(row["cause"])],
            f"{row['tickets']:,}",
            f"{100 * row['tickets'] / total:.1f} %",
            *(figure(row[name]) for name in ("bot", "waited", "settled", "share")),
        ]
        for row in rows.to_dict("records")
    ]
    head = [
        "True cause",
        "Complaints",
        "Share",
        "By the bot, %",
        "Wait for an agent, h",
        "Settled after, h",
        "Within 48 h, %",
    ]
    return Table(f"Complaints by what truly went wrong, replication {evidence.kept}; times are medians", head, shown)


def _returns(evidence: Evidence) -> Table | None:
    rows = evidence.ask(
        "returns",
        "SELECT way, count(*) AS units, count(inspected) AS inspected, sum(shelved) AS shelved,"
        f" sum(exchanged) AS exchanged, sum(refund) / 100 AS refund, avg(inspected - handed) / {DAY} AS days,"
        f" avg(handed - coalesce(wished, handed)) FILTER (way = {Way.PICKUP:d}) / {DAY} AS waited"
        " FROM facts WHERE asked >= measured_from() GROUP BY way ORDER BY way",
    )
    if rows.empty:
        return None
    columns = ("units", "inspected", "shelved", "exchanged", "refund", "days", "waited")
    shown = [[WAYS[Way(row["way"])], *(figure(row[name]) for name in columns)] for row in rows.to_dict("records")]
    head = ["Way back", "Units", "Looked over", "Sold again", "Exchanged", "Refunds, CNY"]
    head += ["Days to refund, mean", "Days until fetched, mean"]
    return Table(f"Goods given back, replication {evidence.kept}", head, shown)
