"""Closed forms against published figures, and the estimators against samples whose mean is known."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from o2o.statistics import mean_interval
from o2o.validate import theory
from o2o.validate.estimate import controlled, plain, two_levels
from o2o.validate.oracle import LEVEL


def test_queues_of_the_validity_table():
    assert theory.erlang_c(3, 2) == pytest.approx(0.444444, abs=1e-6)
    assert theory.mean_wait(5, 4) == pytest.approx(0.554113, abs=1e-6)
    assert theory.wait_beyond(10, 8, 0.0) == pytest.approx(0.409180, abs=1e-6)
    assert theory.wait_beyond(3, 2, 0.5) == pytest.approx(0.269569, abs=1e-6)
    assert theory.mean_wait_single(0.8, 1.5) == pytest.approx(6.5)
    assert theory.mean_wait_by_class(0.3, 0.5) == pytest.approx((1.142857, 5.714286), abs=1e-6)
    # Nobody looks at the line: Erlang's C.
    assert theory.turned_away(2, 3, 1.0, 0.0) == pytest.approx((0.0, 0.444444, 0.888889), abs=1e-6)
    assert theory.blocked(0.8, 5) == pytest.approx(0.088819, abs=1e-6)


@pytest.mark.parametrize(
    ("mean", "level", "fill", "owed"),
    [(6, 8, 0.743980, 0.314021), (6, 10, 0.916076, 0.077335), (20, 25, 0.843227, 0.330828)],
)
def test_base_stock_of_the_validity_table(mean, level, fill, owed):
    assert theory.base_stock(mean, level) == pytest.approx((fill, owed, level - mean + owed), abs=1e-6)


def test_control_variates_keep_the_mean_and_cover_it():
    generator = Generator(PCG64(3))
    noise = generator.normal(size=(400, 50, 2))
    values = 5.0 + 2.0 * noise[..., 0] + 0.3 * noise[..., 1]
    intervals = [controlled(values[k], noise[k, :, :1], [0.0]) for k in range(400)]
    covered = np.mean([abs(float(i.mean) - 5.0) <= float(i.half_width) for i in intervals])
    # 400 experiments at 99.9 %: two misses are one in a hundred.
    assert covered >= 1 - 2 / 400
    assert np.mean([float(i.half_width) for i in intervals]) < 0.25 * float(plain(values[0]).half_width)


def test_two_levels_find_a_shift_of_the_real_part_that_the_twin_does_not_have():
    generator = Generator(PCG64(4))
    twin, more = generator.normal(2.0, 1.0, 30), generator.normal(2.0, 1.0, 100_000)
    many = mean_interval(more, LEVEL)
    same, shifted = two_levels(twin, twin, many), two_levels(twin + 0.1, twin, many)
    assert abs(float(same.mean) - 2.0) <= float(same.half_width) < 0.02
    assert abs(float(shifted.mean) - 2.1) <= float(shifted.half_width) < 0.02
