"""The checker of dispatch plans: rides every trip again in whole milliseconds; knows no model, no bundle, no solver."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from sim.dispatch import Assignment, Errands, Riders, Terms


def check_dispatch(now: int, errands: Errands, riders: Riders, terms: Terms, trips: Sequence[Assignment]) -> list[str]:
    """Return everything that keeps ``trips`` from being ridden: riders busy, orders sent twice, bags, shifts."""
    return [*_twice(trips), *(finding for trip in trips for finding in _trip(now, errands, riders, terms, trip))]


def _twice(trips: Sequence[Assignment]) -> Iterator[str]:
    """Yield riders with two trips and orders in two bags."""
    for what, all_of in (
        ("rider", [trip.rider for trip in trips]),
        ("order", [row for trip in trips for row in trip.errands]),
    ):
        seen: set[int] = set()
        for one in all_of:
            if one in seen:
                yield f"{what} {one} is sent twice"
            seen.add(one)


def _trip(now: int, errands: Errands, riders: Riders, terms: Terms, trip: Assignment) -> Iterator[str]:
    if not 0 <= trip.rider < len(riders):
        yield f"rider {trip.rider} does not exist"
        return
    if not trip.errands or any(not 0 <= row < len(errands) for row in trip.errands):
        yield f"rider {trip.rider} is sent for orders {trip.errands}, of which one is none that waits"
        return
    if riders.free[trip.rider] > now:
        yield f"rider {trip.rider} is sent before the last trip is over"
    if len(trip.errands) > terms.capacity:
        yield f"rider {trip.rider} carries {len(trip.errands)} orders, {terms.capacity} fit into the bag"
    if len({int(errands.site[row]) for row in trip.errands}) > 1:
        yield f"rider {trip.rider} fetches orders of several stores in one trip"
    there, _ = ridden(errands, riders, terms, trip)
    if there > int(riders.until[trip.rider]):
        yield f"rider {trip.rider} has the goods at {there} ms, the shift ends at {int(riders.until[trip.rider])}"


def ridden(errands: Errands, riders: Riders, terms: Terms, trip: Assignment) -> tuple[int, list[int]]:
    """Return when the goods are in the rider's hands, and when each order is handed over, ms."""
    x, y = int(riders.x[trip.rider]), int(riders.y[trip.rider])
    first = trip.errands[0]
    place = (int(errands.from_x[first]), int(errands.from_y[first]))
    there = int(riders.free[trip.rider]) + _ride(terms, (x, y), place) + terms.arriving
    time = max([there, *(int(errands.ready[row]) for row in trip.errands)])
    goods, doors = time, []
    time += terms.leaving
    for row in trip.errands:
        door = (int(errands.to_x[row]), int(errands.to_y[row]))
        time += _ride(terms, place, door) + terms.at_door
        doors.append(time)
        time, place = time + terms.after_door, door
    return goods, doors


def _ride(terms: Terms, here: tuple[int, int], there: tuple[int, int]) -> int:
    return int(terms.ride(np.array([math.hypot(there[0] - here[0], there[1] - here[1])]))[0])
