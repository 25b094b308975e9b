"""Returns in figures: counted by hand from small tables."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Account, Mode, Way


@pytest.fixture
def table(small):
    """Two online orders of two units and a walk-in's unit; one unit of the first and the walk-in's came back."""
    at = small.at
    tables = small.facts(
        orders={
            "person": 0,
            "site": small.NORTH,
            "mode": [Mode.PARCEL, Mode.PARCEL, Mode.WALK_IN],
            "channel": [1, 1, 0],
            "placed": [at(8, 9), at(38, 9), at(9, 9)],
            "delivered": [at(9, 9), at(39, 9), at(9, 9)],
            "lines": [2, 2, 1],
            "got": [2, 2, 1],
            "goods": [1500, 2000, 1000],
        },
        order_lines={
            "order": [0, 0, 1, 1, 2],
            "sku": [0, 1, 0, 0, 0],
            "asked": 1,
            "got": 1,
            "returned": [1, 0, 0, 0, 1],
            "price": [1000, 500, 1000, 1000, 1000],
        },
        returns={
            "order": [0, 2, 1],
            "site": small.NORTH,
            "asked": [at(10), at(10), at(41)],
            "handed": [at(12, 9), at(14, 9), at(41, 9)],
            "way": [Way.PICKUP, Way.STORE, Way.PICKUP],
            "wished": [-1, -1, at(39, 9)],
            "inspected": [at(15, 9), at(14, 21), -1],
            "refund": [1000, 1000, 0],
        },
        ledger={
            "day": [8, 15],
            "account": [Account.SALES, Account.RETURNS],
            "site": small.NORTH,
            "fen": [4500, -2000],
        },
    )
    return measure(tables, small.dimensions(days=45, warm_up=7))


@pytest.mark.requirement("K14")
def test_units_given_back_over_units_received(table):
    assert table.get("K14") == 100 * 2 / 5
    assert table.get("K14", scope="channel:app") == 100 * 1 / 4
    assert table.get("K14", scope="channel:store") == 100


@pytest.mark.requirement("K14")
def test_orders_of_the_last_thirty_days_are_not_mature(table):
    assert table.get("K14m") == pytest.approx(100 * 2 / 3), "the order of day 39 may still come back"


def test_time_to_refund_counts_from_the_hand_over(table):
    assert table.get("K14d") == (3 + 0.5) / 2
    assert np.isnan(table.get("K14d", period="day:16"))


@pytest.mark.requirement("S152")
def test_the_wait_for_a_courier_counts_from_the_wish_and_leaves_desks_out(table):
    assert table.get("K14w") == (0 + 2) / 2
    assert table.get("K14w", period="day:41") == 2
    assert np.isnan(table.get("K14w", period="day:14"))


def test_net_sales_are_less_what_was_refunded_however_late(table):
    assert table.get("E49n") == (1500 + 2000 + 1000 - 2000) / 100
    assert table.get("E49n", period="day:8") == 5.0
    assert table.get("K15", period="total") == 100.0, "refunds lessen contribution and net sales alike"
