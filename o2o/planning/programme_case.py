"""A programme as a budget case: its phases, money and people, with the gains that simulated arms have shown."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from o2o.planning.arms import Arm, Menu
from o2o.planning.response import Response
from o2o.planning.trials import MONTH, Changes
from optimize.budget_case import Envelope, Joint, Need, Programme, Purchase
from optimize.errors import PlanInputError
from optimize.model import Reals
from scenarios.programme import Programme as ProgrammeFile
from scenarios.schema import Scenario
from sim.plan import ChangeSpec
from sim.units import CNY

YEAR = 12


@dataclass(frozen=True)
class Ground:
    """What a case is made from beside the gains."""

    file: ProgrammeFile
    menu: Menu
    revenue: float
    """CNY a month without any initiative"""


def case_of(ground: Ground, response: Response) -> Programme:
    """Return the case in which every replication's luck is an outcome of equal chance."""
    file, menu = ground.file, ground.menu
    phases = list(file.phases.values())
    phase = np.repeat(np.arange(len(phases)), [part.months for part in phases])
    rate = (1.0 + file.budget.discount) ** (-1.0 / YEAR)
    shape = (len(menu.keys), len(menu.scopes))
    own, joints, revenue = _gains(ground, response)
    categories = tuple(file.categories) or ("all",)
    pools = tuple(file.pools)
    return Programme(
        initiatives=menu.keys,
        scopes=menu.scopes,
        phases=tuple(file.phases),
        phase=phase,
        chance=np.full(len(own), 1.0 / len(own)),
        cost=_costs(ground),
        months=np.array([[initiative.months] * shape[1] for initiative in menu.initiatives.values()]),
        gain=own,
        overrun=np.ones((len(own), shape[0])),
        may_begin=np.ones((shape[0], len(phase)), bool),
        discount=rate ** np.arange(len(phase)),
        envelope=_envelope(ground, phase),
        categories=categories,
        category=np.array([categories.index(i.category or categories[0]) for i in menu.initiatives.values()]),
        revenue_gain=revenue,
        pools=pools,
        people=_people(ground, pools) if pools else None,
        people_limit=np.array([[file.pools[pool].people] * len(phase) for pool in pools]) if pools else None,
        needs=tuple(Need(slot, ways) for slot, ways in menu.needs),
        exclusions=menu.exclusions,
        joints=joints,
        after=float((rate ** np.arange(len(phase), len(phase) + file.budget.after)).sum()),
        pilot_months=file.budget.pilot,
        aversion=file.budget.aversion,
        tail=file.budget.tail,
    )


def _costs(ground: Ground) -> Reals:
    """Return fen beyond the scope below, shape (I, S); what has no stores is paid with the first scope."""
    menu, whole = ground.menu, ground.file.budget.points
    rows = []
    for slot, initiative in enumerate(menu.initiatives.values()):
        share = np.array(menu.reach) / len(menu.stores)
        part = initiative.fixed + (1.0 - initiative.fixed) * share
        if not (menu.spreads(slot) or menu.idle(slot)):
            part = np.ones(len(share))
        rows.append(initiative.points / 100 * whole * np.diff(part, prepend=0.0))
    # Whole fen: a ledger knows no others.
    return np.rint(np.array(rows))


def _gains(ground: Ground, response: Response) -> tuple[Reals, tuple[Joint, ...], Reals]:
    """Return own gains in fen a month, shape (R, I, S), joint effects, and revenue gains in fen, shape (I, S)."""
    menu, terms = ground.menu, response.terms
    scopes = len(menu.scopes)
    own = np.zeros((len(response.gains), len(menu.keys), scopes))
    revenue = np.zeros((len(menu.keys), scopes))
    for k, (slot, step) in enumerate(terms.own):
        own[:, slot, step] = np.rint(response.gains[:, k] * CNY)
        revenue[slot, step] = np.rint(response.revenue[k] * CNY)
    added = np.diff(menu.reach, prepend=0)
    for slot, initiative in enumerate(menu.initiatives.values()):
        own[:, slot] -= initiative.running * added
    together: dict[tuple[int, ...], Reals] = {}
    for k, (members, step) in enumerate(terms.joint, start=len(terms.own)):
        together.setdefault(members, np.zeros((len(own), scopes)))[:, step] = np.rint(response.gains[:, k] * CNY)
    return own, tuple(Joint(members, gain) for members, gain in together.items()), revenue


def _envelope(ground: Ground, phase: NDArray[np.int64]) -> Envelope:
    file = ground.file
    phases = list(file.phases.values())
    shares = np.array([part.share for part in phases])
    fixed = np.zeros(len(phase))
    fixed[0] = file.budget.points * file.budget.fixed
    caps = [category.share for category in file.categories.values()] or [1.0]
    return Envelope(
        fixed=fixed,
        revenue=np.full(len(phase), ground.revenue * CNY),
        revenue_share=np.array([phases[k].revenue for k in phase.tolist()]),
        category_share=np.array(caps),
        phase_share=shares if shares.any() else None,
        reserve=file.budget.reserve,
        carried=file.budget.carried,
    )


def _people(ground: Ground, pools: tuple[str, ...]) -> Reals:
    """Return the people that building takes, all with the first scope, shape (R, I, S)."""
    menu = ground.menu
    people = np.zeros((len(pools), len(menu.keys), len(menu.scopes)))
    for slot, initiative in enumerate(menu.initiatives.values()):
        for pool, taken in initiative.people.items():
            people[pools.index(pool), slot, 0] = taken.people
    return people


def live_arms(case: Programme, purchases: tuple[Purchase, ...]) -> list[Arm]:
    """Return how many scopes of each initiative are live, month by month."""
    arms = []
    for month in range(case.horizon):
        live = [
            sum(1 for p in purchases if p.initiative == slot and p.month + case.months[slot, p.scope] <= month)
            for slot in range(len(case.initiatives))
        ]
        arms.append(tuple(live))
    return arms


def dated_changes(menu: Menu, case: Programme, purchases: tuple[Purchase, ...], scenario: Scenario) -> Changes:
    """Return the lever changes of ``purchases`` on the scenario's calendar, each month of the plan in `lapse` days."""
    begin, days = scenario.calendar.warm_up, lapse(scenario, case.horizon)
    found: list[tuple[str, ChangeSpec]] = []
    for purchase in purchases:
        month = purchase.month + int(case.months[purchase.initiative, purchase.scope])
        start = scenario.calendar.start + timedelta(days=begin + month * days)
        found += menu.changes(purchase.initiative, purchase.scope, start)
    return tuple(found)


def lapse(scenario: Scenario, months: int) -> int:
    """Return the days of the run in which a month of the plan passes: 30, or fewer where the calendar is shorter.

    Raises:
        PlanInputError: it has not a day for each month.
    """
    measured = scenario.calendar.days - scenario.calendar.warm_up
    if measured < months:
        raise PlanInputError(
            f"the calendar measures {measured} days, the programme has {months} months: simulate at least "
            f"{months} days after the warm-up, so that each month of the plan passes in a day or more, or name a "
            "shorter programme (planning.budget.programme)"
        )
    return min(MONTH, measured // months)
