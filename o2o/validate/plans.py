"""Plans: every plan tried, both solvers, bounds in order, and what more, dearer or renamed may change (O01 to O07)."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, none_of
from o2o.validate.small_plans import (
    bag,
    best_sites,
    best_stock,
    labour,
    least_labour,
    names,
    roomy,
    shop,
    sites,
    work,
)
from o2o.validate.small_weeks import best_roster, best_split, campaign, week
from optimize.checker import check_location, check_placement
from optimize.explain import accepted
from optimize.location import formulate, locate
from optimize.location_case import Locations
from optimize.media import split
from optimize.model import Model, Reals
from optimize.placement import place
from optimize.shifts import roster
from optimize.solution import relative_gap
from optimize.solving import Solver, solve
from optimize.ties import first_of_ties

_FINE = Fraction(1, 10**9)
_CLOSE = 1e-6
"""relative difference of objectives that counts as none"""


def _differ(one: float | None, other: float | None, within: float = _CLOSE) -> bool:
    return one is None or other is None or not abs(one - other) <= within * max(1.0, abs(other))


def verified(extra: float = 0.0, cases: int = 12) -> Outcome:
    """Return whether the checker, which knows no model, finds every plan sound; ``extra`` is added to all stock."""
    found = 0
    for case in range(cases):
        chain, plan = shop(case), place(shop(case))
        found += bool(check_placement(chain, replace(plan, stock=plan.stock + extra), _FINE))
        where, opened = sites(case), locate(sites(case))
        found += bool(check_location(where, replace(opened, share=opened.share * (1 + extra))))
    return none_of(2 * cases, found, "plans with a finding")


def tried(slip: float = 0.0, cases: int = 15) -> Outcome:
    """Return whether models find what trying every plan finds; the solvers see costs off by the share ``slip``."""
    missed = 0
    for case in range(cases):
        where, chain, (choice, heaviest), cost = roomy(case), shop(case), bag(case), labour(case)
        dearer = replace(where, opening_cost=where.opening_cost * (1 + slip))
        worse = replace(chain, unit_cost=chain.unit_cost * (1 + slip))
        missed += _differ(locate(dearer).proof.objective, best_sites(where))
        missed += _differ(place(worse).proof.objective, best_stock(chain))
        missed += _differ(_best(replace(choice, cost=choice.cost * (1 + slip))), heaviest)
        missed += _differ(_best(work(cost * (1 + slip), names("p", 4), names("t", 4))), least_labour(cost))
        missed += _differ(split(replace(campaign(case), price=1 + slip)).proof.objective, best_split(campaign(case)))
        dear = replace(week(case), cost=week(case).cost * (1 + slip))
        missed += _differ(roster(dear).proof.objective, best_roster(week(case)))
    return none_of(6 * cases, missed, "optima unlike the best of all plans tried")


def _best(model: Model, solver: Solver = Solver.HIGHS) -> float | None:
    return solve(model, solver).objective


def agreed(slip: float = 0.0, cases: int = 5) -> Outcome:
    """Return whether CBC and HiGHS prove the same; CBC sees costs off by the share ``slip``."""
    apart = 0
    for case in range(cases):
        for model in (formulate(sites(case)), bag(case)[0]):
            apart += _differ(_best(replace(model, cost=model.cost * (1 + slip)), Solver.CBC), _best(model))
    return none_of(2 * cases, apart, "optima on which the solvers differ")


def ordered(weaker: float = 0.0, cases: int = 15) -> Outcome:
    """Return whether relaxation, bound and plan stand in order and the gap is theirs; bounds move by ``weaker``."""
    wrong = 0
    for case in range(cases):
        model = formulate(sites(case))
        found, relaxed = solve(model), _best(replace(model, integer=np.zeros_like(model.integer)))
        if found.objective is None or found.bound is None or relaxed is None:
            return none_of(cases, cases, "models without a plan")
        bound = found.bound * (1 + weaker)
        stand = relaxed * (1 - 1e-9) <= bound <= found.objective
        wrong += not stand or found.gap != relative_gap(found.objective, bound)
    return none_of(cases, wrong, "bounds out of order, or gaps that are not theirs")


def monotone(less: float = 0.0, cases: int = 15) -> Outcome:
    """Return whether more room never costs or worsens a plan; ``less`` is taken from the room instead."""
    worse = 0
    for case in range(cases):
        where, chain = sites(case), shop(case)
        more = replace(where, capacity=where.capacity * (1.3 - less) + 5.0 * (less == 0))
        worse += _room_costs(where, more)
        larger = replace(chain, capacity=chain.capacity + 2.0 - 8.0 * less)
        worse += place(larger).proof.objective < place(chain).proof.objective - 1e-3
    return none_of(2 * cases, worse, "plans that more room made worse")


def _room_costs(few: Locations, more: Locations) -> bool:
    if more.capacity.sum() < more.demand.sum():
        return True
    return locate(more).proof.objective > locate(few).proof.objective * (1 + _CLOSE)


def scaled(forgotten: bool = False, cases: int = 15) -> Outcome:
    """Return whether money times seven gives as good a plan at seven times the cost; one cost may be ``forgotten``."""
    wrong = 0
    for case in range(cases):
        where = sites(case)
        doors = where.opening_cost if forgotten else where.opening_cost * 7
        dear = locate(replace(where, opening_cost=doors, serving_cost=where.serving_cost * 7))
        wrong += _differ(dear.proof.objective, 7 * locate(where).proof.objective, 1e-9)
    return none_of(cases, wrong, "plans that the unit of money changed")


def renamed(mixed: bool = False, cases: int = 15) -> Outcome:
    """Return whether another order of people and tasks gives the same plan; costs stay behind when ``mixed``."""
    wrong = 0
    for case in range(cases):
        cost, people, tasks = labour(case, dearest=3), names("person", 4), names("task", 4)
        turn = np.roll(np.arange(4)[::-1], case % 4)
        moved = cost if mixed else cost[np.ix_(turn, turn)]
        others = [tuple(words[k] for k in turn.tolist()) for words in (people, tasks)]
        plan, again = (_tidy(work(cost, people, tasks)), _tidy(work(moved, others[0], others[1])))
        wrong += not np.array_equal(plan[np.ix_(turn, turn)], again)
    return none_of(cases, wrong, "plans that other names changed")


def _tidy(model: Model) -> Reals:
    _, proof = accepted(model)
    return first_of_ties(model, proof).reshape(4, 4)


_PART = "optimize's models, solvers and checkers on small random cases"


def _oracles() -> Iterator[Oracle]:
    yield Oracle(
        "O01",
        "E",
        "plans rebuilt in exact fractions from the planner's data keep every limit and earn what they say, to 1e-9",
        f"{_PART}: two products in a shop, four sites",
        verified,
        {"a unit more in stock and a customer served twice": partial(verified, 1.0)},
    )
    part = f"{_PART}: sites, stock of a shop, a bag, people at work, a campaign, a week"
    claim = "of {} cases of six kinds the model finds what trying every plan finds"
    planted = {"a cost off by a hundredth": partial(tried, 0.01)}
    yield Oracle("O02", "E", claim.format(90), part, tried, planted)
    yield Oracle(
        "O02",
        "E",
        claim.format("6,000"),
        part,
        partial(tried, cases=1_000),
        {"a cost off": partial(tried, 0.01)},
        "full",
    )
    yield Oracle(
        "O03",
        "E",
        "CBC and HiGHS prove the same optimum to 1e-6",
        f"{_PART}: sites with capacities, bags",
        agreed,
        {"one solver sees a cost off by a hundredth": partial(agreed, 0.01)},
    )
    yield Oracle(
        "O03",
        "E",
        "CBC and HiGHS prove the same optimum to 1e-6, 2,000 times",
        f"{_PART}: sites with capacities, bags",
        partial(agreed, cases=1_000),
        {"one solver sees a cost off by a hundredth": partial(agreed, 0.01)},
        "full",
    )
    yield Oracle(
        "O04",
        "E",
        "relaxation <= bound <= plan of a minimum, and the gap stated is theirs",
        f"{_PART}: sites with capacities",
        ordered,
        {"a bound above the plan": partial(ordered, 0.01), "a bound a hundredth lower": partial(ordered, -0.01)},
    )
    yield Oracle(
        "O05",
        "M",
        "more room never makes a plan worse",
        f"{_PART}: sites with capacities, a shop",
        monotone,
        {"half of the room": partial(monotone, 0.5)},
    )
    yield Oracle(
        "O06",
        "M",
        "money times seven: the same plan at seven times the cost",
        f"{_PART}: sites with capacities",
        scaled,
        {"one cost in the old money": partial(scaled, forgotten=True)},
    )
    yield Oracle(
        "O07",
        "M",
        "people and tasks in another order: the same plan, though many are equally good",
        f"{_PART}: people at work, ties broken",
        renamed,
        {"costs that stay where they were": partial(renamed, mixed=True)},
    )


ORACLES = tuple(_oracles())
