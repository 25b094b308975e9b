"""Facts of what comes after: goods given back, complaints, store services, and shocks."""

from collections.abc import Mapping
from enum import IntEnum

from sim.codes import Mode
from sim.columns import code, fen, slot, time
from sim.tables import Column


class Way(IntEnum):
    """How goods come back."""

    STORE = 0
    """Brought to a store's desk."""
    POST = 1
    """Posted to the warehouse."""
    PICKUP = 2
    """Fetched at the door by a courier, for the warehouse."""


class Cause(IntEnum):
    """What truly went wrong with an order."""

    NONE = 0
    LATE = 1
    MISSING = 2
    WRONG = 3
    CANCELLED = 4
    REFUSED = 5
    """A member's benefit was refused at the till."""


AFTERMATH_TABLES: Mapping[str, Mapping[str, Column]] = {
    "returns": {
        "order": slot("row of the order it was bought in", dtype="i8"),
        "sku": slot("product", dtype="i2"),
        "way": code(Way, "how it comes back"),
        "site": slot("node that takes it", dtype="i2"),
        "asked": time("the customer decided", optional=False),
        "handed": time("the customer handed it over, or will", optional=False),
        "wished": time("wanted it fetched, where couriers had no room on that day"),
        "inspected": time("looked over and refunded"),
        "shelved": Column("i1", "0/1", "sold again; else written off", blank=0),
        "exchanged": Column("i1", "0/1", "a new unit was handed over instead of a refund", blank=0),
        "refund": fen("paid back", blank=0),
    },
    "misfits": {
        "time": time("entered the store, or decided in the app", optional=False),
        "person": slot("who left the unit"),
        "mode": code(Mode, "how it would have been bought"),
        "site": slot("node it would have been bought at", dtype="i2"),
        "sku": slot("product", dtype="i2"),
    },
    "tickets": {
        "person": slot("who complains"),
        "order": slot("row of the order", dtype="i8"),
        "cause": code(Cause, "what truly went wrong"),
        "opened": time("complained, or will", optional=False),
        "bot": Column("i1", "0/1", "the bot solved it", blank=0),
        "began": time("an agent took it"),
        "settled": time("the matter was settled"),
    },
    "services": {
        "person": slot("who came"),
        "service": slot("row of the services by key", dtype="i2"),
        "site": slot("store", dtype="i2"),
        "arrive": time("at the desk, or will be", optional=False),
        "began": time("served"),
        "ended": time("done"),
        "fee": fen("earned", blank=0),
    },
    "shocks": {
        "cause": slot("row of the plan's list of causes", dtype="i2"),
        "lever": slot("row of the lever catalogue", dtype="i2"),
        "slot": slot("slot of the lever's scope, 0 for the chain", dtype="i2"),
        "began": time("struck", optional=False),
        "eased": time("began to fade, or was over at once"),
        "over": time("no longer felt"),
    },
    "outages": {
        "began": time("the online platform failed", optional=False),
        "back": time("people get in again, or will", optional=False),
        "repaired": time("all is as before, or will be", optional=False),
        "missed": Column("i4", "people", "would have looked in meanwhile", blank=0),
    },
    "platform_days": {
        "day": slot("day", dtype="i2"),
        "down": Column("i8", "ms", "time of the day in which nobody got in"),
    },
}
"""Table -> column -> description."""
