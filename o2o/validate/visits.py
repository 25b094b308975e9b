"""Visits of technicians: the first slot with room, then first come first served, as a recursion says (row Q37)."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from o2o.construction import build
from o2o.validate.oracle import Oracle, Outcome, every, none_of
from o2o.validate.recursions import Times, first_come
from o2o.validate.small_city import read, tree
from sim.field_service import Bookings, FieldService, FieldServiceSpec
from sim.random_field import RandomField
from sim.samplers import normal, scattered, ticks
from sim.units import DAY, HOUR, MINUTE

_SEED = 37
_DAYS, _A_DAY = 60, 14
"""days on which goods arrive, and how many things to install a day"""
_SPEC = FieldServiceSpec(
    technicians=3, opens=9 * HOUR, closes=19 * HOUR, slot=2 * HOUR, notice=DAY, visit=110 * MINUTE, cv=0.5
)

Floats = NDArray[np.float64]


def visits(fewer: int = 0, sooner: int = 0) -> Outcome:
    """Return whether customers get the slots, and technicians come when they do, that the recursions say.

    Args:
        fewer: planted number of technicians who are missing.
        sooner: planted ms by which slots may be booked too early.
    """
    arrived, luck = _goods()
    slots = _slots(arrived)
    began = _visits(slots, luck)
    spec = replace(_SPEC, technicians=_SPEC.technicians - fewer, notice=_SPEC.notice - sooner)
    booked, came = _real(spec, arrived, luck)
    late = int((began > slots).sum())
    return every(
        [
            none_of(slots.size, int((booked != slots).sum()), "things in another slot"),
            none_of(
                slots.size if late else 0, int((came != began).sum()), f"visits at another time, {late} of them late"
            ),
        ]
    )


def _goods() -> tuple[Times, Floats]:
    """Return when goods arrive, by time, and the luck of each visit; shape (things,)."""
    field = RandomField(_SEED)
    when, luck = (field.purpose(f"validate.Q37.{name}").dense(_DAYS * _A_DAY, 0) for name in ("goods", "visit"))
    days = np.repeat(np.arange(_DAYS), _A_DAY)
    return np.sort(days * DAY + (when * DAY).astype(np.int64)), luck


def _slots(arrived: Times) -> Times:
    """Return the first slot after the notice that fewer have booked than there are technicians."""
    a_day = (_SPEC.closes - _SPEC.opens) // _SPEC.slot
    days = np.arange(3 * _DAYS)[:, None] * DAY
    begins = (days + _SPEC.opens + np.arange(a_day) * _SPEC.slot).ravel()
    booked = np.zeros(begins.size, np.int64)
    chosen = np.empty_like(arrived)
    for thing, time in enumerate(arrived.tolist()):
        nth = int(np.flatnonzero((begins >= time + _SPEC.notice) & (booked < _SPEC.technicians))[0])
        booked[nth] += 1
        chosen[thing] = begins[nth]
    return chosen


def _visits(slots: Times, luck: Floats) -> Times:
    """Return when each visit begins (Kiefer and Wolfowitz 1955)."""
    work = np.maximum(ticks(_SPEC.visit * scattered(normal(luck), _SPEC.cv)), 1)
    order = np.argsort(slots, kind="stable")
    began = np.empty_like(slots)
    began[order] = first_come(slots[order, None], work[order, None], _SPEC.technicians).begin[:, 0]
    return began


def _real(spec: FieldServiceSpec, arrived: Times, luck: Floats) -> tuple[Times, Times]:
    """Return slots and beginnings of visits in a world where buyers book the night after their goods have come."""
    city = tree()
    city["people"]["segments"] = {"nobody": {"customers": 1, "needs": {"per_year": 0}}}
    city["calendar"]["days"] = 2 * _DAYS
    population = build(read(city), 0)
    try:
        world = population.world
        service = FieldService(world, spec)
        world.attach(service)
        # They are told nothing: there is no order behind these visits.
        world.tell = lambda lived: None  # type: ignore[method-assign]  # for these visits only
        world.facts["orders"].append(1, **dict.fromkeys(world.facts["orders"]._due, 0) | {"placed": 0, "delivered": 0})
        for day in range(2 * _DAYS):
            population.live_day(day)
            rows = arrived // DAY == day
            none = np.zeros(int(rows.sum()), np.int64)
            service.accept(Bookings(none, none, arrived[rows], none > 0, luck[rows]))
        table = world.facts["installs"]
        return table["slot"][:], table["began"][:]
    finally:
        population.forget()


ORACLES = (
    Oracle(
        "Q37",
        "P",
        f"{_DAYS * _A_DAY} things to install, {_SPEC.technicians} technicians, slots of two hours, visits of 110 "
        "minutes that vary by half: each buyer's slot and each visit's beginning equal two recursions",
        "sim.field_service and sim.slots in a world that lives day by day",
        visits,
        {"a technician is missing": partial(visits, 1), "slots are booked an hour too early": partial(visits, 0, HOUR)},
    ),
)
