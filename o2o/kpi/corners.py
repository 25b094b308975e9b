"""Corners: how many come to the corners of stores, stay, find them full, take something along and are known."""

import numpy as np

from o2o.kpi.grain import Figures, Rows, Tally, per_day, percent
from o2o.kpi.kpi import Kpi
from o2o.kpi.records import Flags, Records
from sim.facts import NEVER


def _came(records: Records) -> Rows:
    """Return those who came to corners, by day and store."""
    day = records.grain.day_of(records.column("corners", "came"))
    return records.grain.rows(day, site=records.column("corners", "site"))


def _stayed(records: Records) -> Flags:
    return records.column("corners", "left") != NEVER


def stays(records: Records) -> Figures:
    """Return the stays in corners a day; missing where nobody ever came to one."""
    rows, stayed = _came(records), _stayed(records)
    came, kept = rows.sum(np.ones_like(stayed)), rows.sum(stayed)
    seen: Tally = {kind: np.where(came[kind].sum(axis=0) > 0, table, np.nan) for kind, table in kept.items()}
    return per_day(records.grain, seen)


def full(records: Records) -> Figures:
    """Return the share of those who came to corners and passed by, because they were full, %."""
    rows, stayed = _came(records), _stayed(records)
    return percent(records.grain, rows.sum(~stayed), rows.sum(np.ones_like(stayed)))


def taken(records: Records) -> Figures:
    """Return the share of stays in corners after which a unit was taken along, %."""
    rows, stayed = _came(records), _stayed(records)
    return percent(records.grain, rows.sum(records.column("corners", "sku") != NEVER), rows.sum(stayed))


def logins(records: Records) -> Figures:
    """Return the share of stays in corners that the firm knows by a login, %."""
    rows, stayed = _came(records), _stayed(records)
    return percent(records.grain, rows.sum(records.column("corners", "login")), rows.sum(stayed))


KPIS = (
    Kpi(
        id="E04s",
        name="Stays in corners",
        chinese="体验休息区停留人次",
        unit="stays/day",
        direction="up",
        formula="shoppers who found room in a corner, mean of the period's days; missing where nobody came to one",
        measure=stays,
        source="E04",
    ),
    Kpi(
        id="E04sf",
        name="Corners found full",
        chinese="体验休息区满座率",
        unit="%",
        direction="down",
        formula="shoppers who came to a corner and passed by, for it was full / shoppers who came to one",
        measure=full,
        source="E04",
    ),
    Kpi(
        id="E04st",
        name="Stays after which something was taken along",
        chinese="体验区带货率",
        unit="%",
        direction="up",
        formula="stays in corners after which an unplanned unit was taken along / stays in corners",
        measure=taken,
        source="E04",
    ),
    Kpi(
        id="E04sl",
        name="Stays known by a login",
        chinese="WiFi识别率",
        unit="%",
        direction="up",
        formula="stays in corners whose shopper logged in to the Wi-Fi and agreed to be known / stays in corners",
        measure=logins,
        source="E04",
    ),
)
