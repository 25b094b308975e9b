"""Construction: a scenario and a replication number become a world and its population."""

from dataclasses import replace
from functools import partial

import numpy as np

from agents.people import People
from agents.population import Population
from o2o.agenda import agenda, scope_keys
from o2o.annexes import attach
from o2o.dispatching import conduct
from o2o.provisioning import provide, supplier_keys
from o2o.routing_rule import routing_rule
from scenarios.schema import Scenario
from sim.calendar import Calendar
from sim.catalog import Catalog, catalog
from sim.city import City, Places, build_city
from sim.dimensions import Dimensions, SkuRow
from sim.levers import CATALOGUE, Change, Levers, Scope
from sim.places import metres
from sim.popups import THERE, openings
from sim.random_field import RandomField
from sim.reach import Sourcing
from sim.record_keeping import RecordLuck
from sim.replenishment import Rates
from sim.shocks import changes_of, dated
from sim.units import KM
from sim.world import World

_OUTSIDE = 0.85
"""share of needs that are met here, for the opening stock; the supply learns the true figure day by day"""
_RIDDEN, _REACH = 0.1, 3 * KM
"""share of the units bought within reach of a dark store that it delivers, for its opening stock; its reach"""
_LOOKS_IN = 0.4
"""share of the passers-by of a pop-up store who buy there, for its first filling"""
_PARCELS = 0.08
"""share of bought units that leave the warehouse as parcels, for its opening stock"""


def build(scenario: Scenario, replication: int) -> Population:
    """Return the population of one replication, in its world, on the morning of the first day."""
    city = build_city(_places(scenario))
    calendar = Calendar(scenario.calendar)
    products = catalog(scenario.goods.products)
    levers = _levers(scenario, city)
    plan = agenda(scenario.plan, city, calendar, tuple(sorted(scenario.people.segments)), supplier_keys(scenario))
    field = RandomField(scenario.experiment.seed, replication)
    people = People(scenario.people.segments, city, field)
    routing = scenario.policies.routing
    ordering = provide(scenario, city, products, levers, field, _expected_sales(people, city, products))
    causes = len(scenario.plan.waves) + len(scenario.plan.changes) + len(scenario.shocks)
    moves, costs = openings(scenario.places.popups, city.store_keys, calendar, causes)
    world = World(
        calendar,
        city,
        products,
        levers,
        (*plan.changes, *_shocks(scenario, city, calendar, field), *moves),
        (*plan.costs, *costs),
        ordering,
        Sourcing(routing_rule(routing, ordering, city, products), routing.stores, routing.warehouses),
        _record_luck(field, city.nodes * len(products.ids)),
        conduct(scenario.policies.dispatch),
    )
    population = Population(people, world, scenario.marketing, scenario.people.memory, field)
    attach(population, scenario, field)
    return population


def without_marketing(scenario: Scenario) -> Scenario:
    """Return the same scenario with paid media off from the first to the last day: the twin of K07."""
    paid = replace(scenario.marketing.paid, daily_spend=0)
    changes = {key: change for key, change in scenario.plan.changes.items() if change.lever != "paid.spend"}
    plan = replace(scenario.plan, changes=changes)
    return scenario.model_copy(update={"marketing": replace(scenario.marketing, paid=paid), "plan": plan})


def spends_on_media(scenario: Scenario) -> bool:
    """Return whether paid media is ever on, so that a world without it would differ."""
    return scenario.marketing.paid.daily_spend > 0 or any(
        change.lever == "paid.spend" for change in scenario.plan.changes.values()
    )


def dimensions_of(scenario: Scenario, population: Population) -> Dimensions:
    """Return the names behind the slots of the population's world."""
    world = population.world
    products = world.catalog
    rows = zip(
        products.ids, products.names, products.categories, products.price.tolist(), products.cost.tolist(), strict=True
    )
    return Dimensions(
        start=scenario.calendar.start,
        days=scenario.calendar.days,
        warm_up=scenario.calendar.warm_up,
        sites=world.city.site_rows(),
        zones=world.city.zone_rows(),
        segments=population.people.keys,
        skus=tuple(SkuRow(*row) for row in rows),
        levers=tuple(CATALOGUE),
        causes=(
            *sorted(scenario.plan.waves),
            *sorted(scenario.plan.changes),
            *sorted(scenario.shocks),
            *sorted(scenario.places.popups),
        ),
        suppliers=supplier_keys(scenario),
    )


def _places(scenario: Scenario) -> Places:
    p = scenario.places
    kinds = p.stores, p.warehouses, p.fleets, p.zones
    return Places(*kinds, p.carrier, p.trucks, p.store_work, p.warehouse_work, p.popups)


def _shocks(scenario: Scenario, city: City, calendar: Calendar, field: RandomField) -> list[Change]:
    """Return what shocks change; their causes follow those of the plan."""
    keys = scope_keys(city, tuple(sorted(scenario.people.segments)), supplier_keys(scenario))
    first = len(scenario.plan.waves) + len(scenario.plan.changes)
    changes: list[Change] = []
    for cause, key in enumerate(sorted(scenario.shocks), start=first):
        changes += changes_of(
            dated(scenario.shocks[key], scenario.plan), cause, calendar, keys, field.purpose(f"shock.{key}")
        )
    return changes


def _levers(scenario: Scenario, city: City) -> Levers:
    sizes: dict[Scope, int] = {
        "chain": 1,
        "store": len(city.store_keys),
        "warehouse": len(city.warehouse_keys),
        "node": city.nodes,
        "fleet": len(city.fleet_keys),
        "zone": len(city.zone_keys),
        "segment": len(scenario.people.segments),
        "supplier": len(scenario.places.suppliers),
    }
    levers = Levers(sizes)
    stores = [city.places.stores[key] for key in city.store_keys]
    warehouses = [city.places.warehouses[key] for key in city.warehouse_keys]
    offers, information = scenario.offers, scenario.information
    fleets = [city.places.fleets[key] for key in city.fleet_keys]
    levers.start_with("riders.accepts", [fleet.accepts for fleet in fleets])
    levers.start_with("overflow.available", [fleet.overflow.available for fleet in fleets])
    for lever in THERE:
        levers.start_with(lever, [float(key not in scenario.places.popups) for key in city.store_keys])
    levers.start_with("tills.staffed", [store.tills for store in stores])
    levers.start_with("tills.self", [store.self_tills for store in stores])
    pace = [store.pick_pace for store in stores] + [depot.pick_pace for depot in warehouses]
    levers.start_with("pick.rate_mult", pace)
    levers.start_with("price.factor", [store.price_factor for store in stores])
    levers.start_with("collect.promise", offers.collect_promise)
    levers.start_with("instant.promise", offers.instant_promise)
    levers.start_with("instant.radius", offers.instant_radius)
    levers.start_with("instant.fee", offers.instant_fee)
    levers.start_with("parcel.fee", offers.parcel_fee)
    levers.start_with("parcel", float(offers.parcel))
    levers.start_with("sync.latency", information.sync_latency)
    levers.start_with("match_rate", information.match_rate)
    levers.start_with("record.shrink", information.record_shrink)
    levers.start_with("record.misscan", information.record_misscan)
    levers.start_with("record.counts", information.record_counts)
    levers.start_with("forecast.promotions", information.forecast_promotions)
    levers.start_with("forecast.unmet", information.forecast_unmet)
    levers.start_with("forecast.error", information.forecast_error)
    levers.start_with("channel.protection", scenario.policies.allocation.walk_ins)
    levers.start_with("ration.instant", scenario.policies.allocation.instant)
    levers.start_with("ration.collect", scenario.policies.allocation.collect)
    levers.start_with("payables.term", scenario.policies.payment.term)
    levers.start_with("finance.rate", scenario.policies.payment.rate)
    levers.start_with("paid.spend", scenario.marketing.paid.daily_spend)
    levers.start_with("platform.failover", scenario.platform.failover)
    return levers


def _record_luck(field: RandomField, cells: int) -> RecordLuck:
    """Return the luck of the shelves; a cell is a node's product."""
    nightly = [partial(field.purpose(f"stock.{name}").dense, cells) for name in ("shrink", "till_scan", "door_scan")]
    return RecordLuck(*nightly)


def _expected_sales(people: People, city: City, products: Catalog) -> Rates:
    """Return units a day that each node may expect to sell on the first days, shape (nodes, skus)."""
    lines = np.array(
        [np.exp(s.basket.log_mean + (s.basket.log_sd**2 + s.basket.person_sd**2) / 2) for s in people.specs]
    )
    units = people.rate * people.customer * lines[people.segment] * _OUTSIDE
    stores = len(city.store_keys)
    by_node = np.zeros(city.nodes)
    by_node[:stores] = np.bincount(people.near[:, 0], weights=units, minlength=stores) * (1.0 - _PARCELS)
    for slot in (slot for slot, key in enumerate(city.store_keys) if not city.places.stores[key].walk_ins):
        away = metres(city.site_xy[slot, 0], city.site_xy[slot, 1], people.home_x, people.home_y)
        by_node[slot] = units[away <= _REACH].sum() * _RIDDEN
    for key, popup in city.places.popups.items():
        by_node[city.store_keys.index(key)] = people.count * popup.passers_by * _LOOKS_IN * lines.mean()
    parcels = np.bincount(people.depot, weights=units, minlength=city.nodes) * _PARCELS
    by_node += parcels
    for link in city.links:
        by_node[link.warehouse] += by_node[link.store]
    return by_node[:, None] * products.share[None, :]
