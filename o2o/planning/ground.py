"""The ground of a placement: places, products, and days of demand, learned from previews or drawn from them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from o2o.planning.preview import FIRST, Demand, demand_of, measured_days, previews, shipping
from optimize.errors import PlanInputError
from scenarios.schema import Scenario
from sim.catalog import Catalog, catalog
from sim.city import City, Places, build_city
from sim.random_field import RandomField
from sim.samplers import poisson_of

LUCKS = 3
"""simulated runs to learn from at least: what a whole city asks for differs by luck, and one run may be a quiet one"""


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
    ships: NDArray[np.bool_]
    """stores that ship parcels already, whose units are among their own customers'; shape (stores,)"""

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
    demand, ships = _simulated(scenario, len(city.store_keys), 2 * scenario.planning.placement.days)
    if not demand.stores.any() and not demand.parcels.any():
        raise PlanInputError("nobody asks for anything on the simulated days: there is no demand to plan for")
    products = catalog(scenario.goods.products)
    chosen = np.linspace(0, len(demand.stores) - 1, 2 * scenario.planning.placement.days).astype(np.int64)
    return Ground(scenario, city, products, demand.days(chosen[::2]), demand.days(chosen[1::2]), ships)


def _simulated(scenario: Scenario, stores: int, wanted: int) -> tuple[Demand, NDArray[np.bool_]]:
    """Return ``wanted`` measured days or more, of `LUCKS` runs or more, and which stores ship on them."""
    parts: list[Demand] = []
    ships = np.zeros(stores, bool)
    for run in previews(scenario):
        whole = demand_of(run, np.ones(stores, bool))
        ships |= shipping(run, stores)
        days = measured_days(scenario, whole)
        if not days.size:
            raise PlanInputError("calendar.days leaves no day after the warm-up to plan for; simulate at least two")
        parts.append(whole.days(days))
        if len(parts) >= LUCKS and sum(len(part.stores) for part in parts) >= wanted:
            break
    own, parcels, there = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("stores", "parcels", "there")
    )
    return Demand(own, parcels, there, sum(part.units_a_parcel for part in parts) / len(parts)), ships


def drawn(ground: Ground) -> NDArray[np.float64]:
    """Return days of demand like the learned ones, shape (scenarios, skus, stores and zones).

    A place's volume is that of a learned day; a product's part of it is the product's share of all units in the chain,
    so that slow products learn from every store; units are Poisson. Each place and product has exactly the equally
    likely quantiles of its demand over all learned days, so that sixty days show the tail that sixty days in a row
    would miss or overstate; which day has which of them goes by the day's volume and by luck.
    """
    spec, learned = ground.scenario.planning.placement, ground.learned
    asked = np.concatenate([learned.stores, learned.parcels], axis=1)
    share, volume = asked.sum(axis=(0, 1)) / asked.sum(), asked.sum(axis=2).astype(np.float64)
    luck = RandomField(ground.scenario.experiment.seed, FIRST).purpose("planning.demand")
    shape = (spec.scenarios, share.size, volume.shape[1])
    noise = np.array([luck.dense(shape[1] * shape[2], scenario) for scenario in range(shape[0])]).reshape(shape)
    today = poisson_of(noise, volume[np.arange(shape[0]) % len(volume)][:, None, :] * share[None, :, None])
    rank = np.argsort(np.argsort(today + noise, axis=0, kind="stable"), axis=0, kind="stable")
    chance = (np.arange(shape[0]) + 0.5) / shape[0]
    levels = np.stack([mixed_poisson(chance, volume * part) for part in share.tolist()], axis=1)
    return np.take_along_axis(levels, rank, axis=0).astype(np.float64)


def mixed_poisson(chance: NDArray[np.float64], rate: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the quantiles of Poisson demand on a day that is any of D, shape (chances, places).

    Args:
        chance: above 0 and below 1, shape (chances,).
        rate: units by day and place, shape (D, places).
    """
    top = float(rate.max())
    below = pdtr(np.arange(int(top + 12 * np.sqrt(top) + 12))[:, None, None], rate).mean(axis=1)
    return np.stack([np.searchsorted(column, chance) for column in below.T], axis=1)
