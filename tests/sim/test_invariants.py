"""The laws that every day is checked for: a fault planted in a living world stops the run and names the place."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.errors import InvariantStopError
from o2o.replication import ReplicationWriter
from o2o.run_plan import RunPlan
from o2o.validate.small_city import read, tree
from sim.books import Books
from sim.errors import InvariantBrokenError
from sim.facts import Account, Mode, Task
from sim.fulfilment import Fulfilment
from sim.stock import Stock
from sim.walk_ins import WalkIns


@pytest.fixture
def population():
    """A small city in which one day has been lived through."""
    population = build(read(tree()), 0)
    population.live_day(0)
    yield population
    population.forget()


def live_and_stop(population, law):
    """Live through the next day and return the state dump of the law that it breaks."""
    with pytest.raises(InvariantBrokenError, match=law) as stop:
        population.live_day(1)
    assert stop.value.exit_code == 9
    assert stop.value.dump["law"] == str(stop.value)
    return stop.value.dump


def test_a_city_left_alone_breaks_no_law(population):
    for day in (1, 2):
        population.live_day(day)
    assert len(population.world.facts["orders"]) > 200


@pytest.mark.requirement("I17")
def test_a_unit_that_vanishes_from_a_shelf(population):
    cell = 2 * population.world.stock.skus + 7
    population.world.stock.physical[cell] -= 1
    dump = live_and_stop(population, r"yesterday \+ received \+ returned - sold - shipped - wasted - shrunk = today")
    assert (dump["site"], dump["sku"]) == (2, 7)
    moved = dump["received"] + dump["returned"] - dump["sold"] - dump["shipped"] - dump["wasted"]
    assert dump["yesterday"] + moved == dump["physical"] + 1


def test_a_unit_promised_twice(population, monkeypatch):
    honest = Stock.reserve

    def generous(stock, cells):
        got = honest(stock, cells)
        stock.reserved[3] = stock.physical[3] + 1
        return got

    monkeypatch.setattr(Stock, "reserve", generous)
    dump = live_and_stop(population, "0 <= reserved <= physical")
    assert (dump["site"], dump["sku"]) == (0, 3)


@pytest.mark.parametrize("account", [Account.SALES, Account.GOODS])
def test_money_that_is_not_booked(population, monkeypatch, account):
    honest = Books.book

    def forgetful(books, booked, sites, fen):
        if booked is not account:
            honest(books, booked, sites, fen)

    monkeypatch.setattr(Books, "book", forgetful)
    dump = live_and_stop(population, f"money on {account.name} do not balance")
    assert dump["counted"] != dump["claimed"]


def test_a_refund_that_is_not_booked(monkeypatch):
    city = tree()
    city["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = 0
    population = build(read(city), 0)
    honest = Books.book

    def stingy(books, booked, sites, fen):
        if booked is not Account.REFUNDS:
            honest(books, booked, sites, fen)

    monkeypatch.setattr(Books, "book", stingy)
    with pytest.raises(InvariantBrokenError, match="money on REFUNDS") as stop:
        population.live(3)
    assert stop.value.dump["counted"] != stop.value.dump["claimed"] == 0
    population.forget()


def test_an_order_that_its_store_forgets(population, monkeypatch):
    honest = Fulfilment.open_orders
    monkeypatch.setattr(Fulfilment, "open_orders", lambda self: honest(self) - 1)
    dump = live_and_stop(population, "online orders under way do not balance")
    assert dump["counted"] == dump["claimed"] + 1


def test_a_shopper_who_never_comes_out(population, monkeypatch):
    honest = WalkIns.in_store
    monkeypatch.setattr(WalkIns, "in_store", lambda self: honest(self) + 1)
    dump = live_and_stop(population, "baskets in stores do not balance: 0 counted, 1 claimed")
    assert (dump["counted"], dump["claimed"]) == (0, 1)


def test_an_order_both_delivered_and_cancelled(population):
    orders = population.world.facts["orders"]
    still_open = (orders["mode"] != Mode.WALK_IN) & (orders["delivered"] < 0) & (orders["cancelled"] < 0)
    row = int(np.flatnonzero(still_open)[0])
    orders["delivered"][row] = orders["cancelled"][row] = 1
    dump = live_and_stop(population, "one is both delivered and cancelled")
    assert dump["law"].endswith("one is both delivered and cancelled")


@pytest.mark.requirement("Q35")
@pytest.mark.parametrize("task", [Task.TILL, Task.PICK])
def test_waiting_time_that_is_not_accounted_for(population, task):
    (site, stations), *_ = [pair for pair in population.world.crewed_stations() if task in pair[1]]
    stations[task].queue_area += 1
    dump = live_and_stop(population, f"Little's law at site {site}, {task.name} do not balance")
    assert abs(dump["counted"] - dump["claimed"]) == 1


def test_a_broken_law_ends_a_replication_with_exit_code_9_and_leaves_its_state(tmp_path):
    plan = RunPlan(name="x", stem="x", source="x.yaml", tree={}, origins={}, seed=1, replications=9)

    def broken(_replication):
        raise InvariantBrokenError("stock on day 3: in transit >= 0", {"site": 1, "sku": 2})

    with pytest.raises(InvariantStopError, match="broke a law of conservation") as stop:
        ReplicationWriter(broken, plan, tmp_path)(4)
    assert stop.value.exit_code == 9
    dump = (tmp_path / "dump.json").read_text(encoding="utf-8")
    assert '"sku": 2' in dump
    assert '"replication": 4' in dump


def test_a_unit_promised_to_nobody(population):
    stock = population.world.stock
    cell = int(np.flatnonzero(stock.free > 3)[0])
    stock.reserved[cell] += 1
    dump = live_and_stop(population, "units promised at site 0 do not balance")
    assert dump["claimed"] == dump["counted"] + 1
