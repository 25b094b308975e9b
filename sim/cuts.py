"""Cuts: the moments of a day at which stock arrives, or news of it stops, where a stretch of time must end."""

from collections.abc import Collection, Sequence

from sim.units import DAY


class Cuts:
    """Stretches of time in which no stock arrives.

    Args:
        arrivals: times of day at which trucks or suppliers come, ms.
    """

    def __init__(self, arrivals: Collection[int]) -> None:
        self.moments: Sequence[int] = ()
        """further ends, ms since the start"""
        self._clock = sorted(time + 1 for time in {0, *arrivals})

    def between(self, now: int, until: int) -> list[int]:
        """Return the ends of the stretches after ``now``, the last of them ``until``; ms since the start."""
        days = range(now // DAY, until // DAY + 1)
        cuts = [cut for day in days for clock in self._clock if now < (cut := day * DAY + clock) < until]
        if self.moments:
            cuts = sorted({*cuts, *(moment for moment in self.moments if now < moment < until)})
        return [*cuts, until]
