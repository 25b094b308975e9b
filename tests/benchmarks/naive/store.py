"""A store: tills, self-checkouts, a desk and a crew, as SimPy resources."""

from collections import defaultdict

import simpy
from naive.crew import crew_for

from sim.facts import Task
from sim.places import StoreSpec, StoreWorkSpec, WarehouseSpec
from sim.roster import Roster

AT_TILL, AT_DESK, AT_SHELF = 0, 1, 2
"""what a store's crew does first"""
AT_BENCH, IN_AISLE = 0, 1
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
        self.crew = crew_for(env, self.roster, weekday)
        self.busy: defaultdict[Task, float] = defaultdict(float)
        """ms at work since the last full hour, by task"""
        self.queued: defaultdict[Task, float] = defaultdict(float)
        """ms waited by those who were served since then"""

    def worked(self, task: Task, waited: float, served: float) -> None:
        """Count a job."""
        self.busy[task] += served
        self.queued[task] += waited


class Store(Site):
    """One store."""

    def __init__(self, env: simpy.Environment, slot: int, spec: StoreSpec, work: StoreWorkSpec, weekday: int) -> None:
        super().__init__(env, slot, spec, weekday)
        self.opens = spec.opens
        self.closes = spec.closes
        self.limit = work.self_till_limit
        self.tills = simpy.Resource(env, spec.tills)
        self.self_tills = simpy.Resource(env, spec.self_tills) if spec.self_tills else None
        self.desk = simpy.Resource(env, 2)
        self.expected_wait = 0.0
        """minutes a shopper expects to queue"""
        self.left_behind: list[list[int]] = []
        """baskets to be put back at midnight"""
        self.hands = self.crew.capacity

    def kiosks_for(self, units: int) -> simpy.Resource | None:
        """Return the self-checkouts when a basket goes there: small, and no longer a queue a place; else None."""
        kiosks, tills = self.self_tills, self.tills
        if kiosks is None or units > self.limit:
            return None
        staffed = min(tills.capacity, self.hands)
        here, there = len(kiosks.queue) + kiosks.count, len(tills.queue) + tills.count
        return kiosks if here * staffed <= there * kiosks.capacity else None

    def learn_wait(self, minutes: float) -> None:
        """Let the expected wait follow a shopper's."""
        self.expected_wait = MEMORY * self.expected_wait + (1.0 - MEMORY) * minutes


class Warehouse(Site):
    """One warehouse."""

    def __init__(self, env: simpy.Environment, slot: int, spec: WarehouseSpec, weekday: int) -> None:
        super().__init__(env, slot, spec, weekday)
        self.cutoff = spec.parcel_cutoff
        self.supplier_lead = spec.supplier_lead
        self.benches = simpy.Resource(env, spec.pack_benches)
        self.dock = simpy.Store(env)
