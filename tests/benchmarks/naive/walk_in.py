"""Walk-ins: a process a visit: fill a basket, queue for a till, pay or give up."""

from collections.abc import Generator
from itertools import compress
from typing import TYPE_CHECKING

import simpy
from naive.luck import lognormal
from naive.store import AT_TILL, Store
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
    env, work = town.env, town.store_work
    arrive, wanted = env.now, len(trip.basket)
    found = town.shelves[store.slot].take(trip.basket)
    got = list(compress(trip.basket, found))
    yield env.timeout(lognormal(town.rng, work.dwell_base + work.dwell_line * wanted, work.cv))
    queue = env.now
    if not got:
        customer.remember(Mode.WALK_IN, 0, 0.0, 1.0)
        note(town, customer, trip, store, (arrive, None, None, queue), Outcome.NOTHING_LEFT, 0)
        return
    kiosks = store.kiosks_for(len(got))
    if kiosks is None:
        paid = yield from pay_at_till(town, store, len(got))
    else:
        paid = yield from pay_at_kiosk(town, store, kiosks, len(got))
    missing = 1.0 - len(got) / wanted
    if paid is None:
        store.left_behind.append(got)
        customer.remember(Mode.WALK_IN, env.now - queue, 0.0, missing)
        note(town, customer, trip, store, (arrive, queue, None, env.now), Outcome.GAVE_UP, len(got))
        return
    served, leave = paid
    settle(town, customer, trip, store, found)
    store.learn_wait((served - queue) / MINUTE)
    customer.buy(Mode.WALK_IN, store.slot)
    customer.remember(Mode.WALK_IN, served - queue, 0.0, missing)
    note(town, customer, trip, store, (arrive, queue, served, leave), Outcome.BOUGHT, len(got))


def pay_at_till(town: "Town", store: Store, units: int) -> Generator[Event, None, Paid]:
    """Queue for a till, then for somebody of the crew, as long as patience lasts."""
    env, work = town.env, town.store_work
    joined = env.now
    patience = env.timeout(round(town.rng.expovariate(1.0 / work.patience)))
    with store.tills.request() as till:
        yield till | patience
        if not till.triggered:
            return None
        with store.crew.request(priority=AT_TILL) as clerk:
            yield clerk | patience
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


def pay_at_kiosk(town: "Town", store: Store, kiosks: simpy.Resource, units: int) -> Generator[Event, None, Paid]:
    """Queue for a self-checkout as long as patience lasts."""
    env, work = town.env, town.store_work
    joined = env.now
    patience = env.timeout(round(town.rng.expovariate(1.0 / work.patience)))
    with kiosks.request() as kiosk:
        yield kiosk | patience
        if not kiosk.triggered:
            return None
        served = env.now
        yield env.timeout(lognormal(town.rng, work.self_till_base + work.self_till_line * units, work.cv))
    store.worked(Task.SELF_TILL, served - joined, env.now - served)
    return served, env.now


def settle(town: "Town", customer: "Customer", trip: "Trip", store: Store, found: list[bool]) -> None:
    """Write a paid basket down: order, lines, money, stock."""
    notes, now = town.notes, town.env.now
    got = list(compress(trip.basket, found))
    goods, cost = town.worth(got)
    number = next(notes.numbers)
    town.note_lines(number, trip.basket, found)
    times = (now, None, None, None, None, None, now, None, None)
    notes.orders.append(
        (number, customer.number, Mode.WALK_IN, store.slot, *times, len(found), len(got), goods, 0, 0, cost)
    )
    notes.book(Account.SALES, store.slot, goods)
    notes.book(Account.GOODS, store.slot, -cost)
    town.shelves[store.slot].sell(got)


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
