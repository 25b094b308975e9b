"""Outages: how long the online platform lets people in, and how many find it down."""

import numpy as np

from o2o.kpi.grain import Figures, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import visit_sums
from o2o.kpi.records import Flags, Records
from sim.facts import Touchpoint
from sim.units import DAY


def uptime(records: Records) -> Figures:
    """Return the share of the time in which people get into the app, %; nan where it cannot fail."""
    days, down = records.grain.rows(records.column("platform_days", "day")), records.column("platform_days", "down")
    return percent(records.grain, days.sum(DAY - down, "chain"), days.sum(np.full(down.size, DAY), "chain"))


def turned_away(records: Records) -> Figures:
    """Return the share of those who would have looked into the app that found it down, %; nan where it cannot fail."""

    def looks(part: Records) -> tuple[Flags]:
        return (part.visit("touchpoint") == Touchpoint.APP,)

    began, missed = records.column("outages", "began"), records.column("outages", "missed")
    out = records.grain.rows(records.grain.day_of(began)).sum(missed, "chain")
    (inside,) = visit_sums(records, looks, "chain")
    days = records.column("platform_days", "day")
    fails = records.grain.rows(days).sum(np.ones(days.size), "chain")
    tried = {"chain": (inside["chain"] + out["chain"]) * (fails["chain"] > 0)}
    return percent(records.grain, out, tried)


KPIS = (
    Kpi(
        id="E63u",
        name="Platform availability",
        chinese="线上平台可用率",
        unit="%",
        direction="up",
        formula="time in which people get into the app / time; missing where the platform cannot fail (platform.up)",
        measure=uptime,
        source="E63",
    ),
    Kpi(
        id="E63n",
        name="Looks missed in outages",
        chinese="宕机错失访问率",
        unit="%",
        direction="down",
        formula="looks into the app that found the platform down, by the day it failed / these and app sessions",
        measure=turned_away,
        source="E63",
    ),
)
