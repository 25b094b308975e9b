"""Ties: one plan for both solvers and for any order of the data, and still the best."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from optimize.explain import accepted
from optimize.model import Aim, Draft, Origin, Sense
from optimize.solving import Solver, misses, solve
from optimize.ties import first_of_ties


def jobs(cost, people, tasks, aim=Aim.LEAST):
    """Return the model that gives each task to one person and each person one task."""
    draft = Draft(aim, base=5.0)
    given = draft.columns("give", (people, tasks), cost=cost, high=1.0, integer=True)
    for axis, names in ((0, tasks), (1, people)):
        once = draft.rows("once", (names,), Sense.EQUAL, 1.0, Origin.LAW)
        draft.enter(np.expand_dims(once, axis), given, 1.0)
    return draft.model()


PEOPLE = tuple(f"person {k}" for k in range(5))
TASKS = tuple(f"task {k}" for k in range(5))


@pytest.mark.parametrize("aim", list(Aim), ids=lambda aim: aim.name)
def test_tied_plans_come_out_the_same_from_both_solvers_and_in_any_order(aim):
    differ = 0
    for seed in range(6):
        rng = Generator(PCG64(seed))
        cost = rng.integers(1, 4, (5, 5)).astype(float)
        model = jobs(cost, PEOPLE, TASKS, aim)
        raw = [solve(model, solver).values for solver in Solver]
        _, proof = accepted(model)
        plans = [first_of_ties(model, proof, solver) for solver in Solver]
        assert plans[0].tolist() == plans[1].tolist()
        assert misses(model, plans[0]) == []
        assert model.base + model.cost @ plans[0] == pytest.approx(proof.objective, rel=1e-6)
        order, other = rng.permutation(5), rng.permutation(5)
        turned = jobs(cost[np.ix_(order, other)], tuple(PEOPLE[k] for k in order), tuple(TASKS[k] for k in other), aim)
        again = first_of_ties(turned, proof).reshape(5, 5)
        assert again.tolist() == plans[0].reshape(5, 5)[np.ix_(order, other)].tolist()
        differ += not np.array_equal(raw[0], raw[1])
    assert differ, "some ties must be broken differently by the solvers"


def test_a_better_plan_is_never_given_up_for_a_nicer_one():
    cost = np.array([[1.0, 2.0], [2.0, 3.1]])
    model = jobs(cost, PEOPLE[:2], TASKS[:2])
    _, proof = accepted(model)
    assert first_of_ties(model, proof).reshape(2, 2).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    dearer = replace(proof, objective=9.1)
    assert model.cost @ first_of_ties(model, dearer) <= 4.1 + 1e-6
