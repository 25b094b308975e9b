"""A store: tills, self-checkouts, pickup desk and shelf picking, served by one crew on a roster."""

import simpy

from sim.facts import Task
from sim.places import StoreSpec
from sim.roster import Roster
from sim.standard_work import StoreWorkSpec
from sim.station import Crew, Station, unlimited

_PLAIN = StoreWorkSpec()


class Store:
    """One store; free hands go to stuck self-checkouts, then to tills, advice, desks, online orders and counts.

    Nobody leaves a job half done: a picker goes to the tills when the order is bagged.

    Args:
        env: the world's clock.
        slot: the store's site slot.
        spec: what the planner said.
        work: what customers ask of the crew.
    """

    def __init__(self, env: simpy.Environment, slot: int, spec: StoreSpec, work: StoreWorkSpec = _PLAIN) -> None:
        self.slot = slot
        self.opens = spec.opens
        self.closes = spec.closes
        self.roster = Roster(spec.shifts, spec.staff_by_hour)
        self.crew = Crew(env, 0)
        self.assist = Station(env, self.crew, 1 << 20) if work.assist else None
        self.tills = Station(env, self.crew, spec.tills)
        self.advice = Station(env, self.crew, 1 << 20) if work.advice else None
        self.desk = Station(env, self.crew, 2)
        self.picking = Station(env, self.crew, 1 << 20)
        self.counting = Station(env, self.crew, 1)
        self.self_tills = Station(env, unlimited(env), spec.self_tills)
        self.entry = Station(env, unlimited(env), spec.most_inside) if spec.most_inside else None
        self._kiosks, self._held = spec.self_tills, 0

    def stations(self) -> dict[Task, Station]:
        """Return the stations by the task that staff hours are booked on."""
        always = {
            Task.TILL: self.tills,
            Task.SELF_TILL: self.self_tills,
            Task.DESK: self.desk,
            Task.PICK: self.picking,
            Task.COUNT: self.counting,
        }
        asked = {Task.ADVICE: self.advice, Task.ASSIST: self.assist, Task.SHELVES: self.entry}
        return always | {task: station for task, station in asked.items() if station is not None}

    def shoppers(self) -> int:
        """Return how many shoppers with a basket are queueing, being served or, where entry is limited, shopping."""
        stations = (self.tills, self.self_tills, self.advice, self.assist, self.entry)
        return sum(station.waiting + station.busy for station in stations if station is not None)

    def fit_kiosks(self, kiosks: int) -> None:
        """Open that many self-checkouts."""
        self._kiosks = kiosks
        self.hold_kiosk(0)

    def hold_kiosk(self, more: int) -> None:
        """Keep one more (or, with -1, one less) self-checkout taken by a customer who waits for help."""
        self._held += more
        self.self_tills.move_places(max(self._kiosks - self._held, 0))

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
