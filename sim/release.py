"""Release: when an order reaches the people who pick it; at once, or with the next batch."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.levers import Levers
from sim.units import DAY

Times = NDArray[np.int64]


class Release:
    """Holds orders until somebody allocates them, and in warehouses until the next wave.

    Args:
        levers: how often and in which hours orders are allocated by hand, live.
        waves: warehouse slot -> times of day at which work is released; those without are left out.
    """

    def __init__(self, levers: Levers, waves: Mapping[int, tuple[int, ...]]) -> None:
        self._interval, self._opens, self._closes = (
            levers[f"allocation.{name}"] for name in ("interval", "opens", "closes")
        )
        self._waves = {site: np.array(sorted(times), np.int64) for site, times in waves.items() if times}

    def times(self, placed: Times, site: NDArray[np.int64]) -> Times:
        """Return when orders ``placed`` for nodes ``site`` reach the pickers, ms; never before they were placed."""
        times = self._allocated(placed)
        for warehouse, waves in self._waves.items():
            held = (site == warehouse).nonzero()[0]
            times[held] = _next(times[held], waves)
        return times

    def _allocated(self, placed: Times) -> Times:
        """Return the next batch in working hours; the last of a day waits for the next morning."""
        interval, opens, closes = int(self._interval[0]), int(self._opens[0]), int(self._closes[0])
        if interval == 0 and opens == 0 and closes == DAY:
            return placed.copy()
        step = max(interval, 1)
        day, clock = np.divmod(placed, DAY)
        batch = opens + np.maximum(-((opens - clock) // step), 0) * step
        today = batch < closes
        return np.where(today, day * DAY + batch, (day + 1) * DAY + opens)


def _next(times: Times, waves: Times) -> Times:
    """Return the first wave not before each of ``times``; ``waves`` are times of day, sorted."""
    day, clock = np.divmod(times, DAY)
    nth = np.searchsorted(waves, clock)
    return np.where(nth < waves.size, day * DAY + waves[np.minimum(nth, waves.size - 1)], (day + 1) * DAY + waves[0])
