"""Quantiles of a measured time by period and scope."""

from collections.abc import Callable

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Rows
from o2o.kpi.parts import joined
from o2o.kpi.records import Flags, Records

Timed = Callable[[Records], tuple[Rows, Ints, Flags]]
"""says of a part of the run: its rows, the time of each (ms), and which of them have one"""


PeriodOf = Callable[[Ints], Ints]
"""day -> period, -1 for none"""
_SPAN = 1 << 40
"""more than any time, ms: 34 years"""


def grouped_quantile(keys: Ints, groups: int, level: float) -> Floats:
    """Return each group's smallest time that a share ``level`` of the group does not exceed, ms; shape (groups,).

    Args:
        keys: group x 2**40 + time, sorted upwards; group below ``groups``.
        groups: number of groups; empty ones get nan.
        level: share, above 0 and at most 1.
    """
    bounds = np.searchsorted(keys, np.arange(groups + 1) * _SPAN)
    count = np.diff(bounds)
    # 1e-9 forgives the rounding of level x count: 0.9 x 10 is the ninth value, not the tenth.
    place = bounds[:-1] + np.ceil(level * count - 1e-9).astype(np.int64) - 1
    found = np.full(groups, np.nan)
    found[count > 0] = keys[place[count > 0]] % _SPAN
    return found


def quantile(records: Records, table: str, kinds: tuple[str, ...], timed: Timed, level: float) -> Figures:
    """Return quantiles of the times of the rows of ``table``, ms, for each period and the given kinds of scope."""
    grain, warm = records.grain, records.dimensions.warm_up
    scopes = {kind: len(grain.scopes[kind]) for kind in kinds}
    periods: tuple[tuple[int, PeriodOf], ...] = (
        (1, lambda day: np.where(day >= warm, 0, -1)),
        (len(grain.weeks), lambda day: np.where(day >= warm, day // 7 - warm // 7, -1)),
        (grain.days, lambda day: day),
    )

    def ranked(kind: str, period_of: PeriodOf) -> Ints:
        keys = joined(records, table, lambda part: _keys(*timed(part), kind, period_of))
        keys.sort()
        return keys

    return Figures(
        *(
            {
                kind: grouped_quantile(ranked(kind, period_of), count * width, level).reshape(count, width)
                for kind, width in scopes.items()
            }
            for count, period_of in periods
        )
    )


def _keys(rows: Rows, time: Ints, known: Flags, kind: str, period_of: PeriodOf) -> Ints:
    """Return (period x scopes + scope) x 2**40 + time of the rows that have a time and a period."""
    width = len(rows.grain.scopes[kind])
    day, slot = np.divmod(rows.cells(kind)[known], width)
    period = np.where(day < rows.grain.days, period_of(day), -1)
    inside = period >= 0
    keys: Ints = (period[inside] * width + slot[inside]) * _SPAN + time[known][inside]
    return keys
