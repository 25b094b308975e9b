"""Stock by hand: first come, first served; every move in one direction; the day's book."""

import re

import numpy as np
import pytest

from sim.errors import InvariantBrokenError
from sim.facts import SCHEMA, Table
from sim.first_come import first_come
from sim.stock import Stock


@pytest.fixture
def stock():
    """Two nodes, three products: 5 of each at node 0, 2 of each at node 1."""
    stock = Stock(2, 3)
    stock.start_with(np.array([5, 5, 5, 2, 2, 2]))
    return stock


def day_book():
    return Table("stock_days", SCHEMA["stock_days"])


def test_the_last_unit_goes_to_who_asked_first():
    cells = np.array([1, 0, 1, 1, 0])
    assert first_come(np.array([1, 2]), cells).tolist() == [True, True, True, False, False]


def test_reserved_units_stay_on_the_shelf_and_are_not_free(stock):
    assert stock.reserve(np.array([3, 3, 3, 4])).tolist() == [True, True, False, True]
    assert stock.physical.tolist() == [5, 5, 5, 2, 2, 2]
    assert stock.free.tolist() == [5, 5, 5, 0, 1, 2]
    assert stock.day["short"].tolist() == [0, 0, 0, 1, 0, 0]


def test_sold_and_shipped_units_leave_and_put_back_ones_are_free_again(stock):
    stock.reserve(np.array([0, 0, 1, 2]))
    stock.sell(np.array([0]))
    stock.ship(np.array([1]))
    stock.put_back(np.array([0, 2]))
    assert stock.physical.tolist() == [4, 4, 5, 2, 2, 2]
    assert stock.free.tolist() == [4, 4, 5, 2, 2, 2]
    book = day_book()
    stock.close_day(0, book)
    assert book["sold"].tolist() == [1, 0, 0, 0, 0, 0]
    assert book["shipped"].tolist() == [0, 1, 0, 0, 0, 0]
    assert book["put_back"].tolist() == [1, 0, 1, 0, 0, 0]


def test_units_on_the_road_belong_to_neither_shelf_and_count_in_the_position(stock):
    load = np.array([2, 0, 1])
    stock.send(0, 1, load)
    assert stock.physical.tolist() == [3, 5, 4, 2, 2, 2]
    assert stock.position(1).tolist() == [4, 2, 3]
    stock.receive(1, load)
    assert stock.physical.tolist() == [3, 5, 4, 4, 2, 3]
    assert not stock.in_transit.any()
    stock.close_day(0, day_book())


def test_a_new_day_begins_with_an_empty_book(stock):
    stock.reserve(np.array([0]))
    stock.sell(np.array([0]))
    stock.close_day(0, day_book())
    book = day_book()
    stock.close_day(1, book)
    assert not any(book[flow].any() for flow in ("sold", "shipped", "received", "short"))
    assert book["physical"].tolist() == [4, 5, 5, 2, 2, 2]


def test_the_record_follows_goods_and_lies_by_what_nobody_saw(stock):
    stock.reserve(np.array([0, 0]))
    stock.sell(np.array([0, 0]))
    stock.shrink(np.array([1, 0, 0, 0, 0, 0]))
    stock.misread(np.array([0, -1, 1, 0, 0, 0]))
    assert stock.physical.tolist() == [2, 5, 5, 2, 2, 2]
    assert stock.record.tolist() == [3, 4, 6, 2, 2, 2]
    assert stock.free.tolist() == [3, 4, 6, 2, 2, 2], "what the system believes"
    assert stock.loose.tolist() == [2, 5, 5, 2, 2, 2], "what the shelves hold"
    assert stock.position(0).tolist() == [3, 4, 6], "orders go by the record"
    book = day_book()
    stock.close_day(0, book)
    assert (book["record"] - book["physical"]).tolist() == [1, -1, 1, 0, 0, 0]


def test_a_count_sets_the_record_right(stock):
    stock.shrink(np.array([2, 0, 1, 0, 0, 0]))
    stock.correct(np.array([0, 0, 1]))
    assert stock.record.tolist() == [3, 5, 5, 2, 2, 2]
    book = day_book()
    stock.close_day(0, book)
    assert book["corrected"].tolist() == [-2, 0, 0, 0, 0, 0]
    assert book["counted"].tolist() == [1, 1, 0, 0, 0, 0]


def steal(stock):
    stock.physical[4] -= 1


def promise_too_much(stock):
    stock.reserved[4] = 3


def unload_twice(stock):
    stock.in_transit[4] = -1


def lose_without_a_note(stock):
    stock.shrink(np.array([0, 0, 0, 0, 1, 0]))
    stock.day["shrunk"][:] = 0
    stock.day["sold"][4] = 1


def alter_the_record(stock):
    stock.discrepancy[4] += 1


def owe_a_unit_that_is_there(stock):
    stock.owed[4] = 1


@pytest.mark.requirement("I17")
@pytest.mark.parametrize(
    ("fault", "law"),
    [
        (steal, "yesterday + received"),
        (promise_too_much, "0 <= reserved"),
        (unload_twice, "in transit >= 0"),
        (lose_without_a_note, "error of the record"),
        (alter_the_record, "error of the record"),
        (owe_a_unit_that_is_there, "owed >= 0"),
    ],
)
def test_a_broken_law_stops_the_day_and_names_node_and_product(stock, fault, law):
    fault(stock)
    with pytest.raises(InvariantBrokenError, match=re.escape(law)) as stop:
        stock.close_day(7, day_book())
    assert stop.value.exit_code == 9
    assert (stop.value.dump["site"], stop.value.dump["sku"]) == (1, 1)
    assert "day 7" in stop.value.dump["law"]
