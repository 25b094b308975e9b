"""Rations: the units of each product that a store keeps back from a class of orders.

Units may be kept from the whole channel (``channel.protection``), for instant orders (``ration.instant``), and for
instant and collected ones (``ration.collect``). These are nested protection levels: a class of orders sells down to the
sum of what is kept for those above it. Source: Talluri and van Ryzin 2004, section 2.1; row S136.
"""

import numpy as np

from sim.facts import Mode
from sim.levers import Levers
from sim.spec import spec
from sim.stock import Units
from sim.units import Count

_KEPT = ("channel.protection", "ration.instant", "ration.collect")
_LEVELS = {Mode.WALK_IN: 0, Mode.INSTANT: 1, Mode.COLLECT: 2, Mode.PARCEL: 3}
"""how many of the levers, in their order, keep units from a mode"""


@spec
class AllocationSpec:
    """Units of each product that a store keeps back, so that the last ones go to whom they matter most."""

    walk_ins: Count = 0
    """kept from the online channel, which shows and sells only what is beyond"""
    instant: Count = 0
    """and these from collected orders and parcels, for instant orders"""
    collect: Count = 0
    """and these from parcels, for instant and collected orders"""


class Rations:
    """What is kept from whom, by the levers' live values.

    Args:
        levers: what stores keep back.
        cells: number of cells; stores come first.
        skus: number of products.
    """

    def __init__(self, levers: Levers, cells: int, skus: int) -> None:
        self._levers = [levers[name] for name in _KEPT]
        self._skus = skus
        self._kept = np.zeros((len(Mode), cells), np.int64)
        self._state = b""

    def none(self) -> bool:
        """Return whether nothing is kept from anybody."""
        return not any(lever.any() for lever in self._levers)

    def kept(self) -> Units:
        """Return the units that orders of each mode must leave, shape (modes, cells)."""
        state = b"".join(lever.tobytes() for lever in self._levers)
        if state != self._state:
            self._state = state
            for mode, levels in _LEVELS.items():
                stores = np.sum([np.zeros(self._levers[0].size), *self._levers[:levels]], axis=0)
                self._kept[mode, : stores.size * self._skus] = stores.astype(np.int64).repeat(self._skus)
        return self._kept
