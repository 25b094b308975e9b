"""Levers: the only way in which a running world changes; a named parameter, a scope, a dated value.

The catalogue below is the one registry: the schema of scenario files, the documentation and the live values
all come from it. A component reads its lever's live array; nobody else writes to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lever import Lever as Lever
from sim.lever import Scope as Scope
from sim.service_levers import SERVICE_LEVERS
from sim.supply_levers import SUPPLY_LEVERS
from sim.units import CNY, DAY, HOUR, KM, MINUTE

_CATALOGUE = (
    Lever("store.open", "store", "on/off", 0, 1, 1, "agents.choice", "the store receives customers", "S251"),
    Lever("collect", "store", "on/off", 0, 1, 0, "agents.ways", "orders may be collected here", "S107"),
    Lever("instant", "store", "on/off", 0, 1, 0, "agents.ways", "riders deliver from here", "S121"),
    Lever("ship_from_store", "store", "on/off", 0, 1, 0, "sim.policies", "parcels may leave from here", "S118"),
    Lever("parcel", "chain", "on/off", 0, 1, 1, "agents.ways", "parcels are offered", "S118"),
    Lever(
        "collect.promise", "store", "duration", 0, 7 * DAY, 2 * HOUR, "sim.fulfilment", "ready for collection", "S122"
    ),
    Lever(
        "instant.promise",
        "store",
        "duration",
        MINUTE,
        DAY,
        30 * MINUTE,
        "sim.fulfilment",
        "at the door",
        "S121, 002 4.2",
    ),
    Lever(
        "instant.radius", "store", "distance", 0, 100 * KM, 3 * KM, "agents.ways", "how far riders go", "S121, 002 4.2"
    ),
    Lever(
        "instant.fee", "store", "money", 0, 10**6, 5 * CNY, "agents.ways", "paid by the customer", "planner's choice"
    ),
    Lever("parcel.fee", "chain", "money", 0, 10**6, 6 * CNY, "agents.ways", "paid by the customer", "planner's choice"),
    Lever("tills.staffed", "store", "count", 1, 200, 4, "sim.store", "staffed tills", "S101"),
    Lever("tills.self", "store", "count", 0, 200, 0, "sim.store", "self-checkouts", "S101, 002 3.1"),
    Lever("staff.factor", "store", "factor", 0, 100, 1, "sim.store", "people at work relative to the roster", "S116"),
    Lever(
        "org.credit_store", "store", "share", 0, 1, 1, "sim.effort", "of an online sale credited to the store", "S226"
    ),
    Lever("pick.rate_mult", "node", "factor", 0.05, 20, 1, "sim.work_times", "pace of picking", "S130, 001 7.2"),
    Lever("allocation.interval", "chain", "duration", 0, DAY, 0, "sim.release", "from batch to batch by hand", "S128"),
    Lever("allocation.opens", "chain", "duration", 0, DAY, 0, "sim.release", "first batch, after midnight", "S128"),
    Lever("allocation.closes", "chain", "duration", 0, DAY, DAY, "sim.release", "no batch from here on", "S128"),
    Lever(
        "alert.delay", "chain", "duration", 0, 7 * DAY, 0, "sim.order_centre", "until an exception is noticed", "S127"
    ),
    Lever("alert.customers", "chain", "on/off", 0, 1, 0, "sim.order_centre", "customers are told of a delay", "S127"),
    Lever("promise.load", "store", "factor", 0, 10, 0, "sim.promises", "of waiting work, added to promises", "S119"),
    Lever("collect.slot", "store", "duration", 0, DAY, 0, "sim.slots", "orders are collected in slots so long", "S119"),
    Lever("collect.slot_orders", "store", "count", 1, 10**6, 20, "sim.slots", "orders a slot holds", "S119"),
    Lever("dwell.factor", "store", "factor", 0, 100, 1, "sim.floor", "time among the shelves", "S104, S106"),
    Lever("advice.robot", "store", "share", 0, 1, 0, "sim.floor", "of questions, answered by a robot", "S110"),
    Lever("advice.time", "store", "factor", 0, 100, 1, "sim.floor", "time that an answer takes", "S109"),
    Lever("riders.factor", "fleet", "factor", 0, 100, 1, "sim.riders", "riders relative to the roster", "S131"),
    Lever(
        "price.factor",
        "store",
        "factor",
        0.01,
        100,
        1,
        "agents.choice",
        "shelf prices relative to the catalogue",
        "S097",
    ),
    Lever(
        "sync.latency",
        "chain",
        "duration",
        0,
        30 * DAY,
        0,
        "sim.channel",
        "age of the stock figures by which the app shows and accepts",
        "S134, S146",
    ),
    Lever(
        "match_rate", "chain", "share", 0, 1, 0.61, "agents.identity", "store visits linked to a member", "003 1.2.2.1"
    ),
    Lever("paid.spend", "chain", "money", 0, 10**11, 0, "agents.marketing", "paid media a day", "S023"),
    Lever(
        "natural.factor", "chain", "factor", 0, 1000, 1, "agents.marketing", "natural traffic relative to plan", "K09"
    ),
    Lever("demand.factor", "zone", "factor", 0, 1000, 1, "agents.needs", "shopping needs relative to plan", "S251"),
    Lever(
        "record.shrink",
        "store",
        "share",
        0,
        0.5,
        0,
        "sim.record_keeping",
        "of the units on a shelf, lost unseen a day: stolen, broken, mislaid",
        "S134",
    ),
    Lever(
        "record.misscan",
        "store",
        "share",
        0,
        0.5,
        0,
        "sim.record_keeping",
        "of the units sold at tills and received, recorded on another product",
        "S134",
    ),
    Lever(
        "record.counts",
        "store",
        "share",
        0,
        1,
        0,
        "sim.counting",
        "of a store's products, counted a day, in rotation",
        "S134",
    ),
    Lever("riders.speed", "fleet", "factor", 0.05, 10, 1, "sim.pace", "riding speed: weather, traffic", "S121, S252"),
    Lever("riders.accepts", "fleet", "share", 0, 1, 1, "sim.dispatched", "chance that a rider takes a trip", "S121"),
    Lever("overflow.available", "fleet", "share", 0, 1, 0, "sim.overflow", "third party has somebody", "S131"),
    Lever("overflow.price", "fleet", "factor", 0, 100, 1, "sim.overflow", "third party's fee relative to plan", "S131"),
    Lever(
        "channel.protection",
        "store",
        "count",
        0,
        10**6,
        0,
        "sim.channel",
        "units of each product that the online channel neither shows nor sells",
        "S136",
    ),
    Lever(
        "ration.instant",
        "store",
        "count",
        0,
        10**6,
        0,
        "sim.channel",
        "and that collected orders and parcels leave to instant orders",
        "S136",
    ),
    Lever(
        "ration.collect",
        "store",
        "count",
        0,
        10**6,
        0,
        "sim.channel",
        "and that parcels leave to instant and collected orders",
        "S136",
    ),
    Lever("services", "store", "on/off", 0, 1, 0, "agents.convenience", "store services are offered", "S112"),
    Lever("returns.store", "store", "on/off", 0, 1, 0, "agents.returning", "takes back what was bought online", "S151"),
    Lever("returns.pickup", "chain", "on/off", 0, 1, 0, "agents.returning", "couriers fetch what goes back", "S152"),
    Lever(
        "returns.window",
        "chain",
        "duration",
        0,
        3650 * DAY,
        30 * DAY,
        "agents.returning",
        "goods are taken back so long after they were received",
        "K14",
    ),
    Lever("bot.share", "chain", "share", 0, 1, 0.8, "sim.complaints", "complaints the bot solves alone", "S094, F134"),
    Lever(
        "pick.errors",
        "store",
        "share",
        0,
        1,
        0,
        "agents.complaining",
        "of the units of online orders, another one than was ordered",
        "S156",
    ),
    Lever("app.open", "chain", "on/off", 0, 1, 1, "agents.needs", "people can look into the app", "S256"),
    Lever("warehouse.open", "warehouse", "on/off", 0, 1, 1, "sim.warehouse", "picks, packs and ships", "S147"),
    *SUPPLY_LEVERS,
    *SERVICE_LEVERS,
)

CATALOGUE: Mapping[str, Lever] = {lever.path: lever for lever in _CATALOGUE}
"""Path -> lever, in the order of `Dimensions.levers`."""

CAPABILITIES = tuple(lever.path for lever in _CATALOGUE if lever.unit == "on/off" and lever.scope == "store")
"""What a wave may open for a store."""


@dataclass(frozen=True)
class Change:
    """A lever moves on a day, at midnight."""

    day: int
    lever: str
    slots: tuple[int, ...]
    """slots of the lever's scope; (0,) for the chain"""
    value: float | None
    """engine units; None puts back what stood before the cause moved it"""
    cause: int
    """row of the plan's list of causes"""
    felt: float | None = None
    """how much of a shock is felt, 1 at its height, 0 when it is over; None for a plan's own change"""


Place = tuple[str, int]
"""Path of a lever, slot of its scope."""


class Levers:
    """Live values: one array a lever, one entry a slot of its scope; the arrays never move, only their content.

    A shock lies over what the plan sets: a factor multiplies it, any other value takes its place. The plan may move
    a lever while a shock is felt; it shows when the shock is over.
    """

    def __init__(self, sizes: Mapping[Scope, int]) -> None:
        self._live = {
            lever.path: np.full(sizes.get(lever.scope, 1), lever.default, np.float64) for lever in CATALOGUE.values()
        }
        self._before: dict[tuple[int, str, int], float] = {}
        self._planned: dict[Place, float] = {}
        """where shocks are felt: what stands without them"""
        self._shocks: dict[Place, dict[int, tuple[float, float]]] = {}
        """and the value and felt share of each, by cause"""

    def __getitem__(self, path: str) -> NDArray[np.float64]:
        """Return the live array of ``path``; shape (slots of its scope,)."""
        return self._live[path]

    def start_with(self, path: str, values: Sequence[float] | NDArray[np.float64] | float) -> None:
        """Set where a lever stands when the run begins."""
        self._live[path][:] = values

    def apply(self, change: Change) -> list[tuple[int, float, float]]:
        """Move a lever; return (slot, old value, new value) of the slots whose value truly changed."""
        live = self._live[change.lever]
        moved = []
        for slot in change.slots:
            old = float(live[slot])
            new = self._plan(change, slot, old) if change.felt is None else self._shock(change, slot, old)
            if new != old:
                live[slot] = new
                moved.append((slot, old, new))
        return moved

    def _plan(self, change: Change, slot: int, live: float) -> float:
        """Return the live value once the plan's ``change`` is made at ``slot``."""
        place, key = (change.lever, slot), (change.cause, change.lever, slot)
        if change.value is None:
            new = self._before.pop(key)
        else:
            self._before[key] = self._planned.get(place, live)
            new = change.value
        if place not in self._shocks:
            return new
        self._planned[place] = new
        return self._struck(place)

    def _shock(self, change: Change, slot: int, live: float) -> float:
        """Return the live value once so much of a shock is felt at ``slot``."""
        place = (change.lever, slot)
        self._planned.setdefault(place, live)
        shocks = self._shocks.setdefault(place, {})
        shocks[change.cause] = (change.value or 0.0, change.felt or 0.0)
        if change.felt:
            return self._struck(place)
        del shocks[change.cause]
        if shocks:
            return self._struck(place)
        del self._shocks[place]
        return self._planned.pop(place)

    def _struck(self, place: Place) -> float:
        """Return what all shocks at a place leave of the planned value."""
        unit, value = CATALOGUE[place[0]].unit, self._planned[place]
        for _, (worst, felt) in sorted(self._shocks[place].items()):
            value = value * (1 + felt * (worst - 1)) if unit == "factor" else value + felt * (worst - value)
        return float(round(value)) if unit == "count" else value
