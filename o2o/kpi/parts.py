"""Parts: a large table is measured some rows at a time and what they say is added up, so that memory stays bounded.

Where the cuts are makes no difference: what is added up are whole numbers, exact below 2**53.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from o2o.kpi.grain import Rows, Tally
from o2o.kpi.records import Records

ROWS = 1 << 16
"""rows of a part"""
Weights = Callable[[Records], tuple[NDArray[Any], ...]]
Sums = TypeVar("Sums", bound=NDArray[Any] | Tally | tuple[Any, ...])


def slices(rows: int) -> Iterator[slice]:
    """Yield the slices that cut so many rows into parts; one at least."""
    for start in range(0, max(1, rows), ROWS):
        yield slice(start, min(start + ROWS, rows))


def parts(records: Records, table: str) -> Iterator[Records]:
    """Yield the run as if ``table`` had only some of its rows, in their order."""
    for rows in slices(records.size(table)):
        yield records.cut(table, rows)
        records.put_away(table)


def joined(records: Records, table: str, work_out: Callable[[Records], NDArray[Any]]) -> NDArray[Any]:
    """Return what ``work_out`` says of each part, one after another along the last axis."""
    return np.concatenate([work_out(part) for part in parts(records, table)], axis=-1)


def added(records: Records, table: str, work_out: Callable[[Records], Sums]) -> Sums:
    """Return what ``work_out`` says of each part, added up: an array, a tally, or several of them."""
    return reduce(_plus, (work_out(part) for part in parts(records, table)))


def order_sums(records: Records, weights: Weights, *kinds: str) -> tuple[Tally, ...]:
    """Return the sums of each weight of the orders by the day they were placed, of all kinds of scope or those named.

    ``weights`` says of a part of the run how much each of its orders counts; likewise for the tables below.
    """
    return added(records, "orders", lambda part: _sums(part.orders, weights(part), kinds))


def visit_sums(records: Records, weights: Weights, *kinds: str) -> tuple[Tally, ...]:
    """Return the same of the visits, by the day they began."""
    return added(records, "visits", lambda part: _sums(part.visits, weights(part), kinds))


def stock_sums(records: Records, weights: Weights, *kinds: str) -> tuple[Tally, ...]:
    """Return the same of the stock days."""
    return added(records, "stock_days", lambda part: _sums(part.stock_days, weights(part), kinds))


def _sums(rows: Rows, weights: tuple[NDArray[Any], ...], kinds: tuple[str, ...]) -> tuple[Tally, ...]:
    return tuple(rows.sum(weight, *kinds) for weight in weights)


def _plus(one: Any, other: Any) -> Any:  # noqa: ANN401 - whatever `added` adds up
    if isinstance(one, tuple):
        return tuple(_plus(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, Mapping):
        return {key: one[key] + other[key] for key in one}
    return one + other
