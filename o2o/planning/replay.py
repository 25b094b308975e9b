"""Replays: a stretch of orders ridden under a dispatch rule, without luck, so that rules can be set side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.dispatch import Dispatch, Errands, Riders, Terms
from sim.units import HOUR, MINUTE


@dataclass(frozen=True)
class Stretch:
    """Orders whose goods get ready in a stretch of time, and the riders who are there."""

    begins: int
    errands: Errands
    """in the order in which their goods are ready"""
    riders: Riders
    terms: Terms
    known: NDArray[np.int64] | None = None
    """when the rule hears of each order, ms, shape (errands,); when its goods are ready if not said"""


@dataclass(frozen=True)
class Ridden:
    """A trip that was ridden."""

    rows: tuple[int, ...]
    """rows of the stretch's errands"""
    left: int
    """when the rider set off, ms"""
    doors: tuple[int, ...]
    """when each order was handed over, ms"""
    free: int
    """when the rider was free again, ms"""


@dataclass(frozen=True)
class Bill:
    """What riding a stretch comes to."""

    riding: int
    """ms of riders' time"""
    late: int
    """ms after their promise, all orders together"""
    fen: float


def replayed(stretch: Stretch, rule: Dispatch) -> list[Ridden]:
    """Return the trips that ``rule`` makes of the stretch, deciding whenever goods or a rider get ready.

    Raises:
        ValueError: the rule leaves orders behind for ever.
    """
    errands, riders = stretch.errands, stretch.riders
    waiting = list(range(len(errands)))
    place = np.stack((riders.x, riders.y), axis=1).astype(np.int64)
    free = riders.free.copy()
    trips: list[Ridden] = []
    heard = errands.ready if stretch.known is None else stretch.known
    times = sorted({*errands.ready.tolist(), *heard.tolist(), *free.tolist()})
    while waiting:
        if not times:
            raise ValueError(f"the rule leaves {len(waiting)} orders behind though riders are idle")
        now = times.pop(0)
        known = [row for row in waiting if heard[row] <= now]
        there = replace(riders, x=place[:, 0], y=place[:, 1], free=np.maximum(free, now))
        for trip in rule.assign(now, _rows(errands, known), there, stretch.terms):
            rows = tuple(known[row] for row in trip.errands)
            ridden = _ride(stretch, rows, place[trip.rider], max(now, int(free[trip.rider])))
            trips.append(ridden)
            free[trip.rider] = ridden.free
            place[trip.rider] = (errands.to_x[rows[-1]], errands.to_y[rows[-1]])
            waiting = [row for row in waiting if row not in rows]
            times = sorted({*times, ridden.free})
    return trips


def _rows(errands: Errands, rows: Sequence[int]) -> Errands:
    return Errands(**{part.name: getattr(errands, part.name)[list(rows)] for part in fields(Errands)})


def _ride(stretch: Stretch, rows: tuple[int, ...], at: NDArray[np.int64], now: int) -> Ridden:
    errands, terms = stretch.errands, stretch.terms
    here, time, doors = at.astype(np.float64), now, []
    store = np.array([errands.from_x[rows[0]], errands.from_y[rows[0]]], np.float64)
    time += int(terms.ride(np.asarray(np.hypot(*(store - here))))) + terms.arriving
    time = max(time, int(errands.ready[list(rows)].max())) + terms.leaving
    here = store
    for row in rows:
        door = np.array([errands.to_x[row], errands.to_y[row]], np.float64)
        time += int(terms.ride(np.asarray(np.hypot(*(door - here))))) + terms.at_door
        doors.append(time)
        time += terms.after_door
        here = door
    return Ridden(rows, now, tuple(doors), time)


def bill(stretch: Stretch, trips: Sequence[Ridden], price: tuple[float, float]) -> Bill:
    """Return what ``trips`` come to; ``price`` is fen for a rider's hour and for a minute late."""
    riding = sum(trip.free - trip.left for trip in trips)
    late = sum(
        max(0, door - int(stretch.errands.due[row]))
        for trip in trips
        for row, door in zip(trip.rows, trip.doors, strict=True)
    )
    return Bill(riding, late, riding * price[0] / HOUR + late * price[1] / MINUTE)


def least(stretch: Stretch, price: tuple[float, float]) -> float:
    """Return what no rule undercuts, fen: every order leaves with a rider of its own when its goods are ready.

    Nobody is sooner at a door, and a rider's time is shared among as many orders as fit into a trip, the ways between
    doors left out.
    """
    errands, terms = stretch.errands, stretch.terms
    ways = terms.ride(np.hypot(errands.to_x - errands.from_x, errands.to_y - errands.from_y))
    late = np.maximum(errands.ready + terms.leaving + ways + terms.at_door - errands.due, 0)
    alone = terms.arriving + terms.leaving + ways
    riding = alone / terms.capacity + terms.at_door + terms.after_door
    return float(riding.sum() * price[0] / HOUR + late.sum() * price[1] / MINUTE)
