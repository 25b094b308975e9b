"""Agreement: the figures in which the naive twin must match the engine, each with the interval that is allowed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
from cities import city
from naive.town import Town
from numpy.typing import NDArray

from o2o.construction import build
from scenarios.schema import Scenario
from sim.facts import Account, Mode, Outcome
from sim.places import StoreWorkSpec
from sim.units import CNY, MINUTE

DAYS = 14
ALLOWED = {
    "visits a day": 0.03,
    "share of walk-ins": 0.015,
    "share of collected orders": 0.10,
    "share of rider orders": 0.10,
    "share of parcels": 0.25,
    "lines a basket": 0.03,
    "net sales, CNY": 0.045,
    "till wait, minutes": 0.18,
    "share that gives up": 0.18,
    "share on time": 0.02,
    "fill rate": 0.001,
    "crew and riders, CNY": 0.005,
    "units received": 0.09,
}
"""Largest difference of the means over the replications, relative to the engine's mean."""

Tables = Mapping[str, Mapping[str, NDArray[Any]]]


def small_city() -> Scenario:
    """Return two thousand customers for two weeks, with tills slow enough for queues to be seen."""
    scenario = city(customers=2_000, stores=3, days=DAYS)
    work = StoreWorkSpec(till_base=4 * MINUTE, self_till_base=4 * MINUTE)
    return scenario.model_copy(update={"places": replace(scenario.places, store_work=work)})


def engine_figures(scenario: Scenario, replication: int) -> dict[str, float]:
    """Return the engine's figures."""
    population = build(scenario, replication)
    population.live(DAYS)
    population.forget()
    return figures(population.world.facts.tables())


def twin_figures(scenario: Scenario, replication: int) -> dict[str, float]:
    """Return the twin's figures."""
    town = Town(scenario, replication)
    town.live(DAYS)
    town.close()
    # Mesa's class-level registry of ids would keep the town alive.
    mesa.Agent._ids.pop(town, None)
    return figures(town.notes.tables())


def figures(tables: Tables) -> dict[str, float]:
    """Return the figures of one run's facts."""
    visits, orders, ledger = tables["visits"], tables["orders"], tables["ledger"]
    served = visits["served"] >= 0
    online = (orders["mode"] > Mode.WALK_IN) & (orders["delivered"] >= 0)
    kept = np.where(orders["mode"] == Mode.COLLECT, orders["handed"], orders["delivered"]) <= orders["promise"]
    wages = [account for account in Account if account.name.startswith("LABOUR")]
    return {
        "visits a day": visits["person"].size / DAYS,
        "share of walk-ins": float(np.mean(orders["mode"] == Mode.WALK_IN)),
        "share of collected orders": float(np.mean(orders["mode"] == Mode.COLLECT)),
        "share of rider orders": float(np.mean(orders["mode"] == Mode.INSTANT)),
        "share of parcels": float(np.mean(orders["mode"] == Mode.PARCEL)),
        "lines a basket": float(orders["lines"].mean()),
        "net sales, CNY": booked(ledger, Account.SALES) + booked(ledger, Account.REFUNDS),
        "till wait, minutes": float((visits["served"] - visits["queue"])[served].mean() / MINUTE),
        "share that gives up": float(np.mean(visits["outcome"] == Outcome.GAVE_UP)),
        "share on time": float(kept[online].mean()),
        "fill rate": float(orders["got"].sum() / orders["lines"].sum()),
        "crew and riders, CNY": booked(ledger, *wages, Account.RIDERS),
        "units received": float(tables["stock_days"]["received"].sum()),
    }


def booked(ledger: Mapping[str, NDArray[Any]], *accounts: Account) -> float:
    """Return what is on ``accounts``, CNY."""
    return float(ledger["fen"][np.isin(ledger["account"], accounts)].sum() / CNY)


def differences(twin: list[dict[str, float]], engine: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Return each figure's mean difference, twin less engine, and its standard error; relative to the engine."""
    found = {}
    for name in ALLOWED:
        ours = np.array([one[name] for one in engine])
        apart = np.array([one[name] for one in twin]) - ours
        error = apart.std(ddof=1) / np.sqrt(apart.size)
        found[name] = (float(apart.mean() / ours.mean()), float(error / abs(ours.mean())))
    return found
