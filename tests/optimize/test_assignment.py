"""Assignment: every way tried by hand, both solvers, what may not change the answer, and the checker's eye."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from optimize.assignment import assign
from optimize.assignment_case import Prices, Substitutes, no_prices, packages
from optimize.assignment_checker import check_assignment
from optimize.assignment_model import formulate
from optimize.backends import Effort
from optimize.errors import InfeasiblePlanError
from optimize.fluid import fluid
from optimize.solving import Solver, solve


def best_by_hand(case):
    """Return the least cost, by trying every site and product for every unit."""
    wanted = [line for line, units in enumerate(case.units.tolist()) for _ in range(units)]
    instead = list(zip(*(column.tolist() for column in vars(case.substitutes).values()), strict=True))
    options = [
        [(int(case.sku[line]), 0.0), *((sku, cost) for other, sku, cost in instead if other == line)] for line in wanted
    ]
    stock, picked, cost, best = case.stock.copy(), np.zeros(len(case.sites)), 0.0, np.inf

    def serve(k, sent, left, cost):
        nonlocal best
        if cost >= best:
            return
        if k == len(wanted):
            best = min(best, cost + closing(case, sent, left))
            return
        line, order = wanted[k], int(case.order[wanted[k]])
        serve(k + 1, sent, left | {order}, cost + case.lost_cost[line])
        for site in range(len(case.sites)):
            for sku, extra in options[k]:
                if np.isfinite(case.freight[order, site]) and stock[site, sku] and picked[site] < case.capacity[site]:
                    stock[site, sku] -= 1
                    picked[site] += 1
                    serve(k + 1, sent | {(order, site)}, left, cost + case.sending_cost[line, site] + extra)
                    stock[site, sku] += 1
                    picked[site] -= 1

    serve(0, frozenset(), frozenset(), cost)
    return best


def closing(case, sent, left):
    """Return packages and disappointments, infinite when an order comes in too many packages."""
    count = np.bincount([order for order, _ in sent], minlength=len(case.orders))
    if (count > case.most_packages).any():
        return np.inf
    freight = sum(case.freight[pair] + case.late_cost * case.lateness[pair] for pair in sent)
    return freight + sum(case.short_cost[order] for order in left)


def tiny(seed, batch):
    return batch(seed, orders=1 + seed % 3, sites=2 + seed % 2, most_units=1 + seed % 2)


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(1000, 2000), marks=pytest.mark.slow)], ids=len)
def test_the_model_finds_what_trying_every_way_finds(batch, seeds):
    split = 0
    for seed in seeds:
        case = tiny(seed, batch)
        best = best_by_hand(case)
        for solver in [Solver.HIGHS] if seed % 5 else list(Solver):
            plan = assign(case, solver=solver)
            assert plan.proof.proven
            assert plan.proof.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
        split += (packages(case, plan) > 1).any()
    assert split > len(seeds) // 50, "some orders must be worth splitting"


def test_one_unit_for_each_site_is_the_assignment_problem(batch):
    for seed in range(20):
        case = batch(seed, orders=6, sites=6, skus=1, most_lines=1, most_units=1)
        case = replace(case, stock=np.ones_like(case.stock), freight=np.nan_to_num(case.freight, posinf=900.0))
        case = replace(case, capacity=np.ones(6), lost_cost=np.full(6, 9000.0), substitutes=Substitutes())
        cost = case.package_cost + case.sending_cost
        assert assign(case).proof.objective == pytest.approx(cost[linear_sum_assignment(cost)].sum(), rel=1e-9)


def test_both_solvers_agree_and_bounds_stand_in_order(batch):
    for seed in range(3000, 3006):
        case = batch(seed, orders=9, sites=3, skus=4, most_lines=3, most_units=2, spare=2)
        relaxed = fluid(case).cost
        first, second = (assign(case, solver=solver).proof for solver in Solver)
        assert first.objective == pytest.approx(second.objective, rel=2e-6)
        for proof in (first, second):
            assert relaxed * (1 - 1e-9) <= proof.bound <= proof.objective
            assert proof.gap == (proof.objective - proof.bound) / proof.objective <= 1e-6


@pytest.mark.parametrize("seeds", [range(500, 505), pytest.param(range(510, 635), marks=pytest.mark.slow)], ids=len)
def test_more_stock_hands_packages_or_sites_never_cost_more(batch, seeds):
    for seed in seeds:
        case = batch(seed, orders=5, sites=3, skus=3)
        now = assign(case).proof.objective
        for change in (
            {"stock": case.stock + 1},
            {"capacity": case.capacity + 1},
            {"most_packages": case.most_packages + 1},
            {"freight": np.nan_to_num(case.freight, posinf=700.0)},
        ):
            assert assign(replace(case, **change)).proof.objective <= now * (1 + 1e-6)


def test_seven_times_the_money_is_seven_times_the_cost_and_other_names_change_nothing(batch):
    money = ("freight", "sending_cost", "lost_cost", "short_cost")
    for seed in range(600, 606):
        case = batch(seed, orders=5, sites=3, skus=3)
        cost = assign(case).proof.objective
        dear = replace(case, **{name: getattr(case, name) * 7 for name in money}, late_cost=case.late_cost * 7)
        dear = replace(dear, substitutes=replace(case.substitutes, cost=case.substitutes.cost * 7))
        assert assign(dear).proof.objective == pytest.approx(7 * cost, rel=1e-9)
        turned = replace(
            case,
            sites=case.sites[::-1],
            freight=case.freight[:, ::-1],
            sending_cost=case.sending_cost[:, ::-1],
            stock=case.stock[::-1],
            capacity=case.capacity[::-1],
            lateness=case.lateness[:, ::-1],
        )
        assert assign(turned).proof.objective == pytest.approx(cost, rel=1e-9)


def test_bid_prices_are_what_one_more_unit_saves(batch):
    compared = 0
    for seed in range(700, 712):
        case = batch(seed, orders=12, sites=3, skus=3, most_lines=3)
        # Hundreds of each order, no round numbers: a unit more or less changes no basis, but for rare ties.
        case = replace(case, capacity=np.array([411.3, np.inf, 903.7]), weight=np.linspace(61.7, 133.9, 12) ** 1.01)
        case = replace(case, stock=case.stock * 97)
        prices = fluid(case).prices
        priced = [(prices.picking[0], "capacity", 0), (prices.picking[2], "capacity", 2)]
        priced += [(prices.stock[cell], "stock", cell) for cell in map(tuple, np.argwhere(prices.stock > 0))]
        for price, name, cell in priced:
            dearer, cheaper = (fluid(with_more(case, name, cell, by)).cost for by in (-1, 1))
            now = fluid(case).cost
            assert now - cheaper <= price + 1e-6 <= dearer - now + 2e-6
            compared += abs(dearer + cheaper - 2 * now) < 1e-6 < price
    assert compared > 20, "most prices must be compared where the basis does not change"


def with_more(case, name, cell, by):
    values = getattr(case, name).copy()
    values[cell] += by
    return replace(case, **{name: values})


def test_stock_that_later_orders_need_is_left_for_them(batch):
    # One unit at the near site, worth 500 to a later order: this one comes from afar for 200 more.
    case = one_order(batch, near=100.0, far=300.0)
    assert assign(case).site.tolist() == [0]
    prices = Prices(np.array([[500.0], [0.0]]), np.zeros(2))
    plan = assign(case, prices)
    assert (plan.site.tolist(), plan.proof.objective) == ([1], 300.0)


def one_order(batch, near, far):
    case = batch(0, orders=1, sites=2, skus=1, most_lines=1, most_units=1)
    return replace(
        case,
        freight=np.array([[near, far]]),
        lateness=np.zeros((1, 2)),
        sending_cost=np.zeros((1, 2)),
        stock=np.ones((2, 1), np.int64),
        capacity=np.full(2, np.inf),
        lost_cost=np.array([900.0]),
        substitutes=Substitutes(),
    )


@pytest.mark.requirement("S132")
def test_a_dearer_minute_moves_orders_from_cheap_sites_to_quick_ones(batch):
    case = replace(one_order(batch, near=100.0, far=60.0), lateness=np.array([[0.0, 90.0]]))
    chosen = [assign(replace(case, late_cost=minute)).site.tolist()[0] for minute in (0.0, 0.4, 0.5, 3.0)]
    assert chosen == [1, 1, 0, 0]


@pytest.mark.requirement("S136")
def test_the_last_unit_goes_to_the_order_that_is_dearest_to_disappoint(batch):
    case = batch(0, orders=2, sites=1, skus=1, most_lines=1, most_units=1)
    case = replace(
        case,
        freight=np.full((2, 1), 100.0),
        capacity=np.array([np.inf]),
        stock=np.array([[1]]),
        lost_cost=np.array([800.0, 2500.0]),
        substitutes=Substitutes(),
    )
    plan = assign(case)
    assert (plan.line.tolist(), plan.left.tolist()) == ([1], [1, 0])


def test_orders_that_must_be_served_and_cannot_are_explained(batch):
    case = replace(one_order(batch, 100.0, 300.0), units=np.array([3]), lost_cost=np.array([np.inf]))
    case = replace(case, most_packages=np.array([2]))
    with pytest.raises(InfeasiblePlanError, match="raise 'stock of sku 0 at site") as told:
        assign(case)
    assert told.value.exit_code == 4


def test_a_solver_that_stops_early_pays_for_no_empty_package(batch):
    case = batch(1, orders=60, sites=5, skus=6, most_lines=4, most_units=2, spare=8)
    plan = assign(case, effort=Effort(nodes=1, gap=0.5))
    assert check_assignment(case, plan, no_prices(case)) == []
    assert plan.proof.bound <= plan.proof.objective


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: {"site": plan.site * 0}, "may not serve|sends|picks|the data say"),
        (lambda plan: {"units": plan.units + 1}, "sent and"),
        (lambda plan: {"units": -plan.units}, "above 0"),
        (lambda plan: {"sku": (plan.sku + 1) % 5}, "neither asked for"),
        (lambda plan: {"left": plan.left + 1}, "left out of"),
        (lambda plan: {"proof": replace(plan.proof, objective=plan.proof.objective * 0.99)}, "says its cost is"),
    ],
)
def test_the_checker_sees_a_spoiled_plan(batch, spoil, words):
    case = replace(batch(8, orders=9, sites=4, skus=5, most_lines=3, spare=2), substitutes=Substitutes())
    plan = assign(case)
    assert check_assignment(case, plan, no_prices(case)) == []
    found = "\n".join(check_assignment(case, replace(plan, **spoil(plan)), no_prices(case)))
    assert any(word in found for word in words.split("|"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case: {"stock": np.zeros_like(case.stock)}, "it has 0"),
        (lambda case: {"capacity": np.zeros(4)}, "it can pick 0"),
        (lambda case: {"freight": np.full_like(case.freight, np.inf)}, "may not serve"),
        (lambda case: {"most_packages": case.most_packages * 0 + 1}, "packages, at most 1 are allowed"),
        (lambda case: {"lost_cost": np.full_like(case.lost_cost, np.inf)}, "left out, nothing may be"),
    ],
)
def test_the_checker_sees_a_plan_for_another_case(batch, change, words):
    case = batch(11, orders=8, sites=4, skus=5, most_lines=4, spare=0)
    case = replace(case, short_cost=np.zeros(8), lost_cost=np.full(case.order.size, 3000.0))
    case = replace(case, most_packages=np.full(8, 4), capacity=np.full(4, np.inf))
    plan = assign(case)
    assert (packages(case, plan) > 1).any()
    assert plan.left.any()
    found = check_assignment(replace(case, **change(case)), plan, no_prices(case))
    assert any(words in finding for finding in found)


def test_orders_expected_twice_cost_what_two_of_them_cost(batch):
    for seed in range(5):
        case = batch(seed, orders=4, sites=3, skus=3)
        double = replace(case, stock=case.stock * 2, capacity=case.capacity * 2)
        assert fluid(replace(double, weight=np.array([2.0]))).cost == pytest.approx(2 * fluid(case).cost, rel=1e-9)


def test_the_model_of_single_units_has_no_packages(batch):
    case = batch(4, orders=9, sites=3, most_lines=1, most_units=1)
    formulation = formulate(case, no_prices(case))
    assert solve(formulation.model).objective == pytest.approx(best_by_hand(case), rel=1e-9)
    assert formulation.model.cost.size == formulation.send.size + formulation.left.size
