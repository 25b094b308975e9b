"""KPIs of margins and of how store entries end, counted by hand."""

import pytest

from o2o.kpis import measure
from sim.facts import Account, Outcome, Touchpoint


@pytest.fixture
def booked(small):
    """Return the figures of a week's ledger of two stores, in fen."""
    rows = [
        (Account.SALES, small.NORTH, 100_000),
        (Account.SALES, small.SOUTH, 60_000),
        (Account.RETURNS, small.SOUTH, -10_000),
        (Account.GOODS, small.NORTH, -60_000),
        (Account.GOODS, small.SOUTH, -36_000),
        (Account.GOODS_BACK, small.SOUTH, 4_000),
        (Account.SHRINKAGE, small.NORTH, -2_000),
        (Account.WASTE, small.NORTH, -500),
        (Account.LABOUR_FLOOR, small.NORTH, -8_000),
        (Account.LABOUR_PICK, small.SOUTH, -4_000),
        (Account.RIDERS, small.SOUTH, -9_000),
    ]
    ledger = small.columns("account site fen", rows) | {"day": 1}
    return measure(small.facts(ledger=ledger), small.dimensions(days=4, warm_up=0))


@pytest.mark.requirement("E45")
def test_gross_margin_counts_what_left_unpaid(booked):
    # Net sales 1,500 CNY; goods 960 less 40 given back and shelved; 20 unpaid.
    assert booked.get("E45") == pytest.approx(100 * (1500 - 920 - 20) / 1500)
    assert booked.get("E45", "site:north") == pytest.approx(38.0)


@pytest.mark.requirement("S107")
def test_what_self_checkouts_lose_and_what_crews_cost_stand_beside_sales(booked):
    assert booked.get("E44s") == pytest.approx(100 * 20 / 1500)
    assert booked.get("E44s", "site:south") == 0.0
    assert booked.get("E44") == pytest.approx(100 * 5 / 1500)
    assert booked.get("E47l") == pytest.approx(100 * 120 / 1500)
    assert booked.get("E47l", "site:south") == pytest.approx(100 * 40 / 500)


@pytest.mark.requirement("S106")
def test_what_was_left_because_it_would_not_fit_counts_among_what_was_wished_for(small):
    orders = {"person": 0, "site": [small.NORTH, small.SOUTH], "placed": small.at(1, 9), "lines": [3, 5]}
    misfits = {"site": [small.NORTH, small.NORTH], "time": small.at(1, 9)}
    table = measure(small.facts(orders=orders, misfits=misfits), small.dimensions(days=4, warm_up=0))
    assert (table.get("K14f"), table.get("K14f", "site:north"), table.get("K14f", "site:south")) == (20.0, 40.0, 0.0)


@pytest.mark.requirement("S107")
def test_who_turns_away_is_told_from_who_gives_up(small):
    ends = [Outcome.BOUGHT] * 5 + [Outcome.TURNED_AWAY, Outcome.GAVE_UP, Outcome.GAVE_UP]
    visits = {"outcome": ends, "site": small.NORTH, "arrive": small.at(1, 9), "touchpoint": int(Touchpoint.STORE)}
    table = measure(small.facts(visits=visits), small.dimensions(days=4, warm_up=0))
    assert (table.get("E29b"), table.get("E29g")) == (12.5, 25.0)
