"""The plan: waves that open capabilities store by store, and single dated lever changes."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from sim.spec import spec
from sim.units import Money


@spec
class WaveSpec:
    """On a day, some stores can do more than before."""

    start: date
    """first day on which it is open"""
    stores: tuple[str, ...] | Literal["all"]
    """keys of the stores, or "all" """
    opens: tuple[str, ...]
    """capabilities: collect, instant, ship_from_store, store.open"""
    cost: Money = 0
    """paid once a store on the first day"""
    running: Money = 0
    """paid a store and day from then on"""


@spec
class ChangeSpec:
    """On a day, a lever takes a value."""

    start: date
    """first day with the new value"""
    lever: str
    """path of the lever catalogue"""
    to: bool | int | float | str
    """the new value in the lever's unit: true, 6, 1.2, "45 min", "8 CNY" """
    where: tuple[str, ...] | Literal["all"] = "all"
    """keys of the stores, fleets, zones or segments the lever is scoped to"""
    end: date | None = None
    """first day on which the old value is back; stays for good when missing"""
    why: str = ""
    """reason, shown in reports"""


@spec
class PlanSpec:
    """What the planner does to the city."""

    waves: Mapping[str, WaveSpec] = field(default_factory=dict)
    """roll-out by waves"""
    changes: Mapping[str, ChangeSpec] = field(default_factory=dict)
    """single lever changes"""
