"""Prices of plans: other solvers' optima, known splits, duals, what knowing is worth (O08, O09, O11, O12)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog

from o2o.validate.oracle import Oracle, Outcome, every, exact, none_of
from o2o.validate.small_plans import Figures, labour, names, shop, work
from optimize.backends import Effort
from optimize.information import value_information
from optimize.media import price_of_money, split
from optimize.media_case import Media, sampled
from optimize.model import Aim, Draft, Model, Origin, Reals, Sense
from optimize.solving import solve

_EXACT = Effort(gap=1e-9)
_FINE = 1e-9


def others(slip: float = 0.0, cases: int = 12) -> Outcome:
    """Return whether scipy finds the same cost of labour and of transport; we see costs off by ``slip`` of a unit."""
    apart = 0
    for case in range(cases):
        cost = labour(case, people=6)
        ours = solve(work(cost + slip, names("person", 6), names("task", 6))).objective
        apart += ours is None or abs(ours - cost[linear_sum_assignment(cost)].sum()) > _FINE * 100
        figures = Figures(40_000 + case)
        carried, asked = figures.between(1, 60, 3, 5), figures.between(1, 9, 5)
        load = np.full(3, float(np.ceil(asked.sum() / 2)))
        theirs = linprog(
            carried.ravel(),
            A_ub=np.kron(np.eye(3), np.ones(5)),
            b_ub=load,
            A_eq=np.tile(np.eye(5), 3),
            b_eq=asked,
        ).fun
        ours = solve(_transport(carried + slip, load, asked)).objective
        apart += ours is None or abs(ours - theirs) > _FINE * abs(theirs)
    return none_of(2 * cases, apart, "optima unlike scipy's")


def _transport(cost: Reals, load: Reals, asked: Reals) -> Model:
    draft = Draft(Aim.LEAST)
    sent = draft.columns("send", (names("site", len(load)), names("zone", len(asked))), cost=cost)
    rooms = draft.rows("load of", (names("site", len(load)),), Sense.AT_MOST, load, Origin.LIMIT)
    draft.enter(rooms[:, None], sent, 1.0)
    draft.enter(draft.rows("all of", (names("zone", len(asked)),), Sense.EQUAL, asked, Origin.LAW), sent, 1.0)
    return draft.model()


def _logarithm(scale: float, spent: Reals) -> Reals:
    """Return what ``spent`` fen bring, fen: ``scale`` CNY times log(1 + CNY / 10)."""
    return 100 * scale * np.log1p(spent / 1000)


def logarithms(segments: int = 20) -> Outcome:
    """Return whether 90 CNY split over three logarithmic responses in pieces come near their known best."""
    knots = np.linspace(0.0, 90.0, segments + 1) * 100
    responses = tuple(sampled(partial(_logarithm, a), knots)[0] for a in (100, 60, 40))
    case = Media(
        channels=names("channel", 3),
        weeks=("week",),
        response=responses,
        season=np.ones((3, 1)),
        carry=np.zeros(3),
        start=np.zeros(3),
        least=np.zeros((3, 1)),
        most=np.full((3, 1), np.inf),
        weekly=np.full(1, np.inf),
        budget=9000.0,
        concentration=np.ones(3),
        price=0.0,
    )
    plan = split(case, effort=_EXACT)
    return every(
        [
            exact({"value": 291.050727}, {"value": plan.proof.objective / 100}, 0.0003 * 291.050727),
            exact({"multiplier": 5 / 3}, {"multiplier": price_of_money(case)}, 0.03 * 5 / 3),
        ]
    )


def differences(by: float = 1.0, cases: int = 12) -> Outcome:
    """Return whether duals lie between what a unit more and a unit less are worth; duals are taken ``by`` times."""
    wrong = compared = 0
    for case in range(cases):
        figures = Figures(50_000 + case)
        carried, asked = figures.between(1, 60, 3, 5), figures.between(2, 9, 5)
        model = _transport(carried, np.full(3, float(np.ceil(asked.sum() / 2))), asked)
        now = solve(model)
        for row in range(len(model.limit)):
            less, more = (
                solve(replace(model, limit=model.limit + d * (np.arange(8) == row))).objective for d in (-1, 1)
            )
            if now.duals is None or now.objective is None or less is None or more is None:
                continue
            slopes = sorted((now.objective - less, more - now.objective))
            # Where the basis holds for both steps the two are one figure; elsewhere the dual lies between them.
            wrong += not slopes[0] - 1e-6 <= by * now.duals[row] <= slopes[1] + 1e-6
            compared += slopes[1] - slopes[0] < 1e-6 and abs(slopes[0]) > 1e-6
    return none_of(compared, wrong, "duals unlike finite differences")


def knowing(swapped: bool = False, cases: int = 8) -> Outcome:
    """Return whether WS >= RP >= EEV; what the mean would earn if it came stands for EEV when ``swapped``."""
    wrong = 0
    for case in range(cases):
        data = shop(case)
        value = value_information(data)
        mean = replace(data, demand=np.tensordot(data.chance, data.demand, 1)[None], chance=np.ones(1))
        planned = value_information(mean).here_and_now if swapped else value.mean_value
        slip = 1e-6 * abs(value.here_and_now) + 1e-3
        wrong += value.perfect_information < -slip or planned is None or value.here_and_now < planned - slip
    return none_of(cases, wrong, "values out of order")


def _oracles() -> Iterator[Oracle]:
    yield Oracle(
        "O08",
        "E",
        "six people at six tasks cost what linear_sum_assignment says, transport what linprog says, to 1e-9",
        "optimize's models and HiGHS on random cases; scipy beside them",
        others,
        {"costs off by a hundredth of a unit": partial(others, 0.01)},
    )
    yield Oracle(
        "O09",
        "E",
        "90 split over 100, 60 and 40 times log(1 + x / 10): value 291.050727, multiplier 5/3; 20 pieces: 0.03 %, 3 %",
        "optimize.media on sampled responses",
        logarithms,
        {"five pieces": partial(logarithms, 5)},
    )
    yield Oracle(
        "O11",
        "E",
        "duals equal what one unit more and one less change, to 1e-6 where both agree, else lie between",
        "duals of the transport model through optimize.solving",
        differences,
        {"duals of the other sign": partial(differences, -1.0), "duals a hundredth off": partial(differences, 1.01)},
    )
    yield Oracle(
        "O12",
        "E",
        "knowing demand >= planning for many demands >= the plan for their mean",
        "optimize.information on a shop's two products",
        knowing,
        {"the mean plan's own promise in place of its value": partial(knowing, swapped=True)},
    )


ORACLES = tuple(_oracles())
