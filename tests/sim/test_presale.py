"""Pre-sale by hand: ordered today, brought by tomorrow's truck; in a city: less waste, visits that buy more."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.errors import InvariantBrokenError
from sim.facts import CancelReason, Mode, Trigger
from sim.stock import Stock
from sim.units import DAY, HOUR

TEN = 10 * HOUR
STORE, DEPOT = 0, 1


def ahead(city, to=True):
    city["plan"].setdefault("changes", {})["presale"] = {"start": "2026-03-02", "lever": "presale", "to": to}
    return city


@pytest.mark.requirement("S113", "F142")
def test_what_is_ordered_today_comes_with_tomorrows_truck_and_leaves_the_shelf_alone(city, lived):
    wishes = [(TEN, Mode.COLLECT, STORE, (0,)), (21 * HOUR, Mode.COLLECT, STORE, (1,))]
    population = lived(ahead(city), wishes, days=1)
    stock = population.world.stock
    assert stock.reserved.sum() == 0, "no unit of a shelf is set aside"
    assert stock.ahead[:2].tolist() == [1, 1]
    before = stock.physical[0]
    population.live_day(1)
    orders = {name: values.tolist() for name, values in population.world.facts["orders"].columns().items()}
    # By the cut-off at 20:00: tomorrow at 10, two hours after opening; the other a day later.
    assert orders["promise"] == [DAY + TEN, 2 * DAY + TEN]
    assert orders["routed"] == [DAY + 6 * HOUR, 2 * DAY + 6 * HOUR]
    assert orders["pick_start"][0] == DAY + 7 * HOUR, "the crew begins at seven"
    assert DAY + TEN < orders["delivered"][0] < 2 * DAY
    days = population.world.facts["stock_days"]
    first = (days["site"] == STORE) & (days["sku"] == 0) & (days["day"] == 1)
    assert [int(days[name][first][0]) for name in ("received", "ahead", "shipped")] == [1, 1, 1]
    assert stock.physical[0] == before
    assert stock.ahead.sum() == 1


@pytest.mark.requirement("S113")
def test_what_the_warehouse_lacks_is_refunded(city, lived):
    levels = {site: {"site": site, "sku": "p00", "level": 0} for site in ("west", "centre")}
    city["policies"] = {"replenishment": {"levels": levels}}
    orders = lived(ahead(city), [(TEN, Mode.COLLECT, STORE, (0,))], days=2).world.facts["orders"]
    assert orders["cancel_reason"].tolist() == [CancelReason.OVERSOLD]
    assert orders["refund"].tolist() == orders["goods"].tolist() == [400]


def fresh(presale, days=14):
    """Return a city that collects what it buys, of goods that keep for two days."""
    city = tree()
    city["calendar"]["days"] = days
    city["policies"] = {"replenishment": {"cover": "1 d", "facing": 0, "smoothing": 0.4}}
    for product in city["goods"]["products"].values():
        product["shelf_life"] = 2
    for segment in city["people"]["segments"].values():
        segment["tastes"] = {"collect": 8.0, "walk_in": -3.0, "instant": 0.0, "parcel": 0.0, "app": 0.9}
    if presale is not None:
        ahead(city, presale)
    return city


@pytest.fixture(scope="module")
def sold_ahead():
    return simulate(read(fresh(True)), 0).facts


def waste(facts):
    """Return units wasted in stores per unit that left them, in the second week: the opening stock is gone."""
    days = facts["stock_days"]
    stores = (days["site"] < 3) & (days["day"] >= 7)
    left = days["sold"][stores].sum() + days["shipped"][stores].sum()
    return days["wasted"][stores].sum() / left


@pytest.mark.requirement("S113")
def test_what_is_sold_ahead_is_hardly_ever_thrown_away(sold_ahead):
    stocked = simulate(read(fresh(False)), 0).facts
    collected = [(facts["orders"]["mode"] == Mode.COLLECT).mean() for facts in (stocked, sold_ahead)]
    assert min(collected) > 0.9
    assert waste(stocked) > 0.3
    assert waste(sold_ahead) < 0.2 * waste(stocked)


@pytest.mark.requirement("S113", "S112")
def test_who_collects_tomorrow_may_buy_then_as_well(sold_ahead):
    visits, orders = sold_ahead["visits"], sold_ahead["orders"]
    errands = visits["trigger"] == Trigger.ERRAND
    assert errands.sum() > 8
    collects = orders["mode"] == Mode.COLLECT
    due = set(zip(orders["person"][collects].tolist(), (orders["promise"][collects] // DAY).tolist(), strict=True))
    came = zip(visits["person"][errands].tolist(), (visits["arrive"][errands] // DAY).tolist(), strict=True)
    assert set(came) <= due


@pytest.mark.requirement("M10")
def test_a_presale_nobody_opens_changes_no_byte():
    assert same(simulate(read(fresh(None, 3)), 0).facts, simulate(read(fresh(False, 3)), 0).facts).passed


def test_a_unit_sold_ahead_and_forgotten_is_noticed(monkeypatch):
    monkeypatch.setattr(Stock, "order_ahead", lambda self, cells: None)
    population = build(read(fresh(True, 3)), 0)
    with pytest.raises(InvariantBrokenError, match="units promised at site"):
        population.live(2)
    population.forget()


def test_shelves_and_records_of_one_product_balance_whatever_is_sold_ahead(sold_ahead):
    days = sold_ahead["stock_days"]
    assert days["ahead"].sum() > 100
    second = (days["site"] < 3) & (days["day"] >= 7)
    brought, missed = (int(days[name][second].sum()) for name in ("ahead", "oversold"))
    assert missed < 0.1 * brought, "the warehouse has most of it"
    assert np.all(days["owed"] >= 0)
