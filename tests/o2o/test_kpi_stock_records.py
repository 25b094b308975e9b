"""Figures of stock records, counted by hand."""

import pytest

from o2o.kpi.table import measure


@pytest.mark.requirement("E38", "S134")
def test_a_record_is_right_when_it_equals_the_shelf_at_the_end_of_the_day(small):
    stock = {
        "site": [0, 0, 1, 1, 0],
        "sku": [0, 1, 0, 1, 0],
        "day": [2, 2, 2, 2, 1],
        "physical": [0, 5, 3, 1, 4],
        "record": [2, 5, 2, 1, 3],
    }
    table = measure(small.facts(stock_days=stock), small.dimensions(days=4, warm_up=2))
    assert table.get("E38") == pytest.approx(50.0)
    assert table.get("E38", "site:south") == pytest.approx(50.0)
    assert table.get("E38", period="day:1") == 0.0, "the warm-up has days, but counts for nothing else"


@pytest.mark.requirement("E38", "S251")
def test_an_order_is_oversold_when_the_picker_misses_any_of_its_units(small):
    orders = {
        "person": [0, 0, 1, 2, 2],
        "channel": [1, 1, 1, 0, 1],
        "placed": [small.at(2), small.at(2), small.at(3), small.at(3), small.at(1)],
        "promise": [small.at(4), small.at(4), small.at(4), -1, small.at(2)],
    }
    shorts = {"order": [0, 0, 4], "price": 400}
    table = measure(small.facts(orders=orders, pick_shorts=shorts), small.dimensions(days=5, warm_up=2))
    assert table.get("E38v") == pytest.approx(100 / 3), "two missing units of one order count once"
    assert table.get("E38v", period="day:2") == pytest.approx(50.0)
    assert table.get("E38v", period="day:1") == pytest.approx(100.0)
