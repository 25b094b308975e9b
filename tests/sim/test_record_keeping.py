"""Record keeping by hand: what is lost or scanned wrongly, who counts it when, and that all of it can be off."""

import numpy as np
import pytest
import simpy

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import run, same
from sim.counting import Counting
from sim.facts import SCHEMA, Account, Table, Task
from sim.levers import Levers
from sim.places import ShiftSpec, StoreSpec
from sim.record_keeping import RecordKeeping, RecordLuck, neighbours
from sim.stock import Stock
from sim.store import Store
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR


class Shop:
    """One store with three products of 4, 1 and 0 units, and a warehouse with 9 of each; the crew works from seven."""

    def __init__(self, luck=0.5):
        self.env = simpy.Environment(initial_time=0)
        self.stock = Stock(2, 3)
        self.stock.start_with(np.array([4, 1, 0, 9, 9, 9]))
        self.levers = Levers({"store": 1})
        spec = StoreSpec(lon=0.0, lat=0.0, shifts={"day": ShiftSpec(start=7 * HOUR, end=DAY, staff=1)})
        self.store = Store(self.env, 0, spec)
        self.counting = Counting([self.store], self.levers, 3, MINUTE)
        nightly = [lambda day, u=u: np.full(6, u) for u in np.broadcast_to(luck, 3)]
        self.keeping = RecordKeeping(
            self.stock, self.levers, RecordLuck(*nightly), self.counting, neighbours(["tea", "tea", "milk"])
        )

    def night(self):
        """Close the day and return its book."""
        self.keeping.close_day(0)
        book = Table("stock_days", SCHEMA["stock_days"])
        self.stock.close_day(0, book)
        return book


@pytest.mark.requirement("S134")
def test_units_are_lost_unseen_in_stores_and_nowhere_else():
    shop = Shop(luck=0.9)
    shop.levers.start_with("record.shrink", 0.25)
    book = shop.night()
    # Of four units at 0.25 each, P(N <= 1) = 0.738 < 0.9 <= P(N <= 2) = 0.949; of one, P(N = 0) = 0.75 < 0.9.
    assert book["shrunk"].tolist() == [2, 1, 0, 0, 0, 0]
    assert book["physical"].tolist() == [2, 0, 0, 9, 9, 9]
    assert book["record"].tolist() == [4, 1, 0, 9, 9, 9]


def test_units_in_baskets_and_set_aside_are_not_lost():
    shop = Shop(luck=1 - 1e-9)
    shop.levers.start_with("record.shrink", 0.5)
    shop.stock.reserve(np.array([0, 0, 0, 1]))
    assert shop.night()["shrunk"].tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.requirement("S134")
def test_a_wrong_scan_leaves_one_record_too_high_and_its_neighbour_too_low():
    shop = Shop(luck=(0.0, 0.999, 0.999))
    shop.levers.start_with("record.misscan", 0.4)
    shop.stock.reserve(np.array([0, 0]))
    shop.stock.sell(np.array([0, 0]))
    shop.stock.expect(0, np.array([0, 0, 1]))
    shop.stock.receive(0, np.array([0, 0, 1]))
    book = shop.night()
    # Both teas sold are scanned as the other tea; milk has no neighbour to be taken for.
    assert book["misread"].tolist() == [2, -2, 0, 0, 0, 0]
    assert (book["record"] - book["physical"]).sum() == 0


def test_an_arrival_scanned_wrongly_leaves_its_own_record_too_low():
    shop = Shop(luck=(0.0, 0.0, 0.999))
    shop.levers.start_with("record.misscan", 0.4)
    shop.stock.expect(0, np.array([0, 2, 0]))
    shop.stock.receive(0, np.array([0, 2, 0]))
    assert shop.night()["misread"].tolist() == [2, -2, 0, 0, 0, 0]


@pytest.mark.requirement("S134")
def test_the_crew_counts_in_rotation_when_it_is_there_and_the_record_is_right_at_night():
    shop = Shop()
    shop.levers.start_with("record.counts", 2 / 3)
    shop.stock.shrink(np.array([1, 1, 0, 0, 0, 0]))
    shop.counting.begin_day(0)
    shop.env.run(until=7 * HOUR)
    assert not shop.counting.counted().size
    shop.store.crew.resize(1)
    shop.env.run(until=7 * HOUR + 2 * MINUTE)
    assert shop.store.counting.busy == 1, "two products, a minute each"
    shop.env.run(until=DAY)
    book = shop.night()
    assert book["counted"].tolist() == [1, 1, 0, 0, 0, 0]
    assert book["corrected"].tolist() == [-1, -1, 0, 0, 0, 0]
    assert book["record"].tolist() == book["physical"].tolist()
    shop.counting.begin_day(1)
    shop.env.run(until=2 * DAY)
    assert shop.counting.counted().tolist() == [2, 0], "the round goes on where it stopped"


@pytest.mark.requirement("S134")
def test_what_is_lost_in_the_night_of_a_count_awaits_the_next_one():
    shop = Shop(luck=0.9)
    shop.levers.start_with("record.counts", 1.0)
    shop.levers.start_with("record.shrink", 0.25)
    shop.stock.shrink(np.array([1, 0, 0, 0, 0, 0]))
    shop.counting.begin_day(0)
    shop.store.crew.resize(1)
    shop.env.run(until=HOUR)
    book = shop.night()
    # Three units of four were left to count; of three at 0.25 each, P(N <= 1) = 0.844 < 0.9 <= P(N <= 2) = 0.984.
    assert book["corrected"].tolist() == [-1, 0, 0, 0, 0, 0]
    assert (book["record"] - book["physical"]).tolist() == [2, 1, 0, 0, 0, 0]


def test_counting_is_work_that_is_noted_and_booked(city, lived):
    city["information"] = {"record_counts": 1.0}
    city["places"]["store_work"]["count"] = "40 s"
    facts = lived(city, days=1).world.facts
    hours = facts["staff_hours"]
    products = len(city["goods"]["products"])
    assert hours["busy"][hours["task"] == Task.COUNT].sum() == products * 40_000
    ledger = facts["ledger"]
    # 28 CNY an hour.
    assert ledger["fen"][ledger["account"] == Account.LABOUR_COUNT].sum() == -(products * 40 * 2800 // 3600)


@pytest.mark.requirement("S134")
def test_a_shelf_whose_record_lies_is_never_filled_again(city, lived):
    """The published effect: what is sold out but recorded is not ordered, and stays sold out until it is counted."""

    def shelf_after(days, cells):
        stock = (population := lived(city, days=1)).world.stock
        stolen = np.zeros(stock.physical.size, np.int64)
        stolen[0] = stock.physical[0]
        stock.shrink(stolen)
        stock.correct(np.array(cells, np.int64))
        for day in range(1, days):
            population.live_day(day)
        return int(stock.physical[0]), int(stolen[0])

    assert shelf_after(4, cells=[]) == (0, 2)
    assert shelf_after(4, cells=[0]) == (2, 2)


@pytest.mark.requirement("S134")
def test_without_errors_records_equal_shelves_and_counting_them_changes_no_outcome():
    def lived_with(**information):
        city = tree()
        put(city, ["information"], information)
        return run(city).facts

    exact, counted = lived_with(), lived_with(record_counts=0.2)
    days = exact["stock_days"]
    assert np.array_equal(days["record"], days["physical"])
    assert not any(days[flow].any() for flow in ("shrunk", "misread", "corrected", "counted"))
    assert counted["stock_days"]["counted"].sum() == 3 * 3 * 3, (
        "a fifth of 15 products, in three stores, for three days"
    )
    assert not counted["stock_days"]["corrected"].any()
    assert same(lived_with(record_shrink=0.0, record_misscan=0.0), exact).passed
    assert not same(lived_with(record_shrink=0.3), exact).passed
    for column in ("physical", "record", "sold", "received", "short"):
        assert np.array_equal(days[column], counted["stock_days"][column])


def test_similar_products_of_a_category_are_taken_for_each_other():
    assert neighbours(["tea", "milk", "tea", "rice", "tea", "milk"]).tolist() == [2, 5, 4, 3, 0, 1]
