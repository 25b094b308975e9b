"""Bad input: in every model and every figure, what is no number, out of scale or negative is refused, and by name."""

from dataclasses import fields, replace

import numpy as np
import pytest

from optimize.assignment import assign
from optimize.backends import Effort
from optimize.budget import plan_budget
from optimize.errors import PlanInputError, PlanningError
from optimize.location import locate
from optimize.placement import place
from optimize.placement_parts import place_in_parts

NEVER_NEGATIVE = {
    "chance",
    "demand",
    "litres",
    "capacity",
    "available",
    "service_floor",
    "enabling_cost",
    "opening_cost",
    "lost_cost",
    "short_cost",
    "cost",
    "months",
    "stock",
    "units",
}
QUICK = Effort(wall_seconds=20.0)


@pytest.fixture(scope="module")
def models(chain, sites, batch, programmes):
    """Return a sound case and its solver for each model."""
    return {
        "placement": (chain(1), place),
        "placement in parts": (chain(1), place_in_parts),
        "location": (sites(1), locate),
        "assignment": (batch(1), assign),
        "budget": (programmes(1), plan_budget),
    }


def spoiled(case, name, value):
    """Return ``case`` with ``value`` as the first figure of ``name``."""
    figures = np.array(getattr(case, name), np.float64)
    figures.flat[0] = value
    return replace(case, **{name: figures})


def real_arrays(case):
    for part in fields(case):
        value = getattr(case, part.name)
        if isinstance(value, np.ndarray) and value.size and value.dtype == np.float64:
            yield part.name


MODELS = ("placement", "placement in parts", "location", "assignment", "budget")


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize("value", [np.nan, 1e308], ids=str)
@pytest.mark.parametrize("model", MODELS)
def test_what_is_no_number_or_out_of_scale_never_becomes_a_plan(models, model, value):
    case, solve = models[model]
    for name in real_arrays(case):
        with pytest.raises(PlanningError) as told:
            solve(spoiled(case, name, value), effort=QUICK)
        # A demand that no site could ever meet is a clash of limits; all else is input that cannot be used.
        assert told.value.exit_code in ((3, 4) if (name, value) == ("demand", 1e308) else (3,))
        assert len(str(told.value)) > 40, "the message must name the figure"


@pytest.mark.parametrize("model", MODELS)
def test_what_cannot_be_negative_is_refused_by_its_name(models, model):
    case, _ = models[model]
    names = NEVER_NEGATIVE & set(real_arrays(case))
    assert names
    for name in names:
        with pytest.raises(PlanInputError, match=name.replace("_", ".")):
            spoiled(case, name, -1.0)
