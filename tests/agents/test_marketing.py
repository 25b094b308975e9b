"""Marketing by hand: clicks grow ever dearer, and reach those they are meant for."""

import numpy as np
import pytest

from agents.marketing import PaidSpec, clicks_for
from o2o.validate.small_city import tree
from sim.facts import Account, Trigger

SPEC = PaidSpec(cost_per_click=250, saturation=5_000)


def test_clicks_at_a_low_volume_cost_their_price():
    assert clicks_for(2_500, SPEC) == pytest.approx(10, rel=1e-3)


def test_spend_is_the_integral_of_a_price_that_doubles_at_saturation():
    # p (c + c^2 / 2s): 5,000 clicks cost 250 x 7,500.
    assert clicks_for(250 * 7_500, SPEC) == pytest.approx(5_000)
    spends = np.array([clicks_for(spend, SPEC) for spend in range(0, 10**7, 10**6)])
    assert np.all(np.diff(spends) > 0)
    assert np.all(np.diff(spends, 2) < 0)


def test_nothing_spent_brings_nobody():
    assert clicks_for(0, SPEC) == 0


def spending(daily):
    city = tree()
    city["people"]["segments"]["families"]["prospects"] = 4_000
    city["marketing"] = {"paid": {"daily_spend": f"{daily} CNY"}, "natural": {"per_prospect_year": 0}}
    return city


def test_as_many_are_reached_as_the_money_buys_and_each_is_paid_for(born):
    population = born(spending(1_000))
    population.live(3)
    reached = population.world.facts["exposures"]
    clicks = 3 * clicks_for(100_000, PaidSpec())
    # Three standard errors of a Poisson count of about 1,150 people.
    assert abs(len(reached["person"]) - clicks) < 3 * np.sqrt(clicks) + 0.02 * clicks
    assert set(reached["channel"].tolist()) == {Trigger.PAID}
    ledger = population.world.facts["ledger"]
    assert -ledger["fen"][ledger["account"] == Account.MARKETING].sum() == reached["cost"].sum()


def test_seven_in_ten_clicks_are_prospects(born):
    population = born(spending(1_000))
    population.live(3)
    people = population.world.facts["exposures"]["person"]
    prospects = np.mean(~population.people.known[people])
    assert abs(prospects - 0.7) < 4 * np.sqrt(0.21 / people.size)
