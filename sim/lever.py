"""A lever: a named parameter that a plan or a shock may move, with its unit, its range and what reads it."""

from dataclasses import dataclass
from typing import Literal

from sim.units import (
    parse_count,
    parse_distance,
    parse_duration,
    parse_money,
    parse_number,
    parse_share,
    show_distance,
    show_duration,
    show_money,
)

Scope = Literal["chain", "store", "warehouse", "node", "fleet", "zone", "segment", "supplier"]


@dataclass(frozen=True)
class Lever:
    """One parameter that a plan may move."""

    path: str
    scope: Scope
    unit: Literal["on/off", "count", "duration", "money", "distance", "factor", "share"]
    low: float
    high: float
    default: float
    """value where the scenario gives none, engine units"""
    read_by: str
    """module that reads it"""
    meaning: str
    source: str
    """requirement row, data set or "planner's choice" """

    def parse(self, value: object) -> float:
        """Return a file's value in engine units.

        Raises:
            ValueError: not readable in the lever's unit, or out of its range.
        """
        number = float(_PARSERS[self.unit](value))
        if not self.low <= number <= self.high:
            low, high = (self._shown(bound) for bound in (self.low, self.high))
            raise ValueError(f"{value!r} is out of range for {self.path}: {low} to {high}")
        return number

    def _shown(self, number: float) -> str:
        """Return engine units as a file would write them."""
        show = _SHOWN.get(self.unit)
        return f"{number:g}" if show is None else show(int(number))


def _on_off(value: object) -> float:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return float(value)


_PARSERS = {
    "on/off": _on_off,
    "count": parse_count,
    "duration": parse_duration,
    "money": parse_money,
    "distance": parse_distance,
    "factor": parse_number,
    "share": parse_share,
}
_SHOWN = {"duration": show_duration, "money": show_money, "distance": show_distance}
