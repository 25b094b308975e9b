"""The ground of a placement: places, products, and days of demand, learned from previews or drawn from them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from o2o.planning.preview import FIRST, Demand, demand_of, measured_days, previews
from optimize.errors import PlanInputError
from scenarios.schema import Scenario
from sim.catalog import Catalog, catalog
from sim.city import City, Places, build_city
from sim.random_field import RandomField
from sim.samplers import poisson_of


@dataclass(frozen=True)
class Ground:
    """What a placement case is made from."""

    scenario: Scenario
    city: City
    products: Catalog
    learned: Demand
    """simulated days that the plan is made from"""
    check: Demand
    """as many other days"""

    @property
    def stores(self) -> int:
        """Return the number of stores."""
        return len(self.city.store_keys)


def places_of(scenario: Scenario) -> Places:
    """Return the places of ``scenario`` as a city is built from them."""
    p = scenario.places
    return Places(p.stores, p.warehouses, p.fleets, p.zones, p.carrier, p.trucks, p.store_work, p.warehouse_work)


def survey(scenario: Scenario) -> Ground:
    """Return places, products and simulated days of ``scenario``; days to learn from and to check by take turns.

    Raises:
        PlanInputError: nobody asks for anything.
    """
    city = build_city(places_of(scenario))
    demand = _simulated(scenario, len(city.store_keys), 2 * scenario.planning.placement.days)
    if not demand.stores.any() and not demand.parcels.any():
        raise PlanInputError("nobody asks for anything on the simulated days: there is no demand to plan for")
    products = catalog(scenario.goods.products)
    chosen = np.linspace(0, len(demand.stores) - 1, 2 * scenario.planning.placement.days).astype(np.int64)
    return Ground(scenario, city, products, demand.days(chosen[::2]), demand.days(chosen[1::2]))


def _simulated(scenario: Scenario, stores: int, wanted: int) -> Demand:
    parts: list[Demand] = []
    for run in previews(scenario):
        whole = demand_of(run, stores)
        days = measured_days(scenario, whole)
        if not days.size:
            raise PlanInputError("calendar.days leaves no day after the warm-up to plan for; simulate at least two")
        parts.append(whole.days(days))
        if sum(len(part.stores) for part in parts) >= wanted:
            break
    own, parcels, there = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("stores", "parcels", "there")
    )
    return Demand(own, parcels, there, sum(part.units_a_parcel for part in parts) / len(parts))


def drawn(ground: Ground) -> NDArray[np.float64]:
    """Return days of demand like the learned ones, shape (scenarios, skus, stores and zones).

    A place's volume is that of a learned day; a product's part of it is the product's share of all units in the chain,
    so that slow products learn from every store. Units are Poisson, drawn in equal strata: sixty days show the tail
    that sixty days in a row would miss or overstate.
    """
    spec, learned = ground.scenario.planning.placement, ground.learned
    asked = np.concatenate([learned.stores, learned.parcels], axis=1)
    share = asked.sum(axis=(0, 1)) / asked.sum()
    day = np.arange(spec.scenarios) % len(asked)
    rate = asked.sum(axis=2)[day][:, None, :] * share[None, :, None]
    luck = RandomField(ground.scenario.experiment.seed, FIRST).purpose("planning.demand")
    cells = rate.shape[1] * rate.shape[2]
    noise = np.array([luck.dense(cells, scenario) for scenario in range(spec.scenarios)]).reshape(rate.shape)
    stratum = np.argsort(np.argsort(noise, axis=0, kind="stable"), axis=0, kind="stable")
    return poisson_of((stratum + 0.5) / spec.scenarios, rate).astype(np.float64)
