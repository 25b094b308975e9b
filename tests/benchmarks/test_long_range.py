"""Long ranges: stock for a whole chain is placed and proven in the time a planner waits."""

from fractions import Fraction
from time import process_time

import pytest
from shelves_to_fill import chain_of

from optimize.backends import Effort
from optimize.checker import check_placement
from optimize.placement_cells import all_cells
from optimize.placement_parts import place_in_parts
from optimize.placement_thin import left_open
from optimize.solving import solve


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_products_at_thirty_sites_are_proven_within_a_hundredth_in_a_minute(seed):
    case = chain_of(seed)
    start = process_time()
    plan = place_in_parts(case, effort=Effort(gap=0.01))
    assert process_time() - start <= 60
    assert plan.proof.proven
    assert plan.proof.reproducible
    assert plan.proof.gap <= 0.01
    assert check_placement(case, plan, Fraction(1, 10**9)) == []
    assert 0 < plan.enabled.sum() < len(case.nodes) - 1, "which sites ship must be a question"


def test_a_small_range_of_the_same_chain_is_proven_and_its_bound_is_the_relaxations():
    case = chain_of(1, skus=20, sites=12, scenarios=4)
    plan = place_in_parts(case, effort=Effort(gap=0.01))
    exact = solve(left_open(case, all_cells(case)).model).objective * 100
    assert plan.proof.gap <= 0.01
    assert plan.proof.objective <= exact
    assert plan.proof.bound <= exact * (1 + 2e-3)
