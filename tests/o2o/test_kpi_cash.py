"""The cash flow statement on facts made by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Account


@pytest.mark.requirement("S148")
def test_cash_takes_bills_paid_in_place_of_goods_that_left(small):
    bookings = [
        (8, Account.SALES, 90_000),
        (8, Account.GOODS, -40_000),
        (9, Account.REFUNDS, -5_000),
        (9, Account.RIDERS, -12_000),
        (10, Account.WASTE, -3_000),
        (10, Account.FINANCING, -700),
        (3, Account.SALES, 99_999),  # warm-up
    ]
    nights = [
        (8, 30_000, 0, 50_000, 60_000, 200),
        (9, 10_000, 20_000, 40_000, 30_000, 0),
        (10, 0, 30_000, 10_000, 31_000, 500),
        (3, 7_777, 0, 20_000, 20_000, 0),  # warm-up
    ]
    ledger = small.columns("day account fen", bookings) | {"site": small.NORTH}
    payables = small.columns("day billed paid owed held interest", nights)
    table = measure(small.facts(ledger=ledger, payables=payables), small.dimensions())
    assert table.get("E71i") == 850
    assert table.get("E71s") == 500
    assert table.get("E71w") == 120
    assert table.get("E71") == 850 - 500 - 120
    assert table.get("E71", period="day:9") == -50 - 200 - 120
    # 1,000 CNY owed over three nights, 400 CNY billed; the warm-up counts for none of it.
    assert table.get("E72") == pytest.approx(1000 / 400)
    # 100, 0 (less than is owed) and 210 CNY on three of 14 measured days.
    assert table.get("E73") == pytest.approx(310 / 14)
    assert table.get("E74") == 7


def test_nothing_is_said_of_cash_where_nobody_asks(small):
    table = measure(small.facts(), small.dimensions())
    assert all(np.isnan(table.get(kpi)) for kpi in ("E71", "E71i", "E71s", "E71w", "E72", "E73", "E74"))
