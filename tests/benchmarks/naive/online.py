"""Online orders: a process a package: pay, have it picked, and have it handed over by desk, rider or carrier."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

from naive import centre, handling
from naive.riders import ride
from naive.routing import route
from simpy import Event

from sim.facts import Account, CancelReason, Mode, Outcome

if TYPE_CHECKING:
    from naive.customer import Customer, Trip
    from naive.town import Town


@dataclass(slots=True)
class Order:
    """An online order on its way, or one package of it."""

    number: int
    customer: "Customer"
    mode: int
    part_of: int | None
    site: int
    placed: float
    promise: float
    basket: list[int]
    found: list[bool]
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
    owed: list[int] = field(default_factory=list)
    """products promised, with no unit behind them"""
    tried: set[int] = field(default_factory=set)
    """nodes that would not serve it"""

    @property
    def missing(self) -> float:
        """Return the share of the basket that is missing."""
        return 1.0 - len(self.got) / len(self.basket)

    @property
    def late(self) -> float:
        """Return ms after the promise."""
        kept = self.handed if self.mode == Mode.COLLECT else self.delivered
        return max((kept or 0) - self.promise, 0)


def order_online(
    town: "Town", customer: "Customer", trip: "Trip", mode: int, site: int
) -> Generator[Event, None, None]:
    """Place an order and carry it through."""
    basket = trip.basket
    lines = [site] * len(basket) if mode == Mode.COLLECT else route(town, customer, mode, site, basket)
    orders: list[Order] = []
    for node in dict.fromkeys(lines):
        part_of = orders[0].number if orders else None
        part = [sku for sku, at in zip(basket, lines, strict=True) if at == node]
        orders.append(place(town, customer, (mode, node, part_of), part))
    there = sum(len(order.got) - len(order.owed) for order in orders)
    bought = any(order.got for order in orders)
    customer.note_session(trip, Outcome.BOUGHT if bought else Outcome.NOTHING_LEFT, lines[0], there)
    if bought:
        customer.buy(mode, lines[0])
    for other in orders[1:]:
        town.env.process(carry_through(town, other))
    yield from carry_through(town, orders[0])


def place(town: "Town", customer: "Customer", how: tuple[int, int, int | None], basket: Sequence[int]) -> Order:
    """Pay for a package; ``how``: mode, node, and the order that it is part of."""
    mode, site, part_of = how
    shelf = town.shelves[site]
    found, unbacked = shelf.accept(basket)
    got = list(compress(basket, found))
    goods, cost = town.worth(got)
    fee = town.fee(mode) if got and part_of is None else 0
    number, promise = next(town.notes.numbers), town.promise(customer, mode, site)
    made = (number, customer, mode, part_of, site, town.env.now, promise)
    order = Order(*made, list(basket), found, got, goods, cost, fee)
    shelf.owe(order, unbacked)
    town.under_way[number] = order
    if got:
        town.notes.book(Account.SALES, site, goods)
        town.notes.book(Account.DELIVERY_FEES, site, fee)
    return order


def carry_through(town: "Town", order: Order) -> Generator[Event, None, None]:
    """Bring a package to its customer, or cancel it."""
    if not order.got:
        cancel(town, order, CancelReason.NO_STOCK)
        return
    while order.site < len(town.stores) and not town.stores[order.site].takes_order():
        if not (yield from centre.find_another(town, order)):
            cancel(town, order, CancelReason.REFUSED)
            return
    yield from handling.prepare(town, order)
    if not order.got:
        cancel(town, order, CancelReason.OVERSOLD)
        return
    if order.mode == Mode.PARCEL:
        yield from handling.post(town, order)
    elif order.mode == Mode.COLLECT:
        yield from handling.hand_out(town, order, town.stores[order.site])
    elif not (yield from ride(town, order, town.fleets[town.fleet_of[order.site]])):
        cancel(town, order, CancelReason.NO_RIDER)
        return
    end(town, order)


def cancel(town: "Town", order: Order, reason: CancelReason) -> None:
    """Give the money back; the units are shelved at midnight."""
    order.cancelled, order.reason = town.env.now, reason
    disappointed = bool(order.goods)
    if disappointed:
        paid = order.goods + order.fee
        town.notes.book(Account.REFUNDS, order.site, order.refund - paid)
        order.refund = paid
        put_aside(town, order)
    order.customer.remember(order.mode, 0, float(disappointed), order.missing)
    town.complaints.about(order)
    note(town, order)


def put_aside(town: "Town", order: Order) -> None:
    """Keep a cancelled order's units for the midnight put-back; what was never there is owed no more."""
    shelf, units = town.shelves[order.site], order.got.copy()
    for sku in shelf.forget(order):
        units.remove(sku)
        shelf.change(sku, 1)
    town.sites[order.site].left_behind.append(units)


def end(town: "Town", order: Order) -> None:
    """Close a delivered order; its customer remembers whether the promise was kept."""
    late = order.late
    told = centre.told(town, order, late)
    order.customer.remember(order.mode, 0, late / (order.promise - order.placed), order.missing, told)
    town.complaints.about(order)
    town.returns.from_home(order)
    note(town, order)


def note(town: "Town", order: Order) -> None:
    """Write the order's facts down."""
    del town.under_way[order.number]
    made = (order.number, order.customer.number, order.mode, order.part_of, order.site, order.placed, order.promise)
    done = (order.began, order.picked, order.packed, order.handed, order.delivered, order.cancelled, order.reason)
    money = (order.goods, order.fee, order.refund, order.cost)
    town.notes.orders.append((*made, *done, len(order.basket), len(order.got), *money, 0))
    town.note_lines(order.number, order.basket, order.found)
