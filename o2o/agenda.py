"""The agenda: a plan's waves and changes as dated lever moves and costs, by slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.calendar import Calendar
from sim.city import City
from sim.levers import CATALOGUE, Change, Scope
from sim.plan import ChangeSpec, PlanSpec, WaveSpec
from sim.programme import RunningCost


@dataclass(frozen=True)
class Agenda:
    """What the world does, day by day."""

    changes: tuple[Change, ...]
    costs: tuple[RunningCost, ...]


def agenda(plan: PlanSpec, city: City, calendar: Calendar, segments: Sequence[str], suppliers: Sequence[str]) -> Agenda:
    """Return the plan by days and slots; waves first, then changes, each in the order of their keys.

    Causes are numbered in the same order, as in `Dimensions.causes`.
    """
    keys = scope_keys(city, segments, suppliers)
    changes: list[Change] = []
    costs: list[RunningCost] = []
    waves = sorted(plan.waves)
    for cause, name in enumerate(waves):
        wave = plan.waves[name]
        day = calendar.day_of(wave.start)
        slots = _slots(wave.stores, city.store_keys)
        changes += [Change(day, lever, slots, 1.0, cause) for lever in wave.opens]
        costs += _costs(wave, day, slots, cause)
    for cause, name in enumerate(sorted(plan.changes), start=len(waves)):
        changes += _moves(plan.changes[name], calendar, keys, cause)
    # A change that ends on the day on which the next begins must be over first, or it would undo the next.
    changes.sort(key=lambda change: change.value is not None)
    return Agenda(tuple(changes), tuple(costs))


def scope_keys(city: City, segments: Sequence[str], suppliers: Sequence[str]) -> dict[Scope, Sequence[str]]:
    """Return scope -> keys of its slots, in their order."""
    return {
        "chain": ("chain",),
        "store": city.store_keys,
        "warehouse": city.warehouse_keys,
        "node": (*city.store_keys, *city.warehouse_keys),
        "fleet": city.fleet_keys,
        "zone": city.zone_keys,
        "segment": tuple(segments),
        "supplier": tuple(suppliers),
    }


def _costs(wave: WaveSpec, day: int, slots: tuple[int, ...], cause: int) -> list[RunningCost]:
    if not wave.cost and not wave.running:
        return []
    return [RunningCost(day, slot, wave.cost, wave.running, cause) for slot in slots]


def _moves(change: ChangeSpec, calendar: Calendar, keys: dict[Scope, Sequence[str]], cause: int) -> list[Change]:
    lever = CATALOGUE[change.lever]
    slots = _slots(change.where, keys[lever.scope])
    moves = [Change(calendar.day_of(change.start), change.lever, slots, lever.parse(change.to), cause)]
    if change.end is not None:
        moves.append(Change(calendar.day_of(change.end), change.lever, slots, None, cause))
    return moves


def _slots(where: Sequence[str] | Literal["all"], keys: Sequence[str]) -> tuple[int, ...]:
    if where == "all":
        return tuple(range(len(keys)))
    return tuple(sorted(keys.index(key) for key in where))
