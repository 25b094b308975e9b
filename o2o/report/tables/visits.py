"""Visits: how sessions and store entries end, and what became of the orders."""

import pandas as pd

from o2o.report.evidence import Evidence
from sim.facts import Mode, Outcome, Touchpoint, Trigger
from sim.units import MINUTE

OUTCOMES = {
    Outcome.BOUGHT: "Bought",
    Outcome.BROWSED: "Looked only",
    Outcome.NOTHING_LEFT: "Nothing in stock",
    Outcome.GAVE_UP: "Left the queue",
    Outcome.TURNED_AWAY: "Turned away at the queue",
    Outcome.UNDER_WAY: "Still there at the end",
}
TOUCHPOINTS = {Touchpoint.STORE: "Store entries", Touchpoint.APP: "App sessions"}
TRIGGERS = {
    Trigger.NEED: "A need",
    Trigger.NATURAL: "Natural traffic",
    Trigger.PAID: "Paid media",
    Trigger.ERRAND: "An errand",
}

_ORDERS = f"""
SELECT mode, count(*) AS orders, avg(goods - discount + fee - refund) / 100 AS basket,
    sum(goods - discount + fee - refund) / 100 AS sales, count(cancelled) AS cancelled,
    median(delivered - placed) / {MINUTE} AS minutes, quantile_cont(delivered - placed, 0.9) / {MINUTE} AS minutes90
FROM facts WHERE placed >= measured_from() GROUP BY mode ORDER BY mode
"""


def endings(evidence: Evidence) -> pd.DataFrame:
    """Return visits by touchpoint (rows, in words) and outcome (columns, in words), of one replication."""
    rows = _count(evidence, "outcome")
    if rows.empty:
        return rows
    wide = rows.pivot(index="touchpoint", columns="kind", values="visits").fillna(0).astype(int)
    wide = wide.loc[:, wide.sum() > 0]
    wide.index = pd.Index([TOUCHPOINTS[Touchpoint(int(code))] for code in wide.index])
    return wide.set_axis([OUTCOMES[Outcome(int(code))] for code in wide.columns], axis=1)


def triggers(evidence: Evidence) -> pd.DataFrame:
    """Return visits by touchpoint (rows, in words) and true trigger (columns, in words), of one replication."""
    rows = _count(evidence, "trigger")
    if rows.empty:
        return rows
    wide = rows.pivot(index="touchpoint", columns="kind", values="visits").fillna(0).astype(int)
    wide.index = pd.Index([TOUCHPOINTS[Touchpoint(int(code))] for code in wide.index])
    return wide.set_axis([TRIGGERS[Trigger(int(code))] for code in wide.columns], axis=1)


def _count(evidence: Evidence, column: str) -> pd.DataFrame:
    return evidence.ask(
        "visits",
        f"SELECT touchpoint, {column} AS kind, count(*) AS visits FROM facts WHERE arrive >= measured_from()"
        " GROUP BY touchpoint, kind ORDER BY touchpoint, kind",
    )


def orders_by_mode(evidence: Evidence) -> pd.DataFrame:
    """Return mode, orders, basket (mean CNY), sales (CNY), cancelled, minutes and minutes90 to the customer.

    The minutes are median and 90th percentile; all is counted in one replication, by the moment of order.
    """
    rows = evidence.ask("orders", _ORDERS)
    return rows if rows.empty else rows.assign(mode=[Mode(int(code)).name.lower() for code in rows["mode"]])
