"""Errors of planning: numbers no solver can take, limits that clash, solvers that fail; each with its exit code."""

from collections.abc import Sequence
from typing import ClassVar

MOST_SHOWN = 50
"""Findings listed in one message; the rest are counted."""


class PlanningError(Exception):
    """No plan can be given; the message says why and what a planner can do."""

    exit_code: ClassVar[int] = 5
    kind: ClassVar[str] = "planning"

    def to_json(self) -> dict[str, object]:
        """Return the error as plain data."""
        return {"kind": self.kind, "exit_code": self.exit_code, "message": str(self)}


class PlanInputError(PlanningError):
    """The data of a plan are impossible: not a number, out of scale, contradictory."""

    exit_code = 3
    kind = "plan input"


class InfeasiblePlanError(PlanningError):
    """No plan satisfies all limits.

    Attributes:
        clashing: the limits that cannot hold together, in the caller's words; none of them can be left out.
        repairs: what to change, one line per limit.
    """

    exit_code = 4
    kind = "plan infeasible"

    def __init__(self, message: str, clashing: Sequence[str], repairs: Sequence[str]) -> None:
        super().__init__(message)
        self.clashing = tuple(clashing)
        self.repairs = tuple(repairs)

    def to_json(self) -> dict[str, object]:
        """Return the error as plain data, with the clashing limits and the repairs."""
        return super().to_json() | {"clashing": list(self.clashing), "repairs": list(self.repairs)}


class UnboundedPlanError(PlanningError):
    """The plan would earn without end: something that pays has no limit."""

    exit_code = 4
    kind = "plan unbounded"


class SolverFailedError(PlanningError):
    """A solver is missing, broke down, or stopped before it had a plan."""

    kind = "solver failed"


class PlanRefusedError(SolverFailedError):
    """A solver handed over a plan that breaks a limit or does not earn what it says."""

    kind = "plan refused"


def listed(findings: Sequence[str]) -> str:
    """Return ``findings`` one a line, at most `MOST_SHOWN` of them."""
    lines = [f"  {finding}" for finding in findings[:MOST_SHOWN]]
    if len(findings) > MOST_SHOWN:
        lines.append(f"  and {len(findings) - MOST_SHOWN} more")
    return "\n".join(lines)
