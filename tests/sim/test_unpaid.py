"""Baskets never paid are taken out at the end, with their lines; what names an order by its row is numbered afresh."""

import numpy as np

from o2o.construction import build
from o2o.validate.small_city import read, tree
from sim.facts import NEVER

NAMED = {"order_lines": "order", "exceptions": "order", "pick_shorts": "order", "returns": "order"}
NAMED |= {"orders": "part_of"}


def crowded():
    """Return a city whose tills lack people, whose records lie, whose crews refuse orders, whose goods come back."""
    city = tree()
    city["calendar"]["days"] = 5
    city["people"]["segments"]["families"]["customers"] = 900
    for store in city["places"]["stores"].values():
        store |= {"tills": 1, "self_tills": 0}
        store["shifts"]["day"]["staff"] = 1
    for product in city["goods"]["products"].values():
        product |= {"returned": 0.2}
    city["information"] = {"record_shrink": 0.1, "sync_latency": "2 h"}
    city["after_sales"] = {"returns": {}}
    city["policies"] = {"replenishment": {"cover": "0 h", "safety": 0, "facing": 1}}
    city["plan"]["changes"] = {"own": {"start": "2026-03-02", "lever": "org.credit_store", "to": 0}}
    return city


def test_every_row_still_names_its_order():
    population = build(read(crowded()), 0)
    for day in range(5):
        population.live_day(day)
    world = population.world
    paid = world.orders.table["placed"] != NEVER
    first, package = np.flatnonzero(paid)[-2:]
    world.orders.table["part_of"][package] = first  # as if they had been split
    before = {name: world.facts[name][column].copy() for name, column in NAMED.items()}
    person, visit = (world.orders.table[column].copy() for column in ("person", "visit"))
    world.close()
    number = np.append(paid.cumsum() - 1, NEVER)  # NEVER is the last
    assert 20 < (~paid).sum() < paid.sum()
    assert np.array_equal(world.orders.table["person"], person[paid])
    assert np.array_equal(world.orders.table["visit"], visit[paid])
    for name, column in NAMED.items():
        rows = paid if name == "orders" else paid[before[name]]
        named = before[name][rows]
        assert named.max() > np.flatnonzero(~paid)[0], f"{name} names orders after one that was not paid"
        assert np.array_equal(world.facts[name][column], number[named]), name
    population.forget()
