"""Suppliers that make to stock, by hand: what lies ready, what an order waits for, what shared sales begin sooner."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.kpis import measure
from o2o.validate.small_city import put, read, tree
from o2o.validate.twin_worlds import facts_until, run, same
from scenarios.load import from_tree
from sim.errors import InvariantBrokenError
from sim.making import MakingSpec, Workshop
from sim.units import DAY

NOTHING = np.array([0])


def workshop(**spec):
    """Return who makes one product in two nights, expects 5 a day and holds 15."""
    return Workshop(MakingSpec(**({"lead": 2 * DAY, "cover": DAY, "smoothing": 0} | spec)), np.array([5.0]))


def taken(shop, units):
    return [(nights, part.tolist()) for nights, part in shop.take(np.array([units]))]


@pytest.mark.requirement("S140")
def test_what_an_order_lacks_is_begun_at_once_and_the_order_waits_for_it():
    shop = workshop()
    assert shop.ready == [15]
    shop.begin_night()
    assert taken(shop, 20) == [(0, [15]), (2, [5])]
    shop.plan(np.array([20]), NOTHING)
    # 5 for the order, 15 to have as much as before.
    assert (shop.ready[0], shop.begun[0], shop.waiting[0]) == (0, 20, 5)
    shop.begin_night()
    assert taken(shop, 4) == [(1, [4])], "of those that are made tomorrow"
    shop.plan(np.array([4]), NOTHING)
    assert shop.begun == [4]
    shop.begin_night()
    assert shop.ready == [11]
    assert taken(shop, 16) == [(0, [11]), (1, [4]), (2, [1])]
    assert not shop.astray().size


@pytest.mark.requirement("S140")
def test_what_is_known_to_be_ordered_soon_is_begun_before():
    shop = workshop()
    for sold in (6, 10):  # 6 sold on the first day and 4 on the second, none ordered yet
        shop.begin_night()
        shop.plan(NOTHING, np.array([sold]))
    shop.begin_night()
    # 15 and the 6 of the first day; the 4 of the second are ready tomorrow.
    assert taken(shop, 22) == [(0, [21]), (1, [1])]


def test_what_it_expects_follows_what_it_sees():
    shop = workshop(smoothing=0.5)
    shop.begin_night()
    shop.plan(np.array([9]), NOTHING)
    # (5 + 9) / 2 = 7 a day for three days, and 15 lie ready.
    assert shop.begun == [6]


def dairy(start=None, making="3 d", **changes):
    city = tree()
    city["calendar"]["days"] = 20
    put(city, ["policies", "replenishment"], {"warehouse_review": 4, "warehouse_cover": "6 d"})
    spec = {"lead": making, "cover": "0 h", "smoothing": 0.3}
    put(city, ["places", "suppliers", "farm"], {"lead": "1 d", "making": spec})
    for product in city["goods"]["products"].values():
        product["supplier"] = "farm"
    if start:
        changes["shared"] = {"start": start, "lever": "supplier.share_pos", "to": True}
    city["plan"]["changes"] = changes
    return city


@pytest.mark.requirement("S140")
def test_shared_sales_shorten_the_production_cycle_of_a_city():
    cycle, waited = {}, {}
    for start in (None, "2026-03-02"):
        lived = run(dairy(start))
        table = measure(lived.facts, lived.dimensions)
        cycle[start], waited[start] = table.get("E43c"), table.get("E43w")
    assert cycle["2026-03-02"] < 0.9 * cycle[None]
    assert waited["2026-03-02"] < 0.5 * waited[None]
    assert cycle["2026-03-02"] >= 1, "the way itself is no shorter"


def test_sharing_changes_nothing_before_it_begins_nor_where_everything_lies_ready():
    assert same(facts_until(dairy(), 5), facts_until(dairy("2026-03-07"), 5)).passed
    assert not same(run(dairy()).facts, run(dairy("2026-03-07")).facts, ("lever_changes",)).passed
    always = dairy(making="0 h"), dairy("2026-03-03", making="0 h")
    assert same(*(run(city).facts for city in always), ("lever_changes",)).passed
    assert not len(run(always[0]).facts["making"]["day"])


def test_who_holds_more_ready_lets_nobody_wait_longer():
    waited = []
    for cover in ("0 h", "3 d"):
        city = dairy()
        put(city, ["places", "suppliers", "farm", "making", "cover"], cover)
        waited.append(run(city).facts["making"]["waiting"])
    assert (waited[1] <= waited[0]).all()
    assert waited[1].sum() < waited[0].sum()


def test_a_unit_that_disappears_at_a_supplier_stops_the_run():
    population = build(read(dairy()), 0)
    try:
        population.live_day(0)
        makers = population.world.goods._supply.makers
        makers._workshops[0].ready[3] += 1
        with pytest.raises(InvariantBrokenError, match="suppliers on day 1"):
            population.live_day(1)
    finally:
        population.forget()


def test_sharing_sales_where_everything_lies_ready_is_warned_of():
    told = [problem.message for problem in from_tree(dairy("2026-03-03", making="0 h"), "city.yaml").warnings]
    assert [message for message in told if "no supplier makes anything" in message]
    assert not from_tree(dairy("2026-03-03"), "city.yaml").warnings
