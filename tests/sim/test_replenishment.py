"""Replenishment rules by hand: when a node orders, and how much."""

import numpy as np
import pytest

from o2o.construction import build
from o2o.validate.small_city import read, tree
from sim.replenishment import (
    ExpectedSales,
    LevelSpec,
    Lot,
    OrderUpTo,
    Outlook,
    ReorderLots,
    ReorderUpTo,
    ReplenishmentSpec,
    rule_of,
)
from sim.units import DAY


def outlook(*daily, days=1.0, **more):
    rates = np.array(daily, float)
    return Outlook(rates, more.pop("variance", rates), days, **more)


def fixed(*units):
    return lambda _outlook: np.array(units)


def test_levels_are_sales_of_lead_time_and_cover_plus_safety():
    level = ExpectedSales(DAY, 1.0, 2)
    # 8 + sqrt(8) -> 11 and 18 + sqrt(18) -> 23; 13 x 3.5 + sqrt(45.5) -> 53.
    assert level(outlook(4.0, 9.0)).tolist() == [11, 23]
    assert ExpectedSales(2 * DAY, 1.0, 2)(outlook(13.0, days=1.5)).tolist() == [53]
    assert ExpectedSales(DAY, 1.0, 40)(outlook(4.0)).tolist() == [40], "at least the facing"


def test_an_unsure_lead_time_and_restless_demand_ask_for_more_safety():
    # Over 2 days: variance 2 x 9 + 4^2 x 0.5 = 26; 8 + sqrt(26) -> 14.
    assert ExpectedSales(DAY, 1.0, 0)(outlook(4.0, variance=np.array([9.0]), unsure=0.5)).tolist() == [14]


def test_an_order_fills_the_position_and_is_never_negative():
    rule = OrderUpTo(fixed(11, 11, 11))
    assert rule.order(np.array([0, 11, 15]), outlook(4, 4, 4)).tolist() == [11, 0, 0]


@pytest.mark.requirement("S138")
def test_reorder_up_to_orders_nothing_above_the_reorder_point_and_up_to_the_level_at_it():
    rule = ReorderUpTo(fixed(6, 6, 6, 6), fixed(40, 40, 40, 40))
    assert rule.order(np.array([7, 6, 0, -3]), outlook(1, 1, 1, 1)).tolist() == [0, 34, 40, 43]


@pytest.mark.requirement("S138")
def test_reorder_lots_orders_the_fewest_whole_lots_that_lift_the_position_above_the_reorder_point():
    rule = ReorderLots(fixed(12, 12, 12, 12), fixed(20, 20, 20, 20))
    assert rule.order(np.array([13, 12, -7, -8]), outlook(1, 1, 1, 1)).tolist() == [0, 20, 20, 40]


def test_a_rule_without_a_table_takes_its_levels_from_the_forecast():
    spec = ReplenishmentSpec(rule="s_S", cover=3 * DAY, safety=0.0, facing=2)
    # Reorder at the sales of truck and review: 2 days; up to those of truck and cover: 4 days.
    rule = rule_of(spec, "store", (), ("a", "b"))
    assert rule.order(np.array([8, 9]), outlook(4.0, 4.0)).tolist() == [8, 0]
    lots = rule_of(ReplenishmentSpec(rule="r_Q", cover=3 * DAY, safety=0.0), "store", (), ("a", "b"))
    assert lots.order(np.array([8, 9]), outlook(4.0, 4.0)).tolist() == [12, 0]
    assert Lot(DAY)(outlook(0.2)).tolist() == [1], "a lot has a unit"


def test_a_slow_mover_is_ordered_when_its_facing_is_broken():
    rule = rule_of(ReplenishmentSpec(rule="s_S", facing=2), "store", (), ("a", "b"))
    assert rule.order(np.array([1, 2]), outlook(0.001, 0.001)).tolist() == [1, 0]


def test_what_the_table_does_not_name_follows_the_forecast():
    spec = ReplenishmentSpec(cover=DAY, safety=0.0, facing=0)
    rule = rule_of(spec, "store", [LevelSpec(site="north", sku="b", level=0)], ("a", "b", "c"))
    assert rule.order(np.array([0, 0, 0]), outlook(4.0, 4.0, 5.0)).tolist() == [8, 0, 10]


@pytest.mark.requirement("S138")
def test_a_table_of_levels_is_what_a_run_begins_with_and_returns_to():
    city = tree()
    rows = [{"site": site, "sku": "p03", "level": level} for site, level in (("north", 9), ("west", 300))]
    city["policies"] = {"replenishment": {"levels": {f"{nth}": row for nth, row in enumerate(rows)}}}
    city["calendar"]["days"] = 4
    population = build(read(city), 0)
    try:
        world = population.world
        stock = world.stock.physical.reshape(4, 15)
        assert (stock[1, 3], stock[3, 3]) == (9, 300)
        population.live(4)
        days = world.facts["stock_days"]
    finally:
        population.forget()
    here = (days["site"] == 1) & (days["sku"] == 3)
    assert days["sold"][here].sum() + days["shipped"][here].sum() > 0
    # The truck brings at most what left since, so the shelf never holds more than its level.
    assert (days["physical"][here] + days["in_transit"][here] <= 9).all()
    assert days["received"][here].sum() > 0
