"""Location: brute force, published optima, both solvers, and the checker's eye."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from optimize.checker import check_location
from optimize.errors import InfeasiblePlanError
from optimize.location import formulate, locate
from optimize.solving import Solver, solve

QUICK = ("cap41", "cap71", "cap101")


def best_by_hand(case):
    """Return the least cost over all sets of open sites, each a transport problem."""
    return min(
        float(case.opening_cost @ np.array(opened)) + transport(case, np.array(opened))
        for opened in product((0.0, 1.0), repeat=len(case.sites))
        if case.capacity @ np.array(opened) >= case.demand.sum()
    )


def transport(case, opened):
    sites, customers = case.serving_cost.shape
    found = linprog(
        (case.serving_cost / case.demand).ravel(),
        A_ub=np.kron(np.eye(sites), np.ones(customers)),
        b_ub=case.capacity * opened,
        A_eq=np.tile(np.eye(customers), sites),
        b_eq=case.demand,
    )
    return found.fun


@pytest.mark.parametrize("seeds", [range(100), pytest.param(range(100, 1100), marks=pytest.mark.slow)], ids=len)
def test_the_model_finds_what_trying_every_set_of_sites_finds(sites, seeds):
    for seed in seeds:
        case = sites(seed, count=2 + seed % 3, customers=3 + seed % 3)
        best = best_by_hand(case)
        for solver in [Solver.HIGHS] if seed % 5 else list(Solver):
            plan = locate(case, solver)
            assert plan.proof.proven
            assert plan.proof.objective == pytest.approx(best, rel=1e-6)


NAMES = [f"cap{k}" for k in (*range(41, 45), 51, *range(61, 65), *range(71, 75), *range(101, 105), *range(131, 135))]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in NAMES]
)
def test_published_optima_are_proven(published, best_known, name):
    plan = locate(published(name))
    assert plan.proof.proven
    assert plan.proof.objective == pytest.approx(best_known[name], rel=1e-6)
    assert plan.proof.gap <= 1e-6
    assert check_location(published(name), plan) == []


def test_both_solvers_prove_the_same_cost_and_the_relaxation_costs_no_more(sites):
    for seed in range(2000, 2005):
        case = sites(seed, count=6, customers=10)
        model = formulate(case)
        relaxed = solve(replace(model, integer=np.zeros_like(model.integer)))
        first, second = (locate(case, solver).proof for solver in Solver)
        assert first.objective == pytest.approx(second.objective, rel=1e-6)
        for proof in (first, second):
            assert relaxed.objective * (1 - 1e-9) <= proof.bound <= proof.objective


def test_with_all_sites_free_and_open_location_is_transport(sites):
    for seed in range(3000, 3005):
        case = replace(sites(seed, count=5, customers=8), opening_cost=np.zeros(5))
        assert locate(case).proof.objective == pytest.approx(transport(case, np.ones(5)), rel=1e-9)


def test_sites_that_are_too_small_together_are_told_by_how_much(sites):
    case = sites(1)
    small = replace(case, capacity=np.full(4, 2.0), demand=np.full(5, 2.0))
    with pytest.raises(InfeasiblePlanError, match="raise the capacity of the sites by 2 in all"):
        locate(small)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: {"opened": np.zeros_like(plan.opened)}, "is closed, yet serves"),
        (lambda plan: {"share": plan.share * 1.01}, "is served 1.01 times"),
        (lambda plan: {"share": plan.share[::-1]}, "is closed, yet serves"),
        (lambda plan: {"proof": replace(plan.proof, objective=plan.proof.objective * 0.99)}, "says its cost is"),
        (lambda plan: {"share": plan.share - 2.0}, "negative share"),
        (lambda plan: {"share": plan.share * 5.0}, "with a capacity of"),
    ],
)
def test_the_checker_sees_a_spoiled_plan(sites, spoil, words):
    case = sites(3)
    plan = locate(case)
    assert check_location(case, plan) == []
    found = check_location(case, replace(plan, **spoil(plan)))
    assert any(words in finding for finding in found)
