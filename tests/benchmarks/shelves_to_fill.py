"""Chains to place stock in: a warehouse, dark stores and stores; every figure random, limits tight enough to matter."""

import numpy as np
from numpy.random import PCG64, Generator

from optimize.placement_case import Placement, Reach

DARK, DISTRICTS = 4, 20
"""dark stores; districts that order online"""
NEAR, FAR = 5_000.0, 10_000.0
"""metres that a store and a dark store send to"""


def chain_of(seed: int, *, skus: int = 200, sites: int = 30, scenarios: int = 10) -> Placement:
    """Return a day of a chain in fen: one warehouse that sends parcels to all, `DARK` dark stores, the rest stores.

    A store serves its own customers and, once enabled, districts within `NEAR`; a dark store those within `FAR`.
    """
    rng = Generator(PCG64(seed))
    stores = sites - 1 - DARK
    place, home = rng.uniform(0, 20_000, (sites, 2)), rng.uniform(0, 20_000, (DISTRICTS, 2))
    away = np.hypot(*np.moveaxis(place[:, None] - home, 2, 0))
    reach = np.full((sites, stores + DISTRICTS), Reach.NEVER.value)
    reach[np.arange(1 + DARK, sites), np.arange(stores)] = Reach.ALWAYS.value
    reach[0, stores:] = Reach.ALWAYS.value
    reach[1 : 1 + DARK, stores:][away[1 : 1 + DARK] <= FAR] = Reach.ENABLED.value
    reach[1 + DARK :, stores:][away[1 + DARK :] <= NEAR] = Reach.ENABLED.value
    sending = np.zeros(reach.shape)
    sending[:, stores:] = np.rint(200 + 0.06 * away)
    sending[0, stores:] = 900.0
    demand = _demand(rng, (scenarios, skus, stores + DISTRICTS))
    cost = np.rint(rng.lognormal(7.0, 0.6, skus))
    litres = rng.uniform(0.3, 3.0, skus)
    asked = demand.mean(axis=0)
    room = np.full(sites, np.inf)
    room[1 + DARK :] = 1.5 * litres @ asked[:, :stores]
    room[1 : 1 + DARK] = 0.2 * litres @ asked[:, stores:].sum(axis=1)
    scarce = rng.random(skus) < 0.1
    return Placement(
        skus=tuple(f"product {k}" for k in range(skus)),
        nodes=("warehouse", *(f"dark store {k}" for k in range(DARK)), *(f"store {k}" for k in range(stores))),
        zones=(*(f"customers of store {k}" for k in range(stores)), *(f"district {k}" for k in range(DISTRICTS))),
        chance=np.full(scenarios, 1 / scenarios),
        demand=demand,
        price=np.rint(cost * rng.uniform(1.2, 1.8, skus)),
        unit_cost=cost,
        salvage=np.rint(cost * rng.uniform(0.7, 0.98, skus)),
        lost_cost=np.rint(0.05 * cost),
        holding_cost=np.full((skus, sites), 2.0),
        sending_cost=sending,
        reach=reach,
        enabling_cost=np.r_[0.0, np.full(DARK, 600.0 * skus), np.full(stores, 125.0 * skus)],
        litres=litres,
        capacity=room,
        available=np.where(scarce, np.ceil(0.8 * asked.sum(axis=1)), np.inf),
        service_floor=np.where(~scarce & (rng.random(skus) < 0.1), 0.7, 0.0),
        budget=float(1.1 * cost @ asked.sum(axis=1)),
    )


def _demand(rng: Generator, shape: tuple[int, int, int]) -> np.ndarray:
    """Return units: popularity of a product, size of a zone and a luck of the day that all places share."""
    scenarios, skus, zones = shape
    popular = rng.gamma(0.7, 3.0, skus)
    large = rng.gamma(4.0, 0.25, zones)
    day = rng.gamma(12.0, 1 / 12.0, (scenarios, 1, 1))
    luck = rng.gamma(6.0, 1 / 6.0, (scenarios, skus, 1))
    return rng.poisson(day * luck * popular[:, None] * large).astype(float)
