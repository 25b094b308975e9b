"""Phases of a budget: none spends more than its part and what is carried to it; one that is cut takes only its own."""

from dataclasses import replace
from functools import partial

import numpy as np

from o2o.validate.oracle import Oracle, Outcome, none_of
from o2o.validate.small_plans import Figures, names
from optimize.backends import Effort
from optimize.budget import plan_budget
from optimize.budget_case import Envelope, Programme
from optimize.model import Reals

_MONTHS, _EACH = 4, 3
"""months in two phases; initiatives that may begin in the first month of each"""
_EXACT = Effort(gap=1e-9)


def programme(case: int, share: tuple[float, float], carried: float) -> Programme:
    """Return initiatives paid at once and live at once, half of them for either phase; 2,000 fen in all."""
    figures, count = Figures(80_000 + case), 2 * _EACH
    begins = np.zeros((count, _MONTHS), bool)
    begins[:_EACH, 0] = begins[_EACH:, 2] = True
    nothing = np.zeros(_MONTHS)
    money = Envelope(np.array([2000.0, 0, 0, 0]), nothing, nothing, np.ones(1), np.array(share), 0.0, carried)
    return Programme(
        initiatives=names("initiative", count),
        scopes=("all",),
        phases=("early", "late"),
        phase=np.array([0, 0, 1, 1]),
        chance=np.ones(1),
        cost=figures.between(2, 7, count, 1) * 100.0,
        months=np.zeros((count, 1), np.int64),
        gain=figures.between(4, 9, 1, count, 1) * 1000.0,
        overrun=np.ones((1, count)),
        may_begin=begins,
        discount=np.ones(_MONTHS),
        envelope=money,
    )


def _bought(case: Programme) -> tuple[list[int], Reals]:
    plan = plan_budget(case, effort=_EXACT)
    return [p.initiative for p in plan.purchases], np.add.reduceat(plan.spend, [0, 2])


def kept(leak: float = 0.0, cases: int = 12) -> Outcome:
    """Return whether phases keep their ledger, and whether a cut takes its phase alone.

    Args:
        leak: share of what the first phase leaves that reaches a phase that was cut.
        cases: programmes.
    """
    wrong = 0
    for case in range(cases):
        for carried in (0.0, 0.5, 1.0):
            _, spent = _bought(programme(case, (0.5, 0.5), carried))
            ledger = 1000.0 + carried * (1000.0 - spent[0])
            wrong += spent[0] > 1000.0 + 1e-6 or spent[1] > ledger + 1e-6
        full, _ = _bought(programme(case, (0.5, 0.5), 0.0))
        cut = programme(case, (0.5, 0.5), leak)
        cut = replace(cut, envelope=replace(cut.envelope, phase_share=np.array([0.5, 0.0])))
        wrong += _bought(cut)[0] != [one for one in full if one < _EACH]
    return none_of(4 * cases, wrong, "programmes that break their phases")


ORACLES = (
    Oracle(
        "O10",
        "E",
        "no phase spends more than its part and what is carried to it; a phase cut to 0 loses its own, no others",
        "optimize.budget on six initiatives in two phases",
        kept,
        {"what the first phase leaves reaches the phase that was cut": partial(kept, 1.0)},
    ),
)
