"""A store: tills, self-checkouts, pickup desk and shelf picking, served by one crew on a roster."""

import simpy

from sim.facts import Task
from sim.places import StoreSpec
from sim.roster import Roster
from sim.station import Crew, Station, unlimited


class Store:
    """One store; free hands go to tills first, then to the desk, then to online orders, then to counting.

    Args:
        env: the world's clock.
        slot: the store's site slot.
        spec: what the planner said.
    """

    def __init__(self, env: simpy.Environment, slot: int, spec: StoreSpec) -> None:
        self.slot = slot
        self.opens = spec.opens
        self.closes = spec.closes
        self.roster = Roster(spec.shifts)
        self.crew = Crew(env, 0)
        self.tills = Station(env, self.crew, spec.tills)
        self.desk = Station(env, self.crew, 2)
        self.picking = Station(env, self.crew, 1 << 20)
        self.counting = Station(env, self.crew, 1)
        self.self_tills = Station(env, unlimited(env), spec.self_tills)

    def stations(self) -> dict[Task, Station]:
        """Return the stations by the task that staff hours are booked on."""
        return {
            Task.TILL: self.tills,
            Task.SELF_TILL: self.self_tills,
            Task.DESK: self.desk,
            Task.PICK: self.picking,
            Task.COUNT: self.counting,
        }

    def load(self) -> float:
        """Return customers and orders that are served or wait, per person at work."""
        present = sum(s.waiting + s.busy for s in (self.tills, self.desk, self.picking))
        return present / max(self.crew.size, 1)

    def kiosks_are_shorter(self) -> bool:
        """Return whether there are self-checkouts, and no longer a queue a place than at the staffed tills."""
        kiosks, tills = self.self_tills, self.tills
        if not kiosks.places:
            return False
        staffed = min(tills.places, self.crew.size) or 1
        return (kiosks.waiting + kiosks.busy) * staffed <= (tills.waiting + tills.busy) * kiosks.places
