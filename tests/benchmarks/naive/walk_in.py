"""Walk-ins: a process a visit: fill a basket, ask somebody, queue for a till, pay or give up."""

from collections.abc import Generator
from itertools import compress
from typing import TYPE_CHECKING

import simpy
from naive.luck import lognormal
from naive.store import ADVISING, ASSISTING, AT_TILL, Store
from simpy import Event

from sim.facts import Account, Mode, Outcome, Task, Touchpoint
from sim.units import MINUTE

if TYPE_CHECKING:
    from naive.customer import Customer, Trip
    from naive.town import Town

Paid = tuple[float, float] | None
"""when service began and ended; None for who gave up"""


def walk_in(town: "Town", customer: "Customer", trip: "Trip", store: Store) -> Generator[Event, None, None]:
    """Shop in ``store``."""
    env, work, rng = town.env, town.store_work, town.rng
    arrive, wanted = env.now, len(trip.basket)
    found = town.shelves[store.slot].take(trip.basket)
    got = list(compress(trip.basket, found))
    usual = work.dwell_base + work.dwell_line * wanted
    stay = lognormal(rng, usual, work.cv)
    if not got:
        yield env.timeout(stay)
        customer.remember(Mode.WALK_IN, 0, 0.0, 1.0)
        note(town, customer, trip, store, (arrive, None, None, env.now), Outcome.NOTHING_LEFT, 0)
        return
    patience = round(rng.expovariate(1.0 / work.patience))
    queue = env.now
    inside = yield from fill_basket(town, store, stay, patience)
    paid = None
    if inside:
        queue = env.now
        if rng.random() < 1.0 - (1.0 - work.advice) ** (stay / usual):
            yield from ask(town, store, patience)
            queue = env.now
        paid = yield from pay(town, store, len(got), patience)
    missing = 1.0 - len(got) / wanted
    if paid is None:
        store.left_behind.append(got)
        customer.remember(Mode.WALK_IN, env.now - queue, 0.0, missing)
        note(town, customer, trip, store, (arrive, queue, None, env.now), Outcome.GAVE_UP, len(got))
        return
    served, leave = paid
    store.learn_wait((served - queue) / MINUTE)
    customer.buy(Mode.WALK_IN, store.slot)
    customer.remember(Mode.WALK_IN, served - queue, 0.0, missing)
    note(town, customer, trip, store, (arrive, queue, served, leave), Outcome.BOUGHT, len(got))
    settle(town, customer, trip, store, found)


def fill_basket(town: "Town", store: Store, stay: int, patience: int) -> Generator[Event, None, bool]:
    """Go among the shelves when the store is not full; return whether patience lasted."""
    env = town.env
    if store.entry is None:
        yield env.timeout(stay)
        return True
    asked = env.now
    with store.entry.request() as place:
        yield place | env.timeout(patience)
        if not place.triggered:
            return False
        entered = env.now
        yield env.timeout(stay)
    store.worked(Task.SHELVES, entered - asked, stay)
    return True


def ask(town: "Town", store: Store, patience: int) -> Generator[Event, None, None]:
    """Ask somebody of the crew, as long as patience lasts."""
    env = town.env
    asked, time = env.now, max(round(town.rng.expovariate(1.0 / town.store_work.advice_time)), 1)
    with store.crew.request(priority=ADVISING) as clerk:
        yield clerk | env.timeout(patience)
        if clerk.triggered:
            served = env.now
            yield env.timeout(time)
            store.worked(Task.ADVICE, served - asked, time)


def pay(town: "Town", store: Store, units: int, patience: int) -> Generator[Event, None, Paid]:
    """Queue where it is shorter, and pay."""
    kiosks = store.kiosks_for(units)
    if kiosks is None:
        return (yield from pay_at_till(town, store, units, patience))
    return (yield from pay_at_kiosk(town, store, kiosks, (units, patience)))


def pay_at_till(town: "Town", store: Store, units: int, patience: int) -> Generator[Event, None, Paid]:
    """Queue for a till, then for somebody of the crew, as long as patience lasts."""
    env, work = town.env, town.store_work
    joined = env.now
    lost = env.timeout(patience)
    with store.tills.request() as till:
        yield till | lost
        if not till.triggered:
            return None
        with store.crew.request(priority=AT_TILL) as clerk:
            yield clerk | lost
            if not clerk.triggered:
                return None
            served = env.now
            yield env.timeout(lognormal(town.rng, work.till_base + work.till_line * units, work.cv))
            ended = env.now
            if store.tills.queue:
                # A clerk set free at once would turn to a waiting order: the next in line has not asked yet.
                store.tills.release(till)
                yield env.timeout(1)
    store.worked(Task.TILL, served - joined, ended - served)
    return served, ended


def pay_at_kiosk(
    town: "Town", store: Store, kiosks: simpy.Resource, basket: tuple[int, int]
) -> Generator[Event, None, Paid]:
    """Queue for a self-checkout as long as patience lasts; who needs help keeps it until somebody has come."""
    env, work, rng = town.env, town.store_work, town.rng
    units, patience = basket
    joined = env.now
    with kiosks.request() as kiosk:
        yield kiosk | env.timeout(patience)
        if not kiosk.triggered:
            return None
        served = env.now
        yield env.timeout(lognormal(rng, work.self_till_base + work.self_till_line * units, work.cv))
        store.worked(Task.SELF_TILL, served - joined, env.now - served)
        if rng.random() < work.assist:
            stuck, help_time = env.now, max(round(rng.expovariate(1.0 / work.assist_time)), 1)
            with store.crew.request(priority=ASSISTING) as clerk:
                yield clerk
                began = env.now
                yield env.timeout(help_time)
            store.worked(Task.ASSIST, began - stuck, help_time)
    return served, env.now


def settle(town: "Town", customer: "Customer", trip: "Trip", store: Store, found: list[bool]) -> None:
    """Write a paid basket down: order, lines, money, stock."""
    notes, now = town.notes, town.env.now
    got = list(compress(trip.basket, found))
    goods, cost = town.worth(got)
    number = next(notes.numbers)
    town.note_lines(number, trip.basket, found)
    benefit = town.complaints.at_till(customer, number, trip.member)
    times = (now, None, None, None, None, None, now, None, None)
    made = (number, customer.number, Mode.WALK_IN, None, store.slot)
    notes.orders.append((*made, *times, len(found), len(got), goods, 0, 0, cost, benefit))
    notes.book(Account.SALES, store.slot, goods)
    notes.book(Account.GOODS, store.slot, -cost)
    town.shelves[store.slot].sell(got)
    town.returns.from_store(customer, number, got, (store.slot, trip.member))


def note(
    town: "Town",
    customer: "Customer",
    trip: "Trip",
    store: Store,
    times: tuple[float | None, ...],
    outcome: Outcome,
    found: int,
) -> None:
    """Write the visit down."""
    town.notes.visits.append(
        (customer.number, trip.member, Touchpoint.STORE, store.slot, *times, outcome, len(trip.basket), found)
    )
