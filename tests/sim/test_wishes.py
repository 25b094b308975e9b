"""Wishes: orders that compete with no other are settled at a glance, and go where they would go one by one."""

import numpy as np
import pytest

from sim.channel import Channel
from sim.city import Places, build_city
from sim.facts import NEVER, Mode
from sim.intents import Intents
from sim.levers import Levers
from sim.places import CarrierSpec, StoreSpec, TruckSpec, WarehouseSpec
from sim.quotes import Quoted
from sim.random_field import RandomField
from sim.reach import Reach, Sourcing
from sim.routing import Router
from sim.routing_rules import FewestPackages, StoreFirst
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec
from sim.stock import Stock
from sim.wishes import Claims

STORES, DEPOT, SKUS, PEOPLE = 4, 4, 40, 30


class OneByOne:
    """The same rule, which sees nothing at a glance."""

    def __init__(self, rule):
        self.route = rule.route


class Prices:
    """Quotes by node: some ship for less."""

    stores = STORES

    def ask(self, intents, rows, node):
        nothing = np.zeros(node.shape, np.int64)
        return Quoted(node, nothing, 100 + 7 * (node * 3 % 5), 1 + node % 2, nothing, np.zeros(5, np.int64))


def town():
    """Return four stores a kilometre apart and a warehouse."""
    stores = {f"s{nth}": StoreSpec(lon=nth / 111.195, lat=0) for nth in range(STORES)}
    work = CarrierSpec(), TruckSpec(), StoreWorkSpec(), WarehouseWorkSpec()
    return build_city(Places(stores, {"w": WarehouseSpec(lon=-1, lat=0)}, {}, {}, *work))


def stretch(luck):
    """Return shoppers and parcels in the order of time, and what lies at the nodes, by 400 uniforms."""
    basket = (luck[:120] ** 2 * SKUS).astype(int).reshape(PEOPLE, 4)
    units = 1 + (luck[120:150] * 4).astype(int)
    walks = luck[150:180] < 0.3
    whole, luckless = np.zeros(PEOPLE, np.int64), np.zeros((PEOPLE, 4))
    asked = Intents(
        time=np.arange(PEOPLE) * 1_000,
        person=np.arange(PEOPLE),
        member=np.arange(PEOPLE),
        trigger=whole.astype(np.int8),
        browsed=~walks,
        mode=np.where(walks, Mode.WALK_IN, Mode.PARCEL).astype(np.int8),
        site=np.where(walks, (luck[150:180] * 12).astype(int), DEPOT),
        second=whole + NEVER,
        x=whole,
        y=whole,
        units=units,
        line=units.cumsum() - units,
        marks=luckless,
        scores=luckless,
        sku=np.concatenate([row[:many] for row, many in zip(basket, units, strict=True)]),
    )
    stock = Stock(STORES + 1, SKUS)
    stock.start_with((luck[180:380] * 12 - 3).clip(0).astype(int))
    return asked, stock


def routed(rule, luck):
    """Return the stretch with its nodes, which row each was, and how many orders were clear."""
    city = town()
    levers = Levers({"store": STORES})
    levers.start_with("ship_from_store", 1.0)
    reach = Reach(city, levers, Sourcing(rule, stores=3))
    asked, stock = stretch(luck)
    parcels = (asked.mode == Mode.PARCEL).nonzero()[0]
    claims = Claims(stock, asked, (asked.mode == Mode.WALK_IN).nonzero()[0])
    clear = int(claims.wishes(asked, parcels, reach.nodes(asked, parcels)).clear().sum())
    router = Router(Channel(stock, levers), np.full(SKUS, 500), rule, reach, Prices())
    return *next(iter(router.parts(asked))), clear


@pytest.mark.parametrize("rule", [StoreFirst(), FewestPackages()])
def test_orders_settled_at_a_glance_go_where_they_would_go_one_by_one(rule):
    at_once = 0
    for luck in RandomField(7).purpose("test.routing").marks(np.arange(40), 0, 400):
        ours, rows, clear = routed(rule, luck)
        theirs, others, _ = routed(OneByOne(rule), luck)
        assert ours.site.tolist() == theirs.site.tolist()
        assert rows.tolist() == others.tolist()
        assert ours.sku.tolist() == theirs.sku.tolist()
        at_once += clear
    assert 100 < at_once < 700, "some are clear, and many are not"
