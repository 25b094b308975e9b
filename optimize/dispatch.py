"""Dispatch: which riders bring which orders together, chosen at once by set partitioning; decided afresh each time.

At every decision all orders are matched with all riders, busy ones at the time and place where they will be free;
only trips of idle riders are committed, so giving an order to a busy rider postpones it. Where a bundle would save no
time the matching is a linear assignment; else a small model chooses among bundles (Balinski and Quandt 1964).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from optimize.backends import Effort
from optimize.check_dispatch import check_dispatch
from optimize.checker import refuse
from optimize.dispatch_input import check_input
from optimize.explain import accepted
from optimize.model import Aim, Draft, Origin, Sense
from sim.dispatch import Assignment, Errands, Riders, Terms, Whole
from sim.routes import visiting_order
from sim.units import HOUR, MINUTE

LATE = 4.0
"""time of a rider that an order's minute after its promise is worth (planner's choice)"""
NEVER = 100.0 * HOUR
"""cost of a trip that the rider's shift forbids, ms"""
LEFT = 20.0 * HOUR
"""cost of an order that no rider gets, ms"""
MOST = 60
"""bundles of several orders looked at in one decision, those that save most"""
FEW = 5
"""orders up to which every way to share them out is tried: at most 46 with up to three in a bag"""
QUICK = Effort(gap=1e-3, nodes=200, wall_seconds=5.0)


@dataclass(frozen=True)
class Bundle:
    """Orders of one store in the order of their doors."""

    rows: tuple[int, ...]
    ready: int
    """when the last of them is at the counter, ms"""
    after: Whole
    """ms from leaving the counter to each hand-over"""


class Optimised:
    """Bundles and riders chosen together at least cost."""

    def assign(self, now: int, errands: Errands, riders: Riders, terms: Terms) -> list[Assignment]:
        """Return trips of idle riders.

        Raises:
            PlanInputError: data that no trip could be made of.
            PlanRefusedError: the checker finds a trip that cannot be ridden.
        """
        check_input(errands, riders, terms)
        idle = riders.free <= now
        if not len(errands) or not idle.any():
            return []
        found = bundles(errands, terms)
        cost = costs(now, errands, riders, terms, found)
        pairs = chosen(len(errands), found, cost)
        trips = [Assignment(rider, found[nth].rows) for rider, nth in pairs if idle[rider]]
        refuse(check_dispatch(now, errands, riders, terms, trips))
        return trips


def bundles(errands: Errands, terms: Terms) -> list[Bundle]:
    """Return every order alone, then bundles of a store's orders that are ridden sooner together than apart."""
    ways = terms.ride(np.hypot(errands.to_x - errands.from_x, errands.to_y - errands.from_y)) + terms.at_door
    alone = [Bundle((row,), int(errands.ready[row]), ways[row : row + 1]) for row in range(len(errands))]
    together: list[tuple[int, Bundle]] = []
    for size in range(2, min(terms.capacity, 3) + 1):
        for rows in combinations(range(len(errands)), size):
            if len({int(errands.site[row]) for row in rows}) == 1:
                joint = _bundle(errands, terms, rows)
                saved = sum(2 * int(alone[row].after[-1]) for row in rows) - 2 * int(joint.after[-1])
                together.append((saved, joint))
    together.sort(key=lambda pair: (-pair[0], pair[1].rows))
    return alone + [joint for saved, joint in together[:MOST] if saved > 0]


def _bundle(errands: Errands, terms: Terms, rows: Sequence[int]) -> Bundle:
    chosen_rows = list(rows)
    store = (int(errands.from_x[chosen_rows[0]]), int(errands.from_y[chosen_rows[0]]))
    doors = np.stack((errands.to_x[chosen_rows], errands.to_y[chosen_rows]), axis=1)
    tour = list(visiting_order(store, doors))
    points = np.vstack(([store], doors[tour])).astype(np.float64)
    rides = terms.ride(np.hypot(*np.diff(points, axis=0).T))
    after = np.cumsum(rides + terms.at_door + terms.after_door) - terms.after_door
    return Bundle(tuple(chosen_rows[nth] for nth in tour), int(errands.ready[chosen_rows].max()), after)


def costs(now: int, errands: Errands, riders: Riders, terms: Terms, found: Sequence[Bundle]) -> NDArray[np.float64]:
    """Return what each match costs, ms of a rider's time, shape (riders, bundles).

    The rider's time from being free, every order's time to its door, and `LATE` times what is late from now on.
    """
    first = np.array([bundle.rows[0] for bundle in found])
    ways = np.hypot(riders.x[:, None] - errands.from_x[first], riders.y[:, None] - errands.from_y[first])
    there = riders.free[:, None] + terms.ride(ways) + terms.arriving
    ready = np.array([bundle.ready for bundle in found])
    leaves = np.maximum(there, ready) + terms.leaving
    cost = leaves + np.array([bundle.after[-1] for bundle in found]) - riders.free[:, None]
    cost = cost.astype(np.float64)
    for nth, bundle in enumerate(found):
        doors = leaves[:, nth, None] + bundle.after
        late = np.maximum(doors - np.maximum(errands.due[list(bundle.rows)], now), 0)
        cost[:, nth] += (doors - now).sum(axis=1) + LATE * late.sum(axis=1)
    return np.where(np.maximum(there, ready) <= riders.until[:, None], cost, NEVER)


def chosen(errands: int, found: Sequence[Bundle], cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return (rider, bundle) pairs of least cost: each rider one bundle, each order one rider at most."""
    if len(found) == errands:
        return matched(cost - LEFT, range(errands))
    if errands <= FEW:
        return by_trying(errands, found, cost)
    return by_model(errands, found, cost)


def by_trying(errands: int, found: Sequence[Bundle], cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the same by trying every way to share a few orders out among bundles, each with its best riders."""
    gain = cost - LEFT * np.array([len(bundle.rows) for bundle in found])
    plans = [matched(gain[:, list(cover)], cover) for cover in covers(found, frozenset(range(errands)))]
    return min(plans, key=lambda pairs: sum(float(gain[pair]) for pair in pairs))


def covers(found: Sequence[Bundle], rows: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Yield every choice of bundles that holds each of ``rows`` once; every order alone is among ``found``."""
    if not rows:
        yield ()
        return
    first = min(rows)
    for nth, bundle in enumerate(found):
        if first in bundle.rows and rows.issuperset(bundle.rows):
            yield from ((nth, *others) for others in covers(found, rows.difference(bundle.rows)))


def by_model(errands: int, found: Sequence[Bundle], cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the same by a solver, for more orders than can be tried."""
    rider, nth = np.nonzero(cost < NEVER)
    if not rider.size:
        return []
    draft = Draft(Aim.LEAST, base=LEFT * errands / MINUTE)
    gain = cost[rider, nth] - LEFT * np.array([len(found[k].rows) for k in nth.tolist()])
    pick = draft.columns("trip", (tuple(map(str, range(rider.size))),), cost=gain / MINUTE, high=1.0, integer=True)
    one = draft.rows("rider", (tuple(map(str, range(len(cost)))),), Sense.AT_MOST, 1.0, Origin.LAW)
    draft.enter(one[rider], pick, 1.0)
    once = draft.rows("order", (tuple(map(str, range(errands))),), Sense.AT_MOST, 1.0, Origin.LAW)
    for column, bundle in zip(pick.tolist(), nth.tolist(), strict=True):
        draft.enter(once[list(found[bundle].rows)], column, 1.0)
    values, _ = accepted(draft.model(), effort=QUICK)
    taken = np.flatnonzero(values[pick] > 0.5)
    return [(int(rider[k]), int(nth[k])) for k in taken]


def matched(gain: NDArray[np.float64], number: Sequence[int]) -> list[tuple[int, int]]:
    """Return (rider, bundle) pairs of least ``gain``, below 0 each; the shape is (riders, bundles of ``number``)."""
    pairs = zip(*linear_sum_assignment(np.minimum(gain, 0.0)), strict=True)
    return [(int(rider), number[nth]) for rider, nth in pairs if gain[rider, nth] < 0]
