"""Workload: store-hours by how busy the crew is, and shoppers inside by the hour of the day."""

import numpy as np
import pandas as pd

from o2o.kpi.space import hours_inside
from o2o.report.evidence import Evidence
from sim.facts import Task, Touchpoint
from sim.units import DAY, HOUR

CLASS = 10
"""width of a class of load, % of paid time"""
FEWEST = 10
"""store-hours below which a class says nothing"""

_HOURS = f"""
SELECT site, hour,
    sum(paid) FILTER (task = {Task.CREW:d}) / {HOUR}.0 AS paid,
    sum(busy) FILTER (task = {Task.CREW:d}) / {HOUR}.0 AS busy,
    coalesce(sum(busy) FILTER (task = {Task.PICK:d}), 0) / {HOUR}.0 AS picks,
    coalesce(sum(queue) FILTER (task = {Task.TILL:d}), 0) / {HOUR}.0 AS tills,
    coalesce(sum(queue) FILTER (task = {Task.PICK:d}), 0) / {HOUR}.0 AS orders
FROM facts WHERE hour::BIGINT * {HOUR} >= measured_from() GROUP BY site, hour ORDER BY site, hour
"""
_VISITS = f"""
SELECT site, arrive, leave FROM facts
WHERE touchpoint = {Touchpoint.STORE:d} AND site IS NOT NULL AND arrive >= measured_from() ORDER BY arrive, person
"""


def by_load(evidence: Evidence) -> pd.DataFrame:
    """Return store-hours by class of load: load (%), tills and orders (mean waiting), serving and picking (% of paid).

    A store-hour belongs to the class of its crew's time at work over paid time; 100 and more are one class.
    """
    rows = evidence.ask("staff_hours", _HOURS)
    if rows.empty:
        return pd.DataFrame()
    floors = np.array([site.floor_m2 > 0 for site in evidence.dimensions.sites])
    rows = rows[floors[rows["site"].to_numpy(np.int64)] & (rows["paid"] > 0)]
    load = (100 * rows["busy"] / rows["paid"]).clip(upper=100)
    rows = rows.assign(load=(load // CLASS) * CLASS + CLASS / 2, serving=rows["busy"] - rows["picks"])
    classes = rows.groupby("load")
    sums = classes[["paid", "serving", "picks"]].sum()
    table = classes[["tills", "orders"]].mean()
    table = table.assign(
        serving=100 * sums["serving"] / sums["paid"], picking=100 * sums["picks"] / sums["paid"], hours=classes.size()
    )
    return table[table["hours"] >= FEWEST].reset_index()


def inside_by_hour(evidence: Evidence) -> pd.DataFrame:
    """Return the mean number of shoppers inside: a row a store, by name, a column an hour of the day."""
    rows = evidence.ask("visits", _VISITS)
    if rows.empty:
        return pd.DataFrame()
    known = evidence.dimensions
    leave = rows["leave"].fillna(known.days * DAY).to_numpy(np.int64)
    columns = rows["site"].to_numpy(np.int64), rows["arrive"].to_numpy(np.int64), leave
    inside = hours_inside(*columns, (known.days, len(known.sites)))[known.warm_up :].mean(axis=0).T
    open_hours = np.flatnonzero((inside > 0).any(axis=0))
    stores = np.flatnonzero((inside > 0).any(axis=1))
    hours = np.arange(open_hours[0], open_hours[-1] + 1)
    names = [known.sites[site].name for site in stores]
    return pd.DataFrame(inside[np.ix_(stores, hours)], index=names, columns=hours)
