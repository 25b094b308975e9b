"""The validity page of the documentation, written from the registry of oracles."""

from collections.abc import Sequence

from o2o.validate.oracle import Oracle
from o2o.validate.registry import oracles

_HEAD = """# Validity

What the workbench is compared with, and the faults each comparison must notice. `o2o validate` runs the fast tier,
`o2o validate --tier full` the large one, too; `--workers` processes share the oracles, one a core by default. This page
is written from the registry in `o2o/validate/`; rewrite it with `python -m o2o.validate.document > docs/validity.md`.

- **P** pathwise: the same input through the workbench and through a recursion of a few lines; every tick is equal.
- **E** exact: a closed form, a published number or an identity of integers.
- **S** statistical: fixed seeds; Student's interval at 99.9 % must hold the theory *and* be narrower than the
  tolerance, for a wide interval proves nothing.
- **M** metamorphic: a relation between two runs that share their luck.

Every oracle runs again with each fault planted and must then exclude the theory; one that does not is a failure of the
report. Where the tolerance asks for more jobs than the fast tier can serve, the recursion that the station equals tick
for tick runs on further inputs, and the interval holds the errors of both parts (multilevel Monte Carlo); the full tier
does without. A unit of time is a mean service, waits are Wq in the queue and W in the system, lengths Lq and L.
"""


def markdown() -> str:
    """Return the page."""
    fast = oracles("fast")
    full = [oracle for oracle in oracles("full") if oracle.tier == "full"]
    return f"{_HEAD}\n## Fast tier\n\n{_table(fast)}\n## Only in the full tier\n\n{_table(full)}"


def _table(rows: Sequence[Oracle]) -> str:
    head = ["| Id | Kind | Claim | What runs | Planted faults |", "|---|---|---|---|---|"]
    lines = [
        f"| {oracle.id} | {oracle.kind} | {oracle.claim} | {oracle.part} | {'; '.join(oracle.planted)} |"
        for oracle in rows
    ]
    return "\n".join([*head, *lines]) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
