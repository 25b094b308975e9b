"""Facts of supply: what suppliers brought, and which shelves were seen to run low."""

from collections.abc import Mapping
from enum import IntEnum

from sim.columns import code, count, fen, slot, time
from sim.tables import Column


class Delivery(IntEnum):
    """On what terms a supplier delivers."""

    USUAL = 0
    FLEXIBLE = 1
    """Sooner and in smaller lots, at a premium."""
    EMERGENCY = 2
    """Under contract while the supplier is cut off, at a premium."""


SUPPLY_TABLES: Mapping[str, Mapping[str, Column]] = {
    "deliveries": {
        "site": slot("warehouse", dtype="i2"),
        "supplier": slot("supplier; missing for the nameless one of the warehouse", dtype="i2", optional=True),
        "kind": code(Delivery, "on what terms"),
        "ordered": time("ordered", optional=False),
        "arrived": time("at the warehouse's dock"),
        "units": count("ordered"),
        "delivered": count("delivered, or about to be"),
        "premium": fen("paid on top of the goods' cost"),
    },
    "alerts": {
        "site": slot("node", dtype="i2"),
        "sku": slot("product", dtype="i2"),
        "breached": time("a review found less than a day's expected sales", optional=False),
        "restored": time("enough was there again"),
    },
    "making": {
        "day": slot("night before this day", dtype="i2"),
        "supplier": slot("supplier that makes to stock", dtype="i2"),
        "ordered": count("ordered of it in the night"),
        "waiting": count("of them, still to be made"),
        "begun": count("begun in the night, for stock or for an order"),
        "ready": count("ready and ordered by nobody, afterwards"),
    },
    "payables": {
        "day": slot("day", dtype="i2"),
        "billed": fen("goods that suppliers brought"),
        "paid": fen("bills that fell due"),
        "owed": fen("bills to come due, at midnight"),
        "held": fen("goods on the shelves of all nodes at midnight, at cost"),
        "interest": fen("of the day, on goods held less bills owed"),
    },
    "forecasts": {
        "week": slot("week, counted from the start", dtype="i2"),
        "weeks": Column("i1", "weeks", "made so many weeks before the week's end"),
        "site": slot("node", dtype="i2"),
        "sku": slot("product", dtype="i2"),
        "units": Column("f8", "units", "expected to leave in the week"),
    },
}
"""Table -> column -> description."""
