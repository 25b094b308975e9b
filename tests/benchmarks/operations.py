"""Operations: what a chain runs on ordinary days, laid over a city mechanism by mechanism.

Each function takes a scenario and returns it with one mechanism switched on, with the figures of the shipped scenarios
where these have it. What is on, and why: docs/performance.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cities import city

from scenarios.schema import Scenario
from sim.catalog import SkuSpec
from sim.complaints import ComplaintsSpec
from sim.forecast import ForecastSpec
from sim.places import FleetSpec, ShiftSpec
from sim.plan import ChangeSpec
from sim.policies import DispatchSpec, RoutingSpec
from sim.rider_terms import RushSpec
from sim.suppliers import SupplierSpec
from sim.units import DAY, HOUR, MINUTE

_SHELF_LIFE = {"Dairy and eggs": 14, "Produce": 8, "Meat and seafood": 8, "Bread": 7, "Bakery": 7, "Deli": 12}
"""days by category (planner's choices)"""
_RETURNED = {"General goods": 0.08, "Household and pet": 0.03, "Baby and care": 0.03, "Beauty": 0.05}
"""share of the units bought online that come back, by category; other goods 1 % (planner's choices)"""
_TICKETS_A_HEAD = 2_500
"""customers for each agent of the complaint desk"""


def records_that_lie(scenario: Scenario) -> Scenario:
    """Units are lost unseen and scanned wrongly, counted every six weeks; the channel is late (record_accuracy)."""
    information = replace(
        scenario.information,
        sync_latency=15 * MINUTE,
        record_shrink=0.02,
        record_misscan=0.002,
        record_counts=0.024,
    )
    return scenario.model_copy(update={"information": information})


def perishables(scenario: Scenario) -> Scenario:
    """Fresh goods live for days, the oldest are sold first, old ones are thrown away; stores keep little (Shanghai)."""
    scenario = _with_products(scenario, lambda sku: {"shelf_life": _SHELF_LIFE.get(sku.category)})
    stock = replace(scenario.policies.replenishment, cover=12 * HOUR, safety=1.0, warehouse_cover=2 * DAY)
    return _with_policies(scenario, replenishment=stock)


def forecasts(scenario: Scenario) -> Scenario:
    """Forecasts know the week, safety stock their errors (better_forecasts); suppliers slip (shock_supplier)."""
    scenario = _with_policies(scenario, forecast=ForecastSpec(method="weekday", spread="errors"))
    kinds = sorted({sku.category for sku in scenario.goods.products.values()})
    suppliers = {_key(kind): SupplierSpec(name=kind, lead=2 * DAY, lead_cv=0.25, fill=0.98) for kind in kinds}
    scenario = scenario.model_copy(update={"places": replace(scenario.places, suppliers=suppliers)})
    return _with_products(scenario, lambda sku: {"supplier": _key(sku.category)})


def returns(scenario: Scenario) -> Scenario:
    """Goods come back by post, by courier and to the stores' desks, are looked over and sold again."""
    scenario = _with_products(scenario, _comes_back)
    return _with_changes(scenario, {"returns.store": True, "returns.pickup": True})


def complaints(scenario: Scenario) -> Scenario:
    """A bot and agents hear those whose order went wrong, and members whose benefit a till refused."""
    customers = sum(segment.customers for segment in scenario.people.segments.values())
    agents = max(1, round(customers / _TICKETS_A_HEAD))
    desk = ComplaintsSpec(shifts={"day": ShiftSpec(start=9 * HOUR, end=21 * HOUR, staff=agents)})
    people = replace(scenario.people, complaining=replace(scenario.people.complaining, benefits=0.1))
    after_sales = replace(scenario.after_sales, complaints=desk)
    scenario = scenario.model_copy(update={"after_sales": after_sales, "people": people})
    return _with_changes(scenario, {"pick.errors": 0.005})


def busy_floors(scenario: Scenario) -> Scenario:
    """Shoppers ask for advice and need help at self-checkouts; a store that is full lets nobody in."""
    places = scenario.places
    work = replace(places.store_work, advice=0.05, assist=0.1)
    stores = {key: replace(store, most_inside=60 * store.tills) for key, store in places.stores.items()}
    return scenario.model_copy(update={"places": replace(places, store_work=work, stores=stores)})


def routed_orders(scenario: Scenario) -> Scenario:
    """Every store ships, three are considered (seed-rules), and an order may go out in several packages."""
    scenario = _with_policies(scenario, routing=RoutingSpec(rule="split", stores=3))
    return _with_changes(scenario, {"ship_from_store": True})


def refusals(scenario: Scenario) -> Scenario:
    """Stores get most of the credit for online sales (incentive_conflict); who is told of delays minds them less."""
    return _with_changes(scenario, {"org.credit_store": 0.7, "alert.delay": "10 min", "alert.customers": True})


def bundled_rides(scenario: Scenario) -> Scenario:
    """Riders carry up to three orders, decided every minute (instant_30_3); they may say no, and rest."""
    fleets = {key: _dispatched(fleet) for key, fleet in scenario.places.fleets.items()}
    scenario = scenario.model_copy(update={"places": replace(scenario.places, fleets=fleets)})
    return _with_policies(scenario, dispatch=DispatchSpec(rule="rolling_batch", every=MINUTE))


def chain(customers: int, stores: int, days: int, tick: int = HOUR, seed: int = 1) -> Scenario:
    """Return the city of `cities` with everything on."""
    return with_all(city(customers, stores, days, tick, seed))


def with_all(scenario: Scenario) -> Scenario:
    """Return ``scenario`` with everything on."""
    for switched_on in MECHANISMS.values():
        scenario = switched_on(scenario)
    return scenario


MECHANISMS: Mapping[str, Callable[[Scenario], Scenario]] = {
    "records that lie": records_that_lie,
    "perishables": perishables,
    "forecasts and suppliers": forecasts,
    "returns": returns,
    "complaints": complaints,
    "busy floors": busy_floors,
    "routed orders": routed_orders,
    "refusals": refusals,
    "bundled rides": bundled_rides,
}


def _comes_back(sku: SkuSpec) -> dict[str, object]:
    online = _RETURNED.get(sku.category, 0.01)
    return {"returned": online, "returned_in_store": online / 4, "fit": 0.5}


def _dispatched(fleet: FleetSpec) -> FleetSpec:
    riders = fleet.shifts["day"].staff
    breaks = {
        "noon": ShiftSpec(start=14 * HOUR, end=15 * HOUR, staff=riders // 3),
        "evening": ShiftSpec(start=15 * HOUR, end=16 * HOUR, staff=riders // 3),
    }
    rush = {"evening": RushSpec(start=17 * HOUR, end=19 * HOUR, speed=0.85)}
    return replace(fleet, capacity=3, accepts=0.9, breaks=breaks, rush=rush)


def _key(category: str) -> str:
    return category.lower().replace(" ", "-")


def _with_products(scenario: Scenario, more: Callable[[SkuSpec], Mapping[str, object]]) -> Scenario:
    products = {key: replace(sku, **more(sku)) for key, sku in scenario.goods.products.items()}
    return scenario.model_copy(update={"goods": replace(scenario.goods, products=products)})


def _with_policies(scenario: Scenario, **policies: object) -> Scenario:
    return scenario.model_copy(update={"policies": replace(scenario.policies, **policies)})


def _with_changes(scenario: Scenario, levers: Mapping[str, object]) -> Scenario:
    """Let ``levers`` take their values on the first day, everywhere."""
    start = scenario.calendar.start
    changes = {lever: ChangeSpec(start=start, lever=lever, to=to, why="as shipped") for lever, to in levers.items()}
    return scenario.model_copy(update={"plan": replace(scenario.plan, changes={**scenario.plan.changes, **changes})})
