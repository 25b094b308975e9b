"""Units: int milliseconds, int fen, int metres inside; "30 min", "12.5 CNY", "3 km" in files and reports."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
CNY = 100
KM = 1_000

# [0-9], not \d: full-width digits would pass here and fail in editors, which read the schema's pattern.
_NUMBER_AND_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%/]*)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_LONGEST = 24
"""Characters of the longest quantity: products with a unit's size stay exact in 28 decimal digits."""
_TIME_UNITS = {
    "ms": 1,
    "s": SECOND,
    "min": MINUTE,
    "h": HOUR,
    "d": DAY,
    "days": DAY,
    "day": DAY,
    "weeks": WEEK,
    "week": WEEK,
}


def _scaled(text: str, units: dict[str, int], example: str) -> int:
    """Return ``text`` ("2.5 km") in the base unit of ``units``; the result must be whole.

    Raises:
        ValueError: no number, an unknown unit, or a fraction of the base unit.
    """
    if len(text.strip()) > _LONGEST:
        raise ValueError(f"{text.strip()[:_LONGEST]!r}... is too long for a quantity; write for example {example!r}")
    match = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a quantity; write for example {example!r}")
    number, unit = match.groups()
    if unit not in units:
        known = ", ".join(u for u in units if u)
        raise ValueError(f"{text!r} needs a unit ({known}); write for example {example!r}")
    value = Decimal(number) * units[unit]
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} is finer than the engine's unit; write for example {example!r}")
    return int(value)


def parse_duration(value: object) -> int:
    """Return milliseconds for "30 min", "2 h", "1.5 d"; the number 0 needs no unit."""
    if isinstance(value, str):
        return _scaled(value, _TIME_UNITS, "30 min")
    if value == 0 and not isinstance(value, bool):
        return 0
    raise ValueError(f"{value!r} has no unit of time; write for example '30 min'")


def parse_clock(value: object) -> int:
    """Return milliseconds since midnight for "09:00"; "24:00" is the end of the day."""
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a time of day; write it in quotes, for example '09:00'")
    time = int(match[1]) * HOUR + int(match[2]) * MINUTE
    if time > DAY:
        raise ValueError(f"{value!r} is later than '24:00'")
    return time


def parse_money(value: object) -> int:
    """Return fen for 12.5, "12.5", "12.5 CNY" or "1,250.00 CNY"; no more than two decimals."""
    if isinstance(value, str):
        text = value.replace(",", "") if _GROUPED.match(value.strip()) else value
        return _scaled(text, {"CNY": CNY, "": CNY, "fen": 1}, "12.5 CNY")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"{value!r} is not an amount of money; write for example '12.5 CNY'")
    fen = Decimal(str(value)) * CNY
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise ValueError(f"{value!r} is not an amount in whole fen; write for example '12.5 CNY'")
    return int(fen)


def parse_distance(value: object) -> int:
    """Return metres for "3 km" or "800 m"; the number 0 needs no unit."""
    if isinstance(value, str):
        return _scaled(value, {"m": 1, "km": KM}, "3 km")
    if value == 0 and not isinstance(value, bool):
        return 0
    raise ValueError(f"{value!r} has no unit of length; write for example '3 km'")


def parse_speed(value: object) -> int:
    """Return metres per hour for "19 km/h"."""
    if isinstance(value, str):
        return _scaled(value, {"km/h": KM, "m/h": 1}, "19 km/h")
    raise ValueError(f"{value!r} has no unit of speed; write for example '19 km/h'")


def parse_share(value: object) -> float:
    """Return a share for 0.61 or "61 %"."""
    if isinstance(value, str):
        match = _NUMBER_AND_UNIT.fullmatch(value.strip()[: _LONGEST + 1])
        if match is None or match[2] != "%":
            raise ValueError(f"{value!r} is not a share; write 0.61 or '61 %'")
        return float(Decimal(match[1]) / 100)
    return parse_number(value)


def parse_number(value: object) -> float:
    """Return a finite float; text, true and false are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")
    # Comparing is safe where converting is not: a whole number may be too large for a float.
    if not abs(value) <= sys.float_info.max:
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)


def parse_count(value: object) -> int:
    """Return a whole number; text, true, false and 2.5 are refused."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value


@dataclass(frozen=True)
class Quantity:
    """How a file writes a quantity, and the range it must lie in (in engine units).

    The two double-underscore methods are the reader's protocol: plain dictionaries, no import of the reader.
    """

    name: str
    parse: Callable[[object], float]
    low: float
    high: float
    written: str
    """JSON Schema type or pattern for editors: "number", "integer" or a regular expression."""

    def check(self, value: object) -> float:
        """Return ``value`` in engine units.

        Raises:
            ValueError: not readable as this quantity, or out of range.
        """
        number = self.parse(value)
        if not self.low <= number <= self.high:
            raise ValueError(f"{value!r} is out of range: {self.name} must lie between {self.bounds()}")
        return number

    def bounds(self) -> str:
        """Return the range in the words of a file."""
        return f"{self._show(self.low)} and {self._show(self.high)}"

    def _show(self, number: float) -> str:
        show = _SHOWN.get(self.name)
        return show(int(number)) if show else f"{number:,.10g}"

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> dict[str, Any]:
        """Tell the reader to call `check`."""
        return {
            "type": "function-plain",
            "function": {"type": "no-info", "function": self.check},
            "metadata": {"pydantic_js_functions": [self._json_schema]},
        }

    def _json_schema(self, _schema: object, _handler: object) -> dict[str, Any]:
        if self.written in ("number", "integer"):
            return {"type": self.written, "minimum": self.low, "maximum": self.high}
        described = f"{self.name} between {self.bounds()}"
        text = {"type": "string", "pattern": self.written, "description": described}
        if self.name in ("money", "share"):
            return {"anyOf": [{"type": "number"}, text], "description": described}
        return {"anyOf": [{"const": 0}, text], "description": described}


def show_duration(ms: int) -> str:
    """Return ``ms`` in the largest unit that divides it: 1_800_000 -> "30 min"."""
    for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)):
        if ms % size == 0 and (ms or unit == "min"):
            return f"{ms // size} {unit}"
    return f"{ms} ms"


def show_clock(ms: int) -> str:
    """Return a time of day: 32_400_000 -> "09:00"."""
    return f"{ms // HOUR:02d}:{ms % HOUR // MINUTE:02d}"


def show_money(fen: int) -> str:
    """Return an amount: 1250 -> "12.50 CNY"."""
    return f"{fen / CNY:,.2f} CNY"


def show_distance(metres: int) -> str:
    """Return a length: 3000 -> "3 km"."""
    return f"{metres / KM:.3f}".rstrip("0").rstrip(".") + " km" if metres >= KM else f"{metres} m"


_SHOWN: dict[str, Callable[[int], str]] = {
    "duration": show_duration,
    "time of day": show_clock,
    "money": show_money,
    "distance": show_distance,
    "speed": lambda metres_per_hour: f"{metres_per_hour / KM:g} km/h",
}

_AMOUNT = r"^\s*[0-9]+(\.[0-9]+)?\s*"
_SUM = r"^\s*([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?\s*"
Duration = Annotated[
    int, Quantity("duration", parse_duration, 0, 3650 * DAY, _AMOUNT + r"(ms|s|min|h|d|days?|weeks?)\s*$")
]
"""Milliseconds, 0 to ten years; "30 min" in files."""
Clock = Annotated[int, Quantity("time of day", parse_clock, 0, DAY, r"^\s*[0-9]{1,2}:[0-5][0-9]\s*$")]
"""Milliseconds since midnight; "09:00" in files."""
Money = Annotated[int, Quantity("money", parse_money, 0, 10**12, _SUM + r"(CNY|fen)?\s*$")]
"""Fen, 0 to ten milliard yuan; 12.5 or "12.5 CNY" in files."""
Distance = Annotated[int, Quantity("distance", parse_distance, 0, 10_000 * KM, _AMOUNT + r"(m|km)\s*$")]
"""Metres; "3 km" in files."""
Speed = Annotated[int, Quantity("speed", parse_speed, 1, 200 * KM, _AMOUNT + r"(km/h|m/h)\s*$")]
"""Metres per hour; "19 km/h" in files."""
Share = Annotated[float, Quantity("share", parse_share, 0.0, 1.0, _AMOUNT + r"%\s*$")]
"""0 to 1; 0.61 or "61 %" in files."""
Count = Annotated[int, Quantity("count", parse_count, 0, 100_000_000, "integer")]
"""A whole number, zero included."""
Positive = Annotated[int, Quantity("count", parse_count, 1, 100_000_000, "integer")]
"""A whole number, at least one."""
Factor = Annotated[float, Quantity("factor", parse_number, 0.0, 1_000_000.0, "number")]
"""A number that multiplies, zero included."""
Utility = Annotated[float, Quantity("utility", parse_number, -100.0, 100.0, "number")]
"""A term of a choice utility, in logit units; any sign."""
Amount = Annotated[float, Quantity("amount", parse_number, -1e12, 1e12, "number")]
"""CNY of any sign, as a plain number."""
Longitude = Annotated[float, Quantity("longitude", parse_number, -180.0, 180.0, "number")]
"""Degrees east."""
Latitude = Annotated[float, Quantity("latitude", parse_number, -85.0, 85.0, "number")]
"""Degrees north."""
