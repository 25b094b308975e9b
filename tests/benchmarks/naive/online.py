"""Online orders: a process an order: pay, pick, pack, and hand over by desk, rider or carrier."""

from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from naive.luck import lognormal
from naive.riders import ride
from naive.store import AT_BENCH, AT_DESK, AT_SHELF, IN_AISLE, Store, Warehouse
from simpy import Event

from sim.facts import Account, CancelReason, Mode, Outcome, Task
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.customer import Customer, Trip
    from naive.town import Town

COLLECT_DELAY = 1.5 * HOUR
"""as in sim.fulfilment"""
HANDLING = 3 * HOUR
"""as in sim.admission"""


@dataclass(slots=True)
class Order:
    """An online order on its way."""

    number: int
    customer: "Customer"
    mode: int
    site: int
    placed: float
    promise: float
    asked: int
    got: list[int]
    goods: int
    cost: int
    fee: int
    began: float | None = None
    picked: float | None = None
    packed: float | None = None
    handed: float | None = None
    delivered: float | None = None
    cancelled: float | None = None
    reason: int | None = None
    refund: int = 0
    missing: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out what is missing."""
        self.missing = 1.0 - len(self.got) / self.asked


def order_online(
    town: "Town", customer: "Customer", trip: "Trip", mode: int, site: int
) -> Generator[Event, None, None]:
    """Place an order and carry it through."""
    shelf = town.shelves[site]
    found = shelf.take(trip.basket)
    got = list(compress(trip.basket, found))
    goods, cost = town.worth(got)
    fee = town.fee(mode) if got else 0
    promise = town.promise(customer, mode, site)
    number = next(town.notes.numbers)
    order = Order(number, customer, mode, site, town.env.now, promise, len(found), got, goods, cost, fee)
    town.under_way[number] = order
    town.note_lines(number, trip.basket, found)
    customer.note_session(trip, Outcome.BOUGHT if got else Outcome.NOTHING_LEFT, site, len(got))
    if not got:
        cancel(town, order, CancelReason.NO_STOCK)
        return
    town.notes.book(Account.SALES, site, goods)
    town.notes.book(Account.DELIVERY_FEES, site, fee)
    customer.buy(mode, site)
    if mode == Mode.PARCEL:
        yield from send_parcel(town, order, town.warehouses[site])
        return
    yield from pick(town, order, town.stores[site])
    if mode == Mode.COLLECT:
        yield from hand_out(town, order, town.stores[site])
    elif not (yield from ride(town, order, town.fleets[town.fleet_of[site]])):
        cancel(town, order, CancelReason.NO_RIDER)
        return
    ship(town, order)
    end(town, order)


def pick(town: "Town", order: Order, store: Store) -> Generator[Event, None, None]:
    """Pick and bag in a store."""
    env, work = town.env, town.store_work
    with store.crew.request(priority=AT_SHELF) as picker:
        yield picker
        order.began = began = env.now
        yield env.timeout(lognormal(town.rng, work.pick_base + work.pick_line * len(order.got), work.cv))
        order.picked = env.now
        yield env.timeout(lognormal(town.rng, work.pack, work.cv))
    order.packed = env.now
    store.worked(Task.PICK, began - order.placed, env.now - began)


def hand_out(town: "Town", order: Order, store: Store) -> Generator[Event, None, None]:
    """Wait for the customer, then for the desk and somebody of the crew."""
    env, work = town.env, town.store_work
    order.handed = env.now
    yield env.timeout(comes(town, order, store) - env.now)
    joined = env.now
    with store.desk.request() as desk:
        yield desk
        with store.crew.request(priority=AT_DESK) as clerk:
            yield clerk
            began = env.now
            yield env.timeout(lognormal(town.rng, work.desk, work.cv))
    order.delivered = env.now
    store.worked(Task.DESK, began - joined, env.now - began)


def comes(town: "Town", order: Order, store: Store) -> float:
    """Return when the customer comes: some time after the promise, while the store is open."""
    delay = round(town.rng.expovariate(1.0 / COLLECT_DELAY))
    day, clock = divmod(max(order.promise, town.env.now) + delay, DAY)
    if clock >= store.closes - HOUR // 2:
        day, clock = day + 1, 0
    if clock < store.opens:
        clock = store.opens + delay % HOUR
    return day * DAY + clock


def send_parcel(town: "Town", order: Order, depot: Warehouse) -> Generator[Event, None, None]:
    """Pick, pack, wait for the carrier's truck, and ride with it."""
    env, work = town.env, town.warehouse_work
    with depot.crew.request(priority=IN_AISLE) as picker:
        yield picker
        order.began = began = env.now
        yield env.timeout(lognormal(town.rng, work.pick_base + work.pick_line * len(order.got), work.cv))
    order.picked = picked = env.now
    depot.worked(Task.PICK, began - order.placed, picked - began)
    with depot.benches.request() as bench:
        yield bench
        with depot.crew.request(priority=AT_BENCH) as packer:
            yield packer
            began = env.now
            yield env.timeout(lognormal(town.rng, work.pack, work.cv))
    order.packed = env.now
    depot.worked(Task.PACK, began - picked, env.now - began)
    left = env.event()
    depot.dock.put(left)
    yield left
    order.handed = env.now
    ship(town, order)
    carrier = town.carrier
    town.notes.book(Account.CARRIER, order.site, -carrier.price)
    town.notes.book(Account.PACKAGING, order.site, -carrier.packaging)
    yield env.timeout(town.arrival(order.customer, order.site) - env.now)
    order.delivered = env.now
    end(town, order)


def cancel(town: "Town", order: Order, reason: CancelReason) -> None:
    """Give the money back; the units are shelved at midnight."""
    order.cancelled, order.reason = town.env.now, reason
    order.refund = order.goods + order.fee
    if order.got:
        town.notes.book(Account.REFUNDS, order.site, -order.refund)
        town.stores[order.site].left_behind.append(order.got)
    note(town, order)
    order.customer.remember(order.mode, 0, float(bool(order.got)), order.missing)


def ship(town: "Town", order: Order) -> None:
    """Let the goods leave the stock."""
    town.shelves[order.site].ship(order.got)
    town.notes.book(Account.GOODS, order.site, -order.cost)


def end(town: "Town", order: Order) -> None:
    """Write a delivered order down; its customer remembers whether the promise was kept."""
    kept = order.handed if order.mode == Mode.COLLECT else order.delivered
    late = max((kept or 0) - order.promise, 0) / (order.promise - order.placed)
    order.customer.remember(order.mode, 0, late, order.missing)
    note(town, order)


def note(town: "Town", order: Order) -> None:
    """Write the order's facts down."""
    del town.under_way[order.number]
    made = (order.number, order.customer.number, order.mode, order.site, order.placed, order.promise)
    done = (order.began, order.picked, order.packed, order.handed, order.delivered, order.cancelled, order.reason)
    money = (order.goods, order.fee, order.refund, order.cost)
    town.notes.orders.append((*made, *done, order.asked, len(order.got), *money))
