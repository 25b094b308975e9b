"""Annexes of a world, and what people make of them: built only where the scenario asks for them."""

import numpy as np

from agents.complaining import Complaining
from agents.convenience import Convenience
from agents.fitting import Fitting
from agents.installing import Installing
from agents.manners import Manners
from agents.passing import Passing
from agents.pickups import Pickups
from agents.population import Population
from agents.reaching import Reaching, hourly_load
from agents.returning import Returning
from scenarios.moves import moves
from scenarios.schema import Scenario
from sim.cameras import Cameras
from sim.complaints import ComplaintDesk
from sim.corners import LANES as CORNER_LANES
from sim.corners import Corners
from sim.endless_aisle import LANES, EndlessAisle
from sim.field_service import FieldService
from sim.labels import Labels
from sim.outages import HOURS, Outages
from sim.outages import LANES as OUTAGE_LANES
from sim.payables import Payables
from sim.random_field import RandomField
from sim.returns import Returns
from sim.service_standard import CrewLuck, ServiceStandard
from sim.shocks import entity_of
from sim.store_services import StoreServices
from sim.unscanned import Unscanned


def attach(population: Population, scenario: Scenario, field: RandomField) -> None:
    """Build what ``scenario`` asks for on to the population and its world."""
    if population.world.catalog.comes_back:
        _take_returns(population, scenario, field)
    if scenario.after_sales.complaints.shifts:
        _hear_complaints(population, scenario, field)
    if scenario.places.services:
        _offer_services(population, scenario, field)
    if scenario.places.standard.stores or scenario.places.standard.days:
        _serve_unevenly(population, scenario, field)
    if scenario.places.corners and moves(scenario, "corners.area"):
        _open_corners(population, scenario, field)
    if moves(scenario, "camera.coverage"):
        _count_entries(population, scenario, field)
    if any(moves(scenario, f"labels.{name}") for name in ("latency", "errors", "work")):
        _label_shelves(population, field)
    if moves(scenario, "tills.unscanned"):
        _miss_scans(population, field)
    if scenario.after_sales.installation.technicians:
        _install(population, scenario, field)
    if scenario.places.popups:
        popups, errands = scenario.places.popups, population.errands
        population.afterthoughts.append(Passing(population.people, population.world, popups, errands, field))
    if moves(scenario, "presale"):
        population.afterthoughts.append(Pickups(population.world, population.errands))
    if moves(scenario, "endless_aisle"):
        _order_in_stores(population, scenario, field)
    if scenario.platform.up:
        _let_the_platform_fail(population, scenario, field)
    payment = scenario.policies.payment
    if payment.term or payment.rate or moves(scenario, "payables.term") or moves(scenario, "finance.rate"):
        population.world.attach(Payables(population.world))


def _let_the_platform_fail(population: Population, scenario: Scenario, field: RandomField) -> None:
    world, hours = population.world, np.arange(HOURS)
    luck = field.purpose("platform.failures")
    load = hourly_load(population.people, world.calendar)
    outages = Outages(
        scenario.platform, world.levers, load, lambda day: luck.marks(hours, day, OUTAGE_LANES), world.facts
    )
    world.attach(outages)
    population.reaching = Reaching(world, outages)
    population.afterthoughts.append(population.reaching)


def _take_returns(population: Population, scenario: Scenario, field: RandomField) -> None:
    returns = Returns(population.world, scenario.after_sales.returns)
    population.world.attach(returns)
    people, weights = population.people, scenario.people.returning
    returning = Returning(people, weights, returns, population.errands, field)
    population.afterthoughts.append(returning)
    fears = any(segment.choice.fit for segment in scenario.people.segments.values())
    if fears or moves(scenario, "fit.shown") or moves(scenario, "fit.online"):
        population.foresight = Fitting(people, population.world, returning)


def _hear_complaints(population: Population, scenario: Scenario, field: RandomField) -> None:
    world = population.world
    desk = ComplaintDesk(world, scenario.after_sales.complaints)
    world.attach(desk)
    people, weights = population.people, scenario.people.complaining
    population.afterthoughts.append(Complaining(people, weights, world, desk, field))


def _offer_services(population: Population, scenario: Scenario, field: RandomField) -> None:
    services = StoreServices(population.world, scenario.places.services)
    population.world.attach(services)
    keys = tuple(sorted(scenario.places.services))
    population.afterthoughts.append(Convenience(population.people, services, keys, population.errands, field))


def _serve_unevenly(population: Population, scenario: Scenario, field: RandomField) -> None:
    world = population.world
    stores = np.array([entity_of(key) for key in world.city.store_keys], np.int64)
    daily = field.purpose("store.crew")
    luck = CrewLuck(field.purpose("store.manners").sparse(stores, 0), lambda day: daily.marks(stores, day, 3))
    standard = ServiceStandard(world, scenario.places.standard, luck)
    world.attach(standard)
    manners = Manners(population.people, scenario.people.memory, standard, world.facts)
    population.afterthoughts.append(manners)


def _count_entries(population: Population, scenario: Scenario, field: RandomField) -> None:
    seen, entity = field.purpose("store.camera"), population.people.entity
    cameras = Cameras(population.world, scenario.places.cameras, lambda who, day: seen.marks(entity[who], day, 2))
    population.world.attach(cameras)


def _open_corners(population: Population, scenario: Scenario, field: RandomField) -> None:
    luck, people, world = field.purpose("customer.corners"), population.people, population.world
    corners = Corners(
        world,
        scenario.places.corners,
        lambda who, day: luck.marks(people.entity[who], day, CORNER_LANES),
        lambda who: people.customer[who],
    )
    world.attach(corners)
    world.admission.corners = corners


def _order_in_stores(population: Population, scenario: Scenario, field: RandomField) -> None:
    luck, entity = field.purpose("customer.aisle"), population.people.entity
    world = population.world
    aisle = EndlessAisle(
        world, world.admission, scenario.places.aisle, lambda who, day: luck.marks(entity[who], day, LANES)
    )
    world.attach(aisle)
    world.admission.aisle = aisle


def _label_shelves(population: Population, field: RandomField) -> None:
    world, missed = population.world, field.purpose("store.labels")
    cells = len(world.city.store_keys) * len(world.catalog.ids)
    labels = Labels(world, lambda day: missed.dense(cells, day))
    world.attach(labels)
    world.orders.labels = labels


def _miss_scans(population: Population, field: RandomField) -> None:
    missed, entity = field.purpose("customer.unscanned"), population.people.entity
    world = population.world
    world.attach(Unscanned(world, lambda who, day, units: missed.ragged(entity[who], day, units)))


def _install(population: Population, scenario: Scenario, field: RandomField) -> None:
    service = FieldService(population.world, scenario.after_sales.installation)
    population.world.attach(service)
    population.afterthoughts.append(Installing(population.people, population.world, service, field))
