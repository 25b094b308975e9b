"""Placement planned: a scenario's stores, products and simulated days as a placement case, its plan as levels to run.

The span is a day: stores are filled up every night, what is left over stays. Warehouses keep their rule; in the model
they hold what their parcels of the day need. What a store ships already is for it to hold, as for its own customers.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from o2o.planning.ground import Ground, drawn, survey
from o2o.planning.placement_lived import served, worth
from o2o.planning.planned import Planned
from o2o.planning.trees import planted
from o2o.study import Study
from optimize.backends import Effort
from optimize.model import Reals
from optimize.placement import place
from optimize.placement_case import Placement, PlacementPlan, Reach
from optimize.placement_parts import place_in_parts, wait_and_see
from sim.city import City
from sim.places import metres
from sim.units import HOUR

if TYPE_CHECKING:
    from scenarios.tree import Plain

NEAREST = 2
"""stores that may ship to a zone: its nearest ones"""
FEW = 2_000
"""demands (scenarios x products x zones) that one model holds with ease"""
YEAR = 365
LEVELS = "levels.csv"


def plan(study: Study, out: Path, workers: int | None) -> Planned:
    """Return the stock levels of every store and the stores that ship, for the scenario's own demand.

    Raises:
        PlanningError: no plan keeps the limits, or the solver has none.
    """
    ground = survey(study.loaded.scenario)
    case, spec = build(ground, drawn(ground)), study.loaded.scenario.planning.placement
    way = place if case.demand.size <= FEW else place_in_parts
    found = way(case, effort=Effort(gap=spec.gap, wall_seconds=float(spec.seconds)))
    return Planned(
        what="placement",
        unit="CNY a day: margin less holding, sending and enabling",
        proof=found.proof,
        baseline=today(ground, case),
        clairvoyant=max(wait_and_see(case), found.proof.objective),
        tree=_with_plan(study, ground, found),
        head=("site", "units today", "units planned", "of tied-up money, CNY", "ships"),
        rows=_rows(ground, case, found),
        tables={LEVELS: _levels(ground, found)},
    )


def build(ground: Ground, units: Reals) -> Placement:
    """Return the case of ``units``, shape (scenarios, skus, zones): each store's own customers, then parcels' zones."""
    city, spec = ground.city, ground.scenario.planning.placement
    stores = len(city.store_keys)
    cost = ground.products.cost.astype(np.float64)
    holding = np.outer(cost, np.ones(city.nodes)) * spec.holding / YEAR
    facing = np.zeros((1, city.nodes))
    facing[0, :stores] = ground.scenario.policies.replenishment.facing
    floor = np.array([city.places.stores[key].floor_m2 for key in city.store_keys], np.float64)
    capacity = np.full(city.nodes, np.inf)
    if spec.units_per_m2:
        capacity[:stores] = spec.units_per_m2 * floor
    case = Placement(
        skus=ground.products.ids,
        nodes=(*city.store_keys, *city.warehouse_keys),
        zones=(*(f"{key}'s customers" for key in city.store_keys), *city.zone_keys),
        chance=np.full(len(units), 1.0 / len(units)),
        demand=units,
        price=ground.products.price.astype(np.float64),
        unit_cost=cost,
        salvage=cost,
        lost_cost=np.full(cost.size, float(spec.goodwill)),
        holding_cost=holding,
        sending_cost=_sending(ground),
        reach=_reach(city, ground.ships),
        enabling_cost=np.concatenate([np.full(stores, float(spec.enabling)), np.zeros(city.nodes - stores)]),
        litres=np.ones(cost.size),
        capacity=capacity,
        available=np.full(cost.size, np.inf),
        service_floor=np.where(units.sum(axis=(0, 2)) > 0, spec.service, 0.0),
        least=facing,
    )
    return replace(case, budget=_budget(ground, case)) if spec.tied else case


def _budget(ground: Ground, case: Placement) -> float:
    """Return the money that stock may tie up: today's at the stores, and what all parcels of a day need."""
    stores = len(ground.city.store_keys)
    money = case.unit_cost[:, None] + case.holding_cost
    today_units = ground.learned.there.mean(axis=0).T
    parcels = case.demand[:, :, stores:].sum(axis=2).max(axis=0)
    tied = float((today_units * money[:, :stores]).sum()) * ground.scenario.planning.placement.tied
    return tied + float((parcels * money[:, stores:].max(axis=1)).sum())


def _sending(ground: Ground) -> Reals:
    """Return fen per unit sent: a parcel's carrier, box and work shared by its units; nothing to own customers."""
    p, city = ground.scenario.places, ground.city
    stores = len(city.store_keys)
    units = ground.learned.units_a_parcel
    outside = (p.carrier.price + p.carrier.packaging) / units
    work = (p.store_work, p.warehouse_work)
    inside = [(w.wage / HOUR) * ((w.pick_base + w.pack) / units + w.pick_line) for w in work]
    cost = np.zeros((city.nodes, stores + len(city.zone_keys)))
    cost[:stores, stores:] = outside + inside[0]
    cost[stores:, stores:] = outside + inside[1]
    return cost


def _reach(city: City, ships: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return who may serve whom: a store its own customers, a zone its nearest warehouse, near stores once enabled.

    Stores that ship already, ``ships``, have nothing to enable: their parcels are among their own customers' units.
    """
    stores, zones = len(city.store_keys), len(city.zone_keys)
    reach = np.full((city.nodes, stores + zones), Reach.NEVER.value, np.int64)
    reach[np.arange(stores), np.arange(stores)] = Reach.ALWAYS.value
    x, y = city.site_xy[: city.nodes].T
    for zone, (zx, zy) in enumerate(city.zone_xy.tolist()):
        away = metres(x, y, zx, zy)
        near = np.argsort(away[:stores], kind="stable")[:NEAREST]
        reach[near[~ships[near]], stores + zone] = Reach.ENABLED.value
        reach[stores + int(np.argmin(away[stores:])), stores + zone] = Reach.ALWAYS.value
    return reach


def today(ground: Ground, case: Placement) -> float:
    """Return what the stock of today's rule is worth under the demand of ``case``, by the model's measure; fen a day.

    Its stock is what lay on the shelves on the learned days; parcels come from the warehouses, which have enough.
    """
    days = np.arange(len(case.demand)) % len(ground.learned.there)
    there = ground.learned.there[days].transpose(0, 2, 1).astype(np.float64)
    return worth(case, there, np.zeros(ground.stores, bool), served(case, there, ground.stores))


def _levels(ground: Ground, plan: PlacementPlan) -> str:
    """Return the stores' levels as a table, a row each store and product."""
    stock = np.rint(plan.stock).astype(np.int64)
    rows = [
        f"{n}-{k},{site},{sku},{stock[k, n]}"
        for n, site in enumerate(ground.city.store_keys)
        for k, sku in enumerate(ground.products.ids)
    ]
    return "\n".join(["id,site,sku,level", *rows]) + "\n"


def _with_plan(study: Study, ground: Ground, plan: PlacementPlan) -> "dict[str, Plain]":
    """Return the scenario's tree with the plan's levels, and a change for the stores that ship."""
    scenario = study.loaded.scenario
    tree = planted(study.loaded.tree, ("name",), f"{scenario.name}, placement planned")
    tree = planted(tree, ("policies", "replenishment", "levels"), {"from_csv": LEVELS})
    ships: list[Plain] = [key for n, key in enumerate(ground.city.store_keys) if plan.enabled[n]]
    if not ships:
        return tree
    start = scenario.calendar.start.isoformat()
    change: Plain = {"start": start, "lever": "ship_from_store", "to": True, "where": ships, "why": "placement plan"}
    return planted(tree, ("plan", "changes", "placement_ships"), change)


def _rows(ground: Ground, case: Placement, plan: PlacementPlan) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for n, key in enumerate(ground.city.store_keys):
        tied = float((plan.stock[:, n] * case.unit_cost).sum()) / 100
        units = (
            f"{ground.learned.there[:, n].sum(axis=1).mean():,.0f}",
            f"{plan.stock[:, n].sum():,.0f}",
            f"{tied:,.0f}",
        )
        rows.append((key, *units, "yes" if plan.enabled[n] else ""))
    return rows
