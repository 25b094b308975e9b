"""Returns: where goods go, when they are looked over, what is paid, and where they end up."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.runner import simulate
from o2o.validate.small_city import read, tree
from o2o.validate.twin_worlds import same
from sim.books import Books
from sim.errors import InvariantBrokenError
from sim.facts import NEVER, Account, Mode, Task, Way
from sim.returns import Returns
from sim.stock import Stock
from sim.units import DAY, HOUR, MINUTE

TEN = 10 * HOUR
DEPOT = 1


@pytest.fixture
def city(city):
    """The quiet city, in which product 0 always comes back on the next day and is as good as new."""
    city["calendar"]["days"] = 8
    city["goods"]["products"]["p00"]["returned"] = 1.0
    city["people"]["returning"] = {"after": 0}
    city["after_sales"] = {"returns": {"inspection": "3 min", "cv": 0, "resale": 1.0}}
    return city


def lever(city, path, to=True, **more):
    city["plan"].setdefault("changes", {})[path.replace(".", "-")] = {
        "start": "2026-03-02",
        "lever": path,
        "to": to,
    } | more


def booked(facts, account):
    ledger = facts["ledger"]
    rows = ledger["account"] == account
    return list(zip((ledger["site"][rows]).tolist(), ledger["fen"][rows].tolist(), strict=True))


@pytest.mark.requirement("S150", "K14")
def test_an_order_goes_back_by_post_and_the_money_with_it(city, lived):
    facts = lived(city, [(TEN, Mode.COLLECT, 0, (0, 1))]).world.facts
    back, orders = facts["returns"], facts["orders"]
    assert len(back) == 1, "product 1 is kept"
    assert (back["order"][0], back["sku"][0], back["way"][0], back["site"][0]) == (0, 0, Way.POST, DEPOT)
    assert back["asked"][0] == DAY
    received = int(orders["delivered"][0])
    assert back["handed"][0] // DAY == received // DAY + 1
    assert back["inspected"][0] == back["handed"][0] + 3 * DAY + 3 * MINUTE, "three days of post, three minutes of work"
    assert back["refund"][0] == 400
    assert booked(facts, Account.RETURNS) == [(DEPOT, -400)]
    assert booked(facts, Account.GOODS_BACK) == [(DEPOT, 200)]
    assert facts["order_lines"]["returned"].tolist() == [1, 0]
    days = facts["stock_days"]
    shelved = np.flatnonzero(days["returned"])
    assert [(int(days["site"][row]), int(days["sku"][row])) for row in shelved] == [(DEPOT, 0)]
    assert days["day"][shelved[0]] == back["inspected"][0] // DAY


@pytest.mark.requirement("S151")
def test_a_store_takes_back_what_was_bought_online_and_shelves_it(city, lived):
    lever(city, "returns.store")
    city["people"]["returning"]["post"] = 1000
    facts = lived(city, [(TEN, Mode.PARCEL, 1, (0,))]).world.facts
    back = facts["returns"]
    assert (back["way"][0], back["site"][0]) == (Way.STORE, 0)
    assert 8 * HOUR <= back["handed"][0] % DAY <= 21 * HOUR, "in the store's hours"
    assert back["inspected"][0] == back["handed"][0] + 3 * MINUTE
    wage = 2_800 * 3 * MINUTE // HOUR
    assert booked(facts, Account.LABOUR_DESK) == [(0, -wage)], "three minutes at the desk"
    days = facts["stock_days"]
    assert days["site"][days["returned"] > 0].tolist() == [0], "in that store's stock"
    spent = facts["staff_hours"]
    assert int(spent["busy"][spent["task"] == Task.RETURN].sum()) == 3 * MINUTE


@pytest.mark.requirement("S152")
def test_a_courier_fetches_and_is_paid_once_an_order(city, lived):
    lever(city, "returns.pickup")
    city["people"]["returning"] |= {"post": 1000, "fetched": 0}
    city["after_sales"]["returns"] |= {"pickup_days": "1 d", "pickup_price": "9 CNY"}
    city["goods"]["products"]["p01"]["returned"] = 1.0
    facts = lived(city, [(TEN, Mode.COLLECT, 0, (0, 1))]).world.facts
    back = facts["returns"]
    assert back["way"].tolist() == [Way.PICKUP] * 2
    assert back["inspected"].tolist() == [
        int(back["handed"][0]) + DAY + 3 * MINUTE,
        int(back["handed"][0]) + DAY + 6 * MINUTE,
    ], "one after the other at the one desk"
    assert booked(facts, Account.CARRIER) == [(DEPOT, -900)]


def test_what_is_exchanged_costs_no_refund_and_a_unit_of_the_store(city, lived):
    lever(city, "returns.store")
    city["people"]["returning"]["post"] = 1000
    city["after_sales"]["returns"] |= {"exchange": 1.0, "resale": 0.0}
    facts = lived(city, [(TEN, Mode.COLLECT, 0, (0,))]).world.facts
    back = facts["returns"]
    assert (back["exchanged"][0], back["shelved"][0], back["refund"][0]) == (1, 0, 0)
    assert booked(facts, Account.GOODS_BACK) == [(0, -200)], "a new unit leaves; the old one is written off"
    days = facts["stock_days"]
    mine = (days["site"] == 0) & (days["sku"] == 0)
    assert (int(days["shipped"][mine].sum()), int(days["returned"][mine].sum())) == (2, 0)


def test_after_the_window_everything_is_kept(city, lived):
    lever(city, "returns.window", "1 h")
    assert len(lived(city, [(TEN, Mode.COLLECT, 0, (0,))]).world.facts["returns"]) == 0


@pytest.mark.requirement("S153")
def test_store_purchases_go_back_to_their_store_and_are_fetched_only_where_the_member_is_known():
    ways = {}
    for share in (0.0, 1.0):
        city = easy(fashion(6))
        lever(city, "match_rate", share)
        facts = simulate(read(city), 0).facts
        back, orders = facts["returns"], facts["orders"]
        bought_there = orders["mode"][back["order"]] == Mode.WALK_IN
        ways[share] = np.bincount(back["way"][bought_there], minlength=3).tolist()
        brought = bought_there & (back["way"] == Way.STORE)
        assert (back["site"][brought] == orders["site"][back["order"][brought]]).all()
    assert ways[0.0][Way.PICKUP] == 0
    assert ways[1.0][Way.PICKUP] > 20
    assert ways[0.0][Way.POST] == ways[1.0][Way.POST] == 0


def fashion(days=8):
    """A small city whose goods come back as in online fashion."""
    city = tree()
    city["calendar"]["days"] = days
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.286, "returned_in_store": 0.08, "fit": 1.0}
    return city


def easy(city):
    for path in ("returns.store", "returns.pickup"):
        lever(city, path)
    return city


@pytest.fixture(scope="module")
def easily():
    """Facts of a city with easy returns."""
    return simulate(read(easy(fashion(12))), 0).facts


@pytest.mark.requirement("S150", "I17", "I18")
def test_every_unit_given_back_is_on_a_shelf_written_off_or_away(easily):
    facts = easily
    back, days = facts["returns"], facts["stock_days"]
    done = back["inspected"] >= 0
    assert int(done.sum()) > 200
    assert int(days["returned"].sum()) == int(back["shelved"][done].sum())
    assert int(facts["order_lines"]["returned"].sum()) == int(done.sum())
    of = facts["order_lines"]["order"][facts["order_lines"]["returned"] > 0]
    assert sorted(of.tolist()) == sorted(back["order"][done].tolist()), "numbered alike"
    assert abs(back["shelved"][done].mean() - 0.8) < 4 * np.sqrt(0.8 * 0.2 / done.sum())
    ledger = facts["ledger"]
    assert int(ledger["fen"][ledger["account"] == Account.RETURNS].sum()) == -int(back["refund"].sum())


@pytest.mark.requirement("S151", "S152")
def test_easy_returns_raise_online_purchases_and_the_share_that_comes_back(easily):
    hard = simulate(read(fashion(12)), 0).facts
    online, back = ([count(facts) for facts in (hard, easily)] for count in (bought_online, share_back))
    assert online[1] > online[0]
    assert back[1] > back[0] + 0.02


def bought_online(facts):
    return int((facts["orders"]["channel"] == 1).sum())


def share_back(facts):
    """Return the share of units delivered online by day 5 that their customers decided to give back."""
    orders, lines = facts["orders"], facts["order_lines"]
    early = (orders["channel"] == 1) & (orders["delivered"] >= 0) & (orders["delivered"] < 6 * DAY)
    units = int((early[lines["order"]] & (lines["got"] > 0)).sum())
    return int(early[facts["returns"]["order"]].sum()) / units


@pytest.mark.requirement("S151")
def test_who_brings_something_back_may_buy_in_the_store(easily):
    facts = easily
    visits = facts["visits"]
    errands = np.flatnonzero(visits["trigger"] == 3)
    assert errands.size > 10
    assert set(visits["touchpoint"][errands].tolist()) == {0}
    back = facts["returns"]
    person = facts["orders"]["person"][back["order"]]
    brought = {
        (int(who), int(site), int(time // DAY))
        for who, site, time, way in zip(person, back["site"], back["handed"], back["way"], strict=True)
        if way == Way.STORE
    }
    rows = zip(visits["person"][errands], visits["site"][errands], visits["arrive"][errands] // DAY, strict=True)
    assert {(int(who), int(site), int(day)) for who, site, day in rows} <= brought


@pytest.mark.requirement("M10")
def test_levers_for_returns_change_nothing_where_nothing_comes_back():
    plain, ready = tree(), easy(tree())
    assert same(simulate(read(plain), 0).facts, simulate(read(ready), 0).facts, leave_out={"lever_changes"}).passed


def broken_law():
    """Return the law at which a week of returns stops."""
    population = build(read(easy(fashion())), 0)
    with pytest.raises(InvariantBrokenError) as stop:
        population.live(8)
    population.forget()
    return str(stop.value)


def test_a_unit_that_is_lost_on_its_way_back_is_noticed(monkeypatch):
    honest = Returns._arrive

    def careless(self, row, *rest):
        if row % 5:
            honest(self, row, *rest)
        else:
            self._away -= 1

    monkeypatch.setattr(Returns, "_arrive", careless)
    assert "units returned and on their way do not balance" in broken_law()


def test_a_unit_put_on_the_shelf_twice_is_noticed(monkeypatch):
    honest = Stock.take_back
    monkeypatch.setattr(Stock, "take_back", lambda self, cells: honest(self, np.repeat(cells, 2)))
    assert "units returned and on their way do not balance" in broken_law()


def test_a_refund_that_is_not_booked_is_noticed(monkeypatch):
    honest = Books.book

    def stingy(self, account, sites, fen):
        if account is not Account.RETURNS:
            honest(self, account, sites, fen)

    monkeypatch.setattr(Books, "book", stingy)
    assert "money on RETURNS do not balance" in broken_law()


def test_a_return_that_its_order_does_not_know_is_noticed(monkeypatch):
    honest = Returns.close_day

    def forgetful(self, day):
        honest(self, day)
        self.world.facts["order_lines"]["returned"][:] = 0

    monkeypatch.setattr(Returns, "close_day", forgetful)
    assert "units returned and noted in their orders do not balance" in broken_law()


def test_the_nightly_recount_is_that_of_all_rows_without_reading_them():
    population = build(read(easy(fashion())), 0)
    facts = population.world.facts
    table, lines = facts["returns"], facts["order_lines"]
    recount = next(annex for annex in population.world._annexes if isinstance(annex, Returns))._recount
    for day in range(8):
        population.live_day(day)
        back = table["inspected"] != NEVER
        everything = back.sum(), table["shelved"][back].sum(), table["refund"].sum(), lines["returned"].sum()
        assert recount.sums() == everything
    assert 0 < recount._watermark < len(table)
    population.forget()
