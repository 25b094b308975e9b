"""Cuts: the moments of a day at which stock arrives, where a stretch of time must end: later askers see it."""

from collections.abc import Collection

from sim.units import DAY


class Cuts:
    """Stretches of time in which no stock arrives.

    Args:
        arrivals: times of day at which trucks or suppliers come, ms.
    """

    def __init__(self, arrivals: Collection[int]) -> None:
        self._clock = sorted(time + 1 for time in {0, *arrivals})

    def between(self, now: int, until: int) -> list[int]:
        """Return the ends of the stretches after ``now``, the last of them ``until``; ms since the start."""
        days = range(now // DAY, until // DAY + 1)
        cuts = [cut for day in days for clock in self._clock if now < (cut := day * DAY + clock) < until]
        return [*cuts, until]
