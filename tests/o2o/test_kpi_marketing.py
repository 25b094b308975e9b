"""KPIs of marketing, acquisition cost and incremental return, on clicks counted by hand."""

import numpy as np
import pytest

from o2o.kpis import measure
from sim.facts import Account, Touchpoint, Trigger

STORE, APP = int(Touchpoint.STORE), int(Touchpoint.APP)


def campaign(small):
    """Warm-up: days 0 and 1; four people, of whom 0 is known."""
    at = small.at
    people = {"segment": [0, 0, 0, 1], "known": [1, 0, 0, 0], "first_order": [-1, at(1), at(2), at(3)]}
    visits = {
        "person": [0, 1, 2, 3, 3, 0],
        "touchpoint": [APP, APP, APP, STORE, APP, APP],
        "trigger": [Trigger.NEED, Trigger.PAID, Trigger.PAID, Trigger.NEED, Trigger.NATURAL, Trigger.PAID],
        "site": small.NORTH,
        "arrive": [at(2), at(1), at(2), at(3), at(3), at(3)],
    }
    orders = {
        "person": [1, 2, 3, 3, 0],
        "member": [1, 2, -1, -1, 0],  # person 3 is not recognised
        "visit": [1, 2, 3, 3, 5],  # two orders of one visit
        "placed": [at(1), at(2), at(3), at(3), at(3)],
        "channel": [APP, APP, STORE, STORE, APP],
        "goods": [1000, 2000, 3000, 500, 4000],
        "refund": [0, 0, 0, 0, 1000],
    }
    exposures = {"person": [1, 2, 0], "channel": Trigger.PAID, "recorded": [1, 1, 0], "visit": [1, 2, 5]}
    ledger = {
        "day": [1, 2, 3, 3, 3],
        "account": [Account.MARKETING] * 3 + [Account.SALES, Account.PROGRAMME],
        "fen": [-9000, -1000, -3000, 6500, -99],
    }
    return small.facts(people=people, visits=visits, orders=orders, exposures=exposures, ledger=ledger)


def dims(small):
    return small.dimensions(days=4, warm_up=2)


@pytest.mark.requirement("K06")
def test_acquisition_cost_counts_true_persons_and_the_firm_counts_accounts(small):
    table = measure(campaign(small), dims(small))
    # 40 CNY after the warm-up for persons 2 and 3
    assert table.get("K06") == pytest.approx(20.0)
    assert table.get("K06", period="day:2") == pytest.approx(10.0)
    # the firm sees account 2 as new, knows account 0, and misses person 3
    assert table.get("K06o") == pytest.approx(40.0)
    assert table.get("K06o", period="day:1") == pytest.approx(90.0)
    assert np.isnan(table.get("K06", period="day:0"))


def test_second_account_of_a_known_customer_looks_like_a_new_one(small):
    world = campaign(small)
    world["orders"]["member"][4] = 9
    assert measure(world, dims(small)).get("K06o") == pytest.approx(20.0)


@pytest.mark.requirement("K07")
def test_incremental_return_is_what_the_twin_without_marketing_would_not_have_earned(small):
    assert np.isnan(measure(campaign(small), dims(small)).get("K07"))
    twin = campaign(small)
    twin["ledger"] = small.table("ledger", day=[3, 3], account=[Account.SALES, Account.GOODS], fen=[2000, -500])
    # (6500 - 1500) / 4000: marketing and the programme's own cost stay out of the numerator
    assert measure(campaign(small), dims(small), twin).get("K07") == pytest.approx(1.25)


@pytest.mark.requirement("K07")
def test_attributed_return_counts_recorded_paid_clicks_only(small):
    # order of person 2 (20 CNY) after a recorded click; person 0's click was not recorded
    assert measure(campaign(small), dims(small)).get("K07o") == pytest.approx(20 / 40)


@pytest.mark.requirement("K08")
def test_conversion_counts_visits_once_whatever_they_order(small):
    table = measure(campaign(small), dims(small))
    # measured visits: 0, 2, 3, 4, 5; with an order: 2, 3, 5
    assert table.get("K08") == pytest.approx(60.0)
    assert table.get("K08", "channel:app") == pytest.approx(50.0)
    assert table.get("K08", "channel:store") == pytest.approx(100.0)
    assert table.get("K08", "segment:old") == pytest.approx(50.0)


@pytest.mark.requirement("K09")
def test_natural_share_is_of_online_visits(small):
    # online and measured: 0 (need), 2 (paid), 4 (natural), 5 (paid)
    assert measure(campaign(small), dims(small)).get("K09") == pytest.approx(50.0)


def test_visits_and_footfall_are_daily_means(small):
    table = measure(campaign(small), dims(small))
    assert table.get("E01") == pytest.approx(5 / 2)
    assert table.get("E04") == pytest.approx(1 / 2)
    assert table.get("E04", "site:north", "day:3") == 1.0


def test_without_spend_the_return_is_not_applicable(small):
    table = measure(small.facts(), dims(small), small.facts())
    assert np.isnan(table.get("K07"))
    assert np.isnan(table.get("K07o"))
    assert np.isnan(table.get("K06"))


def crossing_world(small):
    """Days 0 to 27, warm-up 7: touches from day 7 to the start of day 21 have their seven days."""
    at = small.at
    rows = [
        (0, APP, at(8)),  # orders in the store on day 15 at the very end of seven days: crosses
        (0, APP, at(7, 12)),  # the same person and week: counts once
        (1, APP, at(8)),  # orders in the store on day 15, a minute too late
        (2, STORE, at(10)),  # orders online on day 12: crosses
        (2, STORE, at(22)),  # its seven days are not over at the end
        (1, STORE, at(3)),  # warm-up
    ]
    visits = small.columns("person touchpoint arrive", rows) | {"member": [0, 0, 1, -1, 2, 1]}
    orders = {
        "person": [0, 1, 2, 1],
        "member": [0, 1, 2, 1],
        "placed": [at(15), at(15, 0, 1), at(12), at(4)],
        "channel": [STORE, STORE, APP, APP],
    }
    return measure(small.facts(visits=visits, orders=orders), small.dimensions(days=28, warm_up=7))


@pytest.mark.requirement("K10")
def test_crossing_counts_customers_who_order_in_the_other_family_within_seven_days(small):
    table = crossing_world(small)
    # week 1 holds days 7 to 13: person 0 crosses, 1 does not (to store); 2 crosses (to online)
    assert table.get("K10s") == pytest.approx(50.0)
    assert table.get("K10w") == pytest.approx(100.0)
    assert table.get("K10") == pytest.approx(100 * 2 / 3)
    assert table.get("K10", period="week:1") == pytest.approx(100 * 2 / 3)
    assert np.isnan(table.get("K10", period="week:3"))
    assert table.get("K10", "segment:young") == pytest.approx(50.0)
    assert table.get("K10", "segment:old") == pytest.approx(100.0)


@pytest.mark.requirement("K10")
def test_the_firm_misses_touches_that_it_cannot_link(small):
    # person 2's touch on day 10 has no member id: 0 crosses, 1 does not
    assert crossing_world(small).get("K10o") == pytest.approx(50.0)
