"""Agreement: the figures in which the naive twin must match the engine, each with the interval that is allowed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
from cities import city
from naive.town import Town
from numpy.typing import NDArray
from operations import with_all

from o2o.construction import build
from scenarios.schema import Scenario
from sim.facts import Account, CancelReason, Mode, Outcome, Task, Trouble, Vehicle
from sim.places import FleetSpec
from sim.units import CNY, HOUR, KM, MINUTE

DAYS = 14
ALLOWED = {
    "visits a day": 0.03,
    "share of walk-ins": 0.015,
    "share of collected orders": 0.10,
    "share of rider orders": 0.10,
    "share of parcels": 0.15,
    "lines a basket": 0.03,
    "net sales, CNY": 0.045,
    "till wait, minutes": 0.20,
    "share that gives up": 0.18,
    "share on time": 0.06,
    "fill rate": 0.004,
    "crew, riders and agents, CNY": 0.005,
    "units received": 0.06,
    "units on the shelves": 0.02,
    "units expected to leave": 0.02,
    "metres a trip": 0.05,
    "minutes until a rider loads": 0.08,
    "hours picked": 0.08,
    "units shrunk": 0.05,
    "records that are wrong": 0.05,
    "units promised and not there": 0.15,
    "units wasted": 0.15,
    "units a supplier delivers": 0.02,
    "share of units returned": 0.12,
    "refunds of returns, CNY": 0.15,
    "tickets": 0.15,
    "packages beyond one an order": 0.20,
    "orders refused": 0.15,
    "orders cancelled": 0.15,
    "orders a trip": 0.03,
    "hours of advice and help": 0.12,
}
"""Largest difference of the means over the replications, relative to the engine's mean."""
PLAIN = tuple(ALLOWED)[:18]
"""figures of the plain city; it knows none of the others"""

Tables = Mapping[str, Mapping[str, NDArray[Any]]]
Table = Mapping[str, NDArray[Any]]


def plain_city() -> Scenario:
    """Return two thousand customers for two weeks, with tills slow enough for queues to be seen."""
    scenario = city(customers=2_000, stores=3, days=DAYS)
    work = replace(scenario.places.store_work, till_base=4 * MINUTE, self_till_base=4 * MINUTE)
    return scenario.model_copy(update={"places": replace(scenario.places, store_work=work)})


def small_city() -> Scenario:
    """Return the same with all operations on, and so few people, riders and goods that all mechanisms show."""
    scenario = with_all(plain_city())
    places, policies, plan = scenario.places, scenario.policies, scenario.plan
    fleets = {key: _short_handed(fleet) for key, fleet in places.fleets.items()}
    stock = replace(policies.replenishment, cover=6 * HOUR, safety=0.5, facing=1)
    credit = replace(plan.changes["org.credit_store"], to=0.4)
    return scenario.model_copy(
        update={
            "places": replace(places, fleets=fleets),
            "policies": replace(policies, replenishment=stock),
            "plan": replace(plan, changes={**plan.changes, "org.credit_store": credit}),
            "offers": replace(scenario.offers, instant_radius=6 * KM),
        }
    )


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
    visits, ledger = tables["visits"], tables["ledger"]
    served = visits["served"] >= 0
    wages = [account for account in Account if account.name.startswith("LABOUR")]
    return {
        "visits a day": visits["person"].size / DAYS,
        "net sales, CNY": booked(ledger, Account.SALES) + booked(ledger, Account.REFUNDS),
        "till wait, minutes": float((visits["served"] - visits["queue"])[served].mean() / MINUTE),
        "share that gives up": float(np.mean(visits["outcome"] == Outcome.GAVE_UP)),
        "crew, riders and agents, CNY": booked(ledger, *wages, Account.RIDERS, Account.COMPLAINTS),
        "tickets": float((tables["tickets"]["settled"] >= 0).sum()),
        **orders_of(tables["orders"]),
        **troubles_of(tables),
        **stock_of(tables),
        **rides_of(tables["trips"]),
        **work_of(tables["staff_hours"]),
    }


def orders_of(orders: Table) -> dict[str, float]:
    """Return how people buy, and how well they are served."""
    online = (orders["mode"] > Mode.WALK_IN) & (orders["delivered"] >= 0)
    kept = np.where(orders["mode"] == Mode.COLLECT, orders["handed"], orders["delivered"]) <= orders["promise"]
    ridden = (orders["mode"] == Mode.INSTANT) & (orders["handed"] >= 0)
    return {
        "share of walk-ins": float(np.mean(orders["mode"] == Mode.WALK_IN)),
        "share of collected orders": float(np.mean(orders["mode"] == Mode.COLLECT)),
        "share of rider orders": float(np.mean(orders["mode"] == Mode.INSTANT)),
        "share of parcels": float(np.mean(orders["mode"] == Mode.PARCEL)),
        "lines a basket": float(orders["lines"].mean()),
        "share on time": float(kept[online].mean()),
        "fill rate": float(orders["got"].sum() / orders["lines"].sum()),
        "packages beyond one an order": float((orders["part_of"] >= 0).sum()),
        "minutes until a rider loads": float((orders["handed"] - orders["packed"])[ridden].mean() / MINUTE),
    }


def troubles_of(tables: Tables) -> dict[str, float]:
    """Return what went wrong with orders, and what came back."""
    orders, exceptions, returns = tables["orders"], tables["exceptions"], tables["returns"]
    back = returns["inspected"] >= 0
    cancelled = (orders["cancelled"] >= 0) & (orders["cancel_reason"] != CancelReason.NONE)
    return {
        "orders refused": float((exceptions["trouble"] == Trouble.REFUSED).sum()),
        "orders cancelled": float(cancelled.sum()),
        "share of units returned": float(back.sum() / orders["got"].sum()),
        "refunds of returns, CNY": booked(tables["ledger"], Account.RETURNS),
    }


def stock_of(tables: Tables) -> dict[str, float]:
    """Return what happens to goods and to records of them."""
    stock, deliveries = tables["stock_days"], tables["deliveries"]
    there = deliveries["arrived"] >= 0
    return {
        "units received": float(stock["received"].sum()),
        "units shrunk": float(stock["shrunk"].sum()),
        "records that are wrong": float(np.mean(stock["record"] != stock["physical"])),
        "units promised and not there": float(stock["oversold"].sum()),
        "units wasted": float(stock["wasted"].sum()),
        "units on the shelves": float(stock["physical"].sum() / DAYS),
        "units expected to leave": float(tables["forecasts"]["units"].sum()),
        "units a supplier delivers": float(deliveries["delivered"][there].sum() / deliveries["units"][there].sum()),
    }


def rides_of(trips: Table) -> dict[str, float]:
    """Return how riders fare."""
    rides = trips["kind"] == Vehicle.RIDER
    return {
        "orders a trip": float(trips["orders"][rides].mean()),
        "metres a trip": float((trips["metres_empty"] + trips["metres_loaded"])[rides].mean()),
    }


def work_of(hours: Table) -> dict[str, float]:
    """Return what crews do."""
    return {
        "hours picked": busy(hours, Task.PICK),
        "hours of advice and help": busy(hours, Task.ADVICE) + busy(hours, Task.ASSIST),
    }


def busy(hours: Table, task: Task) -> float:
    """Return hours at work on ``task``."""
    return float(hours["busy"][hours["task"] == task].sum() / HOUR)


def booked(ledger: Table, *accounts: Account) -> float:
    """Return what is on ``accounts``, CNY."""
    return float(ledger["fen"][np.isin(ledger["account"], accounts)].sum() / CNY)


def differences(
    twin: list[dict[str, float]], engine: list[dict[str, float]], names: Iterable[str] = ALLOWED
) -> dict[str, tuple[float, float]]:
    """Return each figure's mean difference, twin less engine, and its standard error; relative to the engine."""
    found = {}
    for name in names:
        ours = np.array([one[name] for one in engine])
        apart = np.array([one[name] for one in twin]) - ours
        error = apart.std(ddof=1) / np.sqrt(apart.size)
        found[name] = (float(apart.mean() / ours.mean()), float(error / abs(ours.mean())))
    return found


def _short_handed(fleet: FleetSpec) -> FleetSpec:
    """Return two slow riders, who rest one after the other."""
    shifts = {key: replace(shift, staff=2) for key, shift in fleet.shifts.items()}
    breaks = {key: replace(rest, staff=1) for key, rest in fleet.breaks.items()}
    return replace(fleet, shifts=shifts, breaks=breaks, speed=12_000)
