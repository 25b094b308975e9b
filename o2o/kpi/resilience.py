"""Resilience: how long service takes to come back after a shock, and what the shock costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints
from o2o.kpi.kpi import Kpi
from o2o.kpi.operations import contribution
from o2o.kpi.parts import order_sums
from o2o.kpi.records import Flags, Records, once
from o2o.kpi.service import availability, on_time
from sim.facts import NEVER
from sim.units import DAY

BEFORE = 14
"""days before a shock that say what is usual"""
LEAST = 7
"""of which so many must be free of shocks and have a value"""
SPREAD = 2.0
"""half width of the usual band, in standard deviations of those days"""
NARROWEST = 0.01
"""and at least this share of their mean"""
STEADY = 3
"""days in a row within the band that count as recovered"""


@dataclass(frozen=True)
class Strike:
    """Days on which a shock is felt; a day that it does not see the end of is the run's last."""

    cause: int
    first: int
    eased: int
    over: int
    """first day without it"""


@dataclass(frozen=True)
class Recovery:
    """What followed a strike."""

    strike: Strike
    days: Mapping[str, float]
    """figure of `service` -> days until it was back"""
    lost: float
    """contribution, CNY"""


def grouped(cause: Ints, began: Ints, eased: Ints, over: Ints) -> tuple[Strike, ...]:
    """Return strikes, in order of time, from rows of the table ``shocks``; what begins on one day is one strike.

    Args:
        cause: row of the plan's list of causes.
        began: ms.
        eased: ms; the end of the run where that has not come.
        over: ms, likewise.
    """
    found = []
    for when, why in sorted(set(zip(began.tolist(), cause.tolist(), strict=True))):
        rows = (began == when) & (cause == why)
        found.append(Strike(why, when // DAY, int(eased[rows].max()) // DAY, int(over[rows].max()) // DAY))
    return tuple(found)


@once
def strikes(records: Records) -> tuple[Strike, ...]:
    """Return every strike of the run, in order of time."""
    cause, began, eased, over = (records.column("shocks", name) for name in ("cause", "began", "eased", "over"))
    return grouped(cause, began, *(np.where(time == NEVER, records.horizon, time) for time in (eased, over)))


def felt(days: int, struck: Sequence[Strike]) -> Flags:
    """Return on which days any shock is felt, shape (days,)."""
    on = np.zeros(days, bool)
    for strike in struck:
        on[strike.first : strike.over] = True
    return on


def usual(daily: Floats, first: int, on: Flags) -> float:
    """Return the lower end of the usual band, by the days before ``first``; nan where too few are known.

    Args:
        daily: a figure a day, nan where it does not apply, shape (days,).
        first: day on which a shock begins.
        on: days on which any shock is felt.
    """
    window = slice(max(0, first - BEFORE), first)
    values = daily[window][~on[window] & np.isfinite(daily[window])]
    if values.size < LEAST:
        return np.nan
    mean = float(values.mean())
    return mean - max(SPREAD * float(values.std(ddof=1)), NARROWEST * mean)


def days_to_recover(daily: Floats, strike: Strike, on: Flags) -> float:
    """Return days from the strike until the figure is back in its usual band for good: for three days in a row.

    A shock may be felt late (stock lasts for days once a supplier is cut off), after a day below by chance. So whatever
    is below the band for two days in a row, while the shock is felt or in the week after, is still to recover from.

    0 where it never falls below the band in that time; the days left of the run where it does not come back; nan where
    nothing usual is known. A day on which the figure does not apply, though it used to, is a day below the band.
    """
    low = usual(daily, strike.first, on)
    if np.isnan(low):
        return np.nan
    after = daily[strike.first :]
    below = ~(after >= low)
    fallen = below[: strike.over - strike.first + LEAST]
    if not fallen.any():
        return 0.0
    falls = np.flatnonzero(fallen[1:] & fallen[:-1]) + 1
    last = int(falls[-1]) if falls.size else int(fallen.argmax())
    for day in range(last + 1, after.size - STEADY + 1):
        if not below[day : day + STEADY].any():
            return float(day)
    return float(after.size)


def orders_a_day(records: Records) -> Floats:
    """Return the number of orders of each day that were not cancelled, shape (days,)."""
    (kept,) = order_sums(records, lambda part: (part.kept,), "chain")
    return kept["chain"][:, 0]


@once
def service(records: Records) -> dict[str, Floats]:
    """Return what recovery is judged by, day by day."""
    return {
        "punctuality": on_time(records).day["chain"][:, 0],
        "availability": availability(records).day["chain"][:, 0],
        "orders": orders_a_day(records),
    }


def lost(daily: Floats, first: int, days: range, on: Flags) -> float:
    """Return what ``days`` fall short of the same weekdays before ``first``; nan where one of these is not known."""
    before = np.arange(max(0, first - BEFORE), first)
    before = before[~on[before]]
    short = 0.0
    for day in days:
        alike = daily[before[(day - before) % 7 == 0]]
        short += float(alike.mean() - daily[day]) if alike.size else np.nan
    return short


def judge(struck: Sequence[Strike], daily: Mapping[str, Floats], earned: Floats) -> tuple[Recovery, ...]:
    """Return what each strike brought; a day that strikes share counts as lost to the first of them.

    Args:
        struck: in order of time.
        daily: figure -> value of each day, shape (days,).
        earned: contribution of each day, CNY, shape (days,).
    """
    on, counted, found = felt(earned.size, struck), 0, []
    for strike in struck:
        days = {name: days_to_recover(series, strike, on) for name, series in daily.items()}
        back = max([strike.over, *(strike.first + int(n) for n in days.values() if np.isfinite(n))])
        end = min(back, earned.size)
        missing = lost(earned, strike.first, range(max(strike.first, counted), end), on)
        counted = max(counted, end)
        found.append(Recovery(strike, days, missing))
    return tuple(found)


@once
def recoveries(records: Records) -> tuple[Recovery, ...]:
    """Return what each strike after the warm-up brought."""
    struck = strikes(records)
    if not struck:
        return ()
    found = judge(struck, service(records), contribution(records).day["chain"][:, 0])
    return tuple(recovery for recovery in found if recovery.strike.first >= records.dimensions.warm_up)


def _mean_days(records: Records, name: str) -> Figures:
    days = np.array([recovery.days[name] for recovery in recoveries(records)])
    known = days[np.isfinite(days)]
    return _total(float(known.mean()) if known.size else np.nan)


def punctuality_back(records: Records) -> Figures:
    """Return mean days until punctuality is back, days."""
    return _mean_days(records, "punctuality")


def availability_back(records: Records) -> Figures:
    """Return mean days until availability is back, days."""
    return _mean_days(records, "availability")


def orders_back(records: Records) -> Figures:
    """Return mean days until the number of orders is back, days."""
    return _mean_days(records, "orders")


def contribution_lost(records: Records) -> Figures:
    """Return contribution lost to all strikes, CNY."""
    found = recoveries(records)
    return _total(sum(recovery.lost for recovery in found) if found else np.nan)


def _total(value: float) -> Figures:
    return Figures({"chain": np.array([[value]])}, {}, {})


_HOW = (
    "days from a shock until the day's figure stays for 3 days no lower than 2 standard deviations (at least 1 %) "
    "below its mean of the 14 days before (at least 7 of them known and free of shocks), and is not below for 2 days "
    "in a row again until a week after the shock's end; 0 where it never falls below in that time, the days left where "
    "it does not come back; mean over the shocks that begin in the measured days"
)

KPIS = (
    Kpi(
        id="E63p",
        name="Time to recover, punctuality",
        chinese="准时率恢复天数",
        unit="days",
        direction="down",
        formula=f"{_HOW}; figure: K04",
        measure=punctuality_back,
        source="E63",
    ),
    Kpi(
        id="E63a",
        name="Time to recover, availability",
        chinese="可得率恢复天数",
        unit="days",
        direction="down",
        formula=f"{_HOW}; figure: K05",
        measure=availability_back,
        source="E63",
    ),
    Kpi(
        id="E63d",
        name="Time to recover, orders",
        chinese="订单量恢复天数",
        unit="days",
        direction="down",
        formula=f"{_HOW}; figure: orders placed and not cancelled",
        measure=orders_back,
        source="E63",
    ),
    Kpi(
        id="E63c",
        name="Contribution lost to shocks",
        chinese="冲击造成的边际贡献损失",
        unit="CNY",
        direction="down",
        formula="contribution (K15c) of the same weekdays in the 14 days before a shock less that of the days from its "
        "beginning until it is over and every figure of E63 is back, added up over the shocks of the measured "
        "days; no forecast: compare with a run without shocks to be exact",
        measure=contribution_lost,
        source="E63",
    ),
)
