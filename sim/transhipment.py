"""Transhipment: at night, stores that will run short get what other stores have to spare; rows S135 and S137.

It comes after the warehouses' trucks have been loaded: what these bring is counted. A store asks for what its position
lacks of the expected sales of ``below``; another gives what lies loose there beyond the expected sales of ``keep``. A
van drives from store to store, at the cost of a truck, and is there when the trucks arrive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.replenishment import Rates, Units
from sim.spec import spec
from sim.units import DAY, Duration, Positive

Metres = NDArray[np.int64]


@spec
class TranshipmentSpec:
    """How stores help each other out, where the lever transhipment lets them."""

    rule: Literal["nearest", "richest"] = "nearest"
    """who gives to a store that is short: nearest, the nearest with something to spare; richest, whoever can spare most
    of what it lacks"""
    below: Duration = DAY
    """a store asks when it has less than the expected sales of this time"""
    keep: Duration = 3 * DAY
    """a store gives what lies beyond the expected sales of this time"""
    least: Positive = 1
    """units without which no van drives"""


class Transfer(NamedTuple):
    """Units that go from one store to another."""

    giver: int
    taker: int
    metres: int
    units: Units
    """shape (skus,)"""


class Partner(Protocol):
    """Decides whom a store that is short asks first."""

    def order(self, metres: Metres, offered: Units) -> NDArray[np.intp]:
        """Return the stores in the order in which they are asked.

        Args:
            metres: to each store, shape (stores,).
            offered: units that each could give of what is lacking, shape (stores,).
        """
        ...


class NearestFirst:
    """The nearest store; the lower slot on a tie."""

    def order(self, metres: Metres, offered: Units) -> NDArray[np.intp]:
        """Return the stores by distance."""
        return np.argsort(metres, kind="stable")


class RichestFirst:
    """The store that offers most, so that few vans drive; the nearer on a tie."""

    def order(self, metres: Metres, offered: Units) -> NDArray[np.intp]:
        """Return the stores by what they offer."""
        return np.lexsort((metres, -offered))


_PARTNERS: dict[str, Partner] = {"nearest": NearestFirst(), "richest": RichestFirst()}


@dataclass(frozen=True)
class Shelves:
    """What stores have and expect, in one night; shape (stores, skus) each."""

    position: Units
    """free units and units on the way"""
    loose: Units
    """units that lie there and are nobody's"""
    daily: Rates
    """expected units a day"""


class Transhipment:
    """Plans a night's transfers.

    Args:
        spec: who asks and gives.
        metres: from store to store, shape (stores, stores).
        takes_part: whether each store does, live, shape (stores,).
    """

    def __init__(self, spec: TranshipmentSpec, metres: Metres, takes_part: NDArray[np.float64]) -> None:
        self._spec = spec
        self._partner = _PARTNERS[spec.rule]
        self._metres = metres
        self._takes_part = takes_part

    def wanted(self) -> bool:
        """Return whether any two stores take part."""
        return int(np.count_nonzero(self._takes_part)) > 1

    def transfers(self, shelves: Shelves) -> Iterator[Transfer]:
        """Yield the transfers of a night; the store that lacks most comes first, the lower slot on a tie."""
        among = self._takes_part[:, None] > 0
        wanted, kept = (np.ceil(shelves.daily * (time / DAY)) for time in (self._spec.below, self._spec.keep))
        lacks = np.where(among, np.maximum(wanted - shelves.position, 0), 0).astype(np.int64)
        spare = np.where(among, np.maximum(np.minimum(shelves.loose, shelves.position) - kept, 0), 0).astype(np.int64)
        for taker in np.argsort(-lacks.sum(axis=1), kind="stable").tolist():
            yield from self._help(taker, lacks[taker], spare)

    def _help(self, taker: int, lacks: Units, spare: Units) -> Iterator[Transfer]:
        """Yield what comes to one store; takes it off ``lacks`` and ``spare``."""
        offered = np.minimum(spare, lacks).sum(axis=1)
        for giver in self._partner.order(self._metres[taker], offered).tolist():
            units = np.minimum(spare[giver], lacks)
            if units.sum() >= self._spec.least:
                spare[giver] -= units
                lacks -= units
                yield Transfer(giver, taker, int(self._metres[giver, taker]), units)
