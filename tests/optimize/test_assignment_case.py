"""Assignment cases that cannot be, each told by its name."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.assignment import assign
from optimize.assignment_case import Substitutes
from optimize.errors import PlanInputError


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stock": np.array([[-1, 0], [0, 0]])}, "stock of site 0, sku 0: -1 is negative"),
        ({"capacity": np.array([1.0, -2.0])}, "capacity of site 1: -2 is negative"),
        ({"capacity": np.array([1.0, np.nan])}, "capacity of site 1: nan"),
        ({"late_cost": np.nan}, "late_cost: nan"),
        ({"capacity": np.ones(3)}, r"capacity has shape \(3,\), needs \(2,\)"),
        ({"most_packages": np.array([1, 0])}, "most_packages of order 1: 0 is below 1; give 1 or more"),
        (
            {"substitutes": Substitutes(np.array([99]), np.array([0]), np.ones(1))},
            "substitutes.line of substitute 1: 99 is none of the",
        ),
        ({"weight": np.array([-1.0])}, "weight of every order: -1 is negative"),
    ],
)
def test_a_case_that_cannot_be_is_refused(batch, change, words):
    with pytest.raises(PlanInputError, match=words) as told:
        replace(batch(1), **change)
    assert told.value.exit_code == 3


def test_lines_of_unknown_products_and_orders_out_of_order_are_refused(batch):
    case = batch(1)
    with pytest.raises(
        PlanInputError, match="sku of line 1: 7 is none of the 2 products; they are numbered from 0 to 1"
    ):
        replace(case, sku=case.sku * 0 + 7)
    with pytest.raises(PlanInputError, match="lines must stand order by order"):
        replace(case, order=case.order[::-1].copy())


def test_a_price_no_solver_can_take_is_named(batch):
    case = batch(2, most_units=2)
    with pytest.raises(PlanInputError, match=r"1e\+308 is out of scale"):
        assign(replace(case, lost_cost=np.full(case.order.size, 1e308)))


def test_a_forecast_is_no_batch(batch):
    with pytest.raises(PlanInputError, match=r"give it to optimize\.fluid"):
        assign(replace(batch(1), weight=np.array([2.5])))
