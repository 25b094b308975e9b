"""The examination: every oracle of a tier, run with and without its planted faults."""

import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from o2o.executors import Done, Lost, default_workers, open_executor
from o2o.validate.oracle import Kind, Oracle, Tier
from o2o.validate.registry import oracles


@dataclass(frozen=True)
class Result:
    """What one oracle says."""

    id: str
    kind: Kind
    expected: str
    got: str
    tolerance: str
    passed: bool
    planted_fault_caught: bool | None
    """None where no fault is planted"""
    seconds: float
    note: str
    """what ran, or why it could not"""

    @property
    def failed(self) -> bool:
        """Return whether the claim does not hold, or the check would not have noticed."""
        return not self.passed or self.planted_fault_caught is False


@dataclass(frozen=True)
class ValidityReport:
    """Results in the order of the registry."""

    results: tuple[Result, ...]

    @property
    def failed(self) -> int:
        """Return how many oracles failed."""
        return sum(result.failed for result in self.results)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"oracles": [asdict(result) for result in self.results], "failed": self.failed}

    def text(self) -> str:
        """Return the report for a terminal."""
        lines = [line for result in self.results for line in _lines(result)]
        seconds = sum(result.seconds for result in self.results)
        return "\n".join([*lines, f"{len(self.results)} oracles, {self.failed} failed, {seconds:.0f} s of work"])


def report(tier: Tier = "fast", only: Collection[str] | None = None, workers: int | None = None) -> ValidityReport:
    """Run the oracles of ``tier`` and return what they say; "full" holds those of "fast", too, and takes minutes.

    Args:
        tier: "fast" or "full".
        only: ids of the oracles to run; all when missing.
        workers: how many processes share the oracles, 1 for none but this; one a core when missing. What the report
            says does not depend on it, times aside.

    Raises:
        ValueError: an unknown tier or id; the message names those there are.
    """
    chosen = oracles(tier, only)
    # Those of the full tier take longest: whoever begins with them is not kept waiting for the last one.
    order = [oracle.id for oracle in sorted(chosen, key=lambda oracle: oracle.tier == "fast")]
    found: dict[str, Result] = {}
    with open_executor(default_workers(len(order)) if workers is None else workers) as executor:
        for outcome in executor.outcomes(partial(_examine, tier), order):
            if isinstance(outcome, Done):
                found[outcome.point] = outcome.value
            elif isinstance(outcome, Lost):
                found[outcome.point] = _nothing(oracles(tier, [outcome.point])[0], 0.0, "its process died every time")
    return ValidityReport(tuple(found[oracle.id] for oracle in chosen))


def _examine(tier: Tier, name: str) -> Result:
    """Run the oracle of that name: what is planted cannot travel between processes, a name can."""
    return examine(*oracles(tier, [name]))


def examine(oracle: Oracle) -> Result:
    """Run one oracle, then with each planted fault."""
    started = time.perf_counter()
    try:
        outcome = oracle.check()
        missed = [fault for fault, check in oracle.planted.items() if not check().refuted]
    except Exception as error:
        return _nothing(oracle, time.perf_counter() - started, f"stopped by {type(error).__name__}: {error}")
    return Result(
        oracle.id,
        oracle.kind,
        outcome.expected,
        outcome.got,
        outcome.tolerance,
        bool(outcome.passed),  # checks reckon with numpy, whose truths are no plain data
        not missed if oracle.planted else None,
        round(time.perf_counter() - started, 3),
        oracle.part + (f"; planted and missed: {', '.join(missed)}" if missed else ""),
    )


def _nothing(oracle: Oracle, seconds: float, note: str) -> Result:
    """Return the result of an oracle that gave no answer."""
    return Result(oracle.id, oracle.kind, "an answer", "none", "", False, None, round(seconds, 3), note)


def _lines(result: Result) -> list[str]:
    verdict = "FAILED" if result.failed else "ok"
    caught = {True: "faults found", False: "PLANTED FAULT MISSED", None: "no fault planted"}
    head = f"{result.id:4} {result.kind}  {verdict:6}  {caught[result.planted_fault_caught]}, {result.seconds:.1f} s"
    body = [f"          expected {result.expected} ({result.tolerance})", f"          got      {result.got}"]
    return [head, *body, *([f"          {result.note}"] if result.failed else [])]
