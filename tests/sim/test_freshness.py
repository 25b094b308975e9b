"""Freshness by hand: who gets the old units, what is wasted and when, and that no age is lost."""

import numpy as np
import pytest

from o2o.validate.small_city import put, tree
from o2o.validate.twin_worlds import facts_until, run, same
from sim.errors import InvariantBrokenError
from sim.facts import Account
from sim.freshness import Freshness
from sim.markdown import Markdown, MarkdownSpec
from sim.stock import Stock

MILK, RICE = range(2)
LIFE = np.array([3, 0])


class Shelf:
    """Milk lives three days, rice for ever; six of each are there at the start, the milk two of each age."""

    def __init__(self, oldest_first=1.0, sites=1, off=0.0, **markdown):
        self.stock = Stock(sites, 2)
        self.markdown = Markdown(MarkdownSpec(**markdown), np.full(1, off), lambda: np.array([[1_000.0, 500.0]]))
        self.freshness = Freshness(self.stock, LIFE, oldest_first, self.markdown)
        self.stock.start_with(np.full(2 * sites, 6))
        for site in range(sites):
            self.freshness.shelve(site, np.array([[0], [2], [2], [2]]))

    def sell(self, *cells):
        self.stock.reserve(np.array(cells))
        self.stock.sell(np.array(cells))

    def end_day(self):
        """Return units of milk wasted."""
        cells, units = self.freshness.end_day()
        self.stock.waste(cells, units)
        self.freshness.check(0)
        assert (cells % 2 == MILK).all(), "rice is never wasted"
        return int(units.sum())


def test_what_nobody_buys_is_wasted_day_by_day():
    shelf = Shelf()
    assert [shelf.end_day() for _ in range(4)] == [2, 2, 2, 0]
    assert shelf.stock.physical.tolist() == [0, 6]


def test_the_opening_stock_is_fresh():
    stock = Stock(2, 2)
    freshness = Freshness(stock, LIFE, 1.0)
    stock.start_with(np.array([4, 9, 5, 9]))
    freshness.start()
    waste = [freshness.end_day() for _ in range(3)]
    assert [units.tolist() for _, units in waste] == [[], [], [4, 5]]
    assert waste[2][0].tolist() == [0, 2]


@pytest.mark.parametrize(("oldest_first", "wasted"), [(1.0, [0, 1, 2]), (0.0, [2, 1, 0]), (0.5, [0, 2, 1])])
def test_those_who_take_the_freshest_leave_the_old_to_be_wasted(oldest_first, wasted):
    shelf = Shelf(oldest_first)
    shelf.sell(MILK, MILK, MILK)
    assert [shelf.end_day() for _ in range(3)] == wasted


def test_a_load_takes_the_oldest_along_and_keeps_their_ages():
    shelf = Shelf(sites=2)
    load = np.array([3, 1])
    shelf.stock.send(0, 1, load)
    ages = shelf.freshness.take(0, load)
    assert ages[:, MILK].tolist() == [0, 2, 1, 0]
    shelf.stock.receive(1, load)
    shelf.freshness.shelve(1, ages)
    # Two of the depot's and two of the store's are in their last day... all of those now lie in the store.
    assert shelf.end_day() == 4
    assert shelf.stock.physical.tolist() == [3, 5, 5, 7]


def test_a_unit_promised_to_an_order_is_not_thrown_away_while_it_is():
    shelf = Shelf()
    cells = np.array([MILK] * 5)
    shelf.stock.reserve(cells)
    assert shelf.end_day() == 1, "one of the two is free"
    shelf.stock.put_back(cells)
    assert shelf.end_day() == 3


def test_what_came_back_is_in_its_last_day():
    shelf = Shelf()
    shelf.stock.physical[MILK] += 4
    assert shelf.end_day() == 6


@pytest.mark.requirement("I17")
def test_a_unit_without_an_age_stops_the_day():
    shelf = Shelf()
    shelf.end_day()
    shelf.stock.physical[MILK] += 1
    with pytest.raises(InvariantBrokenError, match="units of all ages") as stop:
        shelf.freshness.check(4)
    assert (stop.value.dump["counted"], stop.value.dump["claimed"]) == (4, 5)


def perishable(life, **goods):
    city = tree()
    city["calendar"]["days"] = 10
    put(city, ["policies", "replenishment"], {"warehouse_cover": "0 h", "cover": "1 d", "safety": 1})
    for key in ("p00", "p03", "p04"):
        city["goods"]["products"][key]["shelf_life"] = life
    for key, value in goods.items():
        put(city, ["goods", key], value)
    return city


def test_waste_is_booked_at_cost_and_grows_when_customers_pick_the_freshest():
    wasted = []
    for goods in ({}, {"oldest_first": 0.0}):
        facts = run(perishable(5, **goods)).facts
        days, ledger = facts["stock_days"], facts["ledger"]
        lost = days["wasted"].astype(np.int64)
        assert set(days["sku"][lost > 0]) <= {0, 3, 4}
        # Products cost 2, 5 and 6 CNY.
        cost = np.array([200, 0, 0, 500, 600, *[0] * 10])[days["sku"]]
        assert -ledger["fen"][ledger["account"] == Account.WASTE].sum() == (lost * cost).sum()
        wasted.append(lost.sum())
    assert 0 < wasted[0] < wasted[1]


def test_without_an_end_in_sight_perishable_goods_are_like_any_other():
    assert same(run(perishable(1_000)).facts, run(perishable(None)).facts).passed


@pytest.mark.requirement("E44", "S096")
def test_a_reduced_price_turns_those_who_look_for_the_freshest_to_the_old_units():
    # At equal prices half of four take the oldest. At half the price and weight 2: 1 / (1 + .5 ** 2) = 80 %, all four.
    plain, reduced = Shelf(0.5), Shelf(0.5, off=0.5, weight=2.0, days=2)
    for shelf in (plain, reduced):
        shelf.sell(MILK, MILK, MILK, MILK)
    assert [plain.end_day() for _ in range(3)] == [0, 2, 0]
    assert [reduced.end_day() for _ in range(3)] == [0, 0, 2]
    assert reduced.stock.day["marked"].tolist() == [4, 0]
    assert plain.stock.day["marked"].tolist() == [0, 0]


def test_nobody_finds_more_reduced_units_than_there_are_and_the_rest_do_as_before():
    shelf = Shelf(0.0, off=0.5, days=1)
    shelf.sell(MILK, MILK, MILK)
    # None take the oldest at equal prices, none at any.
    assert shelf.end_day() == 2
    shelf = Shelf(0.25, off=0.9, days=1)
    shelf.sell(MILK, MILK, MILK)
    # All three would take one of the two reduced units; the third takes the freshest.
    assert [shelf.end_day() for _ in range(3)] == [0, 2, 1]
    assert shelf.stock.day["marked"].tolist() == [2, 0]


def test_reductions_cost_their_share_of_the_price_and_orders_are_not_reduced():
    shelf = Shelf(1.0, off=0.3, days=1)
    shelf.stock.reserve(np.zeros(3, np.int64))
    shelf.stock.ship(np.zeros(2, np.int64))
    shelf.stock.sell(np.zeros(1, np.int64))
    shelf.end_day()
    assert shelf.stock.day["marked"].tolist() == [1, 0]
    assert shelf.markdown.cost(shelf.stock.day["marked"].reshape(1, 2)).tolist() == [300]


def dairy(**markdown):
    """Return the small city where everything lives for five days and half of it leaves shelves freshest first."""
    city = tree()
    city["calendar"]["days"] = 10
    city["goods"]["oldest_first"] = 0.5
    for product in city["goods"]["products"].values():
        product["shelf_life"] = 5
    put(city, ["policies", "replenishment"], {"cover": "12 h", "warehouse_cover": "1 d", "safety": 0})
    if markdown:
        city["plan"]["changes"] = {"off": {"lever": "markdown", "start": "2026-03-05", **markdown}}
    return city


@pytest.mark.requirement("E44", "S096")
def test_markdown_lowers_waste_costs_what_it_takes_off_and_leaves_earlier_days_alone():
    plain, reduced = run(dairy()).facts, run(dairy(to=0.4)).facts
    assert same(facts_until(dairy(), 3), facts_until(dairy(to=0.4), 3)).passed
    wasted = [int(facts["stock_days"]["wasted"].sum()) for facts in (plain, reduced)]
    assert wasted[1] < wasted[0]
    marked, sku = (reduced["stock_days"][name].astype(int) for name in ("marked", "sku"))
    assert 0 < marked.sum() <= reduced["stock_days"]["sold"].sum()
    off = np.rint(0.4 * (400 + 100 * sku))
    ledger = reduced["ledger"]
    assert -ledger["fen"][ledger["account"] == Account.MARKDOWNS].sum() == (marked * off).sum()
    assert same(run(dairy()).facts, run(dairy(to=0)).facts, ("lever_changes",)).passed
