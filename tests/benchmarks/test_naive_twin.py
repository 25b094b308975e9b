"""The naive twin is the same model: its figures agree with the engine's, and a planted fault would be seen."""

from dataclasses import replace

import numpy as np
import pytest
from agreement import ALLOWED, PLAIN, differences, engine_figures, plain_city, small_city, twin_figures
from naive.town import Town
from operations import chain

from agents.choice import ChoiceSpec
from o2o.construction import build
from sim.units import DAY, MINUTE

REPLICATIONS = 12
MANY = 24
"""of the plain city, where less happens"""
FEW = 5
"""replications in which a fault must show"""


@pytest.fixture(scope="module")
def engine():
    return [engine_figures(small_city(), replication) for replication in range(REPLICATIONS)]


def twins(scenario, replications=REPLICATIONS):
    return [twin_figures(scenario, replication) for replication in range(replications)]


@pytest.mark.slow
def test_twin_and_engine_agree_within_the_stated_intervals(engine):
    found = differences(twins(small_city()), engine)
    assert {name: one for name, one in found.items() if abs(one[0]) > ALLOWED[name]} == {}
    # An interval of less than two and a half standard errors would be kept, or broken, by luck.
    assert {name: one for name, one in found.items() if 2.5 * one[1] > ALLOWED[name]} == {}


@pytest.mark.slow
def test_they_agree_in_the_plain_city_as_well():
    engine = [engine_figures(plain_city(), replication) for replication in range(MANY)]
    found = differences(twins(plain_city(), MANY), engine, PLAIN)
    assert {name: one for name, one in found.items() if abs(one[0]) > ALLOWED[name]} == {}
    assert {name: one for name, one in found.items() if 2.5 * one[1] > ALLOWED[name]} == {}


def with_segment(**changes):
    scenario = small_city()
    people = scenario.people
    segments = {key: replace(spec, **changes) for key, spec in people.segments.items()}
    return scenario.model_copy(update={"people": replace(people, segments=segments)})


def with_places(**changes):
    scenario = small_city()
    return scenario.model_copy(update={"places": replace(scenario.places, **changes)})


def with_products(change):
    scenario = small_city()
    products = {key: replace(sku, **change(sku)) for key, sku in scenario.goods.products.items()}
    return scenario.model_copy(update={"goods": replace(scenario.goods, products=products)})


def with_lever(lever, to):
    scenario = small_city()
    changes = scenario.plan.changes
    plan = replace(scenario.plan, changes={**changes, lever: replace(changes[lever], to=to)})
    return scenario.model_copy(update={"plan": plan})


def with_information(**changes):
    scenario = small_city()
    return scenario.model_copy(update={"information": replace(scenario.information, **changes)})


def with_policy(name, **changes):
    scenario = small_city()
    policy = replace(getattr(scenario.policies, name), **changes)
    return scenario.model_copy(update={"policies": replace(scenario.policies, **{name: policy})})


def with_fleets(**changes):
    fleets = small_city().places.fleets
    return with_places(fleets={key: replace(spec, **changes) for key, spec in fleets.items()})


def with_suppliers(**changes):
    suppliers = small_city().places.suppliers
    return with_places(suppliers={key: replace(spec, **changes) for key, spec in suppliers.items()})


def with_complaining(**changes):
    scenario = small_city()
    complaining = replace(scenario.people.complaining, **changes)
    return scenario.model_copy(update={"people": replace(scenario.people, complaining=complaining)})


def longer_lived(sku):
    return {"shelf_life": sku.shelf_life and sku.shelf_life + 1}


FAULTS = {
    "more patience": (lambda: with_segment(choice=ChoiceSpec(lead=0.05)), "share of parcels"),
    "larger baskets": (
        lambda: with_segment(basket=replace(small_city().people.segments["everyone"].basket, log_mean=1.7)),
        "lines a basket",
    ),
    "slower tills": (
        lambda: with_places(store_work=replace(small_city().places.store_work, till_base=5 * MINUTE)),
        "till wait, minutes",
    ),
    "fewer questions": (
        lambda: with_places(store_work=replace(small_city().places.store_work, advice=0.03)),
        "hours of advice and help",
    ),
    "fewer losses": (lambda: with_information(record_shrink=0.018), "units shrunk"),
    "fewer counts": (lambda: with_information(record_counts=0.005), "records that are wrong"),
    "fresher goods": (lambda: with_products(longer_lived), "units wasted"),
    "less safety stock": (lambda: with_policy("replenishment", safety=0.2), "units on the shelves"),
    "slow learners": (lambda: with_policy("replenishment", smoothing=0.3), "units expected to leave"),
    "worse suppliers": (lambda: with_suppliers(fill=0.94), "units a supplier delivers"),
    "less to regret": (lambda: with_products(lambda sku: {"returned": sku.returned / 2}), "share of units returned"),
    "more complaints": (lambda: with_complaining(late=0.3), "tickets"),
    "one store only": (lambda: with_policy("routing", stores=1), "packages beyond one an order"),
    "more credit": (lambda: with_lever("org.credit_store", 0.5), "orders refused"),
    "no bundles": (lambda: with_fleets(capacity=1), "orders a trip"),
    "slower riders": (lambda: with_fleets(speed=9_000), "minutes until a rider loads"),
}
"""What a wrong parameter in the twin alone changes."""


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "seen_in"), FAULTS.values(), ids=FAULTS)
def test_a_twin_of_another_model_would_be_seen(engine, fault, seen_in):
    apart, _ = differences(twins(fault(), FEW), engine[:FEW])[seen_in]
    assert abs(apart) > ALLOWED[seen_in]


@pytest.fixture(scope="module")
def week():
    town = Town(chain(customers=1_500, stores=3, days=7), replication=0)
    first = [list(shelf.physical) for shelf in town.shelves]
    town.live(7)
    town.close()
    return town, first, town.notes.tables()


def test_twin_begins_with_the_people_and_the_stock_of_the_engine(week):
    town, first, _ = week
    population = build(chain(customers=1_500, stores=3, days=7), replication=0)
    assert first == population.world.stock.physical.reshape(len(first), -1).tolist()
    assert [one.rate for one in town.agents] == population.people.rate.tolist()
    assert [one.near for one in town.agents] == population.people.near.tolist()
    population.live_day(0)
    assert [one.rider_store for one in town.agents] == population.people.rider_store.tolist()
    population.forget()


def test_twin_keeps_units(week):
    _, first, tables = week
    stock = tables["stock_days"]
    arrived = stock["received"] + stock["returned"]
    flows = arrived - stock["sold"] - stock["shipped"] - stock["wasted"] - stock["shrunk"]
    nodes, skus, days = len(first), len(first[0]), 7
    by_day = (days, nodes, skus)
    expected = np.array(first) + np.cumsum(flows.reshape(by_day), axis=0)
    assert np.array_equal(stock["physical"].reshape(by_day), expected)


def test_twin_notes_a_line_for_every_unit_asked_for(week):
    town, _, tables = week
    noted = np.bincount(tables["order_lines"]["order"], minlength=1 + tables["orders"]["number"].max())
    assert np.array_equal(noted[tables["orders"]["number"]], tables["orders"]["lines"])
    assert town.env.now == 7 * DAY
