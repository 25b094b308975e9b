"""A warehouse: parcels are picked, packed and handed to the carrier at the daily cut-off."""

import simpy

from sim.facts import Task
from sim.places import WarehouseSpec
from sim.roster import Roster
from sim.station import Crew, Station


class Warehouse:
    """One warehouse; its crew packs before it picks, so that parcels leave.

    Args:
        env: the world's clock.
        slot: the warehouse's site slot.
        spec: what the planner said.
    """

    def __init__(self, env: simpy.Environment, slot: int, spec: WarehouseSpec) -> None:
        self.slot = slot
        self.cutoff = spec.parcel_cutoff
        self.waves = spec.waves
        self.supplier_lead = spec.supplier_lead
        self.roster = Roster(spec.shifts, spec.staff_by_hour)
        self.crew = Crew(env, 0)
        self.packing = Station(env, self.crew, spec.pack_benches)
        self.picking = Station(env, self.crew, spec.pickers or 1 << 20)
        self._places = (self.packing.places, self.picking.places)

    def work_if(self, is_open: bool) -> None:
        """Let the crew pick and pack, or let it wait: what is in hand is finished, what waits, waits."""
        for station, places in zip((self.packing, self.picking), self._places, strict=True):
            station.move_places(places if is_open else 0)

    def stations(self) -> dict[Task, Station]:
        """Return the stations by the task that staff hours are booked on."""
        return {Task.PACK: self.packing, Task.PICK: self.picking}
