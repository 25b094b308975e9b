"""Planning: ten thousand orders assigned, models built and handed over, and routing at bid prices inside a run."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import process_time

import highspy
import numpy as np
import pulp
from cities import city
from numpy.random import PCG64, Generator
from pairs import Gate, Measured, interleaved
from stopwatch import share

from o2o.construction import build
from optimize.assignment import assign
from optimize.assignment_case import Assignment, no_prices
from optimize.assignment_model import formulate
from optimize.backends import as_highs, as_pulp
from optimize.bid_routing import BidPriceRouting
from optimize.model import Model
from sim.plan import ChangeSpec
from sim.policies import RoutingSpec

ORDERS, SITES, PRODUCTS = 10_000, 5, 200
SCARCE = 0.98
"""units in stock / units asked for"""
CUSTOMERS, STORES, DAYS = 20_000, 10, 3


def orders() -> Assignment:
    """Return orders of one unit each, hardly enough stock, and sites that cannot pick them all."""
    rng = Generator(PCG64(1))
    sku = rng.integers(0, PRODUCTS, ORDERS)
    homes, sites = rng.random((ORDERS, 1, 2)), rng.random((SITES, 2))
    metres = 10_000 * np.hypot(*np.moveaxis(homes - sites, 2, 0))
    mean = SCARCE * np.bincount(sku, minlength=PRODUCTS) / SITES
    return Assignment(
        sites=tuple(f"store {k}" for k in range(SITES)),
        skus=tuple(f"product {k}" for k in range(PRODUCTS)),
        orders=tuple(f"order {k}" for k in range(ORDERS)),
        order=np.arange(ORDERS),
        sku=sku,
        units=np.ones(ORDERS, np.int64),
        freight=np.rint(500 + 0.1 * metres),
        sending_cost=np.full((ORDERS, SITES), 30.0),
        lost_cost=np.full(ORDERS, 2000.0),
        short_cost=np.zeros(ORDERS),
        stock=rng.poisson(mean, (SITES, PRODUCTS)),
        capacity=np.full(SITES, 1.05 * ORDERS / SITES),
        most_packages=np.ones(ORDERS, np.int64),
        lateness=np.zeros((ORDERS, SITES)),
    )


def assignment(pairs: int) -> Measured:
    """Return CPU seconds from arrays to a plan that the checker has accepted."""
    case = orders()
    plan = assign(case)
    values = tuple(_seconds(partial(assign, case)) for _ in range(pairs))
    return Measured(
        "assign_10000_orders_5_sites_seconds",
        f"CPU seconds to build, solve, read and check {ORDERS:,} orders x {SITES} sites; no ratio",
        Gate(most=3),
        values,
        {"units_left_out": float(plan.left.sum())},
    )


def building(pairs: int) -> Measured:
    """Return how much longer PuLP's model takes to build from arrays than HiGHS's own."""
    model = formulate(orders(), no_prices(orders())).model
    return _compared(
        "pulp_build_vs_highs_build",
        f"{model.cost.size:,} columns: PuLP's model from arrays / HiGHS's own",
        Gate(most=30),
        (partial(as_pulp, model), partial(_hand_over, model)),
        pairs,
    )


def transfer(pairs: int) -> Measured:
    """Return how much longer PuLP takes to hand a built model to HiGHS than we take to hand over arrays."""
    model = formulate(orders(), no_prices(orders())).model
    problem = as_pulp(model)
    return _compared(
        "pulp_transfer_vs_ours",
        f"{model.cost.size:,} columns to HiGHS: PuLP row by row / arrays in one call",
        Gate(least=1.5),
        (partial(_stock_path, problem), partial(_hand_over, model)),
        pairs,
    )


def replanning(pairs: int) -> Measured:
    """Return the share of a run that pricing and choosing nodes takes, three stores and the warehouse considered."""
    scenario = city(CUSTOMERS, STORES, DAYS * (pairs + 1))
    ships = ChangeSpec(start=scenario.calendar.start, lever="ship_from_store", to=True, why="parcels from stores")
    routing = RoutingSpec(rule="bid_prices", stores=3)
    scenario = scenario.model_copy(
        update={
            "policies": replace(scenario.policies, routing=routing),
            "plan": replace(scenario.plan, changes={"ships": ships}),
        }
    )
    population = build(scenario, replication=0)
    days = iter(range(DAYS * (pairs + 1)))

    def live() -> None:
        for _ in range(DAYS):
            population.live_day(next(days))

    live()
    return Measured(
        "replanning_share",
        f"CPU time of routing at bid prices / of {DAYS} days of {CUSTOMERS:,} customers and {STORES} stores",
        Gate(most=0.3),
        tuple(share(live, {BidPriceRouting: ("route",)}) for _ in range(pairs)),
        {},
    )


def _hand_over(model: Model) -> None:
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.passModel(as_highs(model))


def _stock_path(problem: pulp.LpProblem) -> None:
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)


def _compared(name: str, what: str, gate: Gate, sides: tuple[Callable[[], object], ...], pairs: int) -> Measured:
    over, under = (partial(_seconds, side) for side in sides)
    interleaved(over, under, 1)
    taken = interleaved(over, under, pairs)
    return Measured(
        name,
        what,
        gate,
        tuple(above / below for above, below in taken),
        {"over_ms": 1000 * min(above for above, _ in taken), "under_ms": 1000 * min(below for _, below in taken)},
    )


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
