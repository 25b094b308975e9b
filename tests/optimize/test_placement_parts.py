"""Placement in parts: as good as the whole model within its gap, and a bound that no plan breaks."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.backends import Effort
from optimize.checker import check_placement
from optimize.errors import InfeasiblePlanError
from optimize.information import value_information
from optimize.placement import place
from optimize.placement_bound import Prices, cut
from optimize.placement_cells import all_cells, by_mode
from optimize.placement_curves import curves
from optimize.placement_parts import lived, place_in_parts, wait_and_see

SOON = Effort(gap=0.01, wall_seconds=30.0)


def roomy(chain, seed):
    case = chain(seed, skus=3, nodes=3, zones=4, scenarios=4, most=6)
    return replace(case, capacity=case.capacity * 3, available=case.available * 4, budget=case.budget * 5)


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(100, 1100), marks=pytest.mark.slow)], ids=len)
def test_parts_stay_between_the_best_plan_and_their_own_bound(chain, seeds):
    worth = 0
    for seed in seeds:
        case = roomy(chain, seed)
        best, parts = place(case).proof, place_in_parts(case, effort=SOON)
        slip = 1e-6 * abs(best.objective) + 1e-3
        assert parts.proof.objective <= best.objective + slip
        assert parts.proof.bound >= best.objective - slip
        assert check_placement(case, parts) == []
        worth += parts.stock.any()
    assert worth > len(seeds) / 2, "most cases must have more than the empty plan to find"


def test_a_long_range_is_proven_within_a_hundredth(chain):
    case = chain(3, skus=30, nodes=4, zones=4, scenarios=4, most=6)
    case = replace(case, capacity=case.capacity * 30, available=case.available * 5, budget=case.budget * 30)
    case = replace(case, enabling_cost=case.enabling_cost * 10)
    plan = place_in_parts(case, effort=SOON)
    assert plan.proof.proven
    assert plan.proof.gap <= 0.01
    assert plan.enabled.any()


def test_any_prices_bound_every_plan(chain):
    for seed in range(10):
        case = roomy(chain, seed)
        rng = np.random.Generator(np.random.PCG64(seed))
        shape, places = (len(case.chance), len(case.skus)), 2 * len(case.nodes)
        some = Prices(
            held=rng.uniform(0, 3, (*shape, places)),
            asked=rng.uniform(0, 3, (*shape, len(case.zones))),
            room=rng.uniform(0, 1, places),
            supply=rng.uniform(0, 1, len(case.skus)),
            budget=float(rng.uniform(0, 1)),
            floor=np.zeros(len(case.skus)),
        )
        bound = cut(case, by_mode(case, all_cells(case)), some)
        plan = place(case)
        assert bound.at(plan.enabled) * 100 >= plan.proof.objective - 1e-6


def test_the_clairvoyant_of_the_parts_is_no_poorer_than_the_whole_models(chain):
    for seed in range(3):
        case = roomy(chain, seed)
        value = value_information(case)
        assert wait_and_see(case) >= value.wait_and_see - 1e-6 * abs(value.wait_and_see) - 1e-3


def test_a_node_that_alone_serves_its_customers_needs_one_column_a_step_of_its_curve(kiosk):
    case = kiosk([0, 3, 3, 8], whole=True)
    steps = curves(case, all_cells(case))
    # Units 1 to 3 are asked for in three of four scenarios, 4 to 8 in one; a sale earns 1200 less 200 of salvage.
    assert steps.length.tolist() == [3.0, 5.0]
    assert steps.chance.tolist() == [0.75, 0.25]
    assert steps.margin.tolist() == [1000.0, 1000.0]
    assert place_in_parts(case).stock.tolist() == place(case).stock.tolist() == [[3.0]]


def test_a_plan_lived_through_its_own_demand_is_worth_what_it_says(chain):
    for seed in range(4):
        case = roomy(chain, seed)
        plan = place(case)
        assert lived(case, plan.stock, plan.enabled) == pytest.approx(plan.proof.objective, rel=1e-6, abs=1e-3)


def test_units_that_must_be_held_are_held_and_counted(kiosk):
    case = replace(kiosk([0, 0, 1], whole=True), least=np.array([[4.0]]))
    for plan in (place(case), place_in_parts(case)):
        assert plan.stock.tolist() == [[4.0]]
        # One unit of 1200 sold in a third of cases; four bought at 500, the rest worth 200.
        assert plan.proof.objective == pytest.approx(1200 / 3 - 4 * 500 + (4 - 1 / 3) * 200)
    broken = replace(place(kiosk([0, 0, 1], whole=True)))
    assert any("at least 4 must be held" in finding for finding in check_placement(case, broken))


def test_limits_that_clash_are_named_there_too(kiosk):
    case = replace(kiosk([10, 20], whole=True), service_floor=np.array([1.0]), capacity=np.array([12.0]))
    with pytest.raises(InfeasiblePlanError) as told:
        place_in_parts(case)
    assert any("room in litres at kiosk" in line for line in told.value.clashing)
