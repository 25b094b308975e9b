"""Handling: orders are picked and packed, handed out at the desk, or wait for the carrier's truck."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from naive.luck import lognormal
from naive.store import AT_BENCH, AT_DESK, AT_SHELF, IN_AISLE, Store, Warehouse
from simpy import Event

from sim.facts import Account, Task
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from naive.online import Order
    from naive.town import Town

COLLECT_DELAY = 1.5 * HOUR
"""as in sim.fulfilment"""


def prepare(town: "Town", order: "Order") -> Generator[Event, None, None]:
    """Pick and pack at the order's node; what the picker does not find is cut."""
    if order.site < len(town.stores):
        yield from pick_in_store(town, order, town.stores[order.site])
        return
    depot = town.warehouses[order.site]
    yield from pick_in_aisles(town, order, depot)
    if order.got:
        yield from pack_at_bench(town, order, depot)


def pick_in_store(town: "Town", order: "Order", store: Store) -> Generator[Event, None, None]:
    """Pick and bag in a store."""
    env, work = town.env, town.store_work
    asked = env.now
    with store.pickers.request() as place:
        yield place
        with store.crew.request(priority=AT_SHELF) as picker:
            yield picker
            order.began = began = env.now
            yield env.timeout(lognormal(town.rng, work.pick_base + work.pick_line * len(order.got), work.cv))
            order.picked = env.now
            yield env.timeout(lognormal(town.rng, work.pack, work.cv))
    store.worked(Task.PICK, began - asked, env.now - began)
    cut_missing(town, order)
    order.packed = env.now


def pick_in_aisles(town: "Town", order: "Order", depot: Warehouse) -> Generator[Event, None, None]:
    """Pick in a warehouse."""
    env, work = town.env, town.warehouse_work
    asked = env.now
    with depot.crew.request(priority=IN_AISLE) as picker:
        yield picker
        order.began = began = env.now
        yield env.timeout(lognormal(town.rng, work.pick_base + work.pick_line * len(order.got), work.cv))
    order.picked = env.now
    depot.worked(Task.PICK, began - asked, env.now - began)
    cut_missing(town, order)


def pack_at_bench(town: "Town", order: "Order", depot: Warehouse) -> Generator[Event, None, None]:
    """Pack in a warehouse."""
    env, work = town.env, town.warehouse_work
    asked = env.now
    with depot.benches.request() as bench:
        yield bench
        with depot.crew.request(priority=AT_BENCH) as packer:
            yield packer
            began = env.now
            yield env.timeout(lognormal(town.rng, work.pack, work.cv))
    order.packed = env.now
    depot.worked(Task.PACK, began - asked, env.now - began)


def cut_missing(town: "Town", order: "Order") -> None:
    """Take out of an order what was promised and is not there, and pay it back."""
    shelf = town.shelves[order.site]
    for sku in shelf.forget(order):
        shelf.not_found.append(sku)
        price, cost = town.price[sku], town.cost[sku]
        order.got.remove(sku)
        lines = zip(order.basket, order.found, strict=True)
        order.found[next(row for row, line in enumerate(lines) if line == (sku, True))] = False
        order.refund += price
        order.cost -= cost
        town.notes.book(Account.REFUNDS, order.site, -price)
        town.notes.pick_shorts.append((order.number, order.site, sku, town.env.now, price))


def hand_out(town: "Town", order: "Order", store: Store) -> Generator[Event, None, None]:
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
    ship(town, order)


def comes(town: "Town", order: "Order", store: Store) -> float:
    """Return when the customer comes: some time after the promise, while the store is open."""
    delay = round(town.rng.expovariate(1.0 / COLLECT_DELAY))
    day, clock = divmod(max(order.promise, town.env.now) + delay, DAY)
    if clock >= store.closes - HOUR // 2:
        day, clock = day + 1, 0
    if clock < store.opens:
        clock = store.opens + delay % HOUR
    return day * DAY + clock


def post(town: "Town", order: "Order") -> Generator[Event, None, None]:
    """Wait for the carrier's truck, and ride with it."""
    env, carrier = town.env, town.carrier
    left = env.event()
    town.sites[order.site].docked.append(left)
    yield left
    order.handed = env.now
    ship(town, order)
    town.notes.book(Account.CARRIER, order.site, -carrier.price)
    town.notes.book(Account.PACKAGING, order.site, -carrier.packaging)
    yield env.timeout(town.arrival(order.customer, order.site) - env.now)
    order.delivered = env.now


def ship(town: "Town", order: "Order") -> None:
    """Let the goods leave the stock."""
    town.shelves[order.site].ship(order.got)
    town.notes.book(Account.GOODS, order.site, -order.cost)
