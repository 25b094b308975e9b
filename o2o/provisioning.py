"""Provisioning: how every node of a scenario orders, what it expects to sell, and who supplies it."""

import numpy as np

from scenarios.schema import Scenario
from sim.calendar import Calendar
from sim.catalog import Catalog
from sim.city import City
from sim.facts import NEVER
from sim.forecast import method_of
from sim.forecasting import HORIZON, ErrorSpread, Forecasting, Knowledge, PoissonSpread
from sim.levers import Levers
from sim.markdown import Markdown
from sim.policies import Replenishment
from sim.popups import seasons_of
from sim.random_field import RandomField
from sim.replenishment import LevelSpec, Rates, rule_of
from sim.samplers import normal
from sim.shelf_room import ShelfRoom
from sim.suppliers import SupplierLuck, Suppliers
from sim.supply import Ordering
from sim.transhipment import Transhipment


def supplier_keys(scenario: Scenario) -> tuple[str, ...]:
    """Return the suppliers in the order of their slots."""
    return tuple(sorted(scenario.places.suppliers))


def provide(
    scenario: Scenario, city: City, products: Catalog, levers: Levers, field: RandomField, daily: Rates
) -> Ordering:
    """Return how the nodes order.

    Args:
        scenario: what the planner said.
        city: the nodes.
        products: what they sell.
        levers: the live values.
        field: the replication's luck.
        daily: units a day that each node may expect to lose at first, shape (nodes, skus).
    """
    spec = scenario.policies.replenishment
    stores, warehouses = len(city.store_keys), len(city.warehouse_keys)
    review = [spec.review] * stores + [spec.warehouse_review] * warehouses
    forecast = _forecasting(scenario, levers, field, daily)
    suppliers = _suppliers(scenario, products, levers, field, daily[stores:].sum(axis=0))
    swaps = Transhipment(scenario.policies.transhipment, city.between_stores(), levers["transhipment"])
    seasons = seasons_of(scenario.places.popups, city.store_keys, Calendar(scenario.calendar))
    rules, oldest_first = _rules(scenario, city, products, levers["corners.area"]), scenario.goods.oldest_first
    markdown = _markdown(scenario, products, levers)
    return Ordering(rules, review, forecast, suppliers, swaps, oldest_first, markdown, seasons)


def _markdown(scenario: Scenario, products: Catalog, levers: Levers) -> Markdown:
    level = levers["price.factor"]
    return Markdown(scenario.goods.markdown, levers["markdown"], lambda: level[:, None] * products.price)


def _forecasting(scenario: Scenario, levers: Levers, field: RandomField, daily: Rates) -> Forecasting:
    weight, spec = scenario.policies.replenishment.smoothing, scenario.policies.forecast
    spread = ErrorSpread(daily, weight) if spec.spread == "errors" else PoissonSpread(daily)
    error = field.purpose("forecast.error")
    days = scenario.calendar.days + HORIZON
    knowledge = Knowledge(
        levers,
        Calendar(scenario.calendar).festivals(days),
        lambda week: normal(error.dense(daily.size, week)),
    )
    return Forecasting(method_of(spec, daily, weight), spread, knowledge)


def _rules(scenario: Scenario, city: City, products: Catalog, area: Rates) -> list[Replenishment]:
    """Return every node's rule; those of stores order no more than their shelves hold beside corners."""
    spec = scenario.policies.replenishment
    rows: dict[str, list[LevelSpec]] = {}
    for row in spec.levels.values():
        rows.setdefault(row.site, []).append(row)
    rules: list[Replenishment] = [rule_of(spec, "store", rows.get(key, ()), products.ids) for key in city.store_keys]
    if spec.units_per_m2:
        floors = [spec.units_per_m2 * scenario.places.stores[key].floor_m2 for key in city.store_keys]
        rules = [
            ShelfRoom(rule, units, area[slot : slot + 1])
            for slot, (rule, units) in enumerate(zip(rules, floors, strict=True))
        ]
    return rules + [rule_of(spec, "warehouse", rows.get(key, ()), products.ids) for key in city.warehouse_keys]


def _suppliers(scenario: Scenario, products: Catalog, levers: Levers, field: RandomField, daily: Rates) -> Suppliers:
    """Return who supplies warehouses that expect to lose ``daily`` units, shape (skus,)."""
    keys = supplier_keys(scenario)
    slots = {key: slot for slot, key in enumerate(keys)}
    of_sku = np.array([slots.get(key, NEVER) for key in products.suppliers], np.int64)
    specs = [scenario.places.suppliers[key] for key in keys]
    luck = _luck(scenario, len(keys), len(products.ids), field)
    return Suppliers(specs, of_sku, products.cost, levers, luck, daily)


def _luck(scenario: Scenario, suppliers: int, skus: int, field: RandomField) -> SupplierLuck:
    """Return the marks of every order that may be placed; none are drawn where nobody reads them."""
    warehouses, days = len(scenario.places.warehouses), range(scenario.calendar.days if suppliers else 0)
    lead, line = field.purpose("supplier.lead"), field.purpose("supplier.line")
    scores = [normal(lead.dense(warehouses * suppliers, day)) for day in days]
    lines = [line.dense(warehouses * skus, day) for day in days]
    return SupplierLuck(
        np.array(scores).reshape(len(days), warehouses, suppliers), np.array(lines).reshape(len(days), warehouses, skus)
    )
