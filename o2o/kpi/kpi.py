"""A KPI: what it is called, how it is counted, which way is better, and the rule that measures it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from o2o.kpi.grain import Figures
from o2o.kpi.records import Records

Direction = Literal["up", "down", "none"]
View = Literal["truth", "observed"]
Dimension = Literal["experience", "marketing", "operations"]


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One figure of the register."""

    id: str
    """row of the requirement table; a letter behind it marks a companion, "o" the observed version"""
    name: str
    chinese: str
    unit: str
    direction: Direction
    """which way is better; "none" when it depends"""
    formula: str
    """numerator over denominator in words, with the reading of the edges"""
    measure: Callable[[Records], Figures]
    """facts -> figures in ``unit``"""
    source: str
    """row of the requirement table it defines or accompanies"""
    view: View = "truth"
    """truth counts persons, observed counts the member ids the firm saw"""
