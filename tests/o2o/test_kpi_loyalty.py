"""KPIs of loyalty, repurchase and lifetime value, on buyers counted by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Account, Mode

APP = 1


def cohort_world(small, days=140):
    """Warm-up 7 days; the cohort's month is days 7 to 36."""
    at = small.at
    rows = [
        # person, member, placed
        (0, 0, at(3)),  # warm-up: opens nothing
        (0, 0, at(10)),  # person 0 joins the cohort on day 10
        (0, 0, at(10, 18)),  # the same day is not "again"
        (0, -1, at(40)),  # again on day 40, unseen by the firm
        (1, 1, at(36)),  # joins on the month's last day
        (1, 1, at(127)),  # 91 days later: too late
        (2, 2, at(37)),  # outside the month
    ]
    orders = small.columns("person member placed", rows)
    return measure(small.facts(orders=orders), small.dimensions(days=days))


@pytest.mark.requirement("K02")
def test_repurchase_counts_persons_of_the_first_month_who_come_back_within_90_days(small):
    table = cohort_world(small)
    assert table.get("K02") == pytest.approx(50.0)
    assert table.get("K02", "segment:young") == pytest.approx(50.0)
    assert np.isnan(table.get("K02", "segment:old"))


@pytest.mark.requirement("K02")
def test_the_firm_misses_a_return_that_no_member_id_recorded(small):
    assert cohort_world(small).get("K02o") == 0.0


def test_returns_after_the_end_of_the_run_are_missing(small):
    at = small.at
    orders = {"person": [0, 0], "placed": [at(10), at(40)]}
    assert measure(small.facts(orders=orders), small.dimensions(days=41)).get("K02") == pytest.approx(100.0)
    orders = {"person": [0], "placed": [at(10)]}
    assert measure(small.facts(orders=orders), small.dimensions(days=40)).get("K02") == 0.0


@pytest.mark.requirement("K03")
def test_lifetime_value_discounts_the_margins_of_acquired_customers(small):
    at = small.at
    # Person 0 was known; 1 is acquired in the warm-up; 2 on day 10.
    people = {"segment": [small.YOUNG, small.YOUNG, small.OLD], "known": [1, 0, 0], "first_order": [-1, at(2), at(10)]}
    rows = [
        (1, at(2), APP, Mode.INSTANT, 5000, 0, 600, 0, 3000, 300, -1),
        (2, at(10), APP, Mode.INSTANT, 10000, 1000, 600, 0, 6000, 300, -1),
        (2, at(373), 0, Mode.WALK_IN, 4000, 0, 0, 1000, 2000, 0, -1),
        (2, at(380), 0, Mode.WALK_IN, 9000, 0, 0, 0, 1000, 0, -1),  # more than 12 months after the first
        (2, at(20), APP, Mode.INSTANT, 8000, 0, 600, 8600, 5000, 0, at(20, 1)),  # cancelled: nothing earned
    ]
    names = "person placed channel mode goods discount fee refund cost handling cancelled"
    orders = small.columns(names, rows)
    # Fulfilment 36 CNY: 6 are the orders' own drop fees, 30 are hours, 10 for each of the three online orders.
    ledger = {"day": [10, 10], "account": [Account.RIDERS, Account.LABOUR_PICK], "fen": [-2600, -1000]}
    table = measure(small.facts(people=people, orders=orders, ledger=ledger), small.dimensions(days=400))
    # Person 2: 9600 - 6000 - 300 - 1000 = 2300 at once; (3000 - 2000) x 1.1^(-363/365) = 909.5661;
    # the cancelled order costs its hours, 1000 x 1.1^(-10/365) = 997.3922.
    assert table.get("K03") == pytest.approx((2300 + 909.5661 - 997.3922) / 100, abs=1e-5)
    assert table.get("K03", "segment:old") == table.get("K03")
    assert np.isnan(table.get("K03", "segment:young"))
