"""Shocks: what goes wrong, or surges, on a day of the calendar or by luck, for how long, and how it fades.

A shock becomes dated lever changes before the first day; nothing else reaches into a component. Its luck belongs to
the shock's key and the day, so scenarios with one seed are struck alike.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Literal

import numpy as np

from sim.calendar import Calendar
from sim.facts import NEVER, Facts
from sim.levers import CATALOGUE, Change, Scope
from sim.plan import ChangeSpec, PlanSpec, WaveSpec
from sim.random_field import Purpose
from sim.spec import spec
from sim.units import DAY, Count, Factor, Positive

YEAR = 365.0
"""days"""
LEAST = 0.01
"""of a shock that burns in: when less is felt, it is over"""


@spec
class EffectSpec:
    """What a shock does to one lever."""

    lever: str
    """path of the lever catalogue"""
    to: bool | int | float | str
    """at the height of the shock: a factor multiplies what the plan sets, any other value takes its place"""
    where: tuple[str, ...] | Literal["all"] = "all"
    """keys of the stores, warehouses, fleets, zones or segments it strikes"""


@spec
class ShockSpec:
    """Something happens that nobody planned."""

    effects: Mapping[str, EffectSpec]
    """what it does, by key; at least one"""
    start: date | None = None
    """first day; leave it out for a shock that strikes by luck"""
    follows: str = ""
    """key of a wave or a change of the plan: it strikes on the day that begins, as interfaces err after a launch"""
    per_year: Factor = 0.0
    """strikes a year, where it strikes by luck; none begins while the one before is felt"""
    busy: Factor = 0.0
    """how much oftener luck strikes on busy days: the power of the needs that the calendar brings, relative to the mean
    day; 0: as often on every day, 1: twice as often where people need twice as much"""
    days: Positive = 1
    """days at its height; of one that strikes by luck the mean (geometric)"""
    recovery: Count = 0
    """days after it during which it fades evenly; 0: all is well at once"""
    burn_in: Count = 0
    """days in which it fades to 37 % (1/e), again and again, until less than 1 % is felt; instead of recovery"""
    strikes: Literal["together", "apart"] = "together"
    """all its places at once, or each by its own luck"""
    why: str = ""
    """reason, shown in reports"""


@dataclass(frozen=True)
class Strike:
    """Days at the height of a shock."""

    first: int
    days: int


def changes_of(
    shock: ShockSpec, cause: int, calendar: Calendar, keys: Mapping[Scope, Sequence[str]], luck: Purpose
) -> list[Change]:
    """Return the lever changes that a shock brings about.

    Args:
        shock: what the planner said.
        cause: its row of the plan's list of causes.
        calendar: the simulated days.
        keys: scope -> keys of its slots.
        luck: the draws of this shock alone.
    """
    changes: list[Change] = []
    for effect in shock.effects.values():
        lever = CATALOGUE[effect.lever]
        worst, known = lever.parse(effect.to), keys[lever.scope]
        for places in _groups(shock, known if effect.where == "all" else sorted(effect.where)):
            slots = tuple(known.index(key) for key in places)
            entity = entity_of(places[0]) if shock.strikes == "apart" else 0
            for strike in _strikes(shock, calendar, luck, entity):
                steps = _felt(strike, fading(shock))
                changes += [Change(day, lever.path, slots, worst, cause, felt) for day, felt in steps]
    return changes


def dated(shock: ShockSpec, plan: PlanSpec) -> ShockSpec:
    """Return ``shock`` with the date of the wave or change that it follows, if it follows one."""
    if not shock.follows:
        return shock
    begun: WaveSpec | ChangeSpec = plan.waves.get(shock.follows) or plan.changes[shock.follows]
    return replace(shock, start=begun.start)


class ShockLog:
    """Notes when each shock struck where, began to fade, and was over."""

    def __init__(self, facts: Facts) -> None:
        self._table = facts["shocks"]
        self._open: dict[tuple[int, str, int], int] = {}

    def note(self, change: Change, slots: Sequence[int]) -> None:
        """Take in a change that a shock makes; ``slots`` are those whose value it truly moved."""
        now, lever = change.day * DAY, change.lever
        if change.felt == 1.0:
            row = self._table.append(
                len(slots),
                cause=change.cause,
                lever=list(CATALOGUE).index(lever),
                slot=np.array(slots, np.int64),
                began=now,
                eased=NEVER,
                over=NEVER,
            )
            self._open |= {(change.cause, lever, slot): row + nth for nth, slot in enumerate(slots)}
            return
        for slot in change.slots:
            row = self._open.get((change.cause, lever, slot), NEVER)
            if row == NEVER:
                continue
            if self._table["eased"][row] == NEVER:
                self._table["eased"][row] = now
            if not change.felt:
                self._table["over"][row] = now
                del self._open[change.cause, lever, slot]


def _groups(shock: ShockSpec, places: Sequence[str]) -> list[Sequence[str]]:
    """Return the places that are struck at the same time."""
    return [[place] for place in places] if shock.strikes == "apart" else [places]


def entity_of(key: str) -> int:
    """Return a slot of the random field that no other place can move."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "little")


def _strikes(shock: ShockSpec, calendar: Calendar, luck: Purpose, entity: int) -> Iterator[Strike]:
    if shock.start is not None:
        yield Strike(calendar.day_of(shock.start), shock.days)
        return
    free = 0
    for day, busy in enumerate((calendar.demand() ** shock.busy).tolist() if shock.per_year else ()):
        strikes, lasts = luck.marks([entity], day, 2)[0].tolist()
        if day >= free and strikes < -math.expm1(-shock.per_year / YEAR * busy):
            strike = Strike(day, geometric(lasts, shock.days))
            free = day + strike.days + len(fading(shock)) + 1
            yield strike


def geometric(u: float, mean: float) -> int:
    """Return a geometric number from 1 with the given ``mean`` >= 1, by inversion."""
    if mean <= 1:
        return 1
    return max(1, math.ceil(math.log1p(-u) / math.log1p(-1 / mean)))


def fading(shock: ShockSpec) -> list[float]:
    """Return how much of a shock is felt on each day after its height, until nothing is.

    Evenly less over its recovery, or as e^(-n/burn_in) on the n-th day (a failure rate that falls as teething troubles
    are found one by one: row S243).
    """
    if shock.burn_in:
        return [math.exp(-nth / shock.burn_in) for nth in range(1, math.ceil(shock.burn_in * math.log(1 / LEAST)))]
    return [1.0 - nth / (shock.recovery + 1) for nth in range(1, shock.recovery + 1)]


def _felt(strike: Strike, fades: Sequence[float]) -> list[tuple[int, float]]:
    """Return (day, how much is felt from then on)."""
    end = strike.first + strike.days
    return [(strike.first, 1.0), *enumerate(fades, start=end), (end + len(fades), 0.0)]
