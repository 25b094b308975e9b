"""What a run is made from: the resolved scenario, seed and replications, and the name that follows from them."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from o2o.durable import canonical_json
from o2o.program import fingerprint

KeepFacts = Literal["first", "all", "none"]


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """A run before it starts; equal plans under equal programs give equal results and equal names."""

    name: str
    """what the planner calls the scenario"""
    stem: str
    """plain name of file and variant, for the folder"""
    source: str
    """the file and variant it came from"""
    tree: Mapping[str, Any]
    """the resolved scenario as plain data in the planner's units"""
    origins: Mapping[str, str]
    """dotted path -> file:line:column"""
    seed: int
    replications: int
    """at least 1"""
    keep_facts: KeepFacts = "first"
    """the replications whose fact tables are kept"""

    @cached_property
    def scenario_hash(self) -> str:
        """Return the SHA-256 of the resolved scenario."""
        return hashlib.sha256(canonical_json(self.tree)).hexdigest()

    @cached_property
    def identity(self) -> str:
        """Return the SHA-256 of everything that results depend on."""
        parts = [self.scenario_hash, str(self.seed), str(self.replications), self.keep_facts, fingerprint()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def id(self) -> str:
        """Return the run's name, fit for a folder: ``pilot-3fa9c2d41b07-s7-r10``."""
        return f"{slug(self.stem)}-{self.identity[:12]}-s{self.seed}-r{self.replications}"

    def keeps(self, replication: int) -> bool:
        """Return whether the fact tables of ``replication`` are kept."""
        return self.keep_facts == "all" or (self.keep_facts == "first" and replication == 0)


def slug(name: str) -> str:
    """Return ``name`` as at most 24 plain lower-case letters, digits and dashes; "scenario" when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-") or "scenario"
