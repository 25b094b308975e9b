"""Facts: columnar tables that grow while the world runs; every figure is a function of them afterwards.

Times are milliseconds since the scenario's start, money is fen, lengths are metres. ``NEVER`` (-1) in an
optional column means "has not happened" or "does not apply"; files and data frames show it as missing. A time
that has not come, and what most rows have none of, is a column's blank: it need not be said when a row is added.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from numpy.typing import NDArray

from sim.aftermath_facts import AFTERMATH_TABLES
from sim.aftermath_facts import Cause as Cause
from sim.aftermath_facts import Way as Way
from sim.codes import CancelReason as CancelReason
from sim.codes import Mode as Mode
from sim.codes import OrderClass as OrderClass
from sim.codes import Outcome as Outcome
from sim.codes import Touchpoint as Touchpoint
from sim.codes import Trigger as Trigger
from sim.codes import Trouble as Trouble
from sim.codes import Vehicle as Vehicle
from sim.columns import NEVER as NEVER
from sim.columns import code as _code
from sim.columns import count as _count
from sim.columns import fen as _fen
from sim.columns import slot as _id
from sim.columns import time as _time
from sim.service_facts import SERVICE_TABLES
from sim.supply_facts import SUPPLY_TABLES
from sim.supply_facts import Delivery as Delivery
from sim.tables import Column as Column
from sim.tables import Table as Table

Columns = Mapping[str, NDArray[Any]]


class Task(IntEnum):
    """What staff hours are paid for or spent on."""

    CREW = 0
    """All paid hours of the site's crew, whatever it does; busy is the sum over its tasks."""
    TILL = 1
    SELF_TILL = 2
    DESK = 3
    PICK = 4
    PACK = 5
    RIDE = 6
    COUNT = 7
    """Counting shelves to set the stock record right."""
    ADVICE = 8
    ASSIST = 9
    """Help at self-checkouts."""
    SHELVES = 10
    """No staff: shoppers among the shelves, and those who wait outside, where entry is limited."""
    RETURN = 11
    """Taking goods back."""
    ANSWER = 12
    """Agents at work on complaints."""
    LABEL = 13
    """Changing shelf labels."""
    INSTALL = 14
    """Technicians' visits."""


class Account(IntEnum):
    """Accounts of the ledger: income positive, expense negative."""

    SALES = 0
    DELIVERY_FEES = 1
    REFUNDS = 2
    GOODS = 3
    WASTE = 4
    LABOUR_FLOOR = 5
    """Paid crew hours less those spent on pick, pack, desk and counts: tills, service, idle."""
    LABOUR_PICK = 6
    LABOUR_PACK = 7
    LABOUR_DESK = 8
    RIDERS = 9
    """Paid rider hours and what is paid per drop, idle time and third parties included."""
    CARRIER = 10
    PACKAGING = 11
    MARKETING = 12
    SUPPLY = 13
    """Trucks between warehouse and stores; what suppliers take on top of the goods' cost."""
    PROGRAMME = 14
    """One-off and running cost of what a plan opens, named by initiative."""
    LABOUR_COUNT = 15
    RETURNS = 16
    """Refunds for goods given back."""
    GOODS_BACK = 17
    """Cost of goods given back and shelved again, less that of goods handed over in exchange."""
    COMPLAINTS = 18
    """Agents and the bot of the complaint desk."""
    SERVICES = 19
    """Fees of store services."""
    MARKDOWNS = 20
    """Taken off the prices of perishables in their last days."""
    INSTALLATION = 21
    """Fees for visits of technicians, their wages, old things taken in exchange and sold."""
    FINANCING = 22
    """Interest on goods held less bills owed."""
    SHRINKAGE = 23
    """Cost of goods that passed self-checkouts unscanned."""


SCHEMA: Mapping[str, Mapping[str, Column]] = {
    "people": {
        "segment": _id("segment", dtype="i2"),
        "zone": _id("zone of the home", dtype="i2"),
        "home_x": Column("i4", "m", "metres east of the city's reference point"),
        "home_y": Column("i4", "m", "metres north of it"),
        "known": Column("i1", "0/1", "a customer before the run began"),
        "first_order": _time("first paid basket of a person who was not known"),
        "won_by": _code(Trigger, "what triggered the first order's visit", optional=True),
    },
    "visits": {
        "person": _id("true person"),
        "member": _id("member id the firm saw, missing when not recognised", optional=True),
        "touchpoint": _code(Touchpoint, "online session or store entry"),
        "trigger": _code(Trigger, "true trigger"),
        "site": _id("first-choice node: the store entered, or the node of the mode chosen online", optional=True),
        "arrive": _time("session start or store entry", optional=False),
        "queue": _time("joined the queue for a till"),
        "served": _time("till service began"),
        "leave": _time("left"),
        "outcome": _code(Outcome, "how it ended"),
        "wanted": _count("units wanted at the first-choice node and channel", "i2", blank=0),
        "found": _count("of them available there when wanted", "i2", blank=0),
    },
    "orders": {
        "person": _id("true person"),
        "member": _id("member id the firm saw, missing when not recognised", optional=True),
        "visit": _id("row of the visit it came from", dtype="i8"),
        "channel": _code(Touchpoint, "where it was placed"),
        "mode": _code(Mode, "how goods change hands"),
        "part_of": _id("row of the order's first package, missing for whole orders", dtype="i8", optional=True),
        "site": _id("fulfilling node", optional=True),
        "placed": _time("paid", optional=False),
        "promise": _time("promised for, missing for walk-ins"),
        "reserved": _time("stock reserved or taken from the shelf"),
        "routed": _time("node chosen"),
        "pick_start": _time("picking began"),
        "picked": _time("picking ended"),
        "packed": _time("packing ended"),
        "handed": _time("ready at the desk, or handed to rider or carrier"),
        "delivered": _time("in the customer's hands"),
        "cancelled": _time("cancelled"),
        "cancel_reason": _code(CancelReason, "why cancelled", blank=CancelReason.NONE),
        "lines": _count("units asked for", "i2"),
        "got": _count("units handed over or about to be", "i2"),
        "goods": _fen("price of the units got"),
        "discount": _fen("taken off the goods", blank=0),
        "fee": _fen("delivery fee paid", blank=0),
        "refund": _fen("paid back", blank=0),
        "cost": _fen("cost of the units got"),
        "benefit": Column("i1", "0/1/2", "a member's benefit was not shown, honoured, refused at the till", blank=0),
        "handling": _fen("carrier, packaging and drop fees of this order", blank=0),
    },
    "order_lines": {
        "order": _id("row of the order", dtype="i8"),
        "sku": _id("product"),
        "asked": _count("units asked", "i1", blank=1),
        "got": _count("units got", "i1"),
        "substituted": _count("of them another product in its place", "i1", blank=0),
        "returned": _count("units returned", "i1", blank=0),
        "price": Column("i4", "fen", "price of a unit when asked"),
    },
    "exceptions": {
        "order": _id("row of the order", dtype="i8"),
        "site": _id("node where it was"),
        "trouble": _code(Trouble, "what went wrong"),
        "arose": _time("went wrong", optional=False),
        "noticed": _time("the order centre knew"),
        "moved_to": _id("node that serves it instead", optional=True),
    },
    "trips": {
        "vehicle": _id("rider or truck, numbered within its fleet"),
        "kind": _code(Vehicle, "rider or truck"),
        "fleet": _id("fleet (riders) or sending node (trucks)"),
        "site": _id("store served"),
        "orders": _count("orders or replenishment lines carried"),
        "stops": _count("stops made", "i2"),
        "start": _time("set off, empty", optional=False),
        "loaded": _time("left the store or warehouse with the goods"),
        "end": _time("last hand-over"),
        "metres_empty": Column("i4", "m", "ridden without goods"),
        "metres_loaded": Column("i4", "m", "ridden with goods"),
        "cost": _fen("paid for the trip beyond hours"),
        "co2": Column("i8", "g", "carbon dioxide"),
    },
    "stock_days": {
        "site": _id("node", dtype="i2"),
        "sku": _id("product", dtype="i2"),
        "day": _id("day", dtype="i2"),
        "physical": _count("on the shelf at the day's end, reserved units included"),
        "record": _count("what the system believes"),
        "reserved": _count("promised to orders, still on the shelf"),
        "owed": _count("promised to online orders, with no unit behind it"),
        "in_transit": _count("on the way to the node"),
        "received": _count("arrived in the day"),
        "returned": _count("given back by customers and shelved again"),
        "put_back": _count("shelved again after a cancelled order or a left basket"),
        "sold": _count("taken by walk-in customers"),
        "marked": _count("of them perishables at a reduced price"),
        "shipped": _count("left for online orders or other nodes"),
        "sent": _count("of them to other nodes"),
        "wasted": _count("expired or broken, and written off"),
        "short": _count("asked for and not there"),
        "oversold": _count("promised online and not there when picked"),
        "shrunk": _count("lost unseen: stolen, broken, mislaid, not scanned"),
        "misread": _count("added to the record by scans of the wrong product; negative when taken off it"),
        "corrected": _count("added to the record by counts; negative when taken off it"),
        "counted": _count("1 when the shelf was counted and the record set right"),
        "ahead": _count("sold ahead, and due with the day's truck: set aside or owed"),
    },
    "pick_shorts": {
        "order": _id("row of the order", dtype="i8"),
        "site": _id("node", dtype="i2"),
        "sku": _id("product", dtype="i2"),
        "found_out": _time("picker stood before the empty shelf", optional=False),
        "price": _fen("paid for the unit, and refunded"),
    },
    **AFTERMATH_TABLES,
    **SUPPLY_TABLES,
    **SERVICE_TABLES,
    "exposures": {
        "time": _time("shown", optional=False),
        "person": _id("true person"),
        "channel": _code(Trigger, "PAID or NATURAL"),
        "cost": _fen("paid for it"),
        "recorded": Column("i1", "0/1", "the firm's tracking saw it"),
        "visit": _id("row of the visit it led to", dtype="i8", optional=True),
    },
    "staff_hours": {
        "site": _id("node or fleet", dtype="i2"),
        "task": _code(Task, "task"),
        "hour": _id("hours since the start"),
        "paid": Column("i8", "ms", "paid time"),
        "busy": Column("i8", "ms", "time at work"),
        "queue": Column("i8", "job ms", "integral of the queue length"),
        "queue_max": _count("longest queue in the hour", "i4"),
    },
    "lever_changes": {
        "time": _time("took effect", optional=False),
        "lever": _id("row of the lever catalogue", dtype="i2"),
        "slot": _id("site, zone or segment; missing for the whole chain", dtype="i2", optional=True),
        "old": Column("f8", "lever's unit", "value before"),
        "new": Column("f8", "lever's unit", "value after"),
        "cause": _id("row of the plan's list of causes", dtype="i2"),
    },
    "ledger": {
        "day": _id("day", dtype="i2"),
        "account": _code(Account, "account"),
        "site": _id("node or fleet; missing for the chain", dtype="i2", optional=True),
        "cause": _id("row of the plan's list of causes", dtype="i2", optional=True),
        "fen": _fen("income positive, expense negative"),
    },
}
"""Table -> column -> description; design.md section 4 names the tables."""


class Facts:
    """All tables of one world."""

    def __init__(self, names: Iterable[str] = SCHEMA) -> None:
        self._tables = {name: Table(name, SCHEMA[name]) for name in names}
        self._aside: list[Table] = []

    def __getitem__(self, table: str) -> Table:
        """Return the table called ``table``."""
        return self._tables[table]

    def aside(self, name: str, columns: Mapping[str, Column]) -> Table:
        """Return a new table for the world's own use: no fact, but put away with the facts."""
        self._aside.append(Table(name, columns))
        return self._aside[-1]

    def put_away(self) -> None:
        """Give back the memory of what lies on the disk, until it is used again."""
        for table in (*self._tables.values(), *self._aside):
            table.put_away()

    def tables(self) -> dict[str, dict[str, NDArray[Any]]]:
        """Return every table as plain columns."""
        return {name: table.columns() for name, table in self._tables.items()}

    def let_go(self) -> None:
        """Forget all tables: a world is a circle of objects and would keep them until the collector comes.

        Columns that were handed out stay.
        """
        for table in (*self._tables.values(), *self._aside):
            table.let_go()
