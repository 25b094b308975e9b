"""Findings about programmes: figures that are impossible, prerequisites in a circle, shares above 1."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from optimize.impossible import LARGEST, Numbered, Table, impossible, misfits, single

if TYPE_CHECKING:
    from optimize.budget_case import Curve, Programme

CLOSE = 1e-9
"""by which chances and shares may miss 1"""


def findings(case: "Programme") -> list[str]:
    """Return everything that is wrong with ``case``, in a planner's words."""
    if not case.initiatives or not case.scopes or not case.horizon:
        return ["the programme is empty: it needs at least one initiative, one scope and one month"]
    tables = _tables(case)
    return (
        [*_shapes(case, tables)]
        or [*_slots(case)]
        or [*impossible(tables), *_sums(case), *_curves(case), *_circles(case)]
    )


def _tables(case: "Programme") -> list[Table]:
    """Return the figures of ``case`` that are there, and what they may be."""
    each, money = (case.initiatives, case.scopes), case.envelope
    outcomes, months = Numbered("outcome", len(case.chance)), Numbered("month", case.horizon)
    tables = [
        Table("chance", case.chance, (outcomes,)),
        Table("cost", case.cost, each),
        Table("months", case.months, each, whole=True),
        Table("gain", case.gain, (outcomes, *each), low=-LARGEST),
        Table("overrun", case.overrun, (outcomes, case.initiatives)),
        Table("may_begin", case.may_begin, (case.initiatives, months), high=1.0),
        Table("discount", case.discount, (months,)),
        Table("envelope.fixed", money.fixed, (months,)),
        Table("envelope.revenue", money.revenue, (months,)),
        Table("envelope.revenue_share", money.revenue_share, (months,), high=1.0),
        Table("envelope.category_share", money.category_share, (case.categories,), high=1.0),
        single("envelope.reserve", money.reserve, high=1.0),
        single("envelope.carried", money.carried, high=1.0),
        single("aversion", case.aversion, high=1.0),
        single("tail", case.tail, high=1.0),
        single("after", case.after),
        single("pilot_months", case.pilot_months or 0),
    ]
    if money.phase_share is not None:
        tables.append(Table("envelope.phase_share", money.phase_share, (case.phases,), high=1.0))
    if case.category is not None:
        tables.append(
            Table(
                "category",
                case.category,
                (case.initiatives,),
                high=len(case.categories) - 1,
                whole=True,
                known="categories",
            )
        )
    if case.revenue_gain is not None:
        tables.append(Table("revenue_gain", case.revenue_gain, each, low=-LARGEST))
    if case.people is not None:
        tables.append(Table("people", case.people, (case.pools, *each)))
    if case.people_limit is not None:
        tables.append(Table("people_limit", case.people_limit, (case.pools, months)))
    for k, joint in enumerate(case.joints):
        tables.append(Table(f"gain of joint {k + 1}", joint.gain, (outcomes, case.scopes), low=-LARGEST))
    return tables


def _shapes(case: "Programme", tables: list[Table]) -> Iterator[str]:
    yield from misfits(tables)
    for name in ("people", "people_limit") if case.pools else ():
        if getattr(case, name) is None:
            yield f"there are pools of people, but {name} is missing; give it, or leave the pools out"
    for k, curve in enumerate(case.curves):
        if curve.width.shape != curve.slope.shape or curve.width.ndim != 1 or not curve.width.size:
            yield f"curve {k + 1} has {curve.width.shape} widths and {curve.slope.shape} slopes, needs as many of both"


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
                known = len(case.initiatives) - 1
                yield f"{what} names initiative {slot}; they are numbered from 0 to {known}"
    for need in case.needs:
        if not need.one_of:
            yield f"a prerequisite of initiative {need.initiative} names nothing that would meet it; name one"
    for first, second in case.exclusions:
        if first == second:
            yield f"initiative {first} excludes itself; name another one"
    if (np.diff(case.phase) < 0).any() or case.phase[0] < 0 or case.phase[-1] >= len(case.phases):
        yield f"the months go through phases {case.phase.tolist()}, needs 0 to {len(case.phases) - 1} in order"


def _sums(case: "Programme") -> Iterator[str]:
    if not abs(float(case.chance.sum()) - 1) <= CLOSE:
        yield f"the chances of the outcomes sum to {case.chance.sum():g}, not to 1; divide them by their sum"
    if case.tail == 0:
        yield "tail 0 holds no outcome; a share of worst outcomes such as 0.2 is needed"
    shares = case.envelope.phase_share
    if shares is not None and not float(shares.sum()) <= 1 + CLOSE:
        yield f"the shares of the phases sum to {shares.sum():g}, above 1; lower one of them"


def _curves(case: "Programme") -> Iterator[str]:
    seen: set[int] = set()
    for k, curve in enumerate(case.curves):
        yield from _segments(k, curve)
        for member in curve.members:
            if member in seen:
                yield f"{case.initiatives[member]} is in two curves; its gains can go through one: keep one"
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
        yield f"prerequisites in a circle: {names} wait for one another; take one of these needs out"


def _met(case: "Programme", initiative: int, possible: set[int]) -> bool:
    return all(possible.intersection(need.one_of) for need in case.needs if need.initiative == initiative)
