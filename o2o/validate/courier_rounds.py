"""Couriers' rounds: the day on which each bag is fetched, against the recursion of a queue served in rounds."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from o2o.validate.oracle import Oracle, Outcome, none_of
from sim.pickup_rounds import NONE, WISHED, Block, PickupRounds
from sim.random_field import RandomField
from sim.samplers import exponential, ticks
from sim.units import DAY

_SEED = 20_260_302
_BAGS, _ROOM, _LOAD = 3_000, 7, 0.95
_MOST = 3
"""units of a bag at most"""


class Newest(PickupRounds):
    """Plant rounds that take those first who wished last on a day."""

    def ask(self, units: Block) -> None:
        """Take in wishes of a day, turned around."""
        units = units.copy()
        units[WISHED] += DAY - 1 - 2 * (units[WISHED] % DAY)
        super().ask(units)


class ByUnits(PickupRounds):
    """Plant a room that units take, not bags."""

    def ask(self, units: Block) -> None:
        """Take in each unit as a bag of its own."""
        units = units.copy()
        units[1] = units[1] * _MOST + units[2] % _MOST
        super().ask(units)


class Idle(PickupRounds):
    """Plant couriers who stay at home every twentieth day."""

    def go(self, day: int) -> tuple[Block, Block]:
        """Make up no round."""
        return super().go(day) if day % 20 else (NONE, NONE)


def in_rounds(rounds: type[PickupRounds] = PickupRounds) -> Outcome:
    """Return whether every bag is fetched on the day of the recursion.

    With room C a day, the n-th bag by its wish is fetched on day f(n) = max(d(n), f(n - C) + 1), d(n) the day wished
    for: the queue D[X]/D/1 in whole days.
    """
    wished, units = _wishes()
    order = np.repeat(np.arange(_BAGS), units)
    block = np.array((wished[order], order, np.arange(order.size)))
    couriers = rounds(np.array([_ROOM], np.float64))
    fetched = np.full(order.size, -1)
    day = 0
    while (fetched < 0).any():
        couriers.ask(block[:, block[WISHED] // DAY == day])
        went, _ = couriers.go(day)
        fetched[went[2]] = day
        day += 1
    expected = _recursion(wished // DAY)[order]
    return none_of(order.size, int((fetched != expected).sum()), "units are fetched on another day")


def _wishes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each bag is wished for, ms, in order, and its units: a Poisson stream of random bags."""
    luck = RandomField(_SEED).purpose("validate.I30.bags").dense(2 * _BAGS, 0)
    gaps = ticks(exponential(luck[:_BAGS], DAY / (_LOAD * _ROOM)))
    return np.cumsum(gaps), 1 + (luck[_BAGS:] * _MOST).astype(np.int64)


def _recursion(day: NDArray[np.int64]) -> NDArray[np.int64]:
    fetched = day.copy()
    for nth in range(_ROOM, day.size):
        fetched[nth] = max(day[nth], fetched[nth - _ROOM] + 1)
    return fetched


ORACLES = (
    Oracle(
        "I30",
        "P",
        f"{_BAGS:,} bags of up to {_MOST} units, {_LOAD * _ROOM:g} a day, and room for {_ROOM}: each is fetched on the "
        "day of the recursion f(n) = max(d(n), f(n - C) + 1)",
        "sim.pickup_rounds.PickupRounds on Poisson wishes",
        in_rounds,
        {
            "who wished last on a day goes first": partial(in_rounds, Newest),
            "units take the room of bags": partial(in_rounds, ByUnits),
            "no round on one day in twenty": partial(in_rounds, Idle),
        },
    ),
)
