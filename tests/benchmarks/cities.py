"""Cities of any size for the benchmarks: a grid of stores with collection and riders from the first day."""

from datetime import date
from math import ceil, sqrt

from agents.segments import SegmentSpec, TasteSpec
from scenarios.schema import Experiment, People, Places, Scenario
from sim.calendar import CalendarSpec
from sim.places import FleetSpec, ShiftSpec, StoreSpec, WarehouseSpec
from sim.plan import PlanSpec, WaveSpec
from sim.units import DAY, HOUR, MINUTE

_START = date(2026, 3, 2)
_WEST, _SOUTH, _STEP = 121.2, 31.0, 0.035
"""corner of the grid and distance of neighbours, degrees: some 3.5 km in Shanghai"""
_BUSIEST_HOUR = 0.1
"""share of a day's visits (agents.segments.HOURS)"""
_TILL_HOURS = 70 / 3600
"""an average basket at a till"""
_VISITS_A_HEAD = 350
"""daily visits for each person at work: queues form in the busiest hours"""
_STORES_A_FLEET = 5
_ONLINE = TasteSpec(collect=2.0, instant=2.4, parcel=1.6)
"""tastes that send about a fifth of the baskets through pickers, riders and the carrier"""


def city(customers: int, stores: int, days: int, tick: int = HOUR, seed: int = 1) -> Scenario:
    """Return a city whose tills, crews and riders grow with the customers, so that queues stay alike."""
    keys = [f"store-{slot:03d}" for slot in range(stores)]
    visits = customers / stores * 63 / 365
    tills = max(1, ceil(1.15 * visits * _BUSIEST_HOUR * _TILL_HOURS))
    side = ceil(sqrt(stores))
    spots = [(_WEST + _STEP * (slot % side), _SOUTH + _STEP * (slot // side)) for slot in range(stores)]
    crew = {"day": ShiftSpec(start=7 * HOUR, end=DAY, staff=max(1, ceil(visits / _VISITS_A_HEAD)))}
    return Scenario(
        schema_version=1,
        name="benchmark",
        calendar=CalendarSpec(start=_START, days=days, tick=tick),
        people=People(segments={"everyone": SegmentSpec(customers=customers, tastes=_ONLINE)}),
        places=Places(
            stores={
                key: StoreSpec(lon=lon, lat=lat, tills=tills, self_tills=1 + tills // 4, shifts=crew)
                for key, (lon, lat) in zip(keys, spots, strict=True)
            },
            warehouses={"depot": _depot(visits * stores)},
            fleets={
                f"fleet-{slot:03d}": _fleet(*spots[slot], visits * _STORES_A_FLEET)
                for slot in range(0, stores, _STORES_A_FLEET)
            },
        ),
        plan=PlanSpec(waves={"all": WaveSpec(start=_START, stores="all", opens=("collect", "instant"))}),
        experiment=Experiment(seed=seed, twin=False),
    )


def _depot(visits: float) -> WarehouseSpec:
    staff = max(2, ceil(visits / 2_000))
    shift = ShiftSpec(start=6 * HOUR, end=22 * HOUR, staff=staff)
    return WarehouseSpec(lon=_WEST, lat=_SOUTH, pack_benches=staff, shifts={"day": shift})


def _fleet(lon: float, lat: float, visits: float) -> FleetSpec:
    shift = ShiftSpec(start=8 * HOUR, end=22 * HOUR + 30 * MINUTE, staff=max(2, ceil(visits / 150)))
    return FleetSpec(lon=lon, lat=lat, shifts={"day": shift})
