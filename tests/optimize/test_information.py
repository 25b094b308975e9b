"""The value of information: the clairvoyant earns most, the plan for the mean least."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from optimize.information import value_information
from optimize.placement import place


def test_the_newsvendor_in_500_scenarios_has_the_published_values(kiosk):
    # I13: order 115.646, profit 595.748; 700 >= 595.75 >= 580.37.
    case = kiosk(norm.ppf((np.arange(500) + 0.5) / 500, 100, 30), whole=False)
    value = value_information(case)
    assert value.wait_and_see / 100 == pytest.approx(700, rel=1e-6)
    assert value.here_and_now / 100 == pytest.approx(595.748, rel=1e-3)
    assert value.mean_value / 100 == pytest.approx(580.37, rel=1e-3)
    # 0.7 of 500 is whole, so every order from this scenario's demand to the next one's is best.
    assert 115.646 - 1e-3 <= place(case).stock[0, 0] <= 115.818 + 1e-3
    assert value.stochastic_solution == value.here_and_now - value.mean_value
    assert value.perfect_information == value.wait_and_see - value.here_and_now
    assert value.captured == pytest.approx((595.748 - 580.37) / (700 - 580.37), abs=2e-3)


@pytest.mark.parametrize("seeds", [range(800, 812), pytest.param(range(830, 1030), marks=pytest.mark.slow)], ids=len)
def test_knowing_more_is_never_worth_less_and_planning_for_the_mean_never_more(chain, seeds):
    strict = 0
    for seed in seeds:
        case = chain(seed, scenarios=3, most=6)
        value = value_information(replace(case, available=case.available * 2, budget=case.budget * 2))
        slip = 1e-6 * abs(value.here_and_now) + 1e-6
        assert value.perfect_information >= -slip
        assert value.stochastic_solution >= -slip
        strict += value.wait_and_see > value.here_and_now + 1 and value.stochastic_solution > 1
    assert strict > len(seeds) // 5, "most inequalities hold as equalities: the cases show nothing"


def test_when_demand_is_certain_information_is_worth_nothing(kiosk):
    value = value_information(kiosk([7, 7, 7], whole=True))
    assert value.here_and_now == pytest.approx(7 * 700)
    assert value.perfect_information == pytest.approx(0, abs=1e-3)
    assert value.stochastic_solution == pytest.approx(0, abs=1e-3)


def test_a_plan_for_the_mean_that_misses_the_service_floor_has_no_value_to_compare(kiosk):
    # The mean's 10 units serve 10 of 20 in the second scenario: half of all demand.
    case = replace(kiosk([0, 20], whole=True), service_floor=np.array([0.9]))
    value = value_information(case)
    assert value.mean_value is None
    assert value.stochastic_solution is None
    assert value.captured is None
