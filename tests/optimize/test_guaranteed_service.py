"""Guaranteed service: published networks, every promise tried, and the check's eye."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.errors import PlanInputError
from optimize.guaranteed_service import SupplyNetwork, check_service, place_safety_stock
from optimize.solving import Solver

NEVER = np.inf


def network(supplies, processing, holding, deviation, promised, *, inbound=None, safety=1.0):
    count = len(processing)
    return SupplyNetwork(
        stages=tuple(str(k) for k in range(1, count + 1)),
        supplies=tuple(tuple(pair.split(">")) for pair in supplies.split()),
        processing=np.array(processing, float),
        holding=np.array(holding, float),
        deviation=np.array(deviation, float),
        inbound=np.zeros(count) if inbound is None else np.array(inbound, float),
        promised=np.array(promised, float),
        safety=safety,
    )


def four():
    return network("1>3 3>2 3>4", [2, 1, 1, 1], [1, 3, 2, 3], [0, 1, 0, 1], [NEVER, 0, NEVER, 1], inbound=[1, 0, 0, 0])


def camera():
    return network(
        "1>2 2>3 3>5 4>5 5>6 6>10 7>10 8>10 9>10",
        [2, 3, 2, 4, 2, 3, 6, 4, 3, 2],
        [0.01, 0.03, 0.04, 0.06, 0.12, 0.13, 0.2, 0.08, 0.04, 0.5],
        [0] * 9 + [10],
        [NEVER] * 9 + [2],
        safety=1.6448536269514722,
    )


def six():
    yearly = np.array([44, 28, 18, 1, 4, 1.5]) / 365
    return network(
        "3>1 3>2 4>3 5>3 6>5", [7, 7, 21, 3, 8, 2], yearly, [4.1, 6.2, 0, 0, 0, 0], [3, 3] + [NEVER] * 4, safety=4.0
    )


@pytest.mark.parametrize("solver", list(Solver), ids=lambda solver: solver.value)
@pytest.mark.parametrize(
    ("case", "cost"),
    [(four, 8.277917), (camera, 18.824004), (six, 15.649530)],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_published_networks_cost_as_printed(case, cost, solver):
    # Snyder and Shen, example 6.5, figure 6.14 and problem 6.9.
    plan = place_safety_stock(case(), solver)
    assert plan.proof.proven
    assert plan.proof.objective == pytest.approx(cost, abs=6e-7)


def test_the_published_promises_are_found():
    assert place_safety_stock(four()).promise.tolist() == [0, 0, 0, 1]


def cost_by_hand(case, promise):
    """Return the holding cost of these promises, infinite when one is longer than its customers were told."""
    cost = 0.0
    for k in case.order:
        inputs = [promise[s] for s, supplied in case.arcs if supplied == k]
        ready = max([case.inbound[k], *inputs]) + case.processing[k]
        if promise[k] > case.promised[k]:
            return np.inf
        cost += case.safety * case.holding[k] * case.spread[k] * np.sqrt(max(ready - promise[k], 0.0))
    return cost


def test_no_promises_cost_less():
    rng = Generator(PCG64(8))
    shapes = ("1>2 2>3", "1>2 1>3", "1>3 2>3", "1>2 2>3 1>3")
    for trial in range(24):
        case = network(
            shapes[trial % 4],
            rng.integers(0, 3, 3),
            rng.integers(1, 9, 3),
            [0, rng.integers(0, 3), rng.integers(1, 4)],
            [NEVER, NEVER, rng.integers(0, 2)],
            inbound=[rng.integers(0, 2), 0, 0],
        )
        tried = product(*(range(int(longest) + 1) for longest in case.longest))
        best = min(cost_by_hand(case, promise) for promise in tried)
        assert place_safety_stock(case).proof.objective == pytest.approx(best, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("case", [four, camera, six], ids=lambda case: case.__name__)
def test_both_solvers_and_any_order_of_stages_give_the_same_promises(case):
    network = case()
    first, second = (place_safety_stock(network, solver) for solver in Solver)
    assert first.promise.tolist() == second.promise.tolist()
    turned = {
        name: getattr(network, name)[::-1] for name in ("processing", "holding", "deviation", "inbound", "promised")
    }
    other = place_safety_stock(replace(network, stages=network.stages[::-1], **turned))
    assert other.promise[::-1].tolist() == first.promise.tolist()


def test_demand_that_comes_over_two_ways_counts_on_both():
    diamond = network("1>2 1>3 2>4 3>4", [1] * 4, [1] * 4, [0, 0, 0, 2], [NEVER] * 3 + [0])
    assert diamond.spread.tolist() == [4.0, 2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: {"promise": plan.promise - np.array([1, 0, 0, 0])}, "its customers have been told"),
        (lambda plan: {"covered": plan.covered * 0}, "needs 3 periods"),
        (lambda plan: {"promise": plan.promise + 5}, "promises 5 periods"),
        (lambda plan: {"proof": replace(plan.proof, objective=8.0)}, "says its cost is 8"),
        (lambda plan: {"stock": plan.stock * 1.1}, "the data say"),
    ],
)
def test_the_check_sees_a_spoiled_plan(spoil, words):
    plan = place_safety_stock(four())
    assert check_service(four(), plan) == []
    assert any(words in found for found in check_service(four(), replace(plan, **spoil(plan))))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"supplies": (("1", "5"),)}, "stage '5' supplies or is supplied, known stages: 1, 2, 3, 4"),
        ({"supplies": (("1", "2"), ("2", "1"))}, "supply runs in a circle: "),
        ({"processing": np.array([1.0, -2.0, 1.0, 1.0])}, "processing of 2: -2.0 is negative or no number"),
        ({"processing": np.array([1.0, 1.5, 1.0, 1.0])}, "processing of 2: 1.5 is not a whole number of periods"),
        ({"holding": np.array([1.0, np.nan, 1.0, np.inf])}, "holding of 2: nan.*\n.*holding of 4: inf"),
        ({"deviation": np.ones(3)}, r"deviation has shape \(3,\), needs \(4,\)"),
        ({"safety": 0.0}, "safety: 0.0 must be a finite number above 0"),
    ],
)
def test_a_network_that_cannot_be_is_refused(change, words):
    with pytest.raises(PlanInputError, match=words) as told:
        replace(four(), **change)
    assert told.value.exit_code == 3
