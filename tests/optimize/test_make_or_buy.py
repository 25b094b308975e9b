"""Own riders against a third party's: by hand, and every number of riders tried."""

import numpy as np
import pytest
from scipy.stats import norm, poisson, randint

from optimize.errors import PlanInputError
from optimize.make_or_buy import Terms, split_by_hour


@pytest.mark.requirement("S131")
def test_riders_are_hired_while_a_full_one_saves_more_fees_than_the_wage():
    """By hand: four, five or six orders, two a rider: the first two save two fees each, the third one on average."""
    orders = randint(4, 7)
    for fee, riders, left in ((7.0, 0, 5.0), (20.0, 2, 1.0), (31.0, 3, 0.0)):
        hour = split_by_hour([orders], Terms(pace=2.0, wage=30.0, fee=fee))[0]
        assert (hour.riders, hour.left) == (riders, pytest.approx(left))
        assert hour.cost == pytest.approx(30.0 * riders + fee * left)


def test_a_third_party_that_seldom_has_somebody_makes_own_riders_worth_more():
    poor = [Terms(pace=3.0, wage=28.0, fee=7.0, available=share, lost=25.0) for share in (1.0, 0.5, 0.0)]
    riders = [split_by_hour([poisson(12)], terms)[0].riders for terms in poor]
    assert riders == sorted(riders)
    assert riders[0] < riders[-1]
    assert poor[1].bought == 16.0


@pytest.mark.requirement("S131")
def test_no_other_number_of_riders_costs_less_in_any_hour():
    chance = np.arange(200)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        terms = Terms(pace=float(rng.uniform(0.5, 4)), wage=float(rng.uniform(10, 40)), fee=float(rng.uniform(4, 30)))
        means = rng.uniform(0.1, 40, 3)
        for mean, hour in zip(means, split_by_hour([poisson(mean) for mean in means], terms), strict=True):
            over = [poisson.pmf(chance, mean) @ np.maximum(chance - terms.pace * r, 0.0) for r in range(100)]
            cost = [terms.wage * r + terms.fee * beyond for r, beyond in enumerate(over)]
            assert hour.cost == pytest.approx(min(cost), rel=1e-9)
            assert cost[hour.riders] == pytest.approx(min(cost), rel=1e-9)


def test_demand_that_does_not_come_in_whole_orders_is_split_too():
    hour = split_by_hour([norm(30, 5)], Terms(pace=3.0, wage=30.0, fee=12.0))[0]
    # A rider more saves 36 fees while they are all wanted: hired until less than five sixths are.
    assert norm(30, 5).sf(3.0 * (hour.riders + 1)) < 5 / 6 < norm(30, 5).sf(3.0 * (hour.riders - 1))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(pace=0.0, wage=1.0, fee=1.0), "pace: 0.0"),
        (Terms(pace=1.0, wage=1.0, fee=1.0, available=1.5), "available 1.5"),
    ],
)
def test_figures_that_make_no_sense_are_refused_by_name(terms, words):
    with pytest.raises(PlanInputError, match=words):
        split_by_hour([poisson(4)], terms)
