"""Order days: simulated days as streams of orders, in the order in which they came, and what lay on the shelves."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from o2o.planning.preview import demand_of, measured_days, previews
from o2o.runner import WorldRun
from optimize.errors import PlanInputError
from scenarios.schema import Scenario
from sim.facts import Mode
from sim.units import DAY

Units = NDArray[np.int64]


@dataclass(frozen=True)
class OrderDay:
    """One day of one simulated world; n lines of one unit each."""

    order: Units
    """order of each line, numbered from 0 in the order in which they came, shape (n,)"""
    sku: Units
    """shape (n,)"""
    store: Units
    """of each order, whose own customer it is; -1 for a parcel, shape (orders,)"""
    zone: Units
    """where its customer lives, shape (orders,)"""
    there: Units
    """units that could be promised in the day, shape (stores, skus)"""


def order_days(scenario: Scenario, stores: int, wanted: int) -> list[OrderDay]:
    """Return ``wanted`` days of the scenario, simulated under luck of their own.

    Raises:
        PlanInputError: no day after the warm-up, or nobody orders a parcel.
    """
    found: list[OrderDay] = []
    for run in islice(previews(scenario), wanted):
        found += days_of(run, scenario, stores)
        if len(found) >= wanted:
            break
    if not any((day.store < 0).any() for day in found):
        raise PlanInputError("no parcel is ordered on the simulated days: there is nothing to assign")
    chosen = np.linspace(0, len(found) - 1, min(wanted, len(found))).astype(np.int64)
    return [found[k] for k in chosen.tolist()]


def days_of(run: WorldRun, scenario: Scenario, stores: int) -> list[OrderDay]:
    """Return the measured days of a simulated world with so many ``stores``.

    Raises:
        PlanInputError: no day after the warm-up.
    """
    demand = demand_of(run, np.zeros(stores, bool))
    orders, lines, zone = run.facts["orders"], run.facts["order_lines"], run.facts["people"]["zone"]
    parcel = orders["mode"] == Mode.PARCEL
    kept = (parcel | ((orders["site"] >= 0) & (orders["site"] < stores))) & (orders["placed"] >= 0)
    day = orders["placed"] // DAY
    measured = measured_days(scenario, demand)
    if not measured.size:
        raise PlanInputError("calendar.days leaves no day after the warm-up to plan for; simulate at least two")
    units = lines["asked"].astype(np.int64)
    order, sku = np.repeat(lines["order"].astype(np.int64), units), np.repeat(lines["sku"].astype(np.int64), units)
    found = []
    for today in measured.tolist():
        rows = np.flatnonzero(kept & (day == today))
        rows = rows[np.argsort(orders["placed"][rows], kind="stable")]
        rank = np.full(day.size, -1)
        rank[rows] = np.arange(rows.size)
        mine = np.flatnonzero(rank[order] >= 0)
        mine = mine[np.argsort(rank[order[mine]], kind="stable")]
        found.append(
            OrderDay(
                order=rank[order[mine]],
                sku=sku[mine],
                store=np.where(parcel[rows], -1, orders["site"][rows]).astype(np.int64),
                zone=zone[orders["person"][rows]].astype(np.int64),
                there=demand.there[today],
            )
        )
    return found
