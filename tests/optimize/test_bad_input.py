"""Bad input: in any model, one figure that makes no sense is refused by place, value, reason and way out."""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.assignment import assign
from optimize.budget import plan_budget
from optimize.budget_case import Need
from optimize.dispatch import Optimised
from optimize.errors import PlanInputError
from optimize.location import locate
from optimize.media import split
from optimize.media_case import Media, Response
from optimize.placement import place
from optimize.shifts import roster
from optimize.shifts_case import Shifts
from sim.dispatch import Errands, Riders, Terms
from sim.units import HOUR, MINUTE

HUGE, STRANGER = 1e308, 77.0
ALWAYS = ("nan", "minus infinite", "huge", "not numbers", "wrong shape")
SPOILED = {"nan": np.nan, "infinite": np.inf, "minus infinite": -np.inf, "huge": HUGE, "negative": -1.0}
SPOILED |= {"above one": 1.5, "half": 0.5, "stranger": STRANGER, "none": 0.0}
SHOWN = {name: f"{value:g}" for name, value in SPOILED.items()}

FREE = (*ALWAYS, "infinite")
COUNTED = ("nan", "minus infinite", "infinite", "huge", "not numbers", "negative")
"""of figures whose number says how many there are, or one of which stands for all: others are named for a shape"""
COST = (*FREE, "negative")
ROOM = (*ALWAYS, "negative")
SHARE = (*COST, "above one")
WHOLE = (*COST, "half")
SLOT = (*WHOLE, "stranger")
COUNT = (*WHOLE, "none")

FORBIDDEN = {
    "placement": dict.fromkeys(("demand", "lost_cost", "enabling_cost", "litres"), COST)
    | dict.fromkeys(("price", "unit_cost", "salvage", "holding_cost", "sending_cost"), FREE)
    | dict.fromkeys(("capacity", "available", "budget"), ROOM)
    | {"service_floor": SHARE, "reach": SLOT, "chance": COUNTED},
    "location": {"opening_cost": COST, "demand": COST, "serving_cost": FREE, "capacity": ROOM, "most_open": ROOM},
    "assignment": dict.fromkeys(("short_cost", "lateness", "late_cost"), COST)
    | dict.fromkeys(("freight", "lost_cost", "capacity"), ROOM)
    | dict.fromkeys(("units", "most_packages"), COUNT)
    | {"weight": COUNTED, "order": (*COUNTED, "half", "stranger"), "sku": SLOT, "sending_cost": FREE, "stock": WHOLE},
    "shifts": {"weight": COST, "short_cost": COST, "cost": COST, "need": WHOLE, "least": WHOLE}
    | dict.fromkeys(("most", "people"), ROOM)
    | dict.fromkeys(("can", "works"), ("wrong shape", "not numbers")),
    "budget": dict.fromkeys(("cost", "overrun", "discount", "people", "people_limit", "after"), COST)
    | dict.fromkeys(("envelope.fixed", "envelope.revenue"), COST)
    | dict.fromkeys(("envelope.revenue_share", "envelope.category_share", "envelope.reserve"), SHARE)
    | dict.fromkeys(("envelope.carried", "aversion", "tail"), SHARE)
    | {
        "chance": COUNTED,
        "gain": FREE,
        "revenue_gain": FREE,
        "months": WHOLE,
        "category": SLOT,
        "may_begin": ("wrong shape",),
    },
    "media": dict.fromkeys(("season", "start", "least", "budget", "price"), COST)
    | dict.fromkeys(("most", "weekly"), ROOM)
    | dict.fromkeys(("carry", "concentration"), SHARE),
    "dispatch": {
        f"{part}.{name}": (*FREE, "half")
        for part, names in (
            ("errands", ("order", "site", "from_x", "from_y", "to_x", "to_y", "since", "ready", "due")),
            ("riders", ("number", "x", "y", "free", "until")),
        )
        for name in names
    }
    | {"terms.at_door": ("negative", "nan", "infinite"), "terms.capacity": ("none", "negative", "nan")},
}
"""model -> figure -> what it must not be, written down from what the figures mean, not from the checks"""


@dataclass(frozen=True)
class Decision:
    """A moment at which orders are given to riders."""

    errands: Errands
    riders: Riders
    terms: Terms


@pytest.fixture(scope="module")
def decision():
    def make(seed):
        rng = np.random.Generator(np.random.PCG64(seed))
        doors = rng.integers(-3_000, 3_000, (2, 3))
        zero, first = np.zeros(3, np.int64), np.arange(3)
        return Decision(
            Errands(first, zero, zero, zero, *doors, zero, zero, zero + 30 * MINUTE),
            Riders(first[:2], *rng.integers(-3_000, 3_000, (2, 2)), zero[:2], zero[:2] + 9 * HOUR),
            Terms(lambda metres: np.rint(metres * 200).astype(np.int64), MINUTE, MINUTE, MINUTE, 0, 2),
        )

    return make


@pytest.fixture(scope="module")
def day():
    def make(seed):
        rng = np.random.Generator(np.random.PCG64(seed))
        return Shifts(
            times=("9", "10", "11"),
            roles=("till", "desk"),
            kinds=("crew",),
            patterns=("9-11", "10-12", "9-12"),
            weight=np.full(3, 5.0),
            need=rng.integers(0, 4, (2, 3)).astype(float),
            short_cost=np.array([9_000.0, 5_000.0]),
            can=np.ones((1, 2), bool),
            works=np.array([[1, 1, 0], [0, 1, 1], [1, 1, 1]], bool),
            cost=np.array([[28_000.0, 28_000.0, 42_000.0]]),
            least=np.ones(3),
            most=np.full(3, 9.0),
            people=np.full(1, np.inf),
        )

    return make


@pytest.fixture(scope="module")
def campaign():
    def make(seed):
        rng = np.random.Generator(np.random.PCG64(seed))
        knots = np.array([0.0, 400.0, 900.0])
        return Media(
            channels=("search", "feed"),
            weeks=("week 1", "week 2"),
            response=(Response(knots, knots * 2), Response(knots, np.minimum(knots * 3, 1_500.0))),
            season=rng.choice([0.5, 1.0], (2, 2)),
            carry=np.array([0.3, 0.0]),
            start=np.array([100.0, 0.0]),
            least=np.zeros((2, 2)),
            most=np.full((2, 2), 800.0),
            weekly=np.full(2, 1_200.0),
            budget=1_500.0,
            concentration=np.array([0.8, 1.0]),
        )

    return make


@pytest.fixture(scope="module")
def models(chain, sites, batch, programmes, day, campaign, decision):
    """Return a maker of sound cases and their solver for each model."""
    return {
        "placement": (chain, place),
        "location": (sites, locate),
        "assignment": (batch, assign),
        "shifts": (day, roster),
        "budget": (partial(programmes, scopes=2), plan_budget),
        "media": (campaign, split),
        "dispatch": (decision, lambda case: Optimised().assign(0, case.errands, case.riders, case.terms)),
    }


def figure(case, name):
    value = case
    for part in name.split("."):
        value = getattr(value, part)
    return value


def changed(case, name, value):
    first, _, rest = name.partition(".")
    if rest:
        value = changed(getattr(case, first), rest, value)
    return replace(case, **{first: value})


def spoiled(value, kind, place, axis):
    """Return ``value`` with one figure, or its shape, that makes no sense."""
    if not isinstance(value, np.ndarray):
        return SPOILED[kind]
    if kind == "wrong shape":
        return np.concatenate([value, value[:1]]) if axis % 2 else value[None]
    if kind == "not numbers":
        return value.astype(object) if axis % 2 else value.astype(str)
    figures = value.astype(np.float64)
    figures.flat[place % value.size] = SPOILED[kind]
    return figures


@pytest.mark.requirement("S116", "S121", "S135", "S214")
@pytest.mark.parametrize("model", FORBIDDEN)
@given(seed=st.integers(0, 99), place=st.integers(0, 99), axis=st.integers(0, 1))
@settings(max_examples=8)
def test_one_figure_that_makes_no_sense_is_refused_by_place_value_reason_and_way_out(models, model, seed, place, axis):
    make, solve = models[model]
    case = make(seed)
    for name, kinds in FORBIDDEN[model].items():
        sound = figure(case, name)
        table = isinstance(sound, np.ndarray)
        for kind in kinds if table else [kind for kind in kinds if kind in SPOILED]:
            with pytest.raises(PlanInputError) as refused:
                solve(changed(case, name, spoiled(sound, kind, place, axis)))
            assert refused.value.exit_code == 3
            line = told_of(name, str(refused.value))
            assert SHOWN.get(kind, "") in line, (name, kind, line)
            assert "; " in line or ", needs " in line, (name, kind, "there is no way out", line)
            assert " of " in line or not (table and kind in SPOILED), (name, kind, "no place", line)


def told_of(name, message):
    """Return the line of ``message`` about the figure ``name``."""
    return next(line for line in message.splitlines() if re.match(rf"  (\w+\.)?{name.rpartition('.')[2]}\b", line))


@pytest.mark.parametrize("model", FORBIDDEN)
def test_the_same_cases_unspoiled_have_a_plan(models, model):
    make, solve = models[model]
    for seed in range(5):
        assert solve(make(seed))


def test_every_figure_of_every_model_is_spoiled(models):
    """Whoever adds a figure says here what it must not be."""
    named_elsewhere = {"whole", "least", "windows", "work", "pilot_months", "envelope", "errands", "riders", "terms"}
    for model, (make, _) in models.items():
        case = make(1)
        parts = {part.name for part in fields(case)} | {
            f"{part.name}.{inner.name}"
            for part in fields(case)
            if part.name in ("envelope", "errands", "riders")
            for inner in fields(getattr(case, part.name))
        }
        numbers = {n for n in parts if isinstance(figure(case, n), np.ndarray | float | int)} - named_elsewhere
        assert numbers - {"phase", "envelope.phase_share"} <= FORBIDDEN[model].keys(), model
        assert not any(is_dataclass(figure(case, name)) for name in FORBIDDEN[model])


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
            lambda c: {"response": (c.response[0], Response(np.array([0.0, 5.0]), np.array([0.0, HUGE])))},
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
