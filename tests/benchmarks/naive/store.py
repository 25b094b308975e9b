"""Stores and warehouses: tills, self-checkouts, desks and a crew, as SimPy resources."""

from collections import defaultdict
from math import ceil

import simpy
from naive.crew import Crew

from sim.facts import Task
from sim.places import StoreSpec, WarehouseSpec
from sim.roster import Roster
from sim.standard_work import StoreWorkSpec

ASSISTING, AT_TILL, ADVISING, AT_DESK, TAKING_BACK, AT_SHELF, COUNTING = range(7)
"""what a store's crew does first"""
AT_BENCH, IN_AISLE, BACK_AGAIN = range(3)
"""what a warehouse's crew does first"""
MEMORY = 0.98
"""weight that one shopper's wait leaves to those before"""


class Site:
    """A place with a crew.

    Args:
        env: the clock.
        slot: its slot.
        spec: as the planner said.
        weekday: of the first day.
    """

    def __init__(self, env: simpy.Environment, slot: int, spec: StoreSpec | WarehouseSpec, weekday: int) -> None:
        self.slot = slot
        self.weekday = weekday
        self.roster = Roster(spec.shifts)
        self.crew = Crew(env, self.roster, weekday)
        self.returns = simpy.Resource(env, 1)
        self.docked: list[simpy.Event] = []
        """parcels that wait for the carrier's truck"""
        self.left_behind: list[list[int]] = []
        """units to be put back at midnight, by basket"""
        self.busy: defaultdict[Task, float] = defaultdict(float)
        """ms at work since the last full hour, by task"""
        self.queued: defaultdict[Task, float] = defaultdict(float)
        """ms waited by those who were served since then"""

    def worked(self, task: Task, waited: float, served: float) -> None:
        """Count a job."""
        self.busy[task] += served
        self.queued[task] += waited


class Store(Site):
    """One store; ``credit``: the share of an online sale that it gets."""

    taking_back = TAKING_BACK

    def __init__(
        self, env: simpy.Environment, slot: int, spec: StoreSpec, work: StoreWorkSpec, weekday: int, credit: float
    ) -> None:
        super().__init__(env, slot, spec, weekday)
        self.opens = spec.opens
        self.closes = spec.closes
        self.limit = work.self_till_limit
        self.credit = credit
        self.willing = work.willing
        self.entry = simpy.Resource(env, spec.most_inside) if spec.most_inside else None
        self.tills = simpy.Resource(env, spec.tills)
        self.self_tills = simpy.Resource(env, spec.self_tills) if spec.self_tills else None
        self.desk = simpy.Resource(env, 2)
        self.pickers = simpy.Resource(env, max(1, ceil(credit * self.crew.capacity)))
        """as many of the crew as may pick at the same time"""
        self.counts = simpy.Resource(env, 1)
        self.rounds = 0.0
        """rounds through all products that have been counted"""
        self.counted: list[int] = []
        """products counted today"""
        self.expected_wait = 0.0
        """minutes a shopper expects to queue"""

    def kiosks_for(self, units: int) -> simpy.Resource | None:
        """Return the self-checkouts when a basket goes there: small, and no longer a queue a place; else None."""
        kiosks, tills = self.self_tills, self.tills
        if kiosks is None or units > self.limit:
            return None
        staffed = min(tills.capacity, self.crew.on_duty) or 1
        here, there = present(kiosks), present(tills)
        return kiosks if here * staffed <= there * kiosks.capacity else None

    def takes_order(self) -> bool:
        """Return whether the crew takes an online order: what it counts for them against what they have to do."""
        if self.credit >= 1.0 or not self.crew.on_duty:
            return True
        load = (present(self.tills) + present(self.desk) + present(self.pickers)) / self.crew.on_duty
        return self.credit * self.willing >= (1.0 - self.credit) * load

    def learn_wait(self, minutes: float) -> None:
        """Let the expected wait follow a shopper's."""
        self.expected_wait = MEMORY * self.expected_wait + (1.0 - MEMORY) * minutes


class Warehouse(Site):
    """One warehouse."""

    taking_back = BACK_AGAIN

    def __init__(self, env: simpy.Environment, slot: int, spec: WarehouseSpec, weekday: int) -> None:
        super().__init__(env, slot, spec, weekday)
        self.cutoff = spec.parcel_cutoff
        self.benches = simpy.Resource(env, spec.pack_benches)


def present(resource: simpy.Resource) -> int:
    """Return how many are served or wait."""
    return len(resource.queue) + resource.count
