"""Validation: the workbench against theory, conservation laws and its own randomness."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from o2o.validate.examination import ValidityReport


def report(
    tier: Literal["fast", "full"] = "fast", only: Collection[str] | None = None, workers: int | None = None
) -> "ValidityReport":
    """Run the oracles of ``tier`` and return what they say; see `o2o.validate.examination.report`."""
    # The oracles need the whole workbench; the command line must answer before it is loaded.
    from o2o.validate.examination import report as run

    return run(tier, only, workers)
