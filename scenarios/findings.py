"""Findings: what a check of a whole scenario reports, before it is given its place in a file."""

from typing import Literal, NamedTuple

from scenarios.tree import Path


class Finding(NamedTuple):
    """A rule between values that does not hold."""

    path: Path
    """of the value to change"""
    message: str
    hint: str
    also: tuple[Path, ...] = ()
    """paths of the other values that the rule looked at"""
    level: Literal["error", "warning"] = "error"
    too_large: bool = False
    """the scenario is sound, but needs the planner's word first"""
