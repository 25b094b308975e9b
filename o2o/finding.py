"""Findings: what a check on outcomes says about one KPI."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Finding:
    """One rule or baseline value, kept or not."""

    kpi: str
    """KPI id, or what else was compared"""
    rule: Literal["baseline", "expect"]
    passed: bool
    message: str
    """what was found, with old and new figure and the reason"""
    old: float | None = None
    """mean in the baseline, or in the run it is compared with"""
    new: float | None = None
    z: float | None = None
    """difference over its standard error, where there is one"""

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Check:
    """All findings about one scenario."""

    scenario: str
    file: str
    """the scenario's file, for annotations"""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Return the findings that did not pass."""
        return tuple(finding for finding in self.findings if not finding.passed)

    @property
    def exit_code(self) -> int:
        """Return 10 when anything differs from what was agreed, else 0."""
        return 10 if self.failures else 0

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "scenario": self.scenario,
            "file": self.file,
            "passed": not self.failures,
            "notes": list(self.notes),
            "findings": [finding.to_json() for finding in self.findings],
        }

    def to_text(self) -> str:
        """Return lines for a terminal: failures in full, the rest counted."""
        kept = len(self.findings) - len(self.failures)
        lines = [f"{self.scenario}: {len(self.failures)} differ, {kept} as agreed"]
        lines += [f"  {finding.kpi} ({finding.rule}): {finding.message}" for finding in self.failures]
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])
