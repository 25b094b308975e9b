"""Pick shorts by hand: a promised unit that is not there is cut and refunded, unless it arrives in time."""

import numpy as np
import pytest

from agents.shopper import Wish
from sim.books import Books
from sim.errors import InvariantBrokenError
from sim.facts import NEVER, Account, CancelReason, Mode, Outcome
from sim.owed_units import OwedUnits
from sim.stock import Stock
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR
NO_CELLS = np.empty(0, np.int64)
WALK = (TEN, Mode.WALK_IN, 0, (0,))


@pytest.fixture
def late(city):
    """Return the quiet city with one unit of everything and a channel that is an hour late."""
    city["policies"] = {"replenishment": {"facing": 1, "cover": "0 h"}}
    city["information"] = {"sync_latency": "1 h"}
    return city


def only_order(facts):
    """Return the columns of the one online order."""
    row = int(np.flatnonzero(facts["orders"]["channel"])[0])
    return {column: values[row].item() for column, values in facts["orders"].columns().items()}


@pytest.mark.requirement("S251")
def test_what_the_picker_does_not_find_is_cut_and_refunded(late, lived):
    facts = lived(late, [WALK, (TEN + 10 * MINUTE, Mode.COLLECT, 0, (0, 1))]).world.facts
    order = only_order(facts)
    prices = [4 * 100, 5 * 100]
    assert (order["lines"], order["got"], order["goods"], order["refund"]) == (2, 1, sum(prices), prices[0])
    assert order["cancelled"] == NEVER
    assert order["delivered"] > 0
    shorts = facts["pick_shorts"]
    assert {column: values.tolist() for column, values in shorts.columns().items()} == {
        "order": [1],
        "site": [0],
        "sku": [0],
        "found_out": [order["picked"]],
        "price": [400],
    }
    days = facts["stock_days"]
    here = (days["site"] == 0) & (days["day"] == 0)
    assert days["oversold"][here][:2].tolist() == [1, 0]
    assert days["counted"][here][:2].tolist() == [1, 0], "the picker reports the empty shelf"
    visits = facts["visits"]
    online = visits["touchpoint"] == 1
    assert (visits["wanted"][online], visits["found"][online]) == (2, 1)


@pytest.mark.requirement("S251", "S134")
def test_an_order_with_nothing_left_is_cancelled_and_trusted_less(late, lived):
    population = lived(late, [WALK, (TEN + 10 * MINUTE, Mode.INSTANT, 0, (0,))])
    facts = population.world.facts
    order = only_order(facts)
    assert CancelReason(order["cancel_reason"]) == CancelReason.OVERSOLD
    # Picked in two minutes and a half; nothing is left to bag.
    assert order["cancelled"] == TEN + 10 * MINUTE + 150_000
    assert order["refund"] == order["goods"] + order["fee"] > 0
    assert (order["got"], order["packed"], order["delivered"]) == (0, NEVER, NEVER)
    money = population.world.books.total
    walked = facts["orders"]["goods"][facts["orders"]["channel"] == 0].sum()
    assert money[Account.SALES] + money[Account.DELIVERY_FEES] + money[Account.REFUNDS] == walked
    assert facts["visits"]["outcome"].tolist() == [Outcome.BOUGHT, Outcome.BOUGHT]
    satisfaction = population.people.satisfaction[0]
    assert satisfaction[Mode.INSTANT] < 0 < satisfaction[Mode.WALK_IN]


def test_an_order_cut_first_and_cancelled_for_want_of_a_rider_is_paid_back_once(late, lived):
    late["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = 0
    population = lived(late, [WALK, (TEN + 10 * MINUTE, Mode.INSTANT, 0, (0, 1))])
    order = only_order(population.world.facts)
    assert CancelReason(order["cancel_reason"]) == CancelReason.NO_RIDER
    assert order["refund"] == order["goods"] + order["fee"] == 900 + 500
    assert population.world.books.total[Account.REFUNDS] == -1400
    assert population.world.facts["stock_days"]["put_back"].sum() == 1, "only what was there goes back to its shelf"
    assert not population.world.shorts._paid_back, "a cancelled order cannot be paid back again"


@pytest.mark.requirement("S134")
def test_a_parcel_with_nothing_left_never_comes_to_the_bench(late, lived):
    del late["information"]
    population = lived(late, days=1)
    stock = population.world.stock
    stock.shrink(np.where(np.arange(2 * stock.skus) == stock.skus, stock.physical, 0))
    next(iter(population.agents)).script = [Wish(DAY + TEN, Mode.PARCEL, 1, (0,))]
    population.live_day(1)
    orders = population.world.facts["orders"]
    assert orders["cancel_reason"].tolist() == [CancelReason.OVERSOLD]
    assert (orders["picked"] > 0).all()
    assert (orders["packed"] == NEVER).all()


def test_a_unit_that_arrives_before_the_picker_comes_goes_to_who_was_promised_it(late, lived):
    late["places"]["stores"]["centre"]["shifts"]["day"]["end"] = "22:00"
    walk = (TEN + 11 * HOUR + 50 * MINUTE, Mode.WALK_IN, 0, (0,))
    night = TEN + 12 * HOUR + 30 * MINUTE
    # The truck brings one at six, the crew comes at seven, a shopper at eight.
    facts = lived(late, [walk, (night, Mode.COLLECT, 0, (0,)), (DAY + 8 * HOUR, Mode.WALK_IN, 0, (0,))]).world.facts
    order = only_order(facts)
    assert (order["got"], order["refund"]) == (1, 0)
    assert order["pick_start"] == DAY + 7 * HOUR
    assert not len(facts["pick_shorts"])
    days = facts["stock_days"]
    shelf = (days["site"] == 0) & (days["sku"] == 0)
    assert days["owed"][shelf][:2].tolist() == [1, 0]
    assert (days["received"][shelf][1], days["short"][shelf][1]) == (1, 1)


def test_an_order_that_changes_nodes_takes_its_owed_units_along(late, lived):
    population = lived(late, days=1)
    world, shopper = population.world, next(iter(population.agents))
    stock, skus, now = world.stock, world.stock.skus, DAY + TEN
    shopper.script = [Wish(now, Mode.WALK_IN, 0, (0,)), Wish(now + MINUTE, Mode.PARCEL, 0, (0, 1))]
    world.act(shopper.intents(DAY, 2 * DAY, world, population._luck), now + 2 * MINUTE)
    order = int(np.flatnonzero(world.orders.table["channel"])[0])
    assert (stock.owed[0], stock.reserved[1], stock.reserved[skus]) == (1, 1, 0)
    # The depot's only unit of product 1 is lost unseen.
    stock.shrink(np.where(np.arange(2 * skus) == skus + 1, stock.physical, 0))
    world.orders.move(order, 1, now + 2 * MINUTE)
    assert (stock.owed[0], stock.reserved[1]) == (0, 0)
    assert (stock.reserved[skus], stock.owed[skus + 1]) == (1, 1), "what is there is set aside, what is not is owed"


def test_what_arrives_goes_to_who_was_promised_it_first():
    stock = Stock(1, 1)
    owed = OwedUnits(stock)
    for order in range(3):
        stock.promise(NO_CELLS, np.array([0]), NO_CELLS)
        owed.add((order, 10 + order, 0))
    stock.expect(0, np.array([2]))
    stock.receive(0, np.array([2]))
    owed.serve()
    assert [order in owed for order in range(3)] == [False, False, True]
    assert (stock.reserved[0], stock.owed[0]) == (2, 1)


def keep_the_money(monkeypatch):
    honest = Books.book

    def stingy(books, account, sites, fen):
        if account is not Account.REFUNDS:
            honest(books, account, sites, fen)

    monkeypatch.setattr(Books, "book", stingy)


def forget_the_cut(monkeypatch):
    monkeypatch.setattr(Stock, "fail", lambda *_: None)


@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (keep_the_money, "money on REFUNDS do not balance"),
        (forget_the_cut, "units promised at site 0 do not balance"),
    ],
)
def test_a_fault_in_keeping_promises_stops_the_run(late, lived, monkeypatch, fault, law):
    fault(monkeypatch)
    with pytest.raises(InvariantBrokenError, match=law):
        lived(late, [WALK, (TEN + MINUTE, Mode.COLLECT, 0, (0, 1))], 2)


def test_a_refused_order_gives_back_only_what_was_there(late, lived):
    # One unit; the crew refuses whatever comes while it has something to do.
    late["plan"] = {"changes": {"own": {"start": late["calendar"]["start"], "lever": "org.credit_store", "to": 0}}}
    half_past = TEN + 30 * MINUTE
    wishes = [WALK, (half_past, Mode.COLLECT, 0, (1,)), (half_past + 1000, Mode.COLLECT, 0, (0, 2))]
    facts = lived(late, wishes).world.facts
    assert CancelReason.REFUSED in facts["orders"]["cancel_reason"]
    days = facts["stock_days"]
    here = (days["site"] == 0) & (days["day"] == 0)
    assert days["put_back"][here][:3].tolist() == [0, 0, 1]
    assert days["owed"][here][:3].tolist() == [0, 0, 0]
