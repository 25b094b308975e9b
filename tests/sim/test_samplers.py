"""Samplers: inversion against exact quantiles, monotone in the parameters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import samplers

LEVELS = np.array([1e-12, 0.01, 0.25, 0.5, 0.9, 0.999, 1 - 1e-12])
EVEN = (np.arange(200_000) + 0.5) / 200_000
"""Midpoints: the mean of a quantile over them is the distribution's mean."""


@pytest.mark.parametrize(
    ("drawn", "exact"),
    [
        (samplers.exponential(LEVELS, 30.0), stats.expon(scale=30).ppf(LEVELS)),
        (samplers.normal(LEVELS, 2.0, 3.0), stats.norm(2, 3).ppf(LEVELS)),
        (samplers.lognormal(LEVELS, 1.62, 1.15), stats.lognorm(1.15, scale=np.exp(1.62)).ppf(LEVELS)),
        (samplers.gamma(LEVELS, 0.83, 63.0), stats.gamma(0.83, scale=63 / 0.83).ppf(LEVELS)),
        (samplers.gumbel(LEVELS), stats.gumbel_r.ppf(LEVELS)),
        (samplers.poisson(LEVELS, 3.2), stats.poisson(3.2).ppf(LEVELS)),
        (samplers.poisson(LEVELS, 250.0), stats.poisson(250).ppf(LEVELS)),
        (samplers.poisson(LEVELS, 0.0), np.zeros(7)),
    ],
    ids=["exponential", "normal", "lognormal", "gamma", "gumbel", "poisson", "many", "none"],
)
def test_draws_are_the_distributions_quantiles(drawn, exact):
    np.testing.assert_allclose(drawn, exact, rtol=1e-9)


@pytest.mark.parametrize("trials", [0, 1, 7, 400])
@pytest.mark.parametrize("chance", [0.0, 0.004, 0.3, 0.5])
def test_counted_successes_are_the_binomial_quantiles(trials, chance):
    sums = stats.binom.cdf(np.arange(trials), trials, chance)
    # Right beside the sums is where an inverse goes wrong by one.
    levels = np.concatenate((0.997 * LEVELS, sums - 1e-9, sums + 1e-9)).clip(1e-12, 1 - 1e-12)
    drawn = samplers.binomial(levels, np.full(levels.size, trials), np.full(levels.size, chance))
    assert drawn.tolist() == stats.binom.ppf(levels, trials, chance).clip(0).tolist()


@pytest.mark.parametrize(("mean", "cv"), [(240.0, 0.5), (3.0, 1.2), (60.0, 0.0)])
def test_a_lognormal_by_its_mean_has_that_mean_and_variation(mean, cv):
    # Midpoints cut the far tail: 1e-3 covers it at cv 1.2.
    drawn = samplers.lognormal_by_mean(EVEN, mean, cv)
    assert drawn.mean() == pytest.approx(mean, rel=1e-3)
    assert drawn.std() / mean == pytest.approx(cv, rel=2e-2, abs=1e-9)


def test_each_draw_takes_its_own_parameters():
    assert samplers.exponential([0.5, 0.5], [10.0, 20.0]) == pytest.approx(np.log(2) * np.array([10, 20]))
    assert samplers.gamma([0.5, 0.5], 2.0, [1.0, 3.0])[1] == pytest.approx(3 * samplers.gamma(0.5, 2.0, 1.0))


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.1, 100), st.floats(0, 10))
def test_a_larger_mean_never_gives_a_smaller_draw(u, mean, more):
    assert samplers.exponential(u, mean + more) >= samplers.exponential(u, mean)
    assert samplers.poisson(u, mean + more) >= samplers.poisson(u, mean)
    assert samplers.gamma(u, 0.83, mean + more) >= samplers.gamma(u, 0.83, mean)


def test_a_pick_is_the_first_share_that_reaches_beyond_the_uniform():
    cumulative = np.array([0.25, 0.25, 1.0])
    assert samplers.pick([0.0, 0.2499, 0.25, 0.9999], cumulative).tolist() == [0, 0, 2, 2]


def test_a_pick_stays_inside_shares_that_fall_short_of_one():
    assert samplers.pick(np.nextafter(1.0, 0.0), np.array([0.5, 1 - 1e-12])) == 1
    assert samplers.pick(np.nextafter(1.0, 0.0), np.array([0.5, 1 - 1e-12, 1 - 1e-12])) == 1


def test_choices_follow_the_logit_shares():
    n, utility = 200_000, np.array([1.0, 0.0, -0.5])
    u = np.random.Generator(np.random.PCG64(8)).random((n, 3))
    chosen = samplers.choose(np.tile(utility, (n, 1)), u, np.ones((n, 3), bool))
    share = np.exp(utility) / np.exp(utility).sum()
    error = np.sqrt(share * (1 - share) / n)
    assert error.max() < 0.0012
    assert np.all(np.abs(np.bincount(chosen) / n - share) < 4 * error)


def test_closing_an_alternative_moves_only_those_who_chose_it():
    u = np.random.Generator(np.random.PCG64(9)).random((5_000, 4))
    utility, allowed = np.zeros((5_000, 4)), np.ones((5_000, 4), bool)
    before = samplers.choose(utility, u, allowed)
    allowed[:, 2] = False
    after = samplers.choose(utility, u, allowed)
    assert np.array_equal(before[before != 2], after[before != 2])
    assert not (after == 2).any()
    assert set(after[before == 2]) == {0, 1, 3}


def test_a_row_with_nothing_allowed_is_refused():
    allowed = np.array([[True, True], [False, False]])
    with pytest.raises(ValueError, match="row 1 has no alternative"):
        samplers.choose(np.zeros((2, 2)), np.full((2, 2), 0.5), allowed)


def test_times_are_rounded_to_the_nearest_millisecond():
    assert samplers.ticks(np.array([0.4, 0.6, 1_499.5, 2.0**40])).tolist() == [0, 1, 1_500, 2**40]


def test_a_script_plays_back_in_the_order_asked_and_ends():
    script = samplers.Scripted([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert script.dense(1, 0).tolist() == [0.1]
    assert script.sparse([7], 3).tolist() == [0.2]
    assert script.marks([4, 5], 1, 1).tolist() == [[0.3], [0.4]]
    assert script.ragged([4, 5], 1, np.array([0, 1])).tolist() == [0.5]
    with pytest.raises(ValueError, match="2 more uniforms asked for, 1 left"):
        script.dense(2, 0)
