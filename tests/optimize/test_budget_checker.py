"""Budget plans and programmes that are wrong: the checker's eye, and figures refused before any solver sees them."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.budget import plan_budget
from optimize.budget_case import Curve, Need, Purchase
from optimize.budget_checker import check_budget
from optimize.errors import PlanInputError


@pytest.fixture(scope="module")
def case(programmes):
    """Return a programme with every rule in it, and money enough to buy something."""
    made = programmes(1, initiatives=4, scopes=2, months=6)
    money = replace(made.envelope, fixed=made.envelope.fixed * 1.5, category_share=np.array([0.6, 0.7]))
    return replace(made, envelope=money, may_begin=np.ones((4, 6), bool))


@pytest.fixture(scope="module")
def plan(case):
    return plan_budget(case)


def spoiled(plan, **changes):
    return replace(plan, **changes)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: {"purchases": (*plan.purchases, plan.purchases[0])}, "bought twice"),
        (lambda plan: {"purchases": plan.purchases[1:]}, "the plan says month"),
        (lambda plan: {"purchases": tuple(Purchase(k, s, 5) for k in range(4) for s in range(2))}, "too late"),
        (lambda plan: {"purchases": tuple(Purchase(k, 1, 0) for k in range(4))}, "begins before scope 0 allow it"),
        (lambda plan: {"purchases": tuple(Purchase(k, s, 0) for k in range(4) for s in range(2))}, "spends"),
        (lambda plan: {"spend": plan.spend + 1.0}, "costs"),
        (lambda plan: {"worth": plan.worth * 1.001}, "the plan says it is worth"),
        (lambda plan: {"proof": replace(plan.proof, objective=plan.proof.objective * 1.001)}, "says its value is"),
    ],
)
def test_the_checker_sees_a_spoiled_plan(case, plan, spoil, words):
    assert plan.purchases
    assert check_budget(case, plan) == []
    found = check_budget(case, spoiled(plan, **spoil(plan)))
    assert any(words in finding for finding in found), found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case, had: {"required": tuple(set(range(4)) - had)}, "is required and not bought"),
        (lambda case, had: {"exclusions": (tuple(sorted(had))[:2],)}, "exclude each other"),
        (lambda case, had: {"may_begin": np.zeros((4, 6), bool)}, "may not begin"),
        (lambda case, had: {"people_limit": np.zeros((1, 6))}, "people of engineers"),
        (lambda case, had: {"envelope": replace(case.envelope, category_share=np.zeros(2))}, "category"),
        (lambda case, had: {"needs": (Need(min(had), (max(set(range(4)) - had),)),)}, "is live there"),
        (lambda case, had: {"after": case.after + 1}, "is worth"),
        (lambda case, had: {"curves": (), "joints": ()}, "is worth"),
    ],
)
def test_the_checker_sees_a_plan_for_another_programme(case, plan, change, words):
    had = {purchase.initiative for purchase in plan.purchases}
    assert 2 <= len(had) < 4
    found = check_budget(replace(case, **change(case, had)), plan)
    assert any(words in finding for finding in found), found


def cell(values, place, value):
    changed = values.astype(np.float64).copy()
    changed[place] = value
    return changed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: {"cost": cell(c.cost, (1, 0), np.nan)}, "cost of initiative 1, scope 0: nan is no number"),
        (lambda c: {"cost": cell(c.cost, (1, 0), 1e308)}, "cost of initiative 1, scope 0: 1e+308 is out of scale"),
        (lambda c: {"cost": cell(c.cost, (2, 1), -5.0)}, "cost of initiative 2, scope 1: -5 is negative"),
        (lambda c: {"gain": cell(c.gain, (0, 0, 0), np.inf)}, "gain of outcome 1, initiative 0, scope 0: inf"),
        (lambda c: {"gain": c.gain[:1]}, "gain has shape"),
        (lambda c: {"months": c.months - 9}, "months of initiative"),
        (lambda c: {"chance": c.chance * 2}, "the chances of the outcomes sum to 2, not to 1"),
        (lambda c: {"envelope": replace(c.envelope, phase_share=np.array([0.6, 0.6]))}, "sum to 1.2, above 1"),
        (
            lambda c: {"envelope": replace(c.envelope, phase_share=np.array([1.2, -0.2]))},
            "phase_share of early: 1.2 is a share above 1",
        ),
        (lambda c: {"envelope": replace(c.envelope, reserve=1.5)}, "reserve: 1.5 is a share above 1"),
        (
            lambda c: {"envelope": replace(c.envelope, category_share=np.array([2.0, 0.1]))},
            "category_share of technology: 2 is a share above 1",
        ),
        (lambda c: {"needs": (Need(0, (1,)), Need(1, (2,)), Need(2, (0,)))}, "in a circle: initiative 0, initiative 1"),
        (lambda c: {"needs": (Need(0, (0,)),)}, "in a circle: initiative 0"),
        (lambda c: {"needs": (Need(0, (9,)),)}, "names initiative 9; they are numbered from 0 to 3"),
        (lambda c: {"needs": (Need(0, ()),)}, "names nothing"),
        (lambda c: {"exclusions": ((1, 1),)}, "excludes itself"),
        (lambda c: {"initiatives": ()}, "the programme is empty"),
        (lambda c: {"tail": 0.0}, "tail 0 holds no outcome"),
        (lambda c: {"curves": (Curve((0,), np.array([1.0, np.inf]), np.array([0.5, 0.9])),)}, "must diminish"),
        (lambda c: {"curves": (Curve((0,), np.array([1.0]), np.array([0.5])),)}, "must have no end"),
        (lambda c: {"curves": (*c.curves, *c.curves)}, "is in two curves"),
        (lambda c: {"phase": c.phase[::-1]}, "needs 0 to 1 in order"),
        (lambda c: {"people": None}, "people is missing"),
        (lambda c: {"category": c.category + 2}, "is none of the 2 categories"),
        (lambda c: {"pilot_months": -1}, "pilot_months: -1 is negative"),
        (lambda c: {"after": np.nan}, "after: nan is no number"),
    ],
)
def test_impossible_figures_are_refused_by_name(case, change, words):
    with pytest.raises(PlanInputError) as refused:
        replace(case, **change(case))
    assert words in str(refused.value)
    assert refused.value.exit_code == 3


def test_all_findings_come_at_once(case):
    with pytest.raises(PlanInputError) as refused:
        replace(case, cost=-case.cost - 1, aversion=7.0, tail=2.0)
    assert all(words in str(refused.value) for words in ("cost", "aversion: 7", "tail: 2", "(8 such)"))


def test_prerequisites_with_a_way_out_are_no_circle(case):
    needs = (Need(0, (1, 3)), Need(1, (0,)))
    assert replace(case, needs=needs).needs == needs
