"""Effort by hand: which orders a crew takes, how many of it pick, and what becomes of refused orders."""

import numpy as np
import pytest
import simpy

from sim.effort import Effort
from sim.facts import NEVER, Account, CancelReason, Mode, Trouble
from sim.places import StoreSpec
from sim.standard_work import StoreWorkSpec
from sim.store import Store
from sim.units import HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE, NORTH, DEPOT = 0, 1, 1
EMPTY = {"site": "west", "sku": "p02", "level": 0}


@pytest.fixture
def store():
    """Return a store with four people at work."""
    made = Store(simpy.Environment(initial_time=0), 0, StoreSpec(lon=0, lat=0), StoreWorkSpec())
    made.crew.resize(4)
    return made


def effort(store, credit, willing=1.0):
    return Effort(store, np.array([float(credit)]), willing)


@pytest.mark.requirement("S226", "S254")
@pytest.mark.parametrize(
    ("credit", "present", "takes"),
    [
        (1.0, 400, True),
        (0.5, 4, True),  # 0.5 x 1 >= 0.5 x 4/4
        (0.5, 5, False),
        (0.2, 1, True),  # 0.2 x 1 >= 0.8 x 1/4
        (0.2, 2, False),
        (0.0, 1, False),
        (0.0, 0, True),
    ],
)
def test_a_crew_weighs_its_credit_against_its_own_customers(store, credit, present, takes):
    for job in range(present):
        store.tills.join(job, HOUR, lambda served: None)
    assert effort(store, credit).takes() == takes


def test_at_night_nobody_is_there_to_refuse(store):
    store.picking.join(1, HOUR, lambda served: None)
    store.crew.resize(0)
    assert effort(store, 0.0).takes()


@pytest.mark.parametrize(("credit", "at_once"), [(1.0, 4), (0.75, 3), (0.5, 2), (0.3, 2), (0.0, 1)])
def test_no_more_of_the_crew_pick_than_the_credit_allows(store, credit, at_once):
    will = effort(store, credit)
    will.resize(4)
    for job in range(9):
        store.picking.join(job, HOUR, lambda served: None)
    assert store.picking.busy == at_once


def stingy(city, credit=0.0, **levers):
    """Let the crews get ``credit`` from the first day on, and set other levers."""
    moves = {"org.credit_store": credit} | levers
    city["plan"]["changes"] = {
        path.replace(".", "_"): {"start": "2026-03-02", "lever": path, "to": to} for path, to in moves.items()
    }
    return city


def table(world, name):
    return {column: values.tolist() for column, values in world.facts[name].columns().items()}


@pytest.mark.requirement("S117", "S226")
def test_an_instant_order_that_its_only_store_refuses_is_refunded(city, lived):
    wishes = [(TEN, Mode.INSTANT, STORE, (0,)), (TEN + 30 * SECOND, Mode.INSTANT, STORE, (1,))]
    world = lived(stingy(city), wishes).world
    orders = table(world, "orders")
    # The first is taken by an idle crew; when the second comes, somebody is picking.
    assert orders["cancel_reason"] == [CancelReason.NONE, CancelReason.REFUSED]
    assert orders["cancelled"][1] == TEN + 30 * SECOND
    assert orders["refund"][1] == orders["goods"][1] + orders["fee"][1] > 0
    known = table(world, "exceptions")
    assert known == {
        "order": [1],
        "site": [STORE],
        "trouble": [Trouble.REFUSED],
        "arose": [TEN + 30 * SECOND],
        "noticed": [TEN + 30 * SECOND],
        "moved_to": [NEVER],
    }


@pytest.mark.requirement("S118", "S125", "S127")
def test_a_refused_parcel_leaves_the_warehouse_once_the_centre_has_noticed(city, lived):
    wishes = [(TEN, Mode.INSTANT, STORE, (0,)), (TEN + 30 * SECOND, Mode.PARCEL, STORE, (1, 2))]
    world = lived(stingy(city, **{"alert.delay": "10 min"}), wishes).world
    orders = table(world, "orders")
    noticed = TEN + 30 * SECOND + 10 * MINUTE
    assert (orders["site"][1], orders["routed"][1], orders["pick_start"][1]) == (DEPOT, noticed, noticed)
    # 90 s and 20 s for each of two units there, and 2 min to pack: the warehouse's times.
    assert orders["packed"][1] - noticed == 130 * SECOND + 2 * MINUTE
    assert orders["delivered"][1] > 0
    known = table(world, "exceptions")
    assert (known["noticed"], known["moved_to"]) == ([noticed], [DEPOT])
    ledger, moved = world.facts["ledger"], orders["goods"][1]
    sales = {
        site: int(ledger["fen"][(ledger["account"] == Account.SALES) & (ledger["site"] == site)].sum())
        for site in (0, 1)
    }
    assert sales == {STORE: orders["goods"][0], DEPOT: moved}
    days = world.facts["stock_days"]
    assert int(days["shipped"][(days["site"] == STORE)].sum()) == 1, "only the first order left the store"


@pytest.mark.requirement("S118", "S226")
def test_a_refused_instant_order_goes_to_the_next_store_in_reach(city, lived):
    city["places"]["stores"]["north"] = {"lon": 121.451, "lat": 31.221}
    city["offers"] = {"instant_promise": "6 h"}
    stingy(city)
    city["plan"]["changes"]["org_credit_store"]["where"] = ["centre"]
    city["plan"]["changes"]["radius"] = {"start": "2026-03-02", "lever": "instant.radius", "to": "50 km"}
    wishes = [(TEN, Mode.INSTANT, STORE, (0,)), (TEN + 30 * SECOND, Mode.INSTANT, STORE, (1,))]
    orders = table(lived(city, wishes).world, "orders")
    assert orders["site"] == [STORE, NORTH]
    assert orders["pick_start"][1] == TEN + 30 * SECOND
    assert min(orders["delivered"]) > 0


@pytest.mark.requirement("S118", "S226")
def test_who_lacks_a_line_takes_nothing_over(city, lived):
    wishes = [(TEN, Mode.INSTANT, STORE, (0,)), (TEN + 30 * SECOND, Mode.PARCEL, STORE, (1, 2))]
    city["policies"] = {"replenishment": {"warehouse_cover": "0 h", "levels": {"none": EMPTY}}}
    assert table(lived(stingy(city), wishes).world, "exceptions")["moved_to"] == [NEVER]
    city["policies"]["replenishment"]["levels"]["none"] = EMPTY | {"level": 1}
    assert table(lived(city, wishes).world, "exceptions")["moved_to"] == [DEPOT]


@pytest.mark.requirement("S123", "S226")
def test_goods_to_collect_cannot_be_had_elsewhere(city, lived):
    wishes = [(TEN, Mode.COLLECT, STORE, (0,)), (TEN + 30 * SECOND, Mode.COLLECT, STORE, (1,))]
    city["places"]["stores"]["north"] = {"lon": 121.451, "lat": 31.221}
    stingy(city)["plan"]["changes"]["org_credit_store"]["where"] = ["centre"]
    orders = table(lived(city, wishes).world, "orders")
    assert orders["cancel_reason"] == [CancelReason.NONE, CancelReason.REFUSED], "though a willing store is next door"


@pytest.mark.requirement("S127", "S171")
@pytest.mark.parametrize(("delay", "noticed"), [("0 min", 0), ("5 h", None)])
def test_customers_hear_of_a_delay_unless_the_goods_come_first(city, lived, delay, noticed):
    city["offers"] = {"instant_promise": "10 min", "instant_radius": "10 m"}
    stingy(city, 1.0, **{"alert.customers": True, "alert.delay": delay})
    world = lived(city, [(TEN, Mode.INSTANT, STORE, (0,))]).world
    promise = table(world, "orders")["promise"][0]
    known = table(world, "exceptions")
    assert (known["trouble"], known["arose"]) == ([Trouble.LATE], [promise])
    assert known["noticed"] == [NEVER if noticed is None else promise]


@pytest.mark.requirement("S130")
def test_guided_pickers_need_less_time(city, lived):
    city["plan"]["changes"] = {
        "glasses": {"start": "2026-03-02", "lever": "pick.rate_mult", "to": 1.25, "where": ["west"]}
    }
    wishes = [(TEN, Mode.PARCEL, DEPOT, (0, 1, 2)), (TEN, Mode.COLLECT, STORE, (0,))]
    orders = table(lived(city, wishes).world, "orders")
    spent = {
        mode: picked - began
        for mode, picked, began in zip(orders["mode"], orders["picked"], orders["pick_start"], strict=True)
    }
    # 150 s at 1.25 of the pace; the store is not equipped.
    assert spent == {Mode.PARCEL: 120 * SECOND, Mode.COLLECT: 150 * SECOND}
