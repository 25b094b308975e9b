"""Scale: numbers that no solver can be trusted with are refused before it sees them, each cell by its name."""

import numpy as np

from optimize.errors import PlanInputError, listed
from optimize.model import Model, Reals

SMALLEST = 1e-6
LARGEST = 1e9
"""Sizes of numbers a solver's tolerances suit; beyond, CBC calls a sound model infeasible (1e308: measured)."""


def check(model: Model) -> None:
    """Return when a solver can take the model.

    Raises:
        PlanInputError: nothing to decide, not a number, out of scale, or a least value above the greatest.
    """
    if not model.cost.size:
        raise PlanInputError("there is nothing to decide: the plan has no stock, site or flow to choose")
    findings = [
        *(f"part that no decision changes: {_reason(model.base)}" for _ in odd(np.array([model.base]))),
        *_columns(model, "cost", model.cost),
        *_columns(model, "least value", np.where(np.isneginf(model.low), 0.0, model.low)),
        *_columns(model, "greatest value", np.where(np.isposinf(model.high), 0.0, model.high)),
        *(f"limit of '{model.row(k)}': {_reason(model.limit[k])}" for k in odd(model.limit)),
        *_cells(model),
        *_crossed(model),
    ]
    if findings:
        raise PlanInputError(f"the plan's numbers cannot be used:\n{listed(findings)}")


def odd(values: Reals) -> list[int]:
    """Return the places of values that are no numbers, or neither 0 nor between `SMALLEST` and `LARGEST`."""
    size = np.abs(values)
    # Comparisons with nan are false, so this way round it is found, too.
    return np.flatnonzero(~((size == 0) | ((size >= SMALLEST) & (size <= LARGEST)))).tolist()


def _reason(value: float) -> str:
    if np.isnan(value):
        return "not a number; fill the cell in"
    if np.isinf(value):
        return "infinite; leave the limit out or give a number"
    return f"{value:g} is out of scale; sizes between {SMALLEST:g} and {LARGEST:g} can be used, change the unit"


def _columns(model: Model, what: str, values: Reals) -> list[str]:
    return [f"{what} of '{model.column(k)}': {_reason(values[k])}" for k in odd(values)]


def _cells(model: Model) -> list[str]:
    table = model.matrix.tocoo()
    return [
        f"weight of '{model.column(int(table.col[k]))}' in '{model.row(int(table.row[k]))}': {_reason(table.data[k])}"
        for k in odd(table.data)
    ]


def _crossed(model: Model) -> list[str]:
    return [
        f"'{model.column(k)}': least value {model.low[k]:g} is above greatest value {model.high[k]:g}"
        for k in np.flatnonzero(model.low > model.high).tolist()
    ]
