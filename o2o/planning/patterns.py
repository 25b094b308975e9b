"""Shift patterns: every shift that the labour rules allow within a site's hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimize.labour import LabourSpec
from sim.units import HOUR

_DAYS: dict[Literal["all", "weekdays", "weekend"], int] = {"all": 7, "weekdays": 5, "weekend": 2}


@dataclass(frozen=True)
class Pattern:
    """A shift: one part, or two around a break; times in ms after midnight."""

    when: Literal["all", "weekdays", "weekend"]
    parts: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """Return the name of the shift in a file, such as weekdays-0730-8h."""
        start = self.parts[0][0]
        return f"{self.when}-{start // HOUR:02d}{start % HOUR // 60_000:02d}-{self.hours:g}h"

    @property
    def hours(self) -> float:
        """Return the paid hours of a day."""
        return sum(end - start for start, end in self.parts) / HOUR

    @property
    def days(self) -> int:
        """Return the days of a week."""
        return _DAYS[self.when]

    def on(self, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether it is at work in the hour from each of ``starts``, on workdays and then at the weekend."""
        there = np.zeros(starts.size, bool)
        for start, end in self.parts:
            there |= (start <= starts) & (starts < end)
        never = np.zeros(starts.size, bool)
        return np.concatenate([never if self.when == "weekend" else there, never if self.when == "weekdays" else there])


def patterns(rules: LabourSpec, first: int, last: int) -> Iterator[Pattern]:
    """Yield every shift of whole hours between ``first`` and ``last``, ms after midnight.

    The last hour may be a part of one; a shift then ends with the day.
    """
    hours = range(-(-rules.shortest // HOUR), rules.longest // HOUR + 1)
    rest = -(-rules.rest // HOUR) * HOUR
    for length in hours:
        broken = rest > 0 and length * HOUR > rules.break_after
        span = length * HOUR + (rest if broken else 0)
        for start in range(first, last, HOUR):
            if length and start + span < last + HOUR and start + span - last < HOUR:
                for when in _DAYS:
                    yield Pattern(when, _parts(start, length, rest if broken else 0, last))


def _parts(start: int, length: int, rest: int, last: int) -> tuple[tuple[int, int], ...]:
    if not rest:
        return ((start, min(last, start + length * HOUR)),)
    middle = start + (length // 2) * HOUR
    return ((start, middle), (middle + rest, min(last, start + length * HOUR + rest)))
