"""Quantiles of a measured time by period and scope."""

import numpy as np

from o2o.kpi.grain import Figures, Floats, Ints, Rows


def grouped_quantile(values: Floats, group: Ints, groups: int, level: float) -> Floats:
    """Return each group's smallest value that a share ``level`` of the group does not exceed; shape (groups,).

    Args:
        values: sorted upwards.
        group: group of each value, 0 <= group < groups.
        groups: number of groups; empty ones get nan.
        level: share, above 0 and at most 1.
    """
    order = np.argsort(group.astype(np.uint16 if groups <= 65_536 else np.int64), kind="stable")
    count = np.bincount(group, minlength=groups)
    # 1e-9 forgives the rounding of level x count: 0.9 x 10 is the ninth value, not the tenth.
    place = np.cumsum(count) - count + np.ceil(level * count - 1e-9).astype(np.int64) - 1
    found = np.full(groups, np.nan)
    found[count > 0] = values[order[place[count > 0]]]
    return found


def quantile(rows: Rows, kinds: tuple[str, ...], values: Floats, level: float) -> Figures:
    """Return quantiles of ``values`` (nan: leave the row out) for each period and the given kinds of scope."""
    grain = rows.grain
    ranked = np.argsort(values, kind="stable")
    ranked = ranked[: int(np.isfinite(values).sum())]
    total, week, day = {}, {}, {}
    for kind in kinds:
        days, slots = (column[ranked] for column in rows.cells(kind))
        width = len(grain.scopes[kind])

        def by(period: Ints, periods: int, slots: Ints = slots, width: int = width) -> Floats:
            inside = (period >= 0) & (period < periods)
            cell = period[inside] * width + slots[inside]
            return grouped_quantile(values[ranked[inside]], cell, periods * width, level).reshape(periods, width)

        warm = days >= grain.dimensions.warm_up
        total[kind] = by(np.where(warm, 0, -1), 1)
        week[kind] = by(np.where(warm, days // 7 - grain.dimensions.warm_up // 7, -1), len(grain.weeks))
        day[kind] = by(days, grain.days)
    return Figures(total, week, day)
