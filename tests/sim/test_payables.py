"""Payables: bills are paid when they fall due; what money tied up in goods costs, by hand and in a city."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.validate.small_city import put, read, tree
from o2o.validate.twin_worlds import facts_until, run, same
from scenarios.load import from_tree
from sim.errors import InvariantBrokenError
from sim.facts import Account


def city(days=10, term="3 d", rate=0.0, **changes):
    made = tree()
    made["calendar"]["days"] = days
    put(made, ["policies", "payment"], {"term": term, "rate": rate})
    put(made, ["policies", "replenishment"], {"cover": "12 h", "warehouse_cover": "1 d", "facing": 1})
    made["plan"]["changes"] = changes
    return made


@pytest.mark.requirement("S148")
def test_each_bill_is_paid_on_the_third_day_after_its_goods():
    bills = run(city()).facts["payables"]
    assert bills["billed"].sum() > 0
    assert bills["paid"][:3].tolist() == [0, 0, 0]
    assert bills["paid"][3:].tolist() == bills["billed"][:-3].tolist()
    assert (bills["owed"] == (bills["billed"] - bills["paid"]).cumsum()).all()


def test_goods_are_billed_at_cost_on_the_day_they_arrive():
    lived = run(city())
    days = lived.facts["stock_days"]
    depot = days["site"] == 3
    cost = np.array([sku.cost for sku in lived.dimensions.skus])[days["sku"]]
    received = np.bincount(days["day"][depot], weights=(days["received"] * cost)[depot], minlength=10)
    assert lived.facts["payables"]["billed"].tolist() == received.tolist()


@pytest.mark.requirement("S148")
def test_a_longer_term_holds_for_goods_that_come_after_it():
    longer = {"longer": {"start": "2026-03-06", "lever": "payables.term", "to": "5 d"}}
    usual, later = (run(made).facts["payables"] for made in (city(), city(**longer)))
    # Goods of days 0 to 3 are paid on days 3 to 6; those of day 4, a Friday, on day 9 instead of day 7.
    assert (usual["paid"][:7] == later["paid"][:7]).all()
    assert later["paid"][7:].tolist() == [0, 0, usual["billed"][4]]


@pytest.mark.requirement("S148")
def test_interest_is_a_365th_of_the_yearly_rate_on_what_is_not_owed():
    facts = run(city(rate=0.1)).facts
    bills, ledger = facts["payables"], facts["ledger"]
    tied = np.maximum(bills["held"] - bills["owed"], 0)
    assert bills["interest"].tolist() == [round(fen * 0.1 / 365) for fen in tied.tolist()]
    booked = ledger["fen"][ledger["account"] == Account.FINANCING]
    assert -booked.sum() == bills["interest"].sum() > 0


def test_money_moves_nothing_but_money():
    plain = city()
    del plain["policies"]["payment"]
    base, paid = run(plain).facts, run(city(rate=0.1)).facts
    assert same(base, paid, ("payables", "ledger")).passed
    assert not len(base["payables"]["day"])


def test_a_rate_that_begins_later_changes_no_day_before():
    dear = {"dear": {"start": "2026-03-06", "lever": "finance.rate", "to": 0.2}}
    assert same(facts_until(city(), 4), facts_until(city(**dear), 4)).passed
    assert run(city(**dear)).facts["payables"]["interest"][4:].all()


def test_a_bill_that_disappears_stops_the_run():
    population = build(read(city()), 0)
    try:
        for day in range(6):
            population.live_day(day)
        payables = population.world._annexes[-1]
        payables._due[max(payables._due)] -= 1
        with pytest.raises(InvariantBrokenError, match="bills of suppliers"):
            population.live_day(6)
    finally:
        population.forget()


def test_measuring_before_bills_fall_due_is_warned_of():
    told = [problem.message for problem in from_tree(city(), "city.yaml").warnings]
    assert [message for message in told if "bills fall due after 3 d" in message]
    settled = city()
    settled["calendar"]["warm_up"] = 3
    assert not from_tree(settled, "city.yaml").warnings
