"""Cuts: the moments of a day at which stock arrives, where a stretch of time must end: later askers see it."""

from collections.abc import Collection

import numpy as np

from sim.units import DAY


class Cuts:
    """Stretches of time in which no stock arrives.

    Args:
        arrivals: times of day at which trucks or suppliers come, ms.
    """

    def __init__(self, arrivals: Collection[int]) -> None:
        self._clock = np.array(sorted(time + 1 for time in {0, *arrivals}), np.int64)

    def between(self, now: int, until: int) -> list[int]:
        """Return the ends of the stretches after ``now``, the last of them ``until``; ms since the start."""
        days = np.arange(now // DAY, until // DAY + 1) * DAY
        cuts = (days[:, None] + self._clock).reshape(-1)
        return [*cuts[(cuts > now) & (cuts < until)].tolist(), until]
