"""Cases for the optimisers: a shop with one product, small random chains, small random sites."""

import csv
import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.assignment_case import Assignment, Substitutes
from optimize.budget_case import Curve, Envelope, Joint, Need, Programme
from optimize.location_case import Locations
from optimize.placement_case import Placement, Reach

DATA = Path(__file__).parent / "data"


def names(word, count):
    return tuple(f"{word} {k}" for k in range(count))


@pytest.fixture(scope="session")
def kiosk():
    """Return a maker of newsvendor cases: one product, one store, its own customers; money in fen."""

    def make(demand, chance=None, *, whole, price=1200.0, cost=500.0, salvage=200.0):
        count = len(demand)
        return Placement(
            skus=("paper",),
            nodes=("kiosk",),
            zones=("passers-by",),
            chance=np.full(count, 1 / count) if chance is None else np.asarray(chance, float),
            demand=np.asarray(demand, float).reshape(count, 1, 1),
            price=np.array([price]),
            unit_cost=np.array([cost]),
            salvage=np.array([salvage]),
            lost_cost=np.zeros(1),
            holding_cost=np.zeros((1, 1)),
            sending_cost=np.zeros((1, 1)),
            reach=np.array([[Reach.ALWAYS.value]]),
            enabling_cost=np.zeros(1),
            litres=np.ones(1),
            capacity=np.array([np.inf]),
            available=np.array([np.inf]),
            service_floor=np.zeros(1),
            whole=whole,
        )

    return make


@pytest.fixture(scope="session")
def chain():
    """Return a maker of random chains: a depot that reaches all, stores that must be enabled to ship."""

    def make(seed, *, skus=2, nodes=2, zones=2, scenarios=2, most=3):
        rng = Generator(PCG64(seed))
        reach = rng.choice([r.value for r in Reach], (nodes, zones), p=[0.2, 0.3, 0.5])
        cost = rng.integers(200, 600, skus).astype(float)
        return Placement(
            skus=names("sku", skus),
            nodes=names("node", nodes),
            zones=names("zone", zones),
            chance=rng.permutation(
                np.array([1, 3, 4, 8, 16])[:scenarios] / np.array([1, 3, 4, 8, 16])[:scenarios].sum()
            ),
            demand=rng.integers(0, most + 1, (scenarios, skus, zones)).astype(float),
            price=cost + rng.integers(100, 900, skus),
            unit_cost=cost,
            salvage=cost - rng.integers(50, 200, skus),
            lost_cost=rng.integers(0, 100, skus).astype(float),
            holding_cost=rng.integers(0, 40, (skus, nodes)).astype(float),
            sending_cost=rng.integers(0, 300, (nodes, zones)).astype(float),
            reach=reach,
            enabling_cost=rng.integers(0, 800, nodes).astype(float),
            litres=rng.integers(1, 4, skus).astype(float),
            capacity=rng.integers(3, 12, nodes).astype(float),
            available=rng.integers(2, 7, skus).astype(float),
            service_floor=np.zeros(skus),
            budget=float(rng.integers(1000, 6000)),
        )

    return make


@pytest.fixture(scope="session")
def sites():
    """Return a maker of random location cases with whole figures; all sites together are large enough."""

    def make(seed, *, count=4, customers=5):
        rng = Generator(PCG64(seed))
        demand = rng.integers(1, 10, customers).astype(float)
        capacity = rng.integers(3, 20, count).astype(float)
        capacity[0] += max(0.0, demand.sum() - capacity.sum())
        return Locations(
            sites=names("site", count),
            customers=names("customer", customers),
            opening_cost=rng.integers(5, 60, count).astype(float),
            capacity=capacity,
            demand=demand,
            serving_cost=rng.integers(1, 60, (count, customers)).astype(float),
        )

    return make


@pytest.fixture(scope="session")
def published():
    """Return a reader of OR-Library's capacitated warehouse files (Beasley 1988); see data/README.md."""

    def read(name):
        figures = [float(word) for word in gzip.decompress((DATA / f"{name}.txt.gz").read_bytes()).split()]
        count, customers = int(figures[0]), int(figures[1])
        site = np.array(figures[2 : 2 + 2 * count]).reshape(count, 2)
        customer = np.array(figures[2 + 2 * count :]).reshape(customers, 1 + count)
        return Locations(
            sites=names("warehouse", count),
            customers=names("customer", customers),
            opening_cost=site[:, 1],
            capacity=site[:, 0],
            demand=customer[:, 0],
            serving_cost=customer[:, 1:].T.copy(),
        )

    return read


@pytest.fixture(scope="session")
def best_known():
    """Return the published optima by instance."""
    with (DATA / "optima.csv").open(encoding="utf-8") as file:
        return {row["instance"]: float(row["optimum"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def programmes():
    """Return a maker of random programmes with every rule in it: three initiatives, four months in two phases."""

    def make(seed, *, initiatives=3, scopes=1, months=4, outcomes=2):
        rng = Generator(PCG64(seed))
        shape = (initiatives, scopes)
        return Programme(
            initiatives=names("initiative", initiatives),
            scopes=names("scope", scopes),
            phases=("early", "late"),
            phase=np.arange(months) * 2 // months,
            chance=np.array([3, 1, 4])[:outcomes] / np.array([3, 1, 4])[:outcomes].sum(),
            cost=rng.integers(1, 30, shape) * 100.0,
            months=rng.integers(0, 3, shape),
            gain=rng.integers(-5, 40, (outcomes, *shape)) * 100.0,
            overrun=rng.choice([0.9, 1.0, 1.3], (outcomes, initiatives)),
            may_begin=rng.random((initiatives, months)) < 0.9,
            discount=0.98 ** np.arange(months),
            envelope=Envelope(
                fixed=np.eye(months)[0] * rng.integers(20, 80) * 100.0,
                revenue=np.full(months, 10_000.0),
                revenue_share=rng.choice([0.0, 0.05], months),
                category_share=rng.choice([0.3, 0.5, 1.0], 2),
                phase_share=[np.array([0.5, 0.5]), np.array([0.7, 0.3]), None][seed % 3],
                reserve=0.15,
                carried=float(rng.choice([0.0, 0.5, 1.0])),
            ),
            categories=("technology", "marketing"),
            category=rng.integers(0, 2, initiatives),
            revenue_gain=rng.integers(0, 90, shape) * 100.0,
            pools=("engineers",),
            people=rng.integers(0, 3, (1, *shape)).astype(float),
            people_limit=np.full((1, months), 3.0),
            needs=(Need(2, (0, 1)[: 1 + seed % 2]),) if seed % 4 else (),
            exclusions=((0, 1),) if seed % 5 == 0 else (),
            joints=(Joint((0, 2), rng.integers(-20, 20, (outcomes, scopes)) * 100.0),),
            curves=(Curve((1, 2), np.array([1500.0, 1500.0, np.inf]), np.array([1.0, 0.5, 0.1])),) if seed % 2 else (),
            after=float(rng.choice([0.0, 3.0])),
            pilot_months=[None, 0, 1][seed % 3],
            aversion=float(rng.choice([0.0, 0.5, 1.0])),
            tail=0.4,
        )

    return make


@pytest.fixture(scope="session")
def plain_programme(programmes):
    """Return a maker of programmes of equal initiatives, live at once, 1000 fen a month each, in four months."""

    def make(*, cost, share, initiatives=1):
        case = programmes(1, initiatives=3)
        return replace(
            case,
            initiatives=case.initiatives[:initiatives],
            chance=np.ones(1),
            cost=np.full((initiatives, 1), cost),
            months=np.zeros((initiatives, 1), np.int64),
            gain=np.full((1, initiatives, 1), 1000.0),
            overrun=np.ones((1, initiatives)),
            may_begin=np.ones((initiatives, 4), bool),
            discount=np.ones(4),
            envelope=replace(
                case.envelope,
                fixed=np.array([1000.0, 0, 0, 0]),
                revenue_share=np.zeros(4),
                category_share=np.ones(2),
                phase_share=None if share is None else np.array(share),
                reserve=0.0,
                carried=1.0,
            ),
            category=np.zeros(initiatives, np.int64),
            revenue_gain=None,
            pools=(),
            people=None,
            people_limit=None,
            needs=(),
            joints=(),
            curves=(),
            after=0.0,
            aversion=0.0,
        )

    return make


@pytest.fixture(scope="session")
def batch():
    """Return a maker of random batches of orders: some sites out of reach, little stock, at times a substitute."""

    def make(seed, *, orders=2, sites=2, skus=2, most_lines=2, most_units=2, spare=0):
        rng = Generator(PCG64(seed))
        lines = rng.integers(1, most_lines + 1, orders)
        order = np.repeat(np.arange(orders), lines)
        freight = rng.integers(50, 400, (orders, sites)).astype(float)
        freight[rng.random((orders, sites)) < 0.15] = np.inf
        sku = rng.integers(0, skus, order.size)
        swapped = np.flatnonzero(rng.random(order.size) < 0.2) if skus > 1 else np.empty(0, np.int64)
        return Assignment(
            sites=names("site", sites),
            skus=names("sku", skus),
            orders=names("order", orders),
            order=order,
            sku=sku,
            units=rng.integers(1, most_units + 1, order.size),
            freight=freight,
            sending_cost=rng.integers(0, 60, (order.size, sites)).astype(float),
            lost_cost=rng.integers(50, 500, order.size).astype(float),
            short_cost=rng.integers(0, 2, orders) * 150.0,
            stock=rng.integers(0, 4 + spare, (sites, skus)),
            capacity=rng.choice([np.inf, 2.0, 3.0 + spare], sites),
            most_packages=rng.integers(1, sites + 1, orders),
            lateness=rng.integers(0, 2, (orders, sites)) * 30.0,
            late_cost=2.0,
            substitutes=Substitutes(swapped, (sku[swapped] + 1) % skus, np.full(swapped.size, 20.0)),
        )

    return make
