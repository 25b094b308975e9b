"""Routing rules by hand: which of two stores and a warehouse ships a basket."""

import numpy as np
import pytest

from sim.facts import OrderClass
from sim.policies import Basket, Nodes, RoutingSpec
from sim.random_field import RandomField
from sim.routing_rules import plain_rule
from sim.wholes import Wholes

NEAR, FAR, DEPOT = range(3)


def basket(*sku, kind=OrderClass.REGULAR, value=5_000):
    sku = np.array(sku)
    return Basket(kind, value, sku, np.array([(sku[:i] == sku[i]).sum() for i in range(sku.size)]))


def nodes(*free, **quotes):
    """Return two stores and a warehouse with the free units of each line."""
    plain = {"metres": [500, 3_000, 9_000], "per_package": [700, 700, 650], "per_unit": [23, 23, 14]}
    plain |= {"lead": [3, 2, 20], "backlog": [5, 0, 1]}
    columns = {name: np.array(quotes.get(name, values)) for name, values in plain.items()}
    return Nodes(np.array([0, 1, 5]), np.array([True, True, False]), np.array(free), **columns)


def route(rule, *case, **settings):
    return plain_rule(RoutingSpec(rule=rule, **settings)).route(*case).tolist()


@pytest.mark.requirement("S118")
@pytest.mark.parametrize(
    ("free", "chosen"),
    [
        ([[1, 1], [1, 1], [9, 9]], NEAR),
        ([[1, 0], [1, 1], [9, 9]], FAR),
        ([[1, 0], [0, 1], [9, 0]], DEPOT),
        ([[1, 0], [0, 1], [0, 0]], NEAR),
        ([[0, 0], [0, 0], [0, 0]], DEPOT),
    ],
)
def test_the_nearest_store_with_the_whole_basket_else_who_has_most(free, chosen):
    assert route("store_first", basket(0, 1), nodes(*free)) == [chosen, chosen]


@pytest.mark.requirement("S118")
def test_at_a_glance_the_same_node_is_seen():
    rule = plain_rule(RoutingSpec(rule="store_first"))
    for luck in RandomField(5).purpose("test.glance").marks(np.arange(300), 0, 6):
        asked, there = basket(0, 1), nodes(*np.floor(luck.reshape(3, 2) * 1.7).astype(int).tolist())
        most = int((there.free.sum(axis=0) > asked.nth).sum())
        chosen = int(rule.at_a_glance(Wholes.of(asked, there, most))[0])
        assert [chosen] * 2 == rule.route(asked, there).tolist()


@pytest.mark.requirement("S132")
def test_the_cheapest_node_counts_its_package_and_its_units():
    both = basket(0, 1), nodes([1, 1], [1, 1], [1, 1], per_unit=[0, 23, 26])
    # 700 + 2 x 0 at the near store, 650 + 2 x 26 at the warehouse.
    assert route("cheapest", *both) == [NEAR, NEAR]
    assert route("cheapest", basket(0), nodes([1], [1], [1], per_unit=[0, 23, 26])) == [DEPOT]


def test_a_cheap_node_that_leaves_a_line_out_is_not_the_cheapest():
    assert route("cheapest", basket(0, 1), nodes([1, 1], [1, 1], [9, 0])) == [NEAR, NEAR]


@pytest.mark.requirement("S118")
def test_the_nearest_node_is_the_nearest_of_those_that_leave_least_out():
    close = {"metres": [500, 3_000, 400]}
    assert route("nearest", basket(0, 1), nodes([1, 1], [1, 1], [9, 9])) == [NEAR, NEAR]
    assert route("nearest", basket(0, 1), nodes([1, 1], [1, 1], [9, 9], **close)) == [DEPOT, DEPOT]
    assert route("nearest", basket(0, 1), nodes([1, 0], [1, 1], [9, 0], **close)) == [FAR, FAR]


def test_the_fastest_node_is_not_always_the_nearest():
    assert route("fastest", basket(0, 1), nodes([1, 1], [1, 1], [9, 9])) == [FAR, FAR]
    assert route("fastest", basket(0, 1), nodes([1, 1], [1, 0], [9, 9])) == [NEAR, NEAR]


@pytest.mark.requirement("S136")
@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (basket(0), DEPOT),
        (basket(0, kind=OrderClass.PICKUP), DEPOT),
        (basket(0, kind=OrderClass.INSTANT), NEAR),
        (basket(0, kind=OrderClass.SCHEDULED), NEAR),
        (basket(0, value=30_000), NEAR),
        (basket(0, value=29_999), DEPOT),
    ],
)
def test_the_last_units_are_kept_for_instant_and_valuable_orders(asked, chosen):
    held = nodes([2], [2], [9])
    assert route("priority", asked, held, protect=2, valuable=30_000) == [chosen]


def test_a_third_unit_is_not_protected():
    assert route("priority", basket(0), nodes([3], [2], [9]), protect=2) == [NEAR]
    assert route("priority", basket(0, 0), nodes([3, 3], [2, 2], [9, 9]), protect=2) == [DEPOT, DEPOT]


@pytest.mark.requirement("S118")
@pytest.mark.parametrize(
    ("asked", "free", "lines"),
    [
        # One node has everything: one package, from the cheapest of those that do.
        (basket(0, 1), ([1, 1], [1, 1], [1, 1]), [DEPOT, DEPOT]),
        (basket(0, 1), ([1, 1], [1, 1], [1, 0]), [NEAR, NEAR]),
        # Two packages where no node has both; the pair with the warehouse is cheaper than the pair of stores.
        (basket(0, 1), ([1, 0], [0, 1], [0, 1]), [NEAR, DEPOT]),
        # Two units of one product, one of them here and one there.
        (basket(0, 0), ([1, 1], [1, 1], [0, 0]), [NEAR, FAR]),
        # Nobody has the second line: it goes along with the first.
        (basket(0, 1), ([0, 0], [1, 0], [0, 0]), [FAR, FAR]),
    ],
)
def test_as_few_packages_as_serve_all_that_can_be_served(asked, free, lines):
    assert route("split", asked, nodes(*free)) == lines


def test_splits_agree_with_trying_every_node_for_every_line():
    luck = RandomField(7).purpose("test.splits")
    for case in range(60):
        u = luck.dense(19, case)
        sku = (3 * u[:4]).astype(np.int64)
        asked = basket(*sku)
        free = (3 * u[4:13].reshape(3, 3)).astype(np.int64)[:, sku]
        held = nodes(*free, per_package=500 + (400 * u[13:16]).astype(int), per_unit=(40 * u[16:]).astype(int))
        assert _judged(np.array(route("split", asked, held)), asked, held) == min(
            _judged(np.array(lines), asked, held) for lines in np.ndindex(3, 3, 3, 3)
        )


def _judged(lines, asked, held):
    """Return (units missing, packages, fen) of a plan; a line without a unit costs nothing but its package."""
    served = [
        int((lines[:i][asked.sku[:i] == asked.sku[i]] == lines[i]).sum()) < held.free[lines[i], i]
        for i in range(lines.size)
    ]
    used = set(lines.tolist())
    fen = sum(int(held.per_package[node]) for node in used) + int(held.per_unit[lines][served].sum())
    return (-sum(served), len(used), fen)
