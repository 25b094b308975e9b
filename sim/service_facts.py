"""Facts of service: what cameras counted, how well crews served, what mystery shoppers thought of it."""

from collections.abc import Mapping

from sim.columns import count, fen, slot, time
from sim.tables import Column

THOUSANDTHS = 1000
"""of a point of satisfaction: the unit in which service is noted"""

SERVICE_TABLES: Mapping[str, Mapping[str, Column]] = {
    "footfall": {
        "site": slot("store", dtype="i2"),
        "hour": slot("hours since the start"),
        "counted": count("entries that cameras counted"),
    },
    "aisle": {
        "visit": slot("row of the visit whose basket was short", dtype="i8"),
        "site": slot("store", dtype="i2"),
        "asked": time("through with the shelves, asks at the desk", optional=False),
        "units": count("units missed"),
        "lead": Column("i8", "ms", "until a parcel would be there; missing when nobody has all", True, blank=-1),
        "order": Column("i8", "slot", "row of the order; missing when it was not worth the wait", True, blank=-1),
    },
    "corners": {
        "visit": slot("row of the visit that led there", dtype="i8"),
        "site": slot("store", dtype="i2"),
        "corner": slot("row of the corners, by key", dtype="i2"),
        "came": time("came there", optional=False),
        "left": time("left it; missing when it was full"),
        "places": count("people who had room there"),
        "sku": slot("product taken along that nobody had planned; missing for none", optional=True, dtype="i2"),
        "login": Column("i1", "0/1", "logged in to its Wi-Fi, and known by it"),
    },
    "installs": {
        "order": slot("row of the order", dtype="i8"),
        "sku": slot("product", dtype="i2"),
        "arrived": time("the goods were there", optional=False),
        "slot": time("booked slot begins", optional=False),
        "began": time("a technician came"),
        "ended": time("installed"),
        "fee": fen("paid for the visit"),
        "allowance": fen("paid to the customer for an old thing"),
        "resale": fen("what the old thing brings"),
        "traded": Column("i1", "0/1", "an old thing is handed over"),
    },
    "labels": {
        "site": slot("store", dtype="i2"),
        "day": slot("day", dtype="i2"),
        "labels": count("labels on the shelves"),
        "wrong": count("of them, those that show another price than the till at the day's end"),
        "given_away": fen("taken off baskets because a label showed less than the till"),
    },
    "unscanned": {
        "order": slot("row of the order whose receipt lacks the unit", dtype="i8"),
        "sku": slot("product", dtype="i2"),
        "site": slot("store", dtype="i2"),
        "day": slot("day", dtype="i2"),
        "price": fen("that nobody paid"),
        "cost": fen("of the unit, lost"),
    },
    "manners": {
        "site": slot("store", dtype="i2"),
        "day": slot("day", dtype="i2"),
        "quality": Column("i4", "1/1000", "points of satisfaction above (or below) the standard that the crew gives"),
    },
    "audits": {
        "site": slot("store", dtype="i2"),
        "day": slot("day of the visit", dtype="i2"),
        "score": Column("i4", "1/1000", "what the mystery shopper noted; the quality with an error"),
    },
}
"""Table -> column -> description."""
