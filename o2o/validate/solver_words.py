"""Solvers' words: one plan where many are equally good, and twelve situations in which their own status misleads."""

from collections.abc import Callable, Iterator
from functools import partial
from unittest.mock import patch

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, none_of
from o2o.validate.small_plans import Figures, labour, names, work
from optimize import solving
from optimize.backends import Effort
from optimize.errors import PlanningError
from optimize.explain import accepted
from optimize.model import Aim, Draft, Model, Origin, Sense
from optimize.solving import Solver, solve
from optimize.ties import first_of_ties


def ties(raw: bool = False, cases: int = 4) -> Outcome:
    """Return whether both solvers end with one plan where many are equally good; with their own when ``raw``."""
    differ = 0
    for case in range(cases):
        model = work(labour(case, people=5, dearest=2), names("person", 5), names("task", 5))
        _, proof = accepted(model)
        first, second = (solve(model, s).values if raw else first_of_ties(model, proof, s) for s in Solver)
        differ += not np.array_equal(np.asarray(first), np.asarray(second))
    return none_of(cases, differ, "tied models with two plans")


def _packing() -> Model:
    """Return a bag with many limits, which no solver finishes at its first node."""
    figures = Figures(70_000)
    draft = Draft(Aim.MOST)
    take = draft.columns("take", (names("thing", 30),), cost=figures.between(5, 60, 30), high=3.0, integer=True)
    room = draft.rows("room", (names("box", 20),), Sense.AT_MOST, 300.0, Origin.LIMIT)
    draft.enter(room[:, None], take, figures.between(5, 60, 20, 30))
    return draft.model()


def _little(
    cost: float = 1.0, weight: float = 1.0, limit: float = 10.0, sense: Sense = Sense.AT_MOST, whole: bool = False
) -> Model:
    draft = Draft(Aim.MOST)
    x = draft.columns("stock of tea", (), cost=cost, integer=whole)
    draft.enter(draft.rows("shelf", (), sense, limit, Origin.LIMIT), x, weight)
    return draft.model()


def _named(*words: str) -> Model:
    draft = Draft(Aim.MOST)
    x = draft.columns("", (words,), cost=1.0, high=[3.0, 4.0])
    draft.enter(draft.rows("", (words,), Sense.AT_MOST, [2.0, 3.0], Origin.LIMIT), x, 1.0)
    return draft.model()


Say = Callable[[Model, Solver, Effort], str]
_INPUT = "plan input"
_NOTHING = Effort()
_TABLE: tuple[tuple[str, Model, Solver, Effort, str], ...] = (
    ("proven", _packing(), Solver.HIGHS, _NOTHING, "optimal"),
    ("stopped by a limit, CBC", _packing(), Solver.CBC, Effort(nodes=1), "feasible"),
    ("stopped by nodes, HiGHS", _packing(), Solver.HIGHS, Effort(nodes=1), "feasible"),
    ("after other threads in the process", _packing(), Solver.HIGHS, _NOTHING, "optimal"),
    ("infeasible", _little(weight=2.0, sense=Sense.EQUAL, limit=3.0, whole=True), Solver.CBC, _NOTHING, "infeasible"),
    ("unbounded", _little(sense=Sense.AT_LEAST), Solver.CBC, _NOTHING, "unbounded"),
    ("nothing to decide", Draft(Aim.LEAST).model(), Solver.HIGHS, _NOTHING, _INPUT),
    ("a cost of 1e308", _little(cost=1e308), Solver.HIGHS, _NOTHING, _INPUT),
    ("a limit that is no number", _little(limit=np.nan), Solver.CBC, _NOTHING, _INPUT),
    ("equal names", _named("a", "a"), Solver.CBC, _NOTHING, "optimal"),
    ("names equal after cleaning", _named("上海 店/1", "上海_店_1"), Solver.HIGHS, _NOTHING, "optimal"),
)


def words(say: Say) -> Outcome:
    """Return whether each situation is called what it is by ``say``."""
    wrong = 0
    for situation, model, solver, effort, right in _TABLE:
        if "threads" in situation:
            solve(_little(), Solver.HIGHS, Effort(threads=2))
        wrong += say(model, solver, effort) != right
    wrong += _missing(say) != "solver failed"
    return none_of(len(_TABLE) + 1, wrong, "situations called something else")


def _ours(model: Model, solver: Solver, effort: Effort) -> str:
    try:
        return solve(model, solver, effort).status.value
    except PlanningError as refused:
        return refused.kind


def _missing(say: Say) -> str:
    """Return what is said when CBC's program is not there."""
    with patch.object(solving, "available", return_value=[Solver.HIGHS]):
        return say(_little(), Solver.CBC, _NOTHING)


def _stop_is_proof(model: Model, solver: Solver, effort: Effort) -> str:
    """Return our word, where a search that was stopped counts as finished, as PuLP's status has it."""
    said = _ours(model, solver, effort)
    return "optimal" if said == "feasible" else said


def _oracles() -> Iterator[Oracle]:
    yield Oracle(
        "O15",
        "E",
        "where many plans are equally good, CBC and HiGHS end with the same one",
        "optimize.ties on five people at five tasks",
        ties,
        {"each solver's own plan": partial(ties, raw=True)},
    )
    yield Oracle(
        "O16",
        "E",
        "twelve situations in which a solver's own word misleads are called what they are",
        "optimize.solving with CBC and HiGHS",
        partial(words, _ours),
        {"a search that was stopped counts as finished": partial(words, _stop_is_proof)},
    )


ORACLES = tuple(_oracles())
