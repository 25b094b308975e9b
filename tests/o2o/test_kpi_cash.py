"""The cash flow statement on facts made by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Account


@pytest.mark.requirement("S148")
def test_cash_takes_bills_paid_in_place_of_goods_that_left(small):
    ledger = {
        "day": [8, 8, 9, 9, 10, 10, 3],
        "account": [
            *(Account.SALES, Account.GOODS, Account.REFUNDS, Account.RIDERS),
            *(Account.WASTE, Account.FINANCING, Account.SALES),
        ],
        "site": [small.NORTH] * 6 + [small.NORTH],
        "fen": [90_000, -40_000, -5_000, -12_000, -3_000, -700, 99_999],
    }
    payables = {
        "day": [8, 9, 10, 3],
        "billed": [30_000, 10_000, 0, 7_777],
        "paid": [0, 20_000, 30_000, 0],
        "owed": [50_000, 40_000, 10_000, 20_000],
        "held": [60_000, 30_000, 31_000, 20_000],
        "interest": [200, 0, 500, 0],
    }
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
