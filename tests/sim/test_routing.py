"""Routing by hand: a parcel leaves the store only if earlier customers leave it what it asks for."""

import numpy as np
import pytest

from sim.facts import Mode
from sim.intents import NOTHING, Intents
from sim.policies import StoreFirst
from sim.routing import Router
from sim.stock import Stock

STORE, DEPOT = 0, 1


def intents(*rows):
    """Return intents of (mode, site, second, products), a second apart."""
    n = len(rows)
    units = np.array([len(row[3]) for row in rows])
    whole = np.zeros(n, np.int64)
    return Intents(
        time=np.arange(n) * 1000,
        person=np.arange(n),
        member=np.arange(n),
        trigger=np.zeros(n, np.int8),
        browsed=np.ones(n, bool),
        mode=np.array([row[0] for row in rows], np.int8),
        site=np.array([row[1] for row in rows]),
        second=np.array([row[2] for row in rows]),
        x=whole,
        y=whole,
        units=units,
        line=np.cumsum(units) - units,
        marks=np.zeros((n, 4)),
        scores=np.zeros((n, 4)),
        sku=np.array([sku for row in rows for sku in row[3]]),
    )


@pytest.fixture
def router():
    """Return a router over a store with one unit of each of two products, and a warehouse with ten."""
    stock = Stock(2, 2)
    stock.start_with(np.array([1, 1, 10, 10]))
    return Router(stock, StoreFirst())


def test_the_second_parcel_for_the_last_unit_leaves_the_warehouse(router):
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    router.route(wishes)
    assert wishes.site.tolist() == [STORE, DEPOT]


def test_a_shopper_who_comes_first_takes_the_unit_and_one_who_comes_later_does_not(router):
    wishes = intents((Mode.WALK_IN, STORE, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    router.route(wishes)
    assert wishes.site.tolist() == [STORE, DEPOT]
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0]), (Mode.WALK_IN, STORE, -1, [0]))
    router.route(wishes)
    assert wishes.site.tolist() == [STORE, STORE]


def test_two_units_of_one_product_are_not_one(router):
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0, 0]), (Mode.PARCEL, DEPOT, STORE, [0, 1]))
    router.route(wishes)
    # The first basket finds one of its two units in the store and both in the warehouse; the second finds both here.
    assert wishes.site.tolist() == [DEPOT, STORE]


def test_who_decided_for_nothing_asks_for_nothing(router):
    wishes = intents((NOTHING, -1, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    router.route(wishes)
    assert wishes.site.tolist() == [-1, STORE]
