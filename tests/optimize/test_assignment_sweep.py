"""The frontier of money and lateness: by hand, and on random batches."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.assignment_case import Substitutes
from optimize.assignment_sweep import trade_off


@pytest.mark.requirement("S132")
def test_two_orders_leave_the_cheap_site_one_after_the_other(batch):
    """By hand: the quick site costs 30 more for the first order, saves 60 min; 40 more for the second, saves 20 min."""
    case = batch(0, orders=2, sites=2, skus=1, most_lines=1, most_units=1)
    case = replace(
        case,
        freight=np.array([[130.0, 100.0], [140.0, 100.0]]),
        lateness=np.array([[0.0, 60.0], [0.0, 20.0]]),
        sending_cost=np.zeros((2, 2)),
        stock=np.full((2, 1), 2),
        capacity=np.full(2, np.inf),
        lost_cost=np.full(2, 9_000.0),
        short_cost=np.zeros(2),
        substitutes=Substitutes(),
    )
    points = trade_off(case, [0.0, 0.4, 0.6, 1.0, 1.9, 2.1, 9.0])
    assert [(point.money, point.minutes) for point in points] == [(200.0, 80.0), (230.0, 20.0), (270.0, 0.0)]
    assert [point.late_cost for point in points] == [0.0, 0.6, 2.1]


def test_less_lateness_costs_more_money(batch):
    several = 0
    for seed in range(12):
        case = batch(seed, orders=6, sites=3, skus=3, most_lines=2, most_units=2)
        points = trade_off(case, [0.0, 1.0, 5.0, 25.0, 125.0])
        money, minutes = (np.array([getattr(point, name) for point in points]) for name in ("money", "minutes"))
        assert (np.diff(money) > 0).all()
        assert (np.diff(minutes) < 0).all()
        assert points[0].late_cost == 0.0
        # A package of several lines is late once.
        sums = [point.money + point.late_cost * point.minutes for point in points]
        assert sums == pytest.approx([point.plan.proof.objective for point in points])
        several += len(points) > 1
    assert several > 6, "most batches have nothing to trade: they show nothing"
