"""Population: the day's needs and choices of all customers against Mesa's AgentSet.do on the same choice model."""

from itertools import count, pairwise

import mesa
import numpy as np
from naive.choice import choose
from naive.customer import Customer
from naive.town import Town
from operations import chain
from pairs import Gate, Measured, Side, Stretch, compare

from sim.units import DAY

CUSTOMERS, STORES, DAYS = 100_000, 20, 1


class Decider(Customer):
    """A customer who only decides."""

    def step(self) -> None:
        """Plan a trip when a need arises, and choose."""
        if self.feels_need():
            choose(self, self.plan_trip(), self.town)


def agents(stretches: int) -> Stretch:
    """Return a stretch of days decided by one agent a customer, each with numbers of its own."""
    town = Town(chain(CUSTOMERS, STORES, DAYS * stretches), replication=0, kind=Decider)
    days = count()

    def decide() -> None:
        for _ in range(DAYS):
            town.begin_day(next(days))
            town.agents.do("step")

    return decide


def columns(stretches: int) -> Stretch:
    """Return a stretch of days decided by columns, tick by tick as in a run."""
    from agents.errands import Errands
    from agents.marketing import Clicks
    from agents.needs import Needs
    from agents.ways import Ways
    from o2o.construction import build
    from sim.random_field import RandomField

    population = build(chain(CUSTOMERS, STORES, DAYS * stretches), replication=0)
    people, world = population.people, population.world
    world.begin_day(0)
    field = RandomField(1, 0)
    needs = Needs(people, world.calendar, world.catalog, len(world.city.zone_keys), field)
    ways = Ways(people, world.city, world.levers, len(world.catalog.ids))
    nobody = Clicks(np.empty(0, np.int64), np.empty(0, np.int64), 0)
    days = count()

    def decide() -> None:
        for _ in range(DAYS):
            ways.reach()
            day = next(days)
            today = needs.draw(day, world.levers, nobody, Errands().today(day))
            choices = ways.prepare(today)
            ticks = day * DAY + np.arange(0, DAY + 1, world.calendar.tick)
            cuts = np.searchsorted(today.time, ticks).tolist()
            for first, last in pairwise(cuts):
                ways.decide(today, choices, slice(first, last), world.view())

    return decide


def measure(pairs: int) -> Measured:
    """Return how many times faster a customer-day is in columns."""
    stretches = pairs + 1
    taken = compare(Side(agents, stretches), Side(columns, stretches), pairs)
    scale = 1e9 / (CUSTOMERS * DAYS)
    return Measured(
        "population_vs_agentset",
        f"needs and choices of {CUSTOMERS:,} customers: AgentSet.do of Mesa {mesa.__version__} / columns",
        Gate(least=8),
        taken.ratios,
        {"agents_ns_a_customer_day": scale * min(taken.over), "columns_ns_a_customer_day": scale * min(taken.under)},
    )
