"""Supply KPIs on facts made by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import NEVER, Account


@pytest.mark.requirement("E42", "S142")
def test_response_time_counts_open_alerts_to_the_end_of_the_run(small):
    alerts = {
        "site": [small.NORTH, small.NORTH, small.NORTH, small.WAREHOUSE],
        "breached": [small.at(8), small.at(9), small.at(19), small.at(1)],
        "restored": [small.at(8, 6), small.at(10, 6), NEVER, small.at(3)],
    }
    table = measure(small.facts(alerts=alerts), small.dimensions())
    # 6, 30 and 48 hours; the depot's alert lies in the warm-up.
    assert table.get("E42m") == 30
    assert table.get("E42") == table.get("E42", "site:north") == 48
    assert table.get("E42", period="week:1") == 30
    assert np.isnan(table.get("E42", "site:depot"))
    assert table.get("E42", "site:depot", "day:1") == 48


@pytest.mark.requirement("E43")
def test_lead_time_and_fill_are_those_of_what_has_arrived(small):
    deliveries = {
        "site": small.WAREHOUSE,
        "ordered": [small.at(7), small.at(8), small.at(20)],
        "arrived": [small.at(9), small.at(12), NEVER],
        "units": [30, 10, 99],
        "delivered": [30, 0, 99],
    }
    table = measure(small.facts(deliveries=deliveries), small.dimensions())
    assert table.get("E43") == 3
    assert table.get("E43f") == 75
    assert table.get("E43", "site:depot", "day:12") == 4


@pytest.mark.requirement("E43", "S140")
def test_production_cycle_counts_units_of_suppliers_that_make_to_stock(small):
    deliveries = {
        "site": small.WAREHOUSE,
        "supplier": [0, 0, 1, 0],
        "ordered": [small.at(7), small.at(7), small.at(7), small.at(20)],
        "arrived": [small.at(9), small.at(13), small.at(20), NEVER],
        "delivered": [30, 10, 99, 5],
    }
    making = {"day": [7, 3, 20], "supplier": 0, "ordered": [40, 7, 5], "waiting": [10, 7, 5]}
    table = measure(small.facts(deliveries=deliveries, making=making), small.dimensions())
    # 30 units took 2 days, 10 took 6; the other supplier makes nothing. Day 3 is warm-up.
    assert table.get("E43c") == pytest.approx((30 * 2 + 10 * 6) / 40)
    assert table.get("E43c", "site:depot", "day:13") == 6
    assert table.get("E43w") == pytest.approx(100 * 15 / 45)


@pytest.mark.requirement("E41", "S139")
def test_forecast_accuracy_sets_errors_of_whole_weeks_beside_what_left(small):
    stock_days = {
        "day": [7, 13, 13, 13, 14, 2],
        "site": [small.NORTH, small.NORTH, small.NORTH, small.WAREHOUSE, small.NORTH, small.NORTH],
        "sku": [0, 0, 1, 0, 0, 0],
        "sold": [6, 4, 10, 0, 5, 99],
        "shipped": [0, 2, 0, 20, 0, 0],
    }
    forecasts = {
        "week": [1, 1, 1, 2, 1, 0, 3],
        "weeks": [1, 1, 1, 1, 4, 1, 4],
        "site": [small.NORTH, small.NORTH, small.WAREHOUSE, small.NORTH, small.NORTH, small.NORTH, small.NORTH],
        "sku": [0, 1, 0, 0, 0, 0, 0],
        "units": [15.0, 8.0, 25.0, 5.0, 6.0, 1.0, 7.0],
    }
    table = measure(small.facts(stock_days=stock_days, forecasts=forecasts), small.dimensions())
    # Week 1, North: errors +3 and -2 of 22 units; depot: +5 of 20. Week 2: right. Week 0 is warm-up, week 3 too late.
    assert table.get("E41") == pytest.approx(100 * (1 - 10 / 47))
    assert table.get("E41", period="week:1") == pytest.approx(100 * (1 - 10 / 42))
    assert table.get("E41", "site:north") == pytest.approx(100 * (1 - 5 / 27))
    assert table.get("E41", "site:depot") == 75
    assert table.get("E41b") == pytest.approx(100 * 6 / 47)
    assert table.get("E41h") == 50


@pytest.mark.requirement("S140")
def test_bullwhip_sets_swings_of_orders_beside_those_of_sales_over_weeks(small):
    days = list(range(7, 21))
    # One unit a day, and seven more on day 14: a week holds 7 or 14 units. Orders swing three times as far.
    sold = [8 if day == 14 else 1 for day in days]
    stock_days = {"day": days, "site": small.NORTH, "sku": 0, "sold": sold, "received": sold}
    orders = {
        "site": small.WAREHOUSE,
        "ordered": [small.at(day) for day in days],
        "arrived": NEVER,
        "units": [21 if day == 14 else 0 for day in days],
    }
    table = measure(small.facts(stock_days=stock_days, deliveries=orders), small.dimensions())
    assert table.get("E43b") == 9
    assert table.get("E43b", "site:north") == 1
    assert np.isnan(table.get("E43b", "site:depot")), "nothing left it"
    short = measure(small.facts(stock_days=stock_days, deliveries=orders), small.dimensions(warm_up=8))
    assert np.isnan(short.get("E43b"))


@pytest.mark.requirement("E44")
def test_waste_and_markdown_are_set_beside_net_sales(small):
    ledger = {
        "day": [7, 8, 9, 9, 3],
        "site": small.NORTH,
        "account": [Account.SALES, Account.MARKDOWNS, Account.WASTE, Account.SUPPLY, Account.WASTE],
        "fen": [10_100, -100, -400, -900, -999],
    }
    table = measure(small.facts(ledger=ledger), small.dimensions())
    assert (table.get("E44"), table.get("E44m")) == (5, 1)
    assert table.get("E44", "site:north", "week:1") == 5
