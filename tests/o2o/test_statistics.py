"""Statistics over replications: intervals cover what they promise, and planted faults are seen."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from o2o.statistics import (
    holm,
    mean_interval,
    p_values,
    paired_interval,
    quantile_interval,
    replications_for,
    replications_to_resolve,
    t_quantile,
    welch_interval,
)

EXPERIMENTS = 2_000
# Three standard errors of a share of 5 % among 2,000 experiments are 1.5 points; validity-table rows allow 1.6.
MARGIN = 0.016


def luck(*shape, seed=11):
    return Generator(PCG64(seed)).standard_normal(shape)


def coverage(interval, truth):
    return float(np.mean((interval.lo <= truth) & (truth <= interval.hi)))


def test_interval_of_four_replications_by_hand():
    # mean 5, sd sqrt((9 + 1 + 1 + 9) / 3) = 2.58199; t(3, 0.975) = 3.18245
    interval = mean_interval([2.0, 4.0, 6.0, 8.0])
    assert interval.mean == pytest.approx(5.0)
    assert interval.sd == pytest.approx(2.581989)
    assert interval.half_width == pytest.approx(3.182446 * 2.581989 / 2)


def test_figure_missing_in_one_replication_is_missing():
    values = np.array([[1.0, np.nan, 0.1], [3.0, 2.0, 0.1], [2.0, 2.0, 0.1]])
    interval = mean_interval(values)
    np.testing.assert_allclose(interval.mean, [2.0, np.nan, 0.1])
    # t(2, 0.975) = 4.302653, sd 1
    np.testing.assert_allclose(interval.half_width, [4.302653 / np.sqrt(3), np.nan, 0.0], rtol=1e-6)


def test_single_replication_has_a_mean_and_no_interval():
    interval = mean_interval([[5.0, np.nan]])
    np.testing.assert_array_equal(interval.mean, [5.0, np.nan])
    assert np.isnan(interval.half_width).all()
    assert np.isnan(p_values(interval)).all()


@pytest.mark.requirement("T01")
@pytest.mark.parametrize("replications", [5, 10, 30])
def test_t_intervals_cover_the_truth_in_95_of_100_experiments(replications):
    values = 3 + luck(replications, EXPERIMENTS)
    assert coverage(mean_interval(values), 3.0) == pytest.approx(0.95, abs=MARGIN)


@pytest.mark.parametrize("replications", [5, 10])
def test_coverage_check_notices_normal_quantiles_in_place_of_students(replications):
    values = luck(replications, EXPERIMENTS)
    interval = mean_interval(values)
    planted = interval.half_width * 1.959964 / t_quantile(replications - 1, 0.975)
    assert np.mean(np.abs(interval.mean) <= planted) < 0.95 - MARGIN


@pytest.mark.requirement("T02")
def test_intervals_of_mean_waits_are_a_little_short_with_few_replications():
    # M/M/1 at 80 % load, 2,000 customers from an empty start (Lindley): 92.15 % with 5 replications, 93.1 % with 10
    waits = mean_waits(Generator(PCG64(17)), 20_000)
    truth = mean_waits(Generator(PCG64(18)), 20_000).mean()
    five, ten = (mean_interval(waits[: n * EXPERIMENTS].reshape(n, EXPERIMENTS)) for n in (5, 10))
    assert coverage(five, truth) == pytest.approx(0.9215, abs=MARGIN)
    assert coverage(ten, truth) == pytest.approx(0.931, abs=MARGIN)


def mean_waits(generator, runs, customers=2_000, load=0.8):
    wait, total = np.zeros(runs), np.zeros(runs)
    for _ in range(customers):
        total += wait
        step = generator.standard_exponential(runs) - generator.standard_exponential(runs) / load
        wait = np.maximum(wait + step, 0.0)
    return total / customers


@pytest.mark.requirement("T03")
def test_paired_intervals_cover_a_known_difference():
    shared, own = luck(10, EXPERIMENTS), luck(2, 10, EXPERIMENTS, seed=12)
    a, b = 5 * shared + own[0], 5 * shared + own[1] + 0.7
    paired = paired_interval(a, b)
    assert coverage(paired, 0.7) == pytest.approx(0.95, abs=MARGIN)
    # sharing the luck pays: independent intervals would be five times as wide
    assert np.median(welch_interval(a, b).half_width / paired.half_width) > 4


def test_paired_coverage_check_notices_replications_out_of_step():
    shared, own = luck(10, EXPERIMENTS), luck(2, 10, EXPERIMENTS, seed=12)
    a, b = 5 * shared + own[0], 5 * np.roll(shared, 1, axis=1) + own[1] + 0.7
    wrong = np.abs((b - a).mean(axis=0) - 0.7) <= paired_interval(5 * shared + own[0], 5 * shared + own[1]).half_width
    assert np.mean(wrong) < 0.95 - MARGIN


@pytest.mark.requirement("T04")
def test_quantile_intervals_cover_the_ninetieth_percentile():
    waits = Generator(PCG64(13)).exponential(size=(EXPERIMENTS, 400))
    truth = np.log(10)
    ends = np.array([quantile_interval(row, 0.9)[1:] for row in waits])
    covered = np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1]))
    assert 0.93 <= covered <= 0.97
    # planted fault: the same interval around the wrong quantile
    shifted = np.array([quantile_interval(row, 0.88)[1:] for row in waits])
    assert np.mean((shifted[:, 0] <= truth) & (truth <= shifted[:, 1])) < 0.93


def test_quantile_interval_of_ten_values_by_hand():
    # median of 10: ranks 2 and 9 cover with 1 - 2 x 11/1024 = 97.9 %; ranks 3 and 8 only with 89 %
    assert quantile_interval(np.arange(1.0, 11.0), 0.5) == (5.0, 2.0, 9.0)
    point, _, hi = quantile_interval(np.arange(1.0, 11.0), 0.9)
    assert (point, hi) == (9.0, np.inf)


@pytest.mark.requirement("T05")
def test_equal_groups_of_customers_differ_in_5_of_100_experiments():
    customers = Generator(PCG64(14)).gamma(0.8, size=(400, EXPERIMENTS))
    interval = welch_interval(customers[:200], customers[200:])
    assert np.mean(np.abs(interval.mean) > interval.half_width) == pytest.approx(0.05, abs=MARGIN)


def test_false_positive_check_notices_customers_counted_twice():
    customers = Generator(PCG64(14)).gamma(0.8, size=(400, EXPERIMENTS))
    doubled = welch_interval(np.repeat(customers[:200], 2, axis=0), np.repeat(customers[200:], 2, axis=0))
    assert np.mean(np.abs(doubled.mean) > doubled.half_width) > 0.05 + MARGIN


def test_welch_interval_by_hand():
    # a: mean 2, variance 1, n 3; b: mean 6, variance 20/3, n 4; error sqrt(1/3 + 5/3) = 1.414214
    # degrees 2^2 / ((1/3)^2 / 2 + (5/3)^2 / 3) = 4.0755; t(4.0755, 0.975) = 2.756285
    interval = welch_interval([1.0, 2.0, 3.0], [3.0, 5.0, 7.0, 9.0])
    assert interval.mean == pytest.approx(4.0)
    assert interval.half_width == pytest.approx(2.756285 * 1.414214, rel=1e-6)


@pytest.mark.requirement("T11")
def test_replication_rule_reaches_the_asked_half_width():
    values = 2.5 * luck(400, 500, seed=15)
    pilots = values[:10].std(axis=0, ddof=1)
    wanted = [replications_for(1.0, float(sd), 10) for sd in pilots]
    reached = [mean_interval(values[:n, k]).half_width <= 1.0 for k, n in enumerate(wanted)]
    assert max(wanted) <= 400
    assert np.mean(reached) >= 0.93
    # planted fault: trusting the pilot's standard deviation reaches it in hardly half of the trials
    naive = [max(10, replications_to_resolve(float(sd), 1.0)) for sd in pilots]
    assert np.mean([mean_interval(values[:n, k]).half_width <= 1.0 for k, n in enumerate(naive)]) < 0.93


def test_replications_to_resolve_is_the_first_that_suffices():
    # t(17, .975) x 2 / sqrt(18) = 0.9946 <= 1 < t(16, .975) x 2 / sqrt(17) = 1.0283
    assert replications_to_resolve(2.0, 1.0) == 18
    assert replications_to_resolve(2.0, -1.0) == 18
    assert replications_to_resolve(0.0, 1.0) == 2
    assert replications_to_resolve(2.0, 0.0) is None
    assert replications_to_resolve(1e9, 1.0) is None


def test_p_values_agree_with_the_interval_and_with_tables():
    # mean 5, error 1.290994, t = 3.872983 with 3 degrees: p = 0.030466
    assert p_values(mean_interval([2.0, 4.0, 6.0, 8.0])) == pytest.approx(0.030466, abs=2e-6)
    p = p_values(mean_interval(np.array([[1.0, 0.0, np.nan], [1.0, 0.0, 2.0]])))
    np.testing.assert_array_equal(p, [0.0, 1.0, np.nan])


@pytest.mark.requirement("T13")
def test_holm_by_hand_and_under_the_global_null():
    np.testing.assert_allclose(holm([0.01, 0.04, np.nan, 0.03]), [0.03, 0.06, np.nan, 0.06])
    p = Generator(PCG64(16)).random((EXPERIMENTS, 20))
    errors = np.mean([np.nanmin(holm(row)) <= 0.05 for row in p])
    assert errors <= 0.05 + MARGIN
    # planted fault: uncorrected, 1 - 0.95^20 = 64 % of such families hold a false finding
    assert np.mean(p.min(axis=1) <= 0.05) > 0.5


def test_impossible_requests_say_what_is_wrong():
    with pytest.raises(ValueError, match="half-width above 0"):
        replications_for(0.0, 1.0, 10)
    with pytest.raises(ValueError, match="wider interval or a longer run"):
        replications_for(1e-9, 1.0, 10)
