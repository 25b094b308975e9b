"""Losses: margin that a simulated world missed for want of hands, and because records were wrong or late."""

from dataclasses import dataclass

import numpy as np

from o2o.kpi.records import Records
from o2o.worth.appraisal import Lived
from sim.facts import CancelReason, Mode, Outcome
from sim.units import CNY, DAY

NO_HANDS = (CancelReason.NO_RIDER, CancelReason.SITE_CLOSED, CancelReason.REFUSED)
"""why an order is cancelled though its goods are there"""


@dataclass(frozen=True)
class Losses:
    """Margin missed in the measured days, CNY."""

    capacity: float
    """orders nobody could serve, and shoppers who left the queue, at their margin"""
    information: float
    """units of online orders that were promised and not found, at theirs"""


def losses(lived: Lived) -> Losses:
    """Return what was missed; a shopper who gives up is counted at the mean margin of a unit sold."""
    records = lived.records
    first = lived.measured[0] * DAY
    counts = records.order("placed") >= first
    lines = records.column("order_lines", "order")
    sku = records.column("order_lines", "sku")
    cost = np.array([row.cost for row in records.dimensions.skus], np.int64)
    margin = records.column("order_lines", "price") - cost[sku]
    asked, got = records.column("order_lines", "asked"), records.column("order_lines", "got")
    reason, online = records.order("cancel_reason")[lines], records.order("mode")[lines] != Mode.WALK_IN
    here = counts[lines]
    unserved = here & np.isin(reason, NO_HANDS)
    short = here & online & ((reason == CancelReason.NONE) | (reason == CancelReason.OVERSOLD))
    sold = here & (reason == CancelReason.NONE)
    each = float((margin * got)[sold].sum() / max(1, got[sold].sum()))
    capacity = float((margin * asked)[unserved].sum()) + each * _left_behind(records, first)
    return Losses(capacity / CNY, float((margin * (asked - got))[short].sum()) / CNY)


def _left_behind(records: Records, first: int) -> int:
    left = np.isin(records.visit("outcome"), (Outcome.GAVE_UP, Outcome.TURNED_AWAY))
    return int(records.visit("found")[left & (records.visit("arrive") >= first)].sum())
