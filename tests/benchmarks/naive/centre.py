"""The order centre: finds another node for an order that its node will not serve, and tells customers of delays."""

from collections import Counter
from collections.abc import Generator
from typing import TYPE_CHECKING

from naive.routing import nodes_near, quote
from simpy import Event

from sim.facts import Account, Mode, Trouble

if TYPE_CHECKING:
    from naive.online import Order
    from naive.town import Town


def find_another(town: "Town", order: "Order") -> Generator[Event, None, bool]:
    """Notice that an order is stuck, after a while, and move it; return whether there is a node for it."""
    arose = town.env.now
    yield town.env.timeout(town.alert_delay)
    order.tried.add(order.site)
    node = None if order.mode == Mode.COLLECT else cheapest_able(town, order)
    town.notes.exceptions.append((order.number, order.site, Trouble.REFUSED, arose, town.env.now, node))
    if node is None:
        return False
    move(town, order, node)
    return True


def cheapest_able(town: "Town", order: "Order") -> int | None:
    """Return the cheapest node, not yet tried, that has all that the order holds."""
    needed = Counter(order.got)
    able = []
    for slot in nodes_near(town, order.customer, order.mode, len(order.tried)):
        free = town.shelves[slot].free
        if slot not in order.tried and all(free[sku] >= units for sku, units in needed.items()):
            able.append(quote(town, order.mode, slot))
    return min(able, key=lambda node: node.per_package + node.per_unit * len(order.got)).slot if able else None


def move(town: "Town", order: "Order", node: int) -> None:
    """Let the order's units, sales and fee change nodes."""
    give_up_units(town, order)
    shelf, unbacked = town.shelves[node], []
    for sku in order.got:
        shelf.change(sku, -1)
        if shelf.loose[sku] > 0:
            shelf.loose[sku] -= 1
        else:
            unbacked.append(sku)
    shelf.owe(order, unbacked)
    for account, fen in ((Account.SALES, order.goods), (Account.DELIVERY_FEES, order.fee)):
        town.notes.book(account, order.site, -fen)
        town.notes.book(account, node, fen)
    order.site = node


def give_up_units(town: "Town", order: "Order") -> None:
    """Let all units of an order be free at its node."""
    shelf = town.shelves[order.site]
    missing = Counter(shelf.forget(order))
    for sku in order.got:
        if missing[sku]:
            missing[sku] -= 1
            shelf.change(sku, 1)
        else:
            shelf.release(sku)


def told(town: "Town", order: "Order", late: float) -> bool:
    """Return whether the customer heard of a delay before the order came."""
    if not late or not town.tells_customers:
        return False
    noticed = order.promise + town.alert_delay
    heard = late > town.alert_delay
    when = noticed if heard else None
    town.notes.exceptions.append((order.number, order.site, Trouble.LATE, order.promise, when, None))
    return heard
