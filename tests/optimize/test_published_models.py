"""Published optima through the one way to solve: p-median and generalised assignment."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from optimize.checker import check_location
from optimize.errors import InfeasiblePlanError
from optimize.location import locate
from optimize.location_case import Locations
from optimize.model import Aim, Draft, Origin, Sense
from optimize.solution import Status
from optimize.solving import Solver, solve

DATA = Path(__file__).parent / "data"
BOTH = pytest.mark.parametrize("solver", list(Solver), ids=lambda solver: solver.value)


def figures(name):
    return [float(word) for word in gzip.decompress((DATA / f"{name}.txt.gz").read_bytes()).split()]


def cut(values, *shapes):
    """Yield arrays of ``shapes``, one after another, and what remains."""
    for shape in shapes:
        size = int(np.prod(shape))
        yield np.array(values[:size]).reshape(shape)
        values = values[size:]
    yield values


def median(distance, p):
    names = tuple(f"node {k}" for k in range(len(distance)))
    return Locations(
        sites=names,
        customers=names,
        opening_cost=np.zeros(len(names)),
        capacity=np.full(len(names), np.inf),
        demand=np.ones(len(names)),
        serving_cost=distance,
        most_open=p,
    )


def distances(name):
    values = figures(name)
    nodes, p = int(values[0]), int(values[2])
    length = np.full((nodes, nodes), np.inf)
    for start, end, cost in np.array(values[3:]).reshape(-1, 3):
        length[int(start) - 1, int(end) - 1] = length[int(end) - 1, int(start) - 1] = cost
    return shortest_path(length, directed=False), p


@pytest.mark.slow
@pytest.mark.parametrize(("name", "optimum"), [("pmed1", 5819), ("pmed3", 4250), ("pmed5", 1355)])
def test_published_medians_are_proven(name, optimum):
    case = median(*distances(name))
    plan = locate(case)
    assert plan.proof.proven
    assert plan.proof.objective == pytest.approx(optimum, rel=1e-6)
    assert int(plan.opened.sum()) <= case.most_open
    assert check_location(case, plan) == []


def test_the_middle_of_a_street_is_its_median_and_too_many_sites_are_seen():
    street = np.abs(np.subtract.outer(np.arange(7.0), np.arange(7.0)))
    plan = locate(median(street, 1))
    assert (plan.proof.objective, np.flatnonzero(plan.opened).tolist()) == (12.0, [3])
    assert locate(median(street, 2)).proof.objective == 6.0
    assert "1 sites open, at most 0 may" in check_location(median(street, 0), plan)
    with pytest.raises(InfeasiblePlanError, match="raise 'sites opened' by 1"):
        locate(median(street, 0))


def assignment(profit, use, capacity):
    draft = Draft(Aim.MOST)
    agents, jobs = (
        tuple(f"{word} {k}" for k in range(size)) for word, size in zip(("agent", "job"), profit.shape, strict=True)
    )
    given = draft.columns("give to", (agents, jobs), cost=profit, high=1, integer=True)
    once = draft.rows("once", (jobs,), Sense.EQUAL, 1.0, Origin.LAW)
    draft.enter(once, given, 1.0)
    room = draft.rows("capacity of", (agents,), Sense.AT_MOST, capacity, Origin.LIMIT)
    draft.enter(room[:, None], given, use)
    return draft.model()


@BOTH
@pytest.mark.parametrize(("name", "optima"), [("gap1", (336, 327, 339, 341, 326)), ("gap3", (580, 564, 573, 570, 564))])
def test_published_assignments_are_proven(name, optima, solver):
    count, *values = figures(name)
    assert count == len(optima)
    for optimum in optima:
        m, n = int(values[0]), int(values[1])
        profit, use, capacity, values = cut(values[2:], (m, n), (m, n), (m,))
        found = solve(assignment(profit, use, capacity), solver)
        assert found.status is Status.OPTIMAL
        assert found.objective == pytest.approx(optimum, rel=1e-6)
