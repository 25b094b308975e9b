"""Lines of figures: every KPI of a run with its interval, its place in the register and a small bar."""

from dataclasses import dataclass

from o2o.kpi.loyalty import AGAIN_DAYS, COHORT_DAYS
from o2o.kpis import CORE, REGISTRY, Kpi
from o2o.outcomes import figure
from o2o.report.evidence import Evidence
from o2o.report.words import amount_text, interval_text, range_text
from o2o.summary import Line

GROUPS = {
    ("Customer experience", "顾客体验"): CORE[:5],
    ("Marketing efficiency", "营销效率"): CORE[5:10],
    ("Operating cost", "运营成本"): CORE[10:15],
}
"""the three dimensions of the core KPIs"""
FURTHER = ("Further figures", "其他指标")
BETTER = {"up": "higher", "down": "lower", "none": "depends"}
COMPLETE_AFTER = {"K02": COHORT_DAYS + AGAIN_DAYS, "K02o": COHORT_DAYS + AGAIN_DAYS, "K03": 365}
"""measured days after which a figure that looks ahead can be whole"""
FEW = 10
"""replications below which an interval is a rough guess (validity row T01)"""


@dataclass(frozen=True)
class Bar:
    """Positions of zero, mean and interval on a line from 0 to 100."""

    zero: float
    mean: float
    lo: float
    hi: float


@dataclass(frozen=True)
class FigureLine:
    """One KPI of a run, ready to be shown."""

    kpi: Kpi
    line: Line
    provisional: bool

    @property
    def mean(self) -> str:
        """Return the mean in words."""
        return figure(self.line.mean)

    @property
    def interval(self) -> str:
        """Return the interval in words."""
        return interval_text(self.line.lo, self.line.hi)

    @property
    def headline(self) -> str:
        """Return the mean for a sentence."""
        return "n/a" if self.line.mean is None else amount_text(self.line.mean, self.kpi.unit)

    @property
    def headline_interval(self) -> str:
        """Return the interval for a sentence, empty when there is none."""
        return range_text(self.line.lo, self.line.hi, self.kpi.unit)

    @property
    def better(self) -> str:
        """Return which way is better."""
        return BETTER[self.kpi.direction]

    @property
    def bar(self) -> Bar | None:
        """Return the small bar; None where the figure does not apply."""
        if self.line.mean is None:
            return None
        lo = self.line.mean if self.line.lo is None else self.line.lo
        hi = self.line.mean if self.line.hi is None else self.line.hi
        left, right = min(0.0, lo), max(0.0, hi, 100.0 if self.kpi.unit == "%" else 0.0)
        wide = (right - left) or 1.0
        at = [100 * (value - left) / wide for value in (0.0, self.line.mean, lo, hi)]
        return Bar(*(round(value, 2) for value in at))


def figure_lines(evidence: Evidence) -> list[FigureLine]:
    """Return all KPIs in the register's order."""
    known = evidence.dimensions
    measured = known.days - known.warm_up
    return [
        FigureLine(REGISTRY[line.kpi], line, measured < COMPLETE_AFTER.get(line.kpi, 0) and line.mean is not None)
        for line in evidence.lines
    ]


def grouped(lines: list[FigureLine]) -> dict[tuple[str, str], list[FigureLine]]:
    """Return the lines by dimension (English, Chinese), companions with their core KPI; the further ones last."""
    core = {name: [line for line in lines if line.kpi.source in ids] for name, ids in GROUPS.items()}
    return core | {FURTHER: [line for line in lines if line.kpi.source not in CORE]}
