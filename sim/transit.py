"""Transit: how many days a parcel is on the road, and how many the carrier promises."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.places import CarrierSpec
from sim.units import KM

Metres = NDArray[np.int64]
Days = NDArray[np.int64]


class Transit(Protocol):
    """Days on the road by distance."""

    def promised(self, away: Metres) -> Days:
        """Return the days that customers are told, at least 1, shape of ``away``."""
        ...

    def taken(self, away: Metres, luck: NDArray[np.float64]) -> Days:
        """Return the days that parcels take; ``luck`` is uniform, shape of ``away``; less luck never takes longer."""
        ...


def transit_of(spec: CarrierSpec) -> Transit:
    """Return the transit that ``spec`` names."""
    return ByDistance(spec) if spec.transit == "by_distance" else Zones(spec)


class Zones:
    """One, two or three days by distance; a slip costs one more."""

    def __init__(self, spec: CarrierSpec) -> None:
        self._spec = spec

    def promised(self, away: Metres) -> Days:
        """Return the days of the zone."""
        return np.asarray(1 + (away > self._spec.first_zone) + (away > self._spec.second_zone))

    def taken(self, away: Metres, luck: NDArray[np.float64]) -> Days:
        """Return the days of the zone, and one more with the chance of a slip."""
        return self.promised(away) + (luck < self._spec.slip)


class ByDistance:
    """Log-normal days that grow with distance; the promise covers all but the share that may be late.

    Source: 96,000 parcels of the public Olist data set: log days = -0.53 + 0.42 log km, residual 0.66; 6.5 % late.
    """

    def __init__(self, spec: CarrierSpec) -> None:
        self._spec = spec

    def promised(self, away: Metres) -> Days:
        """Return whole days that all but ``late`` of the parcels keep."""
        return self._days(away, ndtri(1.0 - self._spec.late))

    def taken(self, away: Metres, luck: NDArray[np.float64]) -> Days:
        """Return the days to the nearest whole one, at least one."""
        return self._days(away, ndtri(1.0 - luck))

    def _days(self, away: Metres, score: float | NDArray[np.float64]) -> Days:
        spec = self._spec
        logarithm = spec.log_days + spec.log_distance * np.log(np.maximum(away, 1) / KM) + spec.log_spread * score
        return np.maximum(np.rint(np.exp(logarithm)), 1.0).astype(np.int64)
