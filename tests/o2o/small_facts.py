"""Hand-made fact tables: name the columns that matter, the others are 0, or missing where they may be."""

from datetime import date

import numpy as np

from sim.dimensions import Dimensions, SiteRow, SkuRow
from sim.facts import NEVER, SCHEMA
from sim.units import DAY, HOUR, MINUTE

NORTH, SOUTH, WAREHOUSE, FLEET = range(4)
YOUNG, OLD = range(2)


def at(day, hour=0, minute=0):
    return day * DAY + hour * HOUR + minute * MINUTE


def dimensions(days=21, warm_up=7):
    sites = (
        SiteRow("north", "North", "store", 0.0, 0.0, 0, 0, 100),
        SiteRow("south", "South", "store", 0.0, 0.0, 0, 0, 200),
        SiteRow("depot", "Depot", "warehouse", 0.0, 0.0, 0, 0, 0),
        SiteRow("riders", "Riders", "fleet", 0.0, 0.0, 0, 0, 0),
    )
    skus = (SkuRow("milk", "Milk", "food", 1000, 600), SkuRow("rice", "Rice", "food", 500, 300))
    return Dimensions(date(2026, 3, 2), days, warm_up, sites, (), ("young", "old"), skus, (), ())


def table(name, **columns):
    """Return one whole table; a number fills its column."""
    rows = max((len(values) for values in columns.values() if isinstance(values, list)), default=1 if columns else 0)
    unknown = columns.keys() - SCHEMA[name].keys()
    assert not unknown, unknown
    made = {}
    for key, column in SCHEMA[name].items():
        value = columns.get(key, NEVER if column.optional else 0)
        made[key] = np.broadcast_to(np.asarray(value, column.dtype), (rows,)).copy()
    return made


def columns(names, rows):
    """Return the columns of rows written one beneath the other; ``names`` has a word for each column."""
    return dict(zip(names.split(), map(list, zip(*rows, strict=True)), strict=True))


def facts(**tables):
    """Return all tables from column dictionaries; three people (two young, one old) unless told otherwise."""
    tables.setdefault("people", {"segment": [YOUNG, YOUNG, OLD], "known": 1})
    return {name: table(name, **tables.get(name, {})) for name in SCHEMA}
