"""Planned: what a planner gets from an optimiser: the plan as a scenario, its proof, and what it is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from o2o.planning.trees import planted
from optimize.solution import Proof
from sim.units import CNY

if TYPE_CHECKING:
    from scenarios.tree import Plain


@dataclass(frozen=True)
class Promise:
    """What a plan is expected to bring where that is not its objective; see `optimize.promise_spec`."""

    value: float
    unit: str
    changes: tuple[str, ...] = ()
    sales: float = 0.0
    standards: Mapping[str, float] = field(default_factory=dict)
    """share of jobs begun in time by what is rostered together, stores or fleets"""


@dataclass(frozen=True)
class Planned:
    """A plan for a scenario; money in fen, in the span of time that ``unit`` says."""

    what: str
    """the model's name"""
    unit: str
    """what the figures count, such as "CNY a day" """
    proof: Proof
    baseline: float
    """what the plain rule comes to, by the same measure"""
    clairvoyant: float
    """what nobody exceeds, even knowing everything in advance"""
    tree: "Mapping[str, Plain]"
    """the scenario with the plan in it; a table is ``{"from_csv": ending}``"""
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    """the plan as a short table"""
    tables: Mapping[str, str] = field(default_factory=dict)
    """ending of a file's name -> its text, for tables that the overlay reads"""
    notes: tuple[str, ...] = ()
    promise: Promise | None = None
    """what the plan is expected to bring in the simulation; the objective when not said"""
    plain: str = "as it is today"
    """the plain rule of the baseline, in words"""

    @property
    def kept(self) -> "dict[str, Plain]":
        """Return the scenario with the plan and its promise in it, for the report of its run to answer."""
        said = self.promise or Promise(self.proof.objective / CNY, self.unit)
        body: dict[str, Plain] = {"value": round(said.value, 2), "unit": said.unit}
        if said.changes:
            body["changes"] = list(said.changes)
        if said.sales:
            body["sales"] = round(said.sales, 2)
        body |= said.standards
        return planted(self.tree, ("planning", "promised", self.what), body)

    @property
    def gap_captured(self) -> float | None:
        """Return the share of the way from baseline to clairvoyant that the plan goes; None when there is no way."""
        way = self.clairvoyant - self.baseline
        return (self.proof.objective - self.baseline) / way if way else None

    def to_json(self, seconds: float, overlay: Path | None) -> dict[str, Any]:
        """Return the plan's figures as plain data; money in CNY."""
        return {
            "what": self.what,
            "unit": self.unit,
            "status": "optimal" if self.proof.proven else "feasible",
            "objective": self.proof.objective / CNY,
            "bound": self.proof.bound / CNY,
            "gap": _finite(self.proof.gap),
            "solver": self.proof.solver,
            "seconds": round(seconds, 3),
            "baseline": self.baseline / CNY,
            "clairvoyant": self.clairvoyant / CNY,
            "gap_captured": self.gap_captured,
            "overlay": None if overlay is None else str(overlay),
            "notes": [*self.proof.notes, *self.notes],
        }

    def figures(self) -> list[tuple[str, str]]:
        """Return the figures that a planner reads first."""
        captured = self.gap_captured
        way = "" if captured is None else f"{round(100 * captured)} % of the way to knowing all in advance"
        near = f"no plan is better; this one is within {100 * self.proof.gap:.2g} % of it"
        return [
            (self.what, self.unit),
            (self.plain, f"{self.baseline / CNY:,.2f}"),
            ("with this plan", f"{self.proof.objective / CNY:,.2f}  {way}".rstrip()),
            ("bound", f"{self.proof.bound / CNY:,.2f}  {near}{'' if self.proof.proven else ', and not proven best'}"),
            ("knowing all in advance", f"{self.clairvoyant / CNY:,.2f}"),
        ]


def _finite(value: float) -> float | None:
    return value if value != float("inf") else None
