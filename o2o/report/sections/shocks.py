"""Shocks: what struck, how long service took to come back, and what it cost."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from o2o.figures.picture import Caption
from o2o.figures.shocks import Panel, Span, draw_shocks
from o2o.kpi.resilience import BEFORE, SPREAD, Recovery, felt, grouped, judge, usual
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table, exhibit
from o2o.report.words import day_text
from sim.units import DAY

NAMES = {"punctuality": "On time, %", "availability": "Availability, %", "orders": "Orders a day"}
"""figure of `resilience.service` -> what the report calls it"""
LEAST = 5.0
"""per cent that the axis of a share spans at least"""

Series = Mapping[str, NDArray[np.float64]]


def shocks(evidence: Evidence) -> Section | None:
    """Return the section; None when no facts were kept or nothing struck."""
    horizon = evidence.dimensions.days * DAY
    rows = evidence.ask(
        "shocks",
        f"SELECT cause, began, coalesce(eased, {horizon}) AS eased, coalesce(over, {horizon}) AS over FROM facts",
    )
    if rows.empty:
        return None
    struck = grouped(*(rows[name].to_numpy(np.int64) for name in ("cause", "began", "eased", "over")))
    series = _series(evidence)
    found = judge(struck, series, evidence.values("K15c"))
    caption = Caption("shocks", "Shocks and recovery", _words(evidence, found))
    note = (
        f"Replication {evidence.kept}, day by day. Red: a shock at its height, pale: it fades. Dashed: the lower end "
        f"of the usual band (mean of {BEFORE} days before less {SPREAD:g} standard deviations). Green: back for good, "
        "and how many days after the shock struck."
    )
    panels = [_panel(evidence, name, series[name], found) for name in NAMES if np.isfinite(series[name]).any()]
    spans = [_span(evidence, recovery) for recovery in found]
    size = (10.0, 0.6 + 1.7 * len(panels))
    picture = exhibit(caption, note, size, lambda sheet: draw_shocks(sheet, panels, spans))
    content = {"says": _longest(evidence, found), "exhibit": picture, "table": _table(evidence, found)}
    return Section("shocks", "Shocks and recovery", content)


def _longest(evidence: Evidence, found: tuple[Recovery, ...]) -> str:
    """Return in a sentence what took longest to come back."""
    lasting = [(days, name, one) for one in found for name, days in one.days.items() if np.isfinite(days)]
    if not lasting:
        return "No figure is known for long enough before a shock to say when it was back."
    days, name, worst = max(lasting, key=lambda entry: entry[0])
    if not days:
        return "No figure ever fell out of its usual band."
    after = _days(evidence, worst, name)
    told = f"{after} days" if after.startswith("not") else f"after {after} day{'s' * (after != '1')}"
    shock = evidence.dimensions.causes[worst.strike.cause]
    return f"Last to come back: {name}, {told}; the shock {shock!r} itself was felt for {_felt_days(worst)}."


def _felt_days(recovery: Recovery) -> str:
    days = recovery.strike.over - recovery.strike.first
    return f"{days} day{'s' * (days != 1)}"


def _series(evidence: Evidence) -> Series:
    rows = evidence.ask(
        "orders",
        f"SELECT CAST(placed // {DAY} AS BIGINT) AS day, count(*) AS orders FROM facts"
        " WHERE cancelled IS NULL GROUP BY day ORDER BY day",
    )
    orders = np.zeros(evidence.dimensions.days)
    known = rows[rows["day"] < orders.size]
    orders[known["day"].to_numpy(np.int64)] = known["orders"]
    return {"punctuality": evidence.values("K04"), "availability": evidence.values("K05"), "orders": orders}


def _panel(evidence: Evidence, name: str, values: NDArray[np.float64], found: tuple[Recovery, ...]) -> Panel:
    on = felt(values.size, [recovery.strike for recovery in found])
    bands, back = [], []
    for recovery in found:
        first, days = recovery.strike.first, recovery.days[name]
        low = usual(values, first, on)
        if np.isnan(low):
            continue
        last = min(max(recovery.strike.over, first + int(days)) + 3, values.size - 1)
        bands.append((_date(evidence, max(0, first - BEFORE)), _date(evidence, last), low))
        if 0 < days < values.size - first:
            back.append((_date(evidence, first + int(days)), int(days)))
    dates = evidence.dates(np.arange(values.size)).to_numpy()
    return Panel(NAMES[name], dates, values, bands, back, LEAST if "%" in NAMES[name] else 0.0)


def _span(evidence: Evidence, recovery: Recovery) -> Span:
    strike = recovery.strike
    name = evidence.dimensions.causes[strike.cause]
    return Span(name, *(_date(evidence, day) for day in (strike.first, strike.eased, strike.over)))


def _date(evidence: Evidence, day: int) -> date:
    return evidence.dimensions.start + timedelta(days=day)


def _table(evidence: Evidence, found: tuple[Recovery, ...]) -> Table:
    head = [
        "Shock",
        "First day",
        "Days felt",
        *(f"Back: {name.split(',')[0].removesuffix(' a day').lower()}" for name in NAMES.values()),
        "Lost, CNY",
    ]
    rows = [
        [
            evidence.dimensions.causes[recovery.strike.cause],
            day_text(_date(evidence, recovery.strike.first)),
            f"{recovery.strike.over - recovery.strike.first}",
            *(_days(evidence, recovery, name) for name in NAMES),
            figure(recovery.lost),
        ]
        for recovery in found
    ]
    caption = (
        f"Every shock of replication {evidence.kept}. Back: days until it was; lost: contribution against the same "
        f"weekdays of the {BEFORE} days before. A run without the shock, compared with this one, says it exactly"
    )
    return Table(caption, head, rows, frozenset({0, 1}))


def _days(evidence: Evidence, recovery: Recovery, name: str) -> str:
    days = recovery.days[name]
    if not np.isfinite(days):
        return "–"
    left = evidence.dimensions.days - recovery.strike.first
    return f"not within {left}" if days >= left else f"{days:.0f}"


def _words(evidence: Evidence, found: tuple[Recovery, ...]) -> str:
    told = []
    for recovery in found:
        name = evidence.dimensions.causes[recovery.strike.cause]
        back = ", ".join(f"{NAMES[key]} {_days(evidence, recovery, key)}" for key in NAMES)
        told.append(f"{name} from {day_text(_date(evidence, recovery.strike.first))}; days until back: {back}")
    return ". ".join(told) + "."
