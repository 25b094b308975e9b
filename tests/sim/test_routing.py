"""Routing by hand: a parcel leaves the store only if earlier customers leave it what it asks for."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import content, run, same
from sim.channel import Channel
from sim.city import Places, build_city
from sim.facts import NEVER, Account, Mode
from sim.intents import NOTHING, Intents
from sim.levers import Levers
from sim.places import CarrierSpec, FleetSpec, StoreSpec, TruckSpec, WarehouseSpec
from sim.quotes import Quoted, Quotes
from sim.reach import Reach, Sourcing
from sim.routing import Router
from sim.routing_rules import StoreFirst
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec
from sim.stock import Stock
from sim.units import DAY, HOUR, KM, MINUTE

STORE, DEPOT = 0, 1
RULE = StoreFirst()


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
        y=whole.copy(),
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
    city = town(1)
    levers = capable(city)
    return Router(Channel(stock, levers), np.array([500, 700]), RULE, Reach(city, levers, Sourcing(RULE)), NoQuotes())


class NoQuotes:
    """Says that everything is free and immediate."""

    stores = 1

    def ask(self, intents, rows, node):
        nothing = np.zeros(node.shape, np.int64)
        return Quoted(node, nothing, nothing, nothing, nothing, np.zeros(2, np.int64))


def town(stores):
    """Return a city with stores a kilometre apart, from west to east, and one warehouse far in the west."""
    east = KM / 111_195
    return build_city(
        Places(
            stores={f"s{nth}": StoreSpec(lon=nth * east, lat=0, closes=20 * HOUR) for nth in range(stores)},
            warehouses={"w": WarehouseSpec(lon=-1, lat=0)},
            fleets={"f": FleetSpec(lon=0, lat=0)},
            zones={},
            carrier=CarrierSpec(price_per_km=10),
            trucks=TruckSpec(),
            store_work=StoreWorkSpec(),
            warehouse_work=WarehouseWorkSpec(),
        )
    )


def capable(city):
    """Return levers with every store open for parcels and riders."""
    levers = Levers({"store": len(city.store_keys)})
    for path in ("ship_from_store", "instant"):
        levers.start_with(path, 1.0)
    return levers


def test_the_second_parcel_for_the_last_unit_leaves_the_warehouse(router):
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    list(router.parts(wishes))
    assert wishes.site.tolist() == [STORE, DEPOT]


def test_a_shopper_who_comes_first_takes_the_unit_and_one_who_comes_later_does_not(router):
    wishes = intents((Mode.WALK_IN, STORE, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    list(router.parts(wishes))
    assert wishes.site.tolist() == [STORE, DEPOT]
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0]), (Mode.WALK_IN, STORE, -1, [0]))
    list(router.parts(wishes))
    assert wishes.site.tolist() == [STORE, STORE]


def test_two_units_of_one_product_are_not_one(router):
    wishes = intents((Mode.PARCEL, DEPOT, STORE, [0, 0]), (Mode.PARCEL, DEPOT, STORE, [0, 1]))
    list(router.parts(wishes))
    # The first basket finds one of its two units in the store and both in the warehouse; the second finds both here.
    assert wishes.site.tolist() == [DEPOT, STORE]


def told(record, late=0):
    """Return a router like the fixture's whose record of the store's first product says ``record`` units."""
    stock = Stock(2, 2)
    stock.start_with(np.array([1, 1, 10, 10]))
    stock.discrepancy[0] = record - 1
    city = town(1)
    levers = capable(city)
    levers.start_with("sync.latency", late)
    channel = Channel(stock, levers)
    return channel, Router(channel, np.array([500, 700]), RULE, Reach(city, levers, Sourcing(RULE)), NoQuotes())


def test_a_choice_that_hangs_on_a_claim_waits_for_it():
    # The record says two, one is there: the first walk-in takes it, the second finds nothing and takes none off the
    # record. So a unit is on the record for the parcel, as it would be if it came in another tick.
    channel, router = told(record=2)
    wishes = intents((Mode.WALK_IN, STORE, -1, [0]), (Mode.WALK_IN, STORE, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    parts = router.parts(wishes)
    shoppers, source = next(parts)
    assert source.tolist() == [0, 1]
    got, _ = channel.claim(np.array([0, 0]), shoppers.time, shoppers.mode)
    assert got.tolist() == [True, False]
    parcel, source = next(parts)
    assert (source.tolist(), parcel.site.tolist()) == ([2], [STORE])
    assert list(parts) == []


def test_a_stretch_is_one_part_where_every_claim_is_sure():
    _, router = told(record=1)
    wishes = intents((Mode.WALK_IN, STORE, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    assert [source.tolist() for _, source in router.parts(wishes)] == [[0, 1]]
    _, lying = told(record=2)
    apart = intents((Mode.WALK_IN, STORE, -1, [1]), (Mode.PARCEL, DEPOT, STORE, [0]))
    assert [source.tolist() for _, source in lying.parts(apart)] == [[0, 1]]


def by_tick(tick, information, routing):
    """Return the content of four days of a busy, short city in which nobody reacts within the day."""
    city = tree()
    city["calendar"] |= {"tick": tick, "days": 4}
    for segment in city["people"]["segments"].values():
        segment["choice"] = {"wait": 0, "missing": 0}
        segment["needs"]["per_year"] = 300
    city["plan"]["changes"] = {"rush": {"start": "2026-03-03", "lever": "demand.factor", "to": 4}}
    put(city, ["people", "memory", "weight"], 0.0)
    put(city, ["policies", "replenishment"], {"facing": 0, "safety": 0, "cover": "0 h"})
    put(city, ["policies", "routing"], routing)
    put(city, ["information"], information)
    return content(run(city).facts)


LIES = {"sync_latency": "1 h", "record_shrink": 0.1, "record_misscan": 0.1}


@pytest.mark.requirement("S118", "S134", "S251")
@pytest.mark.parametrize("routing", [{}, {"stores": 3, "rule": "split"}], ids=["store first", "split"])
def test_the_tick_does_not_matter_where_records_lie_and_are_late(routing):
    outcome = same(*(by_tick(tick, LIES, routing) for tick in ("1 h", "24 h")))
    assert outcome.passed, outcome.got


def test_the_tick_would_matter_if_claims_were_taken_for_granted(monkeypatch):
    monkeypatch.setattr(Router, "_doubtful", lambda self, intents, settled, rows, nodes: np.zeros(rows.size, bool))
    assert same(*(by_tick(tick, LIES, {}) for tick in ("1 h", "24 h"))).refuted


def test_who_decided_for_nothing_asks_for_nothing(router):
    wishes = intents((NOTHING, -1, -1, [0]), (Mode.PARCEL, DEPOT, STORE, [0]))
    list(router.parts(wishes))
    assert wishes.site.tolist() == [-1, STORE]


def at(city, store, *rows):
    """Return intents as above of customers who live ten metres west of ``store``."""
    wishes = intents(*rows)
    wishes.x[:], wishes.y[:] = city.site_xy[store] - (10, 0)
    return wishes


@pytest.mark.requirement("S118", "S125")
def test_the_nearest_stores_that_may_ship_come_first_by_distance():
    city = town(4)
    levers = capable(city)
    reach = Reach(city, levers, Sourcing(RULE, stores=3))
    wishes = at(city, 1, (Mode.PARCEL, 4, 1, [0]), (Mode.COLLECT, 0, -1, [0]))
    assert reach.open_choice(wishes).tolist() == [True, False]
    rows = np.array([0])
    assert reach.nodes(wishes, rows).tolist() == [[1, 0, 2, 4]]
    levers["ship_from_store"][:] = [0, 0, 0, 1]
    assert reach.nodes(wishes, rows).tolist() == [[3, NEVER, NEVER, 4]]


@pytest.mark.requirement("S119")
def test_riders_come_from_open_stores_within_their_radius_and_never_from_a_warehouse():
    city = town(6)
    levers = capable(city)
    levers["instant.radius"][:] = 2_100
    reach = Reach(city, levers, Sourcing(RULE, stores=4))
    wishes = at(city, 2, (Mode.INSTANT, 2, -1, [0]), (Mode.INSTANT, 2, -1, [0]))
    wishes.time[:] = (12 * HOUR, DAY + 21 * HOUR)
    assert reach.nodes(wishes, np.array([0, 1])).tolist() == [[2, 1, 3, 0, NEVER], [2, NEVER, NEVER, NEVER, NEVER]]
    levers["instant.radius"][[1, 3]] = (900, 1_000)
    assert reach.nodes(wishes, np.array([0])).tolist() == [[2, 0, 4, NEVER, NEVER]], (
        "a kilometre and ten metres are more"
    )
    levers["instant.radius"][:] = 2_100
    levers["store.open"][1] = 0
    assert reach.nodes(wishes, np.array([0])).tolist() == [[2, 3, 0, 4, NEVER]]


@pytest.mark.requirement("S132")
def test_quotes_add_up_wages_freight_and_the_work_that_waits(city, lived):
    world = lived(city, days=1).world
    quotes = Quotes(world.city, world.carrier, [*world._stores, *world._warehouses.values()])
    store = world._stores[0]
    store.crew.resize(2)
    for job in range(4):
        store.picking.join(job, HOUR, lambda served: None)
    wishes = at(world.city, 0, (Mode.INSTANT, 0, -1, [0, 1]), (Mode.PARCEL, 1, 0, [0, 1]))
    wishes.time[:] = DAY + 12 * HOUR
    told = quotes.ask(wishes, np.array([0, 1]), np.array([[0, 0], [0, 1]]))
    assert told.backlog.tolist() == [4, 0]
    # 2 min and 30 s for each of two units, 1 min to pack: 4 min; four orders wait for two people.
    assert told.lead[0, 0] == 3 * 4 * MINUTE + 6 * MINUTE + 10 * HOUR // 19_000
    assert told.lead[1].tolist() == [DAY + 7 * HOUR] * 2, "both make today's truck: tomorrow until 19:00"
    assert told.metres[:, 0].tolist() == [10, 10]
    # A drop 3.00, a parcel 4.50 and 1.20 to pack; three minutes' wages at 28.00, 3 min 30 at 26.00.
    assert told.per_package[:, 0].tolist() == [300 + 140, 450 + 120 + 140]
    assert told.per_package[1, 1] == 450 + 120 + 151
    assert told.per_unit.tolist() == [[23, 23], [23, 14]]


@pytest.mark.requirement("S117", "S118")
def test_an_order_in_two_packages_pays_one_fee_and_two_carriers(city, lived):
    city["policies"] = {"routing": {"rule": "split", "stores": 2}, "replenishment": {"facing": 1}}
    city["places"]["stores"]["north"] = {"lon": 121.44, "lat": 31.25}
    city["plan"]["waves"]["open"]["stores"] = ["centre"]
    city["places"]["carrier"]["price_per_km"] = "1 CNY"
    world = lived(city, [(10 * HOUR, Mode.PARCEL, 1, (0, 0))]).world
    orders, visits = world.facts["orders"], world.facts["visits"]
    assert orders["site"].tolist() == [2, 0], "the warehouse handles units for less, so the order begins there"
    assert orders["part_of"].tolist() == [NEVER, 0]
    assert orders["got"].tolist() == [1, 1]
    assert orders["fee"].tolist() == [600, 0]
    assert (orders["delivered"] > 0).all()
    assert (visits["wanted"].tolist(), visits["found"].tolist(), visits["site"].tolist()) == ([2], [2], [2])
    # 4.50 and 1.20 for packaging each, and a yuan a kilometre.
    handling = orders["handling"].tolist()
    assert world.books.total[Account.PACKAGING] == -240
    assert world.books.total[Account.CARRIER] == 240 - sum(handling)
    assert min(handling) > 570
    by_node = world.facts["stock_days"]["shipped"].reshape(-1, 3, 15)[:, :, 0]
    assert by_node.sum(axis=0)[0] == 1, "the store shipped one of the two"
