"""Bad input: in any model, one figure that makes no sense is refused by place, value, reason and way out."""

import re
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.errors import PlanInputError

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
