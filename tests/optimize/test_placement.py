"""Placement: brute force, the newsvendor, both solvers, and what more money or another unit may not change."""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm, poisson

from optimize.backends import Effort
from optimize.checker import check_placement
from optimize.errors import InfeasiblePlanError, PlanInputError, UnboundedPlanError
from optimize.placement import formulate, place
from optimize.placement_case import Reach
from optimize.solving import Solver, solve


def best_by_hand(case):
    """Return the best expected value in fen, by trying every stock and every set of enabled nodes."""
    shape = (len(case.skus), len(case.nodes))
    most = [range(int(case.available[k]) + 1) for k in range(shape[0]) for _ in range(shape[1])]
    values = [
        worth(case, np.array(levels).reshape(shape), enabled)
        for levels in product(*most)
        for enabled in product((False, True), repeat=shape[1])
        if allowed(case, np.array(levels).reshape(shape), enabled)
    ]
    return max(values)


def allowed(case, stock, enabled):
    spent = (stock * (case.unit_cost[:, None] + case.holding_cost)).sum() + case.enabling_cost @ np.array(enabled)
    fits = (case.litres @ stock <= case.capacity).all()
    return fits and (stock.sum(axis=1) <= case.available).all() and spent <= case.budget


def worth(case, stock, enabled):
    value = -float(case.enabling_cost @ np.array(enabled))
    value -= float((stock * (case.unit_cost[:, None] + case.holding_cost)).sum())
    for s, chance in enumerate(case.chance):
        value += chance * sum(recourse(case, s, k, tuple(stock[k].tolist()), enabled) for k in range(len(case.skus)))
    return value


RECOURSE = {}


def recourse(case, scenario, sku, stock, enabled):
    """Return the best earnings of one product in one scenario, unit by unit."""
    key = (id(case), scenario, sku, stock, enabled)
    if key not in RECOURSE:
        wants = tuple(int(z) for z, units in enumerate(case.demand[scenario, sku]) for _ in range(int(units)))

        @cache
        def serve(k, left):
            if k == len(wants):
                return sum(left) * case.salvage[sku]
            best = serve(k + 1, left) - case.lost_cost[sku]
            for n, units in enumerate(left):
                reach = Reach(int(case.reach[n, wants[k]]))
                if units and (reach is Reach.ALWAYS or (reach is Reach.ENABLED and enabled[n])):
                    rest = (*left[:n], units - 1, *left[n + 1 :])
                    earned = case.price[sku] - case.sending_cost[n, wants[k]]
                    best = max(best, earned + serve(k + 1, rest))
            return best

        RECOURSE[key] = serve(0, stock)
    return RECOURSE[key]


def agrees(case, solvers):
    """Check every solver against the best plan by hand, and return whether that plan places anything."""
    RECOURSE.clear()
    best = best_by_hand(case)
    for solver in solvers:
        plan = place(case, solver)
        assert plan.proof.proven
        assert plan.proof.objective == pytest.approx(best, rel=1e-6, abs=1e-4)
    return plan.stock.any()


def tiny(seed, chain):
    # One product on two nodes and two products on one, in turn: few enough stocks to try them all.
    return chain(seed, skus=1 + seed % 2, nodes=2 - seed % 2, scenarios=1 + seed % 3)


def test_the_model_finds_what_trying_every_plan_finds(chain):
    earning = sum(agrees(tiny(seed, chain), [Solver.HIGHS] if seed % 5 else list(Solver)) for seed in range(100))
    assert earning > 50, "most cases must have more than the empty plan to find"


@pytest.mark.slow
def test_the_model_finds_what_trying_every_plan_finds_a_thousand_times(chain):
    earning = sum(agrees(tiny(seed, chain), list(Solver)) for seed in range(1000, 2000))
    assert earning > 500, "most cases must have more than the empty plan to find"


def test_two_products_on_two_nodes_that_share_room_and_budget_are_found_too(chain):
    cases = [chain(seed) for seed in range(300, 304)]
    few = [replace(case, available=np.minimum(case.available, 3.0)) for case in cases]
    assert sum(agrees(case, [Solver.HIGHS]) for case in few) >= 2, "most must have more than the empty plan to find"


def test_both_solvers_prove_the_same_value_and_their_bounds_hold_it(chain):
    for seed in range(400, 404):
        case = chain(seed, skus=3, nodes=3, zones=4, scenarios=4, most=6)
        case = replace(case, capacity=case.capacity * 3, available=case.available * 4, budget=case.budget * 5)
        plans = [place(case, solver) for solver in Solver]
        assert plans[0].proof.objective == pytest.approx(plans[1].proof.objective, rel=2e-6)
        model = formulate(case, np.zeros(4, np.int64)).model
        relaxed = solve(replace(model, integer=np.zeros_like(model.integer)))
        for plan in plans:
            objective, bound = plan.proof.objective, plan.proof.bound
            assert objective <= bound <= relaxed.objective * 100 * (1 + 1e-9)
            assert plan.proof.gap == (bound - objective) / abs(objective) <= 1e-6
            assert check_placement(case, plan) == []


@pytest.mark.parametrize("seeds", [range(500, 504), pytest.param(range(510, 635), marks=pytest.mark.slow)], ids=len)
def test_more_money_room_or_goods_never_worsen_the_best_plan(chain, seeds):
    for seed in seeds:
        case = chain(seed, nodes=3, zones=3)
        now = place(case).proof.objective
        for change in (
            {"budget": case.budget * 1.3},
            {"capacity": case.capacity + 2},
            {"available": case.available + 2},
            {"enabling_cost": case.enabling_cost * 0.5},
        ):
            assert place(replace(case, **change)).proof.objective >= now - 1e-6 * abs(now)


def test_money_seven_times_as_much_gives_a_plan_as_good_at_seven_times_the_value(chain):
    money = ("price", "unit_cost", "salvage", "lost_cost", "holding_cost", "sending_cost", "enabling_cost", "budget")
    for seed in range(600, 605):
        case = chain(seed, nodes=3, zones=3)
        plan = place(case)
        dear = place(replace(case, **{name: getattr(case, name) * 7 for name in money}))
        assert dear.proof.objective == pytest.approx(plan.proof.objective * 7, rel=1e-9)
        # Where plans tie, the dear one is as good a plan for the cheap case.
        cheap = replace(dear.proof, objective=plan.proof.objective)
        assert check_placement(case, replace(dear, proof=cheap)) == []


def test_the_order_of_nodes_and_products_does_not_matter(chain):
    for seed in range(700, 705):
        case = chain(seed, skus=3, nodes=3, zones=3)
        turned = replace(
            case,
            skus=case.skus[::-1],
            nodes=case.nodes[::-1],
            demand=case.demand[:, ::-1],
            holding_cost=case.holding_cost[::-1, ::-1],
            **{
                name: getattr(case, name)[::-1]
                for name in (
                    *("price", "unit_cost", "salvage", "lost_cost", "litres", "available", "service_floor"),
                    *("sending_cost", "reach", "enabling_cost", "capacity"),
                )
            },
        )
        assert place(turned).proof.objective == pytest.approx(place(case).proof.objective, rel=1e-9)


def test_a_poisson_newsvendor_orders_22(kiosk):
    # I12; what lies beyond the ends weighs less than the sixth decimal of the profit.
    demand = np.arange(2, 45)
    chance = poisson.pmf(demand, 20)
    chance[0], chance[-1] = poisson.cdf(2, 20), poisson.sf(43, 20)
    case = kiosk(demand, chance / chance.sum(), whole=True)
    plan = place(case)
    assert plan.stock.tolist() == [[22.0]]
    assert plan.proof.objective / 100 == pytest.approx(124.205034, abs=2e-6)
    formulation = formulate(case, np.zeros(len(demand), np.int64))
    for units, profit in ((21, 123.642011), (23, 123.998921)):
        low, high = formulation.model.low.copy(), formulation.model.high.copy()
        low[formulation.stock] = high[formulation.stock] = units
        found = solve(replace(formulation.model, low=low, high=high))
        assert found.objective == pytest.approx(profit, abs=2e-6)


def test_a_normal_newsvendor_in_500_scenarios_comes_within_a_thousandth_of_its_formula(kiosk):
    # I11: order 115.732015, profit 595.692216, fill 0.942888.
    demand = norm.ppf((np.arange(500) + 0.5) / 500, 100, 30)
    plan = place(kiosk(demand, whole=False))
    assert plan.stock[0, 0] == pytest.approx(115.732015, rel=1e-3)
    assert plan.proof.objective / 100 == pytest.approx(595.692216, rel=1e-3)
    served = sum(flow.units for flow in plan.flows) / 500
    assert served / 100 == pytest.approx(0.942888, rel=1e-3)


def test_a_service_floor_costs_money_and_is_kept(kiosk):
    demand = [0, 5, 10, 20]
    free = place(kiosk(demand, whole=True))
    assert free.stock.tolist() == [[10.0]]
    floor = replace(kiosk(demand, whole=True), service_floor=np.array([0.95]))
    kept = place(floor)
    # 33.25 of 35 units: 0 + 5 + 10 + 18.25, so 19 in stock.
    assert kept.stock.tolist() == [[19.0]]
    assert kept.proof.objective < free.proof.objective


def test_a_store_ships_only_when_enabling_pays(chain):
    case = replace(
        chain(1, skus=1, nodes=1, zones=1, scenarios=1),
        demand=np.array([[[3.0]]]),
        reach=np.array([[Reach.ENABLED.value]]),
        sending_cost=np.zeros((1, 1)),
        lost_cost=np.zeros(1),
        holding_cost=np.zeros((1, 1)),
        price=np.array([800.0]),
        unit_cost=np.array([500.0]),
        salvage=np.array([400.0]),
        capacity=np.array([np.inf]),
        available=np.array([np.inf]),
        budget=np.inf,
    )
    assert place(replace(case, enabling_cost=np.array([899.0]))).enabled.tolist() == [True]
    idle = place(replace(case, enabling_cost=np.array([901.0])))
    assert (idle.enabled.tolist(), idle.stock.tolist(), idle.proof.objective) == ([False], [[0.0]], 0.0)


def test_limits_that_clash_are_named_in_the_planners_words(kiosk):
    case = replace(
        kiosk([10, 20], whole=True), service_floor=np.array([1.0]), capacity=np.array([12.0]), budget=99_900.0
    )
    with pytest.raises(InfeasiblePlanError) as told:
        place(case)
    assert told.value.clashing == ("room in litres at kiosk: at most 12", "units to serve of paper: at least 15")
    assert any("room in litres at kiosk" in line or "units to serve" in line for line in told.value.repairs)


def test_goods_worth_more_left_over_than_bought_are_named(kiosk):
    with pytest.raises(UnboundedPlanError, match="stock of paper kiosk"):
        place(kiosk([1, 2], whole=False, salvage=501.0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chance": np.array([0.5, 0.4])}, "sum to 0.9, not to 1"),
        ({"demand": np.array([[[1.0]], [[-1.0]]])}, r"demand of scenario 2, paper, passers-by: -1 is negative"),
        ({"price": np.array([np.nan])}, "price of paper: nan is no number; fill the cell in"),
        ({"capacity": np.array([np.nan])}, "capacity of kiosk: nan is no number"),
        ({"service_floor": np.array([1.1])}, "service_floor of paper: 1.1 is a share above 1"),
        ({"litres": np.ones(2)}, r"litres has shape \(2,\), needs \(1,\)"),
        ({"budget": -1.0}, "budget: -1 is negative; give 0 or more"),
    ],
)
def test_data_that_make_no_sense_are_refused_by_name(kiosk, change, words):
    with pytest.raises(PlanInputError, match=words):
        replace(kiosk([1, 2], whole=True), **change)


def test_a_plan_from_a_solver_that_stopped_early_says_how_far_it_may_be_from_the_best(chain):
    case = chain(5, skus=4, nodes=4, zones=4, scenarios=4, most=6)
    case = replace(case, capacity=case.capacity * 3, available=case.available * 4, budget=case.budget * 5)
    plan = place(case, effort=Effort(nodes=1, gap=0.0))
    best = place(case)
    assert plan.proof.objective <= best.proof.objective * (1 + 1e-6)
    assert plan.proof.bound >= best.proof.objective * (1 - 1e-9)
    assert check_placement(case, plan) == []
