"""Oracles: checks of the workbench against theory, a short recursion or a published number, each with a planted fault.

Kinds, strongest first: P pathwise (equality on the same input), E exact (closed form), S statistical (Student's
interval at 99.9 % holds the theory *and* is narrower than the tolerance), M metamorphic (a relation between two runs
that share their luck).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from o2o.statistics import Interval

Kind = Literal["P", "E", "S", "M"]
Tier = Literal["fast", "full"]
LEVEL = 0.999
"""confidence of statistical oracles"""


@dataclass(frozen=True)
class Outcome:
    """What a check found."""

    expected: str
    got: str
    tolerance: str
    passed: bool
    refuted: bool
    """the theory is excluded, not merely unproven: what a planted fault must bring about"""


@dataclass(frozen=True)
class Oracle:
    """One check and the faults it must find."""

    id: str
    """row of the validity table"""
    kind: Kind
    claim: str
    """what is true of a correct workbench, with the numbers"""
    part: str
    """what of the workbench runs, and what of the case stands beside it"""
    check: Callable[[], Outcome]
    planted: Mapping[str, Callable[[], Outcome]] = field(default_factory=dict)
    """fault -> the same check with the fault planted"""
    tier: Tier = "fast"


@dataclass(frozen=True)
class Measure:
    """An estimate beside its theory."""

    name: str
    expected: float
    got: float
    half_width: float
    tolerance: float
    """largest half-width, as a share of ``expected``"""

    @property
    def holds(self) -> bool:
        """Return whether the theory lies inside the interval."""
        return abs(self.got - self.expected) <= self.half_width

    @property
    def sharp(self) -> bool:
        """Return whether the interval is narrow enough to say so."""
        return self.half_width <= self.tolerance * abs(self.expected)


def measure(name: str, expected: float, interval: Interval, tolerance: float) -> Measure:
    """Return a single figure's interval beside its theory."""
    return Measure(name, expected, float(interval.mean), float(interval.half_width), tolerance)


def statistical(measures: Sequence[Measure]) -> Outcome:
    """Return the outcome of estimates with intervals: all must hold and be sharp."""
    return Outcome(
        "; ".join(f"{m.name} {m.expected:.6g}" for m in measures),
        "; ".join(f"{m.name} {m.got:.6g} ± {m.half_width:.2g}" for m in measures),
        "; ".join(dict.fromkeys(f"± {100 * m.tolerance:.3g} %" for m in measures)) + " at 99.9 %",
        all(m.holds and m.sharp for m in measures),
        not all(m.holds for m in measures),
    )


def exact(expected: Mapping[str, float], got: Mapping[str, float], tolerance: float) -> Outcome:
    """Return the outcome of figures that must agree within an absolute ``tolerance``."""
    agree = all(abs(expected[name] - got[name]) <= tolerance for name in expected)
    return Outcome(_listed(expected), _listed(got), f"{tolerance:g}", agree, not agree)


def none_of(cases: int, violations: int, what: str) -> Outcome:
    """Return the outcome of a law checked on ``cases`` cases, at least one, none of which may violate it."""
    passed = cases > 0 and violations == 0
    return Outcome(f"0 of {cases:,} {what}", f"{violations:,} of {cases:,} {what}", "0", passed, violations > 0)


def every(parts: Sequence[Outcome]) -> Outcome:
    """Return one outcome that holds when all ``parts`` do and is refuted when one is."""
    return Outcome(
        "; ".join(part.expected for part in parts),
        "; ".join(part.got for part in parts),
        "; ".join(dict.fromkeys(part.tolerance for part in parts)),
        all(part.passed for part in parts),
        any(part.refuted for part in parts),
    )


def _listed(figures: Mapping[str, float]) -> str:
    return "; ".join(f"{name} {figure:.9g}" for name, figure in figures.items())
