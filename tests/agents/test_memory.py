"""Memory by hand: what an experience is worth, how it moves satisfaction, what a purchase leaves behind."""

import numpy as np
import pytest

from agents.memory import MemorySpec, form_habits, remember, score
from sim.experience import Experiences, Purchases
from sim.facts import Mode, Trigger
from sim.units import DAY, MINUTE

SPEC = MemorySpec()


def lived(person=0, mode=Mode.WALK_IN, wait=0, late=0.0, missing=0.0, told=False):
    columns = ([person], [mode], [wait], [late], [missing], [told])
    return Experiences(*(np.array(column) for column in columns))


@pytest.mark.parametrize(
    ("experience", "worth"),
    [
        ({}, 0.6),
        ({"wait": 4 * MINUTE}, 0.6),
        ({"wait": 9 * MINUTE}, 0.6 - 5 * 0.04),
        ({"late": 0.01}, 0.6 - 0.65 - 0.0075),
        ({"late": 0.5}, 0.6 - 0.65 - 0.375),
        ({"late": 1.0}, 0.6 - 0.65 - 0.75),
        ({"late": 7.0}, 0.6 - 0.65 - 0.75),
        ({"late": 0.5, "told": True}, 0.6 - 0.6 * (0.65 + 0.375)),
        ({"told": True}, 0.6),
        ({"missing": 0.5}, 0.0),
        ({"missing": 1.0, "late": 1.0}, -1.0),
    ],
)
def test_what_an_experience_is_worth(experience, worth):
    assert score(lived(**experience), SPEC).tolist() == pytest.approx([worth])


@pytest.mark.parametrize("bad", ["wait", "late", "missing"])
def test_worse_never_counts_better(bad):
    grid = np.linspace(0, 60 * MINUTE if bad == "wait" else 1.5, 50)
    columns = {name: np.zeros(50) for name in ("wait", "late", "missing", "told")} | {bad: grid}
    worth = score(Experiences(np.arange(50), np.zeros(50, int), **columns), SPEC)
    assert np.all(np.diff(worth) <= 0)
    assert worth[0] > worth[-1]


def test_satisfaction_moves_towards_the_newest_experience_with_that_mode(born):
    people = born().people
    remember(people, lived(person=3, mode=Mode.INSTANT), SPEC)
    remember(people, lived(person=3, mode=Mode.INSTANT, late=1.0), SPEC)
    # 0.3 x 0.6 = 0.18, then 0.18 + 0.3 (-0.8 - 0.18).
    assert people.satisfaction[3].tolist() == pytest.approx([0, 0, 0.18 - 0.294, 0], abs=1e-6)
    assert not people.satisfaction[4].any()


def test_a_first_purchase_makes_a_customer_and_is_remembered_once(born):
    people = born().people
    prospect = int(np.flatnonzero(~people.customer)[0])
    for day, trigger in ((2, Trigger.PAID), (5, Trigger.NEED)):
        bought = ([prospect], [Mode.COLLECT], [1], [day * DAY + 7], [trigger])
        form_habits(people, Purchases(*(np.array(column) for column in bought)))
    assert people.customer[prospect]
    assert not people.known[prospect]
    assert people.first_order[prospect] == 2 * DAY + 7
    assert people.won_by[prospect] == Trigger.PAID
    assert (people.last_mode[prospect], people.last_site[prospect], people.last_day[prospect]) == (1, 1, 5)
