"""Bad input: parts of a case that do not hold together are refused, with the way out."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.budget_case import Need
from optimize.errors import PlanInputError
from optimize.media_case import Response

WRONG = {
    "placement": (
        (lambda c: {"skus": ()}, "needs"),
        (lambda c: {"chance": np.append(c.chance, 0.0)}, "demand has shape (2, 2, 2), needs (3, 2, 2)"),
        (lambda c: {"chance": c.chance / 2}, "sum to 0.5, not to 1; divide"),
        (lambda c: {"least": np.array([[-1.0]])}, "least of every product, every node: -1 is negative; give"),
        (lambda c: {"least": np.array([[0.0, np.nan]])}, "least of every product, node 1: nan is no number; fill"),
        (lambda c: {"least": np.zeros(2)}, "least has shape (2,), needs (2, 2)"),
    ),
    "location": ((lambda c: {"sites": ()}, "needs (0,)"), (lambda c: {"customers": ()}, "needs (0,)")),
    "assignment": (
        (lambda c: {"sites": ()}, "needs"),
        (lambda c: {"order": np.append(c.order, 1)}, "sku has shape"),
        (lambda c: {"order": c.order[::-1].copy()}, "sort them by order"),
        (lambda c: {"sku": c.sku + 9}, "of the 2 products; they are numbered from 0 to 1"),
    ),
    "shifts": (
        (lambda c: {"times": ()}, "needs (0,)"),
        (lambda c: {"least": c.most + 1}, "at least 10 people and at most 9; lower the one or raise the other"),
        (
            lambda c: {"windows": np.zeros((1, 3), bool), "work": np.ones((2, 1))},
            "window 1 holds no time to do its work; it must end after it begins",
        ),
        (
            lambda c: {"windows": np.ones((1, 3), bool), "work": np.array([[1.0], [np.nan]])},
            "work that may wait of desk, window 1: nan is no number; fill the cell in",
        ),
    ),
    "budget": (
        (lambda c: {"initiatives": ()}, "the programme is empty"),
        (lambda c: {"chance": np.append(c.chance, 0.0)}, "gain has shape (2, 3, 2), needs (3, 3, 2)"),
        (lambda c: {"needs": (Need(0, (1,)), Need(1, (0,)))}, "wait for one another; take one of these needs out"),
        (lambda c: {"needs": (Need(0, (7,)),)}, "names initiative 7; they are numbered from 0 to 2"),
        (lambda c: {"phase": c.phase[::-1].copy()}, "needs 0 to 1 in order"),
        (lambda c: {"envelope": replace(c.envelope, phase_share=np.array([0.9, 0.9]))}, "above 1; lower one of them"),
        (lambda c: {"pilot_months": -1}, "pilot_months: -1 is negative; give 0 or more"),
    ),
    "media": (
        (lambda c: {"channels": ()}, "nothing to split"),
        (lambda c: {"weeks": ()}, "nothing to split"),
        (lambda c: {"response": c.response[:1]}, "there are 1 responses, needs 2"),
        (lambda c: {"carry": np.array([0.3, 1.0])}, "carry of feed: 1 never ends; give"),
        (
            lambda c: {"response": (c.response[0], Response(np.array([0.0, 5.0]), np.array([0.0, 1e308])))},
            "out of scale",
        ),
    ),
    "dispatch": (
        (lambda c: {"terms": replace(c.terms, ride=lambda metres: metres * -1)}, "a kilometre takes -1000 ms; give"),
        (lambda c: {"terms": replace(c.terms, ride=lambda metres: metres / 0)}, "a kilometre takes inf ms; give"),
        (lambda c: {"errands": replace(c.errands, due=c.errands.due[:2])}, "due has shape (2,), needs (3,)"),
    ),
}


@pytest.mark.parametrize(
    ("model", "change", "words"), [(model, change, words) for model, rows in WRONG.items() for change, words in rows]
)
def test_what_does_not_hold_together_is_refused_with_the_way_out(models, model, change, words):
    make, solve = models[model]
    case = make(1)
    with pytest.raises(PlanInputError) as refused:
        solve(replace(case, **change(case)))
    assert words in str(refused.value)
