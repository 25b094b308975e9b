"""Findings about programmes: figures that are impossible, prerequisites in a circle, shares above 1."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimize.model import Reals

if TYPE_CHECKING:
    from optimize.budget_case import Curve, Programme

CLOSE = 1e-9
"""by which chances and shares may miss 1"""
LARGEST = 1e13
"""fen; no programme is larger, and no solver could be trusted with it"""


def findings(case: "Programme") -> list[str]:
    """Return everything that is wrong with ``case``, in a planner's words."""
    if not case.initiatives or not case.scopes or not case.horizon:
        return ["the programme is empty: it needs at least one initiative, one scope and one month"]
    return [*_shapes(case)] or [*_slots(case)] or [*_figures(case), *_shares(case), *_curves(case), *_circles(case)]


def _shapes(case: "Programme") -> Iterator[str]:
    i, s, m, o = len(case.initiatives), len(case.scopes), case.horizon, len(case.chance)
    r, money = len(case.pools), case.envelope
    wanted: list[tuple[str, NDArray[Any] | None, tuple[int, ...]]] = [
        ("cost", case.cost, (i, s)),
        ("months", case.months, (i, s)),
        ("gain", case.gain, (o, i, s)),
        ("overrun", case.overrun, (o, i)),
        ("may_begin", case.may_begin, (i, m)),
        ("discount", case.discount, (m,)),
        ("envelope.fixed", money.fixed, (m,)),
        ("envelope.revenue", money.revenue, (m,)),
        ("envelope.revenue_share", money.revenue_share, (m,)),
        ("envelope.category_share", money.category_share, (len(case.categories),)),
        ("envelope.phase_share", money.phase_share, (len(case.phases),)),
        ("category", case.category, (i,)),
        ("revenue_gain", case.revenue_gain, (i, s)),
        ("people", case.people, (r, i, s)),
        ("people_limit", case.people_limit, (r, m)),
        *((f"gain of joint {k + 1}", joint.gain, (o, s)) for k, joint in enumerate(case.joints)),
    ]
    for name, values, shape in wanted:
        if values is None and case.pools and name.startswith("people"):
            yield f"there are pools of people, but {name} is missing"
        elif values is not None and values.shape != shape:
            yield f"{name} has shape {values.shape}, needs {shape}"
    for k, curve in enumerate(case.curves):
        if curve.width.shape != curve.slope.shape or curve.width.ndim != 1 or not curve.width.size:
            yield f"curve {k + 1} has {curve.width.shape} widths and {curve.slope.shape} slopes"


def _slots(case: "Programme") -> Iterator[str]:
    named = [
        *(("a prerequisite", (need.initiative, *need.one_of)) for need in case.needs),
        *(("an exclusion", pair) for pair in case.exclusions),
        ("what is required", case.required),
        *(("a joint effect", joint.members) for joint in case.joints),
        *(("a curve", curve.members) for curve in case.curves),
    ]
    for what, slots in named:
        for slot in slots:
            if not 0 <= slot < len(case.initiatives):
                yield f"{what} names initiative {slot}, there are {len(case.initiatives)}"
    for need in case.needs:
        if not need.one_of:
            yield f"a prerequisite of initiative {need.initiative} names nothing that would meet it"
    for first, second in case.exclusions:
        if first == second:
            yield f"initiative {first} excludes itself"
    for slot, member in enumerate(case.belongs().tolist()):
        if not 0 <= member < len(case.categories):
            yield f"initiative {slot} is of category {member}, there are {len(case.categories)}"
    if (np.diff(case.phase) < 0).any() or case.phase[0] < 0 or case.phase[-1] >= len(case.phases):
        yield "the months do not go through the phases in order"


def _figures(case: "Programme") -> Iterator[str]:
    tables: list[tuple[str, Reals | None, tuple[tuple[str, ...], ...]]] = [
        ("cost", case.cost, (case.initiatives, case.scopes)),
        ("months", case.months.astype(np.float64), (case.initiatives, case.scopes)),
        ("overrun", case.overrun, (_numbered("outcome", len(case.chance)), case.initiatives)),
        ("discount", case.discount, (_numbered("month", case.horizon),)),
        ("fixed budget", case.envelope.fixed, (_numbered("month", case.horizon),)),
        ("revenue", case.envelope.revenue, (_numbered("month", case.horizon),)),
        ("chance", case.chance, (_numbered("outcome", len(case.chance)),)),
        ("people", case.people, (case.pools, case.initiatives, case.scopes)),
        ("people_limit", case.people_limit, (case.pools, _numbered("month", case.horizon))),
    ]
    for name, values, axes in tables:
        yield from _odd(name, values, axes, least=0.0)
    yield from _odd("gain", case.gain, (_numbered("outcome", len(case.chance)), case.initiatives, case.scopes))
    yield from _odd("revenue_gain", case.revenue_gain, (case.initiatives, case.scopes))
    for k, joint in enumerate(case.joints):
        axes = (_numbered("outcome", len(case.chance)), case.scopes)
        yield from _odd(f"gain of joint {k + 1}", joint.gain, axes)
    if not abs(float(case.chance.sum()) - 1) <= CLOSE:
        yield f"the chances of the outcomes sum to {case.chance.sum():g}, not to 1"
    if not 0 <= case.after <= LARGEST:
        yield f"after {case.after:g} is negative or no number"
    if case.pilot_months is not None and case.pilot_months < 0:
        yield f"pilot_months {case.pilot_months} is negative"


def _numbered(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {k + 1}" for k in range(count))


def _odd(name: str, values: Reals | None, axes: tuple[tuple[str, ...], ...], least: float = -LARGEST) -> Iterator[str]:
    """Yield the first cell that is no number, below ``least`` or out of scale, and how many there are."""
    if values is None:
        return
    # Comparisons with nan are false, so this way round it is found, too.
    bad = np.argwhere(~((values >= least) & (values <= LARGEST)))
    if len(bad):
        place = tuple(int(k) for k in bad[0])
        words = ", ".join(axis[k] for axis, k in zip(axes, place, strict=True))
        value = float(values[place])
        reason = "is no number" if np.isnan(value) else ("is negative" if value < least == 0 else "is out of scale")
        yield f"{name} of {words}: {value:g} {reason} ({len(bad)} such)"


def _shares(case: "Programme") -> Iterator[str]:
    money = case.envelope
    single = {"reserve": money.reserve, "carried": money.carried, "aversion": case.aversion, "tail": case.tail}
    for name, share in single.items():
        if not 0 <= share <= 1:
            yield f"{name} {share:g} is no share between 0 and 1"
    if case.tail == 0:
        yield "tail 0 holds no outcome; a share of worst outcomes such as 0.2 is needed"
    rows = {"revenue_share": money.revenue_share, "category_share": money.category_share}
    if money.phase_share is not None:
        rows["phase_share"] = money.phase_share
    for name, shares in rows.items():
        for k in np.flatnonzero(~((shares >= 0) & (shares <= 1))).tolist():
            yield f"{name} {k + 1} is {shares[k]:g}, no share between 0 and 1"
    if money.phase_share is not None and not float(money.phase_share.sum()) <= 1 + CLOSE:
        yield f"the shares of the phases sum to {money.phase_share.sum():g}, above 1"


def _curves(case: "Programme") -> Iterator[str]:
    seen: set[int] = set()
    for k, curve in enumerate(case.curves):
        yield from _segments(k, curve)
        for member in curve.members:
            if member in seen:
                yield f"{case.initiatives[member]} is in two curves; its gains can go through one"
            seen.add(member)


def _segments(k: int, curve: "Curve") -> Iterator[str]:
    if curve.width[-1] != np.inf:
        yield f"curve {k + 1}: its last segment must have no end (inf), it ends after {curve.width[-1]:g}"
    if not ((curve.width[:-1] > 0) & (curve.width[:-1] <= LARGEST)).all():
        yield f"curve {k + 1}: widths must be positive, they are {curve.width[:-1].tolist()}"
    if not ((curve.slope >= 0) & (curve.slope <= 1)).all():
        yield f"curve {k + 1}: slopes are shares of the gain, 0 to 1; they are {curve.slope.tolist()}"
    if not (np.diff(curve.slope) <= 0).all():
        yield f"curve {k + 1}: returns must diminish, the slopes are {curve.slope.tolist()}"


def _circles(case: "Programme") -> Iterator[str]:
    """Yield the initiatives that could never begin because their prerequisites wait for one another."""
    possible: set[int] = set()
    waiting = set(range(len(case.initiatives)))
    while ready := {k for k in waiting if _met(case, k, possible)}:
        possible |= ready
        waiting -= ready
    if waiting:
        names = ", ".join(case.initiatives[k] for k in sorted(waiting))
        yield f"prerequisites in a circle: {names} wait for one another and can never begin"


def _met(case: "Programme", initiative: int, possible: set[int]) -> bool:
    return all(possible.intersection(need.one_of) for need in case.needs if need.initiative == initiative)
