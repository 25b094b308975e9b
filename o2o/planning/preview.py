"""Previews: days of the scenario simulated under luck of their own, for planners to learn from.

No replication of an experiment has this luck, so a plan is never judged by the days that it was made from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from o2o.runner import WorldRun, simulate
from scenarios.schema import Scenario
from sim.facts import Mode
from sim.units import DAY

FIRST = 1_000_000
"""replications from here on are previews"""
Units = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Demand:
    """What was asked for, day by day; D days, products last."""

    stores: Units
    """units for a store's own customers: walk-ins, collectors, riders' orders, and what it ships of its own accord;
    shape (D, stores, skus)"""
    parcels: Units
    """units in other parcels, by zone of the home; shape (D, zones, skus)"""
    there: Units
    """units that could be promised in the day, shape (D, stores, skus)"""
    units_a_parcel: float
    """mean units of a parcel, at least 1"""

    def days(self, chosen: NDArray[np.int64]) -> "Demand":
        """Return the demand of ``chosen`` days."""
        return Demand(self.stores[chosen], self.parcels[chosen], self.there[chosen], self.units_a_parcel)


def previews(scenario: Scenario) -> Iterator[WorldRun]:
    """Yield simulations of the scenario, each under other luck, for ever."""
    replication = FIRST
    while True:
        yield simulate(scenario, replication)
        replication += 1


def measured_days(scenario: Scenario, demand: Demand) -> NDArray[np.int64]:
    """Return the days after the warm-up, the first of all days left out: nothing is known of the night before."""
    return np.arange(max(1, scenario.calendar.warm_up), len(demand.stores))


def shipping(run: WorldRun, stores: int) -> NDArray[np.bool_]:
    """Return which of so many ``stores`` shipped parcels in a simulated world, shape (stores,)."""
    orders = run.facts["orders"]
    return np.isin(np.arange(stores), orders["site"][orders["mode"] == Mode.PARCEL])


def demand_of(run: WorldRun, ships: NDArray[np.bool_], units: str = "asked") -> Demand:
    """Return what was asked for in a simulated world.

    Args:
        run: the world.
        ships: stores whose parcels are theirs to hold units for, shape (stores,); those of others count by zone.
        units: asked; or got, cancelled orders left out.
    """
    facts, names = run.facts, run.dimensions
    orders, lines = facts["orders"], facts["order_lines"]
    order = lines["order"]
    day, parcel = orders["placed"][order] // DAY, orders["mode"][order] == Mode.PARCEL
    site, asked = orders["site"][order].astype(np.int64), lines[units].astype(np.int64)
    if units == "got":
        asked = asked * (orders["cancelled"][order] < 0)
    zone = facts["people"]["zone"][orders["person"][order]].astype(np.int64)
    skus, stores = len(names.skus), ships.size
    own = (site >= 0) & (site < stores) & (~parcel | np.append(ships, [False])[np.minimum(site, stores)])
    return Demand(
        stores=_sum((day, site, lines["sku"]), asked, own, (names.days, stores, skus)),
        parcels=_sum((day, zone, lines["sku"]), asked, parcel & ~own, (names.days, len(names.zones), skus)),
        there=there_of(facts["stock_days"], (names.days, skus))[:, :stores],
        units_a_parcel=max(1.0, float(asked[parcel].sum()) / max(1, int((orders["mode"] == Mode.PARCEL).sum()))),
    )


def _sum(at: tuple[Any, ...], units: Units, keep: NDArray[np.bool_], shape: tuple[int, ...]) -> Units:
    cells = np.ravel_multi_index(tuple(part[keep].astype(np.int64) for part in at), shape)
    return np.bincount(cells, units[keep], minlength=int(np.prod(shape))).astype(np.int64).reshape(shape)


def there_of(rows: Columns, shape: tuple[int, int], column: str = "physical") -> Units:
    """Return what lay free at night and what came in the day, shape (days, nodes, skus); 0 on the first day.

    Args:
        rows: the table stock_days.
        shape: days and products.
        column: physical, or record for what the firm believed.
    """

    def by_day(name: str) -> Units:
        return rows[name].astype(np.int64).reshape(shape[0], -1, shape[1])

    there = by_day("received")
    there[1:] += (by_day(column) - by_day("reserved"))[:-1]
    there[0] = 0
    return there
